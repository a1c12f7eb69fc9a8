import { judge } from './judged';
import { TOPOLOGY_ROWS } from './rows/topology-rows';

judge('Cache', TOPOLOGY_ROWS);
