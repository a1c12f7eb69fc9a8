import { judge } from './judged';
import { GLOBAL_DATASTORE_ROWS } from './rows/global-datastore-rows';

judge('Cache', GLOBAL_DATASTORE_ROWS);
