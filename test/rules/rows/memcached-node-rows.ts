import { maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';
import { memcached, VALKEY } from '../memcached-judged';

export const MEMCACHED_NODE_ROWS: readonly Row[] = [
  {
    id: 'memcached-node-count-range',
    breaks: memcached({ NumCacheNodes: 0 }),
    message: `'Properties.NumCacheNodes' needs one node or more, got 0; set NumCacheNodes: 1, or more (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [memcached({ NumCacheNodes: 61 }), memcached({ NumCacheNodes: 1 }), memcached({ NumCacheNodes: UNKNOWN })],
  },
  {
    id: 'memcached-node-count-quota',
    breaks: memcached({ NumCacheNodes: 41 }),
    message: `'Properties.NumCacheNodes' needs 40 nodes at most by the page of the API, 60 by that of the quotas: AWS grants more on request, got 41; ask for them before you deploy (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [memcached({ NumCacheNodes: 40 }), memcached({ NumCacheNodes: UNKNOWN })],
  },
  {
    id: 'memcached-zones-stated',
    breaks: memcached({ PreferredAvailabilityZones: undefined }),
    message: `'Properties.PreferredAvailabilityZones' needs a zone for each node: without them a later change of the number of nodes replaces the cluster, got none; state the zones that the nodes have now (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ PreferredAvailabilityZones: undefined, PreferredAvailabilityZone: 'eu-central-1a' }),
      memcached({ PreferredAvailabilityZones: [UNKNOWN, UNKNOWN] }),
      VALKEY,
      memcached({ PreferredAvailabilityZones: maybe(['eu-central-1a', 'eu-central-1b']) }),
    ],
  },
  {
    id: 'memcached-zones-count',
    breaks: memcached({ NumCacheNodes: 3 }),
    message: `'Properties.PreferredAvailabilityZones' needs one zone for each node, as many as 'Properties.NumCacheNodes' says: 3, got 2; name the zone of each node, the same one several times if need be (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ NumCacheNodes: 2, PreferredAvailabilityZones: [UNKNOWN, UNKNOWN] }),
      memcached({ NumCacheNodes: UNKNOWN }),
      memcached({ PreferredAvailabilityZones: UNKNOWN }),
    ],
  },
  {
    id: 'memcached-zones-twice',
    breaks: memcached({ PreferredAvailabilityZone: 'eu-central-1a' }),
    message: `'Properties.PreferredAvailabilityZone' needs to stand without 'Properties.PreferredAvailabilityZones', got "eu-central-1a"; name the zones in one place (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html)`,
    holds: [
      memcached({ PreferredAvailabilityZone: maybe('eu-central-1a') }),
      memcached({ PreferredAvailabilityZone: 'eu-central-1a', PreferredAvailabilityZones: undefined }),
    ],
  },
  {
    id: 'memcached-az-mode-value',
    breaks: memcached({ AZMode: 'multi-az' }),
    message: `'Properties.AZMode' needs 'single-az' or 'cross-az', got "multi-az"; choose one, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [memcached({ AZMode: 'single-az' }), memcached({ AZMode: NO_VALUE }), memcached({ AZMode: UNKNOWN })],
  },
  {
    id: 'memcached-az-mode-one-node',
    breaks: memcached({ NumCacheNodes: 1, PreferredAvailabilityZones: ['eu-central-1a'] }),
    message: `'Properties.AZMode' needs 'single-az' with one node, got "cross-az"; leave it out, or add a node (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [
      memcached({ NumCacheNodes: 1, PreferredAvailabilityZones: ['eu-central-1a'], AZMode: undefined }),
      memcached({ NumCacheNodes: UNKNOWN }),
    ],
  },
  {
    id: 'memcached-az-mode-several-zones',
    breaks: memcached({ AZMode: 'single-az' }),
    message: `'Properties.AZMode' needs 'cross-az' where the nodes are in several zones, got "single-az"; set AZMode: 'cross-az' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [
      memcached({ AZMode: 'cross-az' }),
      memcached({ AZMode: 'single-az', PreferredAvailabilityZones: ['eu-central-1a', 'eu-central-1a'] }),
      memcached({ AZMode: UNKNOWN }),
      memcached({ AZMode: 'single-az', PreferredAvailabilityZones: [UNKNOWN, 'eu-central-1a'] }),
    ],
  },
  {
    id: 'memcached-az-mode-one-zone',
    breaks: memcached({ PreferredAvailabilityZones: ['eu-central-1a', 'eu-central-1a'] }),
    message: `'Properties.AZMode' needs 'single-az' where every node is in one zone, got "cross-az"; name several zones, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [
      memcached({ PreferredAvailabilityZones: ['eu-central-1a', 'eu-central-1b'] }),
      memcached({ PreferredAvailabilityZones: undefined }),
      memcached({ PreferredAvailabilityZones: UNKNOWN }),
    ],
  },
  {
    id: 'memcached-one-zone',
    breaks: memcached({ AZMode: undefined, PreferredAvailabilityZones: ['eu-central-1a', 'eu-central-1a'] }),
    message: `'Properties.PreferredAvailabilityZones' needs several Availability Zones: one that is lost takes every node, and the database gets all the load, got ["eu-central-1a","eu-central-1a"]; spread the nodes over two or more (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html)`,
    holds: [
      memcached({ AZMode: undefined, PreferredAvailabilityZones: ['eu-central-1a'], NumCacheNodes: 1 }),
      memcached({ PreferredAvailabilityZones: undefined }),
      memcached({ AZMode: 'single-az' }),
      memcached({ AZMode: undefined, PreferredAvailabilityZones: UNKNOWN }),
    ],
  },
];
