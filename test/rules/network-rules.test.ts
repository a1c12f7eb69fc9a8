import { judge } from './judged';
import { NETWORK_ROWS } from './rows/network-rows';

judge('Cache', NETWORK_ROWS);
