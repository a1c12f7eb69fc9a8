import { judge } from './judged';
import { DURABILITY_ROWS } from './rows/durability-rows';

judge('Cache', DURABILITY_ROWS);
