import { judge } from './judged';
import { CLUSTER_OF_NODES, GROUP } from './node-based-judged';
import { propertyTypeRows } from './rows/property-type-rows';

judge('Cache', propertyTypeRows(GROUP));
judge('Cluster', propertyTypeRows(CLUSTER_OF_NODES));
