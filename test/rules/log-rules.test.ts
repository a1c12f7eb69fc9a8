import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { logRows } from './rows/log-rows';

judge('Cache', logRows(GROUP));
judge('Cluster', logRows(CLUSTER_OF_NODES));
