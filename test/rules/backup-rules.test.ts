import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { BACKUP_ROWS } from './rows/backup-rows';
import { snapshotRows } from './rows/snapshot-rows';

judge('Cache', [...BACKUP_ROWS, ...snapshotRows(GROUP)]);
judge('Cluster', snapshotRows(CLUSTER_OF_NODES));
