import { judge } from './judged';
import { OPERATIONS_ROWS } from './rows/operations-rows';

judge('Cache', OPERATIONS_ROWS);
