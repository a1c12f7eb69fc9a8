import { CLUSTER, maybe, NO_VALUE, type Row, shards, UNKNOWN } from '../judged';

const A = 'eu-central-1a';
const B = 'eu-central-1b';

export const LAYOUT_ROWS: readonly Row[] = [
  {
    id: 'preferred-zones-count',
    breaks: { PreferredCacheClusterAZs: [A, B, UNKNOWN] },
    message:
      "'Properties.PreferredCacheClusterAZs' needs one zone for each of the 2 nodes, the primary's first, got 3; list as many zones as there are nodes, or none (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { PreferredCacheClusterAZs: [A, UNKNOWN] },
      { PreferredCacheClusterAZs: UNKNOWN },
      { PreferredCacheClusterAZs: [A, B, maybe(A)] },
      { PreferredCacheClusterAZs: [A], NumCacheClusters: UNKNOWN },
    ],
  },
  {
    id: 'preferred-zones-one-shard',
    breaks: { ...CLUSTER, PreferredCacheClusterAZs: [A, B] },
    message: `'Properties.PreferredCacheClusterAZs' needs one shard: with more it is not used, got ["eu-central-1a","eu-central-1b"]; say the zones of each shard in 'Properties.NodeGroupConfiguration' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { PreferredCacheClusterAZs: [A, B] },
      { PreferredCacheClusterAZs: [A, B], NumNodeGroups: '1' },
      { ...CLUSTER, NumNodeGroups: UNKNOWN, PreferredCacheClusterAZs: [A, B] },
      { ...CLUSTER, PreferredCacheClusterAZs: maybe([A, B]) },
    ],
  },
  {
    id: 'preferred-zones-replace',
    breaks: { PreferredCacheClusterAZs: [A, B] },
    message: `'Properties.PreferredCacheClusterAZs' needs to stay as it is for ever: any change of it replaces the cache and loses its data, got ["eu-central-1a","eu-central-1b"]; leave the zones to the service unless you must choose them (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ PreferredCacheClusterAZs: NO_VALUE }, { PreferredCacheClusterAZs: maybe([A, B]) }],
  },
  {
    id: 'node-group-replace',
    breaks: shards({ ReplicaCount: 1 }),
    message: `'Properties.NodeGroupConfiguration' needs to stay as it is: a change of its slots, zones or replica counts replaces the cache and loses its data, got [{"ReplicaCount":1}]; leave it out unless you must choose slots or zones (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [CLUSTER, { ...CLUSTER, NodeGroupConfiguration: maybe([{ ReplicaCount: 1 }]) }],
  },
  {
    id: 'node-group-zones-count',
    breaks: shards({ ReplicaCount: '2', ReplicaAvailabilityZones: [A] }),
    message: `'Properties.NodeGroupConfiguration' needs one replica zone for each replica of a shard, got [{"ReplicaCount":2,"ReplicaAvailabilityZones":["eu-central-1a"]}]; list as many replica zones as the shard has replicas, or none (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      shards({ ReplicaCount: '2', ReplicaAvailabilityZones: [A, UNKNOWN] }),
      shards({ ReplicaCount: UNKNOWN, ReplicaAvailabilityZones: [A] }),
      shards({ ReplicaCount: 2, ReplicaAvailabilityZones: UNKNOWN }),
      shards({ ReplicaCount: 1, ReplicaAvailabilityZones: A }),
      { ...CLUSTER, NodeGroupConfiguration: [{ ReplicaAvailabilityZones: [A] }] },
    ],
  },
  {
    id: 'node-group-replica-count',
    breaks: { ...CLUSTER, NodeGroupConfiguration: [{ ReplicaCount: UNKNOWN }] },
    message:
      "'Properties.NodeGroupConfiguration' needs no 'ReplicaCount' where 'Properties.ReplicasPerNodeGroup' stands, got something that is not known yet; say the number of replicas in one place (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroupConfiguration.html)",
    holds: [
      shards({ ReplicaCount: 1 }),
      { ...CLUSTER, NodeGroupConfiguration: [{ Slots: '0-16383' }] },
      { ...CLUSTER, NodeGroupConfiguration: [{ ReplicaCount: maybe(1) }] },
      { ...CLUSTER, NodeGroupConfiguration: UNKNOWN },
    ],
  },
  {
    id: 'replicas-beside-node-groups',
    breaks: { ...CLUSTER, NodeGroupConfiguration: UNKNOWN },
    message:
      "'Properties.ReplicasPerNodeGroup' needs to stand without 'Properties.NodeGroupConfiguration': beside it a change may replace the cache and lose its data, got 1; say the number of replicas in one place (https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/918)",
    holds: [CLUSTER, shards({ ReplicaCount: 1 }), { ...CLUSTER, NodeGroupConfiguration: maybe([{}, {}]) }],
  },
  {
    id: 'node-group-replicas',
    breaks: shards({ ReplicaCount: 5 }, { ReplicaCount: '6' }),
    message:
      "'Properties.NodeGroupConfiguration' needs at most 5 replicas in each shard, got 6; choose a number in that range (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [shards({ ReplicaCount: 5 }, { ReplicaCount: 0 }), shards({ ReplicaCount: UNKNOWN }), shards({})],
  },
  {
    id: 'node-group-id',
    breaks: shards({ NodeGroupId: 'first' }),
    message:
      "'Properties.NodeGroupConfiguration' needs a NodeGroupId of 1 to 4 digits, got first; write it as '0001', '0002' and so on, or leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroupConfiguration.html)",
    holds: [shards({ NodeGroupId: '0001' }, { NodeGroupId: 9999 }), shards({ NodeGroupId: UNKNOWN }), shards({})],
  },
  {
    id: 'node-group-count',
    breaks: shards({ ReplicaCount: 1 }),
    message:
      "'Properties.NodeGroupConfiguration' needs one entry for each of the 2 shards, got 1; describe every shard, or none (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)",
    holds: [
      shards({ ReplicaCount: 1 }, { ReplicaCount: 1 }),
      shards({ ReplicaCount: 1 }, maybe({ ReplicaCount: 1 })),
      { ...shards({ ReplicaCount: 1 }), NumNodeGroups: UNKNOWN },
      { ...shards({ ReplicaCount: 1 }), NumNodeGroups: NO_VALUE },
    ],
  },
  {
    id: 'node-group-slots',
    breaks: shards({ Slots: '0-8191' }, { Slots: '8191-16383' }),
    message:
      "'Properties.NodeGroupConfiguration' needs the slots 0-16383, each in one shard, got 8191 twice; share out all slots without overlap, or leave them out (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_NodeGroupConfiguration.html)",
    holds: [
      shards({ Slots: '0-8191' }, { Slots: '8192-16383' }),
      shards({ Slots: '0-8191' }, { Slots: UNKNOWN }),
      shards({ Slots: NO_VALUE }, {}),
    ],
  },
];
