import { judge } from './judged';
import { LOG_ROWS } from './rows/log-rows';

judge('Cache', LOG_ROWS);
