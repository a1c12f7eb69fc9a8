import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { maintenanceRows } from './rows/maintenance-rows';
import { OPERATIONS_ROWS } from './rows/operations-rows';

judge('Cache', [...OPERATIONS_ROWS, ...maintenanceRows(GROUP)]);
judge('Cluster', maintenanceRows(CLUSTER_OF_NODES));
