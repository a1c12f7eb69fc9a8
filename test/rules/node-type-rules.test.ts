import { judge } from './judged';
import { NODE_TYPE_ROWS } from './rows/node-type-rows';

judge('Cache', NODE_TYPE_ROWS);
