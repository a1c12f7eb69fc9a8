import { judge } from './judged';
import { CACHE_CLUSTER_ROWS } from './rows/cache-cluster-rows';

judge('Cluster', CACHE_CLUSTER_ROWS);
