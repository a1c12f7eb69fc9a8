import { judge } from './judged';
import { MEMCACHED_PARAMETER_ROWS } from './rows/memcached-parameter-rows';

judge('MemcachedParameters', MEMCACHED_PARAMETER_ROWS);
