import { judge } from './judged';
import { MEMCACHED_ROWS } from './rows/memcached-rows';

judge('Cluster', MEMCACHED_ROWS);
