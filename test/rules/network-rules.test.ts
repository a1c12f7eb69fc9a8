import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { networkRows } from './rows/network-rows';

judge('Cache', networkRows(GROUP));
judge('Cluster', networkRows(CLUSTER_OF_NODES));
