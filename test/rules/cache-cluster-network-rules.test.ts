import { judge } from './judged';
import { CACHE_CLUSTER_NETWORK_ROWS } from './rows/cache-cluster-network-rows';

judge('Cluster', CACHE_CLUSTER_NETWORK_ROWS);
