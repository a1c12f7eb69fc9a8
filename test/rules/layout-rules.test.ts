import { judge } from './judged';
import { LAYOUT_ROWS } from './rows/layout-rows';

judge('Cache', LAYOUT_ROWS);
