import { judge } from './judged';
import { KV_CACHING_ROWS } from './rows/kv-caching-rows';

judge('Cache', KV_CACHING_ROWS);
