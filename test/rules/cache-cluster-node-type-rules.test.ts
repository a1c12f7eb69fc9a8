import { judge } from './judged';
import { CACHE_CLUSTER_NODE_TYPE_ROWS } from './rows/cache-cluster-node-type-rows';

judge('Cluster', CACHE_CLUSTER_NODE_TYPE_ROWS);
