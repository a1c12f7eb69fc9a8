import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Stack } from 'aws-cdk-lib/core';
import {
  Backup,
  CacheAuth,
  ClusterMode,
  Durability,
  EngineVersion,
  InvalidCacheError,
  LogDestination,
  NetworkType,
  NodeType,
  ParameterGroup,
  ReplicationGroup,
  RestoreSource,
  SubnetGroup,
  Topology,
  TransitEncryption,
  Workload,
} from '../../lib';
import { cacheIn, DOCS, messageOf, type PropsIn, refusalsOf, stack } from './given';

const ENV = { account: '111111111111', region: 'eu-west-1' };
const SHARDS = Topology.clusterMode({ shards: 2 });
const DURABLE = { durability: Durability.SYNC, engine: EngineVersion.VALKEY_9_0, topology: SHARDS };
const OLD = { engine: EngineVersion.REDIS_6_0, nodeType: NodeType.R5_LARGE, auth: CacheAuth.authToken() };
const plainGroup = (scope: Stack) => new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 });

/** Each with the ids of its rules, or with who else refuses it. */
const REFUSED: [rule: string, props: PropsIn, ...refusals: string[]][] = [
  [
    'durability-engine',
    { ...DURABLE, engine: EngineVersion.VALKEY_8_2 },
    "'durability' needs valkey 9.0 or newer, got valkey 8.2; upgrade to valkey 9.0 or newer, or set durability: Durability.DISABLED",
  ],
  [
    'durability-node-type',
    { ...DURABLE, nodeType: NodeType.T4G_MICRO },
    "'durability' needs a node type of the families r8g, r7g, r6g, m8g, m7g, m6g, c8gn or c7gn, got cache.t4g.micro; set nodeType: NodeType.R7G_LARGE, or durability: Durability.DISABLED",
  ],
  [
    'durability-cluster-mode',
    { ...DURABLE, topology: Topology.singleShard() },
    `'durability' needs cluster mode, got "sync"; use cluster mode, also with one shard, or set durability: Durability.DISABLED`,
  ],
  [
    'durability-multi-az',
    { ...DURABLE, multiAz: false },
    "'durability' needs 'multiAz' to be true, got false; set multiAz: true, or durability: Durability.DISABLED",
  ],
  [
    'durability-replica',
    { ...DURABLE, durability: Durability.ASYNC, topology: Topology.clusterModeWithoutReplicas({ shards: 2 }) },
    "'durability' needs 'multiAz' to be true, got false; set multiAz: true, or durability: Durability.DISABLED",
    "'durability' needs at least 1 replica behind each primary, got 0; set topology: Topology.clusterMode({ replicasPerShard: 1 }), or durability: Durability.DISABLED",
  ],
  [
    'durability-tls',
    { ...DURABLE, transitEncryption: TransitEncryption.DISABLED, auth: CacheAuth.none() },
    "'durability' needs encryption in transit, got false; set transitEncryption: TransitEncryption.REQUIRED, or durability: Durability.DISABLED",
  ],
  [
    'durability-data-tiering',
    { ...DURABLE, nodeType: NodeType.R6GD_XLARGE },
    "'durability' needs a node type of the families r8g, r7g, r6g, m8g, m7g, m6g, c8gn or c7gn, got cache.r6gd.xlarge; set nodeType: NodeType.R7G_LARGE, or durability: Durability.DISABLED",
    "'durability' needs a group without data tiering, got nodeType: NodeType.R6GD_XLARGE; choose a family without SSDs, or set durability: Durability.DISABLED",
  ],
  [
    'multi-az-needs-failover and multi-az-needs-replica',
    { multiAz: true, topology: Topology.singleShard({ replicas: 0 }) },
    "'multiAz' needs 'automaticFailover' to be true, got false; set automaticFailover: true, or multiAz: false",
    "'multiAz' needs at least 1 replica behind each primary, got 0; set topology: Topology.singleShard({ replicas: 1 }) or more, or multiAz: false",
  ],
  [
    'of the construct: cluster mode by a parameter',
    { parameters: { 'cluster-enabled': 'yes' } },
    "'parameters' needs to leave 'cluster-enabled' to 'topology', got 'yes'; use Topology.clusterMode() or Topology.singleShard()",
  ],
  [
    'of the construct: a parameter group in cluster mode for one shard',
    (scope) => ({
      parameterGroup: ParameterGroup.fromParameterGroupName(scope, 'Default', 'default.valkey8.cluster.on'),
    }),
    "'parameterGroup' needs 'cluster-enabled' no with this topology, got 'cluster-enabled' yes; use another group, or another topology",
  ],
  [
    'of the construct: a parameter group without cluster mode for a shard in cluster mode',
    (scope) => ({
      parameterGroup: new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 }),
      topology: Topology.clusterMode({ shards: 1 }),
    }),
    "'parameterGroup' needs 'cluster-enabled' yes with this topology, got 'cluster-enabled' no; use another group, or another topology",
  ],
  [
    'of the construct: what a secondary of a Global Datastore inherits',
    { globalReplicationGroupId: 'sgaui-orders', nodeType: NodeType.R7G_LARGE, workload: Workload.QUEUE },
    "'globalReplicationGroupId' needs what a secondary inherits to be left out, got 'nodeType', 'workload'; leave these to the primary",
  ],
  [
    'of the construct: what else a secondary of a Global Datastore inherits',
    {
      globalReplicationGroupId: 'sgaui-orders',
      multiAz: true,
      clusterMode: ClusterMode.ENABLED,
      durability: Durability.DISABLED,
      topology: SHARDS,
    },
    "'globalReplicationGroupId' needs what a secondary inherits to be left out, got 'multiAz', 'clusterMode', 'durability'; leave these to the primary",
  ],
  [
    'multi-az-needs-replica in cluster mode',
    { multiAz: true, topology: Topology.clusterModeWithoutReplicas({ shards: 2 }) },
    "'multiAz' needs at least 1 replica behind each primary, got 0; set topology: Topology.clusterMode({ replicasPerShard: 1 }) or more, or multiAz: false",
  ],
  [
    'multi-az-zones',
    { topology: Topology.singleShard({ replicas: 1, zones: ['eu-west-1a', 'eu-west-1a'] }) },
    "'multiAz' needs at least 1 replica outside the zone of its primary, got all nodes of a shard in eu-west-1a; name a second zone, or leave the zones to the service",
  ],
  [
    'engine-known',
    { engine: EngineVersion.MEMCACHED_1_6_22, slowLog: LogDestination.none(), engineLog: LogDestination.none() },
    `'engine' needs 'valkey' or 'redis', got "memcached"; use a Memcached cluster, which has no replication group`,
  ],
  [
    'node-type-engine',
    { engine: EngineVersion.REDIS_5_0_6, auth: CacheAuth.authToken() },
    `'nodeType' needs a node type that runs redis 5.0.6, got "cache.r7g.large"; upgrade to redis 6.2 or newer, or choose an older family`,
  ],
  [
    'data-tiering-engine',
    { ...OLD, nodeType: NodeType.R6GD_XLARGE },
    `'nodeType' needs a node type that runs redis 6.0, got "cache.r6gd.xlarge"; upgrade to redis 6.2 or newer, or choose an older family`,
    "'nodeType' needs valkey 7.2 or redis 6.2, or newer, got redis 6.0; upgrade the engine, or choose a family without SSDs",
  ],
  [
    'data-tiering-eviction',
    { nodeType: NodeType.R6GD_XLARGE, parameters: { 'maxmemory-policy': 'allkeys-lfu' } },
    "'parameterGroup' needs 'maxmemory-policy' to be volatile-lru, allkeys-lru or noeviction with data tiering, got 'allkeys-lfu'; set 'maxmemory-policy' to one of them",
  ],
  [
    'network-type-engine',
    { ...OLD, networkType: NetworkType.DUAL_STACK },
    "'networkType' needs valkey 7.2 or redis 6.2, or newer, got redis 6.0; upgrade the engine, or set networkType: NetworkType.IPV4",
  ],
  [
    'network-type-node-type',
    { networkType: NetworkType.IPV6, nodeType: NodeType.R4_LARGE },
    "'networkType' needs a node type on the Nitro system, got cache.r4.large; set nodeType: NodeType.R7G_LARGE, or networkType: NetworkType.IPV4",
  ],
  [
    'replication-group-id',
    { replicationGroupId: '1-cache' },
    `'replicationGroupId' needs 1 to 40 letters, digits and single hyphens, a letter first and no hyphen last, got "1-cache"; leave it out: CloudFormation then makes a name that a replacement can do without`,
  ],
  [
    'description-length',
    { description: '' },
    "'description' needs 1 to 255 characters, got 0; say in a sentence what the cache is for",
  ],
  [
    'description-length, too much',
    { description: 'x'.repeat(256) },
    "'description' needs 1 to 255 characters, got 256; say in a sentence what the cache is for",
  ],
  [
    'node-limit',
    { topology: Topology.clusterMode({ shards: 200, replicasPerShard: 2 }) },
    "'topology.shards' needs at most 500 nodes in all, got 600; use fewer shards or replicas on larger nodes",
  ],
  [
    'cluster-mode-engine',
    { engine: EngineVersion.REDIS_6_2, clusterMode: ClusterMode.COMPATIBLE, auth: CacheAuth.users() },
    "'clusterMode' needs valkey 7.2 or redis 7.0, or newer, got redis 6.2; upgrade the engine first, in a deployment of its own",
  ],
  [
    'cluster-mode-failover',
    { clusterMode: ClusterMode.COMPATIBLE, topology: Topology.singleShard({ replicas: 0 }) },
    "'clusterMode' needs automatic failover and at least 1 replica, got 0 replicas, failover false; add a replica and failover first, in a deployment of its own",
  ],
  [
    'cluster-mode-parameter-group',
    (scope) => ({ clusterMode: ClusterMode.COMPATIBLE, parameterGroup: plainGroup(scope) }),
    `'clusterMode' needs a parameter group with 'cluster-enabled' yes, got "compatible"; give it another parameter group that has it: the parameter of a group in use cannot be changed`,
  ],
  [
    'shards-need-cluster-mode',
    (scope) => ({ topology: SHARDS, parameterGroup: plainGroup(scope) }),
    "'topology.shards' needs 1 outside cluster mode, got 2; use a parameter group with 'cluster-enabled' yes, or a single shard",
  ],
  [
    'restore-objects',
    { restoreFrom: RestoreSource.s3Objects('s3://bucket/key') },
    `'restoreFrom' needs ARNs of S3 objects whose names have no comma, got ["s3://bucket/key"]; write them as 'arn:aws:s3:::bucket/key.rdb'`,
  ],
  [
    'restore-objects-slots',
    { restoreFrom: RestoreSource.s3Objects('arn:aws:s3:::bucket/key'), topology: SHARDS },
    "'restoreFrom' needs 'topology.layout' with the slots of every shard in cluster mode, got none; say which slots each shard holds",
  ],
  [
    'snapshotting-node',
    { backup: Backup.daily({ nodeId: 'cache-002' }), topology: SHARDS },
    `'backup.nodeId' needs cluster mode to be off, got "cache-002"; leave it out: in cluster mode the whole group is backed up`,
  ],
  [
    'notification-topic-account',
    (scope) => ({ notificationTopic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:222222222222:t') }),
    `'notificationTopic' needs a topic of the account of the cache, 111111111111, got "arn:aws:sns:eu-west-1:222222222222:t"; use a topic of that account, which may forward to the other`,
  ],
  [
    'slow-log-engine',
    { ...OLD, engine: EngineVersion.REDIS_5_0_6, slowLog: LogDestination.ownLogGroup() },
    "'slowLog' or 'engineLog' needs valkey 7.2 or redis 6.0, or newer, for the slow log, got redis 5.0.6; upgrade the engine, or leave the slow log out",
  ],
  [
    'engine-log-engine',
    { ...OLD, engineLog: LogDestination.ownLogGroup() },
    "'slowLog' or 'engineLog' needs valkey 7.2 or redis 6.2, or newer, for the engine log, got redis 6.0; upgrade the engine, or leave the engine log out",
  ],
  [
    'kv-caching-*',
    {
      nodeType: NodeType.I8GE_48XLARGE,
      engine: EngineVersion.VALKEY_9_1,
      topology: SHARDS,
      backup: Backup.daily(),
    },
    "'nodeType' needs shards without replicas on this node type, got 1 in each; set topology: Topology.clusterModeWithoutReplicas(), or choose another node type",
    "'multiAz' needs false on i8ge nodes, whose shards are all in one zone, got true; set multiAz: false",
    "'backup' needs 0 on i8ge nodes, which have no backups, got 15; set backup: Backup.none()",
  ],
  [
    'parameter-value',
    { parameters: { timeout: '5' } },
    "'parameters' needs 'timeout' to be 0, or 20 and more, got '5'; choose a value that the parameter takes",
  ],
  [
    'parameter-fixed',
    { parameters: { maxmemory: '1000' } },
    "'parameters' needs parameters that can be set, got 'maxmemory'; leave out what the service decides",
  ],
  [
    'parameter-other-family',
    { parameters: { 'cluster-databases': '3' } },
    "'parameters' needs parameters of the family valkey8, got 'cluster-databases'; leave out what only other families know: 'cluster-databases' (valkey9)",
  ],
  [
    'parameter-reserved-memory',
    { parameters: { 'reserved-memory': '1000' } },
    "'parameters' needs 'reserved-memory' or 'reserved-memory-percent', got both; keep 'reserved-memory-percent', which follows the node type",
  ],
  [
    'of the construct: cluster mode stated for one shard',
    (scope) => ({
      clusterMode: ClusterMode.ENABLED,
      parameterGroup: new ParameterGroup(scope, 'Parameters', {
        engine: EngineVersion.VALKEY_8_2,
        parameters: { 'cluster-enabled': 'yes' },
      }),
    }),
    "'topology' needs cluster mode with ClusterMode.ENABLED, got a single shard; use Topology.clusterMode(), or Topology.migratedToClusterMode() for a group that was made without it",
  ],
  [
    'of the construct: cluster mode off for shards',
    { clusterMode: ClusterMode.DISABLED, topology: Topology.clusterMode({ shards: 1 }) },
    "'clusterMode' needs ClusterMode.ENABLED with this topology, got 'disabled'; leave it out, or use Topology.singleShard()",
  ],
  [
    'of the construct: a parameter group and parameters',
    (scope) => ({ parameterGroup: plainGroup(scope), parameters: {} }),
    "'parameterGroup' needs to stand alone, got 'parameters' beside it; set the parameters in that group",
  ],
  [
    'of the construct: a parameter group and a workload',
    (scope) => ({ parameterGroup: plainGroup(scope), workload: Workload.QUEUE }),
    "'parameterGroup' needs to stand alone, got 'workload' beside it; set the parameters in that group",
  ],
  [
    'of the construct: a parameter group, parameters and a workload',
    (scope) => ({ parameterGroup: plainGroup(scope), parameters: { timeout: '60' }, workload: Workload.CACHE }),
    "'parameterGroup' needs to stand alone, got 'parameters' and 'workload' beside it; set the parameters in that group",
  ],
  [
    'of the construct: no security group',
    { securityGroups: [] },
    "'securityGroups' needs at least one group, got none; leave it out for a group of its own",
  ],
  [
    'of the construct: subnets in two places',
    (scope) => ({
      vpcSubnets: { availabilityZones: ['eu-west-1a'] },
      subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Subnets', 'private'),
    }),
    "'vpcSubnets' needs to stand without 'subnetGroup', got both; choose the subnets in one place",
  ],
];

describe('a replication group that the service would refuse is refused in the words of its properties', () => {
  test.each(REFUSED)('%s', (_rule, props, ...refusals) => {
    expect(refusalsOf(props, ENV)).toEqual(refusals);
  });

  test.each(REFUSED.filter(([rule]) => /^[a-z-]+(?:,|$)/.test(rule)))('with the id of the rule: %s', (rule, props) => {
    const lines = messageOf(() => cacheIn(stack(ENV), props)).split('\n');
    expect(lines.filter((line) => line.endsWith(`) [${rule.split(',')[0]}]`))).toHaveLength(1);
  });

  test.each(REFUSED.filter(([rule]) => rule.startsWith('of the construct')))('without one: %s', (_rule, props) => {
    expect(messageOf(() => cacheIn(stack(ENV), props))).not.toMatch(/\[[a-z-]+\]$/m);
  });
});

describe('the error', () => {
  test('says path, problem, remedy, page and the id by which the rule can be lowered', () => {
    const act = () => cacheIn(stack(), { description: '' });
    expect(messageOf(act)).toBe(
      `Stack/Cache: 'description' needs 1 to 255 characters, got 0; say in a sentence what the cache is for (${DOCS}/APIReference/API_ModifyReplicationGroup.html) [description-length]`,
    );
    expect(act).toThrow(InvalidCacheError);
  });

  test('says at once what is wrong with properties, placement, parameter group and the whole', () => {
    const scope = stack(ENV);
    const act = () =>
      new ReplicationGroup(scope, 'Cache', {
        vpc: Vpc.fromVpcAttributes(scope, 'Public', {
          vpcId: 'vpc-1',
          availabilityZones: ['eu-west-1a', 'eu-west-1b'],
          publicSubnetIds: ['subnet-1', 'subnet-2'],
        }),
        clusterMode: ClusterMode.COMPATIBLE,
        topology: Topology.clusterMode({ shards: 1 }),
        parameters: { timeout: '5' },
        securityGroups: [],
        description: '',
        replicationGroupId: '-',
        notificationTopic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:222222222222:t'),
      });
    const cfnPage =
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html';
    expect(messageOf(act)).toBe(
      `Stack/Cache:
  - 'clusterMode' needs ClusterMode.ENABLED with this topology, got 'compatible'; leave it out, or use Topology.singleShard()
  - 'vpc' needs private or isolated subnets, got public ones only; add a subnet group of type PRIVATE_ISOLATED
  - 'securityGroups' needs at least one group, got none; leave it out for a group of its own
  - 'parameters' needs 'timeout' to be 0, or 20 and more, got '5'; choose a value that the parameter takes (${DOCS}/dg/ParameterGroups.Engine.html) [parameter-value]
  - 'replicationGroupId' needs 1 to 40 letters, digits and single hyphens, a letter first and no hyphen last, got "-"; leave it out: CloudFormation then makes a name that a replacement can do without (${cfnPage}) [replication-group-id]
  - 'description' needs 1 to 255 characters, got 0; say in a sentence what the cache is for (${DOCS}/APIReference/API_ModifyReplicationGroup.html) [description-length]
  - 'notificationTopic' needs a topic of the account of the cache, 111111111111, got "arn:aws:sns:eu-west-1:222222222222:t"; use a topic of that account, which may forward to the other (${cfnPage}) [notification-topic-account]`,
    );
  });

  test('has its problems as a list, for whoever shows them otherwise', () => {
    try {
      cacheIn(stack(), { description: '', multiAz: true, topology: Topology.singleShard({ replicas: 0 }) });
      throw new Error('not refused');
    } catch (error) {
      expect((error as InvalidCacheError).name).toBe('InvalidCacheError');
      expect((error as InvalidCacheError).problems).toHaveLength(3);
    }
  });

  test('judges a given parameter group that is an L1 or of another construct', () => {
    const refusals = refusalsOf((scope) => ({ parameterGroup: plainGroup(scope), topology: SHARDS }));
    expect(refusals[0]).toContain('needs 1 outside cluster mode, got 2');
  });

  test('comes for the group, even if the parameter group of another stack has the same logical id', () => {
    const scope = stack();
    const parameterGroup = new ParameterGroup(new Stack(scope.node.root as never, 'Other'), 'Cache', {
      engine: EngineVersion.VALKEY_8_2,
    });
    expect(messageOf(() => cacheIn(scope, { parameterGroup, description: '' }))).toContain("'description' needs");
  });

  test('does not come for an account that is not known', () => {
    const props: PropsIn = (scope) => ({
      notificationTopic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:222222222222:t'),
      securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')],
    });
    expect(() => cacheIn(stack(), props)).not.toThrow();
  });
});
