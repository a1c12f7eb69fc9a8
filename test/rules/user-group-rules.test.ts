import { judge } from './judged';
import { USER_GROUP_ROWS } from './rows/user-group-rows';

judge('Group', USER_GROUP_ROWS);
