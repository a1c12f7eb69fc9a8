import { judge } from './judged';
import { CLUSTER_MODE_ROWS } from './rows/cluster-mode-rows';

judge('Cache', CLUSTER_MODE_ROWS);
