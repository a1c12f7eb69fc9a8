import { judge } from './judged';
import { ENGINE_ROWS } from './rows/engine-rows';

judge('Cache', ENGINE_ROWS);
