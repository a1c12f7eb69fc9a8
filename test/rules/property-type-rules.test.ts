import { judge } from './judged';
import { PROPERTY_TYPE_ROWS } from './rows/property-type-rows';

judge('Cache', PROPERTY_TYPE_ROWS);
