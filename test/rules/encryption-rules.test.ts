import { judge } from './judged';
import { ENCRYPTION_ROWS } from './rows/encryption-rows';

judge('Cache', ENCRYPTION_ROWS);
