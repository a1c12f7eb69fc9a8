import { judge } from './judged';
import { ACCESS_ROWS } from './rows/access-rows';

judge('Cache', ACCESS_ROWS);
