import { judge } from './judged';
import { BACKUP_ROWS } from './rows/backup-rows';

judge('Cache', BACKUP_ROWS);
