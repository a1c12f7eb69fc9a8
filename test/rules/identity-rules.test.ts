import { judge } from './judged';
import { IDENTITY_ROWS } from './rows/identity-rows';

judge('Cache', IDENTITY_ROWS);
