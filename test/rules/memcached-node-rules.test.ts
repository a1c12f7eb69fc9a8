import { judge } from './judged';
import { MEMCACHED_NODE_ROWS } from './rows/memcached-node-rows';

judge('Cluster', MEMCACHED_NODE_ROWS);
