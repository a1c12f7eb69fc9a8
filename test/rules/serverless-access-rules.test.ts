import { judge } from './judged';
import { SERVERLESS_ACCESS_ROWS } from './rows/serverless-access-rows';

judge('Serverless', SERVERLESS_ACCESS_ROWS);
