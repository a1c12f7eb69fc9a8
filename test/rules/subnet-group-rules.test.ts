import { judge } from './judged';
import { SUBNET_GROUP_ROWS } from './rows/subnet-group-rows';

judge('Subnets', SUBNET_GROUP_ROWS);
