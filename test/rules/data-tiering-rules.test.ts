import { judge } from './judged';
import { DATA_TIERING_ROWS } from './rows/data-tiering-rows';

judge('Cache', DATA_TIERING_ROWS);
