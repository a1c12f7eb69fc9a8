import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { ENGINE_ROWS } from './rows/engine-rows';
import { engineVersionRows } from './rows/engine-version-rows';

judge('Cache', [...ENGINE_ROWS, ...engineVersionRows(GROUP)]);
judge('Cluster', engineVersionRows(CLUSTER_OF_NODES));
