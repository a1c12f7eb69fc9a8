import { judge } from './judged';
import { SINGLE_NODE_ROWS } from './rows/single-node-rows';

judge('Cluster', SINGLE_NODE_ROWS);
