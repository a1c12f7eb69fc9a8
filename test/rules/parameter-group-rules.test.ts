import { judge } from './judged';
import { PARAMETER_GROUP_ROWS } from './rows/parameter-group-rows';

judge('Parameters', PARAMETER_GROUP_ROWS);
