import { judge } from './judged';
import { ACCESS_STRING_ROWS } from './rows/access-string-rows';

judge('App', ACCESS_STRING_ROWS);
