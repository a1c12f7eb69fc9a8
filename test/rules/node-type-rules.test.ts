import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { NODE_TYPE_ROWS } from './rows/node-type-rows';
import { offeredNodeTypeRows } from './rows/offered-node-type-rows';

judge('Cache', [...NODE_TYPE_ROWS, ...offeredNodeTypeRows(GROUP)]);
judge('Cluster', offeredNodeTypeRows(CLUSTER_OF_NODES));
