import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnParameterGroup } from 'aws-cdk-lib/aws-elasticache';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import {
  Backup,
  CacheAuth,
  ClusterMode,
  Durability,
  Engine,
  EngineVersion,
  IpDiscovery,
  LogDestination,
  MaintenanceWindow,
  NetworkType,
  NodeType,
  ParameterGroup,
  Profile,
  RestoreSource,
  SnapshotWindow,
  SubnetGroup,
  Topology,
  TransitEncryption,
  UserGroup,
  Weekday,
  Workload,
} from '../../lib';
import { cacheIn, groupOf, ID, network, type PropsIn, type Resources, resources, resourcesOf, stack } from './given';

const DEFAULTS = groupOf();

/** The id of the group of engine redis that a cache makes for itself. */
const REDIS_GROUP_ID = 'stack-cache-usergroup-ccd04637-redis';

/** The field of a generated secret, as CloudFormation looks it up. */
const secretField = (logicalId: string) => ({
  'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: logicalId }, ':SecretString:password::}}']],
});

/** What the properties of the group have that the default ones have not, and what they lack: as `undefined`. */
function changed(props: PropsIn): Resources {
  const group = groupOf(props);
  const names = new Set([...Object.keys(DEFAULTS), ...Object.keys(group)]);
  return Object.fromEntries(
    [...names]
      .filter((name) => JSON.stringify(group[name]) !== JSON.stringify(DEFAULTS[name]))
      .map((name) => [name, group[name]]),
  );
}

const CLUSTER = Topology.clusterMode({ shards: 3 });
const SHARDED = { NumCacheClusters: undefined, NumNodeGroups: 3, ReplicasPerNodeGroup: 1 };

const EFFECTS: [property: string, what: string, props: PropsIn, effect: Resources][] = [
  ['engine', 'a newer Valkey', { engine: EngineVersion.VALKEY_9_0 }, { EngineVersion: '9.0' }],
  [
    'engine',
    'Redis OSS, whose users and group are of its engine',
    { engine: EngineVersion.REDIS_7_1 },
    { Engine: 'redis', EngineVersion: '7.1', UserGroupIds: [REDIS_GROUP_ID] },
  ],
  [
    'engine',
    'one that AWS has added since',
    { engine: EngineVersion.of('9.2', { parameterGroupFamily: 'valkey9', like: EngineVersion.VALKEY_9_1 }) },
    { EngineVersion: '9.2' },
  ],
  [
    'engine',
    'too old for minor upgrades, a mode of encryption and logs',
    { engine: EngineVersion.REDIS_5_0_6, nodeType: NodeType.R6G_LARGE, auth: CacheAuth.none() },
    {
      Engine: 'redis',
      EngineVersion: '5.0.6',
      CacheNodeType: 'cache.r6g.large',
      AutoMinorVersionUpgrade: false,
      TransitEncryptionMode: undefined,
      LogDeliveryConfigurations: [],
      UserGroupIds: undefined,
    },
  ],
  [
    'automaticFailover',
    'not yet, while the first replica is made',
    { automaticFailover: false },
    { AutomaticFailoverEnabled: false, MultiAZEnabled: false },
  ],
  [
    'primaryClusterId',
    'another node promoted by hand',
    { automaticFailover: false, primaryClusterId: 'orders-002' },
    { AutomaticFailoverEnabled: false, MultiAZEnabled: false, PrimaryClusterId: 'orders-002' },
  ],
  [
    'globalReplicationGroupId',
    'a secondary, which inherits the rest',
    { globalReplicationGroupId: 'sgaui-orders' },
    {
      GlobalReplicationGroupId: 'sgaui-orders',
      AtRestEncryptionEnabled: undefined,
      AutoMinorVersionUpgrade: undefined,
      AutomaticFailoverEnabled: undefined,
      CacheNodeType: undefined,
      CacheParameterGroupName: undefined,
      Engine: undefined,
      EngineVersion: undefined,
      MultiAZEnabled: undefined,
      TransitEncryptionEnabled: undefined,
      TransitEncryptionMode: undefined,
      UserGroupIds: undefined,
    },
  ],
  ['nodeType', 'another family', { nodeType: NodeType.R8G_XLARGE }, { CacheNodeType: 'cache.r8g.xlarge' }],
  [
    'nodeType',
    'with SSDs, from which data tiering follows',
    { nodeType: NodeType.R6GD_XLARGE },
    { CacheNodeType: 'cache.r6gd.xlarge', DataTieringEnabled: true },
  ],
  ['topology', 'cluster mode', { topology: CLUSTER }, SHARDED],
  [
    'topology',
    'a single node, from which no failover follows',
    { topology: Topology.singleShard({ replicas: 0 }) },
    { NumCacheClusters: 1, AutomaticFailoverEnabled: false, MultiAZEnabled: false },
  ],
  [
    'clusterMode',
    'a step of a migration',
    { clusterMode: ClusterMode.COMPATIBLE },
    { ClusterMode: 'compatible', CacheParameterGroupName: { Ref: 'CacheClusterModeParameterGroup09BEE27B' } },
  ],
  ['clusterMode', 'stated as off', { clusterMode: ClusterMode.DISABLED }, { ClusterMode: 'disabled' }],
  [
    'clusterMode',
    'stated as on',
    { clusterMode: ClusterMode.ENABLED, topology: CLUSTER },
    { ...SHARDED, ClusterMode: 'enabled' },
  ],
  ['multiAz', 'off, failover stays', { multiAz: false }, { MultiAZEnabled: false }],
  [
    'durability',
    'synchronous',
    { durability: Durability.SYNC, engine: EngineVersion.VALKEY_9_0, topology: CLUSTER },
    { ...SHARDED, EngineVersion: '9.0', Durability: 'sync' },
  ],
  [
    'durability',
    'asynchronous',
    { durability: Durability.ASYNC, engine: EngineVersion.VALKEY_9_0, topology: CLUSTER },
    { ...SHARDED, EngineVersion: '9.0', Durability: 'async' },
  ],
  ['durability', 'off, said', { durability: Durability.DISABLED }, { Durability: 'disabled' }],
  ['durability', 'by its value', { durability: Durability.of('disabled') }, { Durability: 'disabled' }],
  [
    'backup',
    'all that can be said of it',
    {
      backup: Backup.daily({
        retention: Duration.days(7),
        window: SnapshotWindow.daily({ hour: 3 }),
        nodeId: 'cache-002',
      }),
    },
    { SnapshotRetentionLimit: 7, SnapshotWindow: '03:00-04:00', SnapshottingClusterId: 'cache-002' },
  ],
  ['backup', 'none', { backup: Backup.none() }, { SnapshotRetentionLimit: 0 }],
  ['restoreFrom', 'a snapshot', { restoreFrom: RestoreSource.snapshot('before') }, { SnapshotName: 'before' }],
  [
    'restoreFrom',
    'S3 objects',
    { restoreFrom: RestoreSource.s3Objects('arn:aws:s3:::bucket/a.rdb', 'arn:aws:s3:::bucket/b.rdb') },
    { SnapshotArns: ['arn:aws:s3:::bucket/a.rdb', 'arn:aws:s3:::bucket/b.rdb'] },
  ],
  ['port', 'another one', { port: 7000 }, { Port: 7000 }],
  ['networkType', 'IPv4', { networkType: NetworkType.IPV4 }, { NetworkType: 'ipv4' }],
  ['networkType', 'by its value', { networkType: NetworkType.of('ipv6') }, { NetworkType: 'ipv6' }],
  ['networkType', 'IPv6', { networkType: NetworkType.IPV6 }, { NetworkType: 'ipv6' }],
  [
    'ipDiscovery',
    'on a dual-stack network',
    { networkType: NetworkType.DUAL_STACK, ipDiscovery: IpDiscovery.IPV6 },
    { NetworkType: 'dual_stack', IpDiscovery: 'ipv6' },
  ],
  [
    'ipDiscovery',
    'by its value',
    { networkType: NetworkType.DUAL_STACK, ipDiscovery: IpDiscovery.of('ipv6') },
    { NetworkType: 'dual_stack', IpDiscovery: 'ipv6' },
  ],
  [
    'ipDiscovery',
    'IPv4',
    { networkType: NetworkType.DUAL_STACK, ipDiscovery: IpDiscovery.IPV4 },
    { NetworkType: 'dual_stack', IpDiscovery: 'ipv4' },
  ],
  [
    'encryptionKey',
    'by its ARN',
    (scope) => ({ encryptionKey: Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/k') }),
    { KmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/k' },
  ],
  [
    'transitEncryption',
    'preferred',
    { transitEncryption: TransitEncryption.PREFERRED },
    { TransitEncryptionMode: 'preferred' },
  ],
  [
    'transitEncryption',
    'disabled, said, because Valkey refuses to guess',
    { transitEncryption: TransitEncryption.DISABLED, auth: CacheAuth.none() },
    { TransitEncryptionEnabled: false, TransitEncryptionMode: undefined, UserGroupIds: undefined },
  ],
  ['auth', 'IAM, stated', { auth: CacheAuth.iam() }, {}],
  [
    'auth',
    'IAM with users that stay when Redis OSS becomes Valkey',
    { auth: CacheAuth.iam({ engine: Engine.REDIS }) },
    { UserGroupIds: [REDIS_GROUP_ID] },
  ],
  ['auth', 'none', { auth: CacheAuth.none() }, { UserGroupIds: undefined }],
  [
    'auth',
    'an AUTH token',
    { auth: CacheAuth.authToken() },
    { AuthToken: secretField('CacheAuthTokenSecret66E67279'), UserGroupIds: undefined },
  ],
  [
    'auth',
    'users of a group that exists',
    (scope) => ({ auth: CacheAuth.users(UserGroup.fromUserGroupId(scope, 'Users', 'people')) }),
    { UserGroupIds: ['people'] },
  ],
  [
    'maintenanceWindow',
    'an hour of the week',
    { maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.SUNDAY, hour: 5 }) },
    { PreferredMaintenanceWindow: 'sun:05:00-sun:06:00' },
  ],
  ['autoMinorVersionUpgrade', 'off', { autoMinorVersionUpgrade: false }, { AutoMinorVersionUpgrade: false }],
  [
    'notificationTopic',
    'by its ARN',
    (scope) => ({ notificationTopic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:t') }),
    { NotificationTopicArn: 'arn:aws:sns:eu-west-1:111111111111:t' },
  ],
  [
    'slowLog',
    'none',
    { slowLog: LogDestination.none() },
    { LogDeliveryConfigurations: [DEFAULTS.LogDeliveryConfigurations[1]] },
  ],
  [
    'engineLog',
    'none',
    { engineLog: LogDestination.none() },
    { LogDeliveryConfigurations: [DEFAULTS.LogDeliveryConfigurations[0]] },
  ],
  ['description', 'a sentence', { description: 'Prices' }, { ReplicationGroupDescription: 'Prices' }],
  ['replicationGroupId', 'a fixed id', { replicationGroupId: 'prices' }, { ReplicationGroupId: 'prices' }],
  [
    'securityGroups',
    'given ones, in their order',
    (scope) => ({
      securityGroups: ['sg-1', 'sg-2'].map((id) => SecurityGroup.fromSecurityGroupId(scope, id, id)),
    }),
    { SecurityGroupIds: ['sg-1', 'sg-2'] },
  ],
  [
    'subnetGroup',
    'one by its name',
    (scope) => ({ subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Subnets', 'private-subnets') }),
    { CacheSubnetGroupName: 'private-subnets' },
  ],
  [
    'parameterGroup',
    'one by its name',
    (scope) => ({ parameterGroup: ParameterGroup.fromParameterGroupName(scope, 'Parameters', 'default.valkey8') }),
    { CacheParameterGroupName: 'default.valkey8' },
  ],
  [
    'parameterGroup',
    'an L1 one',
    (scope) => ({
      parameterGroup: new CfnParameterGroup(scope, 'Parameters', {
        cacheParameterGroupFamily: 'valkey8',
        description: 'Mine',
      }),
    }),
    { CacheParameterGroupName: { Ref: 'Parameters' } },
  ],
];

describe('what a property changes in the replication group, and nothing else', () => {
  test.each(EFFECTS)("'%s': %s", (_property, _what, props, effect) => {
    expect(changed(props)).toEqual(effect);
  });

  test('is held here for every property, or below where it changes another resource', () => {
    const source = ['cache/replication-group-props.ts', 'network/placement.ts'].map((file) =>
      readFileSync(join(__dirname, '../../lib', file), 'utf8').replace(
        /export interface ReplicationGroupAttributes[\s\S]*/,
        '',
      ),
    );
    const names = [...source.join('\n').matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
    const elsewhere = ['vpc', 'vpcSubnets', 'profile', 'workload', 'parameters', 'removalPolicy'];
    expect([...new Set([...EFFECTS.map(([name]) => name), ...elsewhere])].sort()).toEqual([...new Set(names)].sort());
  });
});

describe('removalPolicy', () => {
  test.each([
    [RemovalPolicy.SNAPSHOT, 'Snapshot', 'Snapshot'],
    [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
  ])('%s is written for deletion and for replacement, on the replication group alone', (removalPolicy, ...policies) => {
    const template = resourcesOf({ removalPolicy });
    const { DeletionPolicy, UpdateReplacePolicy } = template[ID.group];
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(policies);
    expect({ ...template, [ID.group]: 0 }).toEqual({ ...resourcesOf(), [ID.group]: 0 });
  });

  test.each([RemovalPolicy.RETAIN, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])(
    '%s is written on what the cache needs as well, and on nothing else: it stays once it was deployed',
    (removalPolicy) => {
      const template = resourcesOf({ removalPolicy });
      const parts = [ID.group, ID.parameterGroup, ID.subnetGroup, ID.securityGroup, ID.userGroup, ID.user];
      const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };
      const expected = Object.entries(resourcesOf()).map(([id, resource]) => [
        id,
        parts.some((part) => part === id) ? { ...resource, ...kept } : resource,
      ]);
      expect(template).toEqual(Object.fromEntries(expected));
    },
  );

  test('can be changed later by the verb of every resource', () => {
    const scope = stack();
    cacheIn(scope).applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(resources(scope)[ID.group].DeletionPolicy).toBe('Retain');
  });
});

describe('profile', () => {
  test('gives way to every property that is given', () => {
    const template = resourcesOf({
      profile: Profile.DEV,
      nodeType: NodeType.M7G_LARGE,
      topology: Topology.singleShard({ replicas: 2 }),
      backup: Backup.daily(),
      removalPolicy: RemovalPolicy.SNAPSHOT,
    });
    expect(template[ID.group]).toMatchObject({
      DeletionPolicy: 'Snapshot',
      Properties: {
        CacheNodeType: 'cache.m7g.large',
        NumCacheClusters: 3,
        AutomaticFailoverEnabled: true,
        MultiAZEnabled: true,
        SnapshotRetentionLimit: 15,
      },
    });
    expect(template[ID.slowLog].Properties).toEqual({ RetentionInDays: 7 });
  });
});

describe('parameters and workload', () => {
  const parametersOf = (props: PropsIn) => resourcesOf(props)[ID.parameterGroup].Properties;

  test.each([
    [Workload.CACHE, 'allkeys-lru'],
    [Workload.SESSION_STORE, 'volatile-lru'],
    [Workload.QUEUE, 'noeviction'],
    [Workload.LEADERBOARD, 'noeviction'],
  ])('write the eviction policy of the workload, even where it is the default of the service', (workload, policy) => {
    expect(parametersOf({ workload }).Properties).toEqual({
      'maxmemory-policy': policy,
      'reserved-memory-percent': '25',
    });
  });

  test('let a parameter win over the workload', () => {
    expect(parametersOf({ parameters: { 'maxmemory-policy': 'allkeys-lfu', timeout: '300' } }).Properties).toEqual({
      'maxmemory-policy': 'allkeys-lfu',
      'reserved-memory-percent': '25',
      timeout: '300',
    });
  });

  test.each([
    [EngineVersion.REDIS_6_2, 'redis6.x'],
    [EngineVersion.REDIS_7_0, 'redis7'],
    [EngineVersion.VALKEY_7_2, 'valkey7'],
    [EngineVersion.VALKEY_8_0, 'valkey8'],
    [EngineVersion.VALKEY_9_1, 'valkey9'],
  ])('follow the family of %s', (engine, family) => {
    expect(parametersOf({ engine, auth: CacheAuth.authToken() }).CacheParameterGroupFamily).toBe(family);
  });

  test("turn 'cluster-enabled' on in cluster mode", () => {
    expect(parametersOf({ topology: CLUSTER }).Properties).toEqual({
      'cluster-enabled': 'yes',
      'maxmemory-policy': 'allkeys-lru',
      'reserved-memory-percent': '25',
    });
  });
});

describe('a given part', () => {
  test('leaves out the part of its own', () => {
    const template = resourcesOf((scope) => ({
      securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')],
      subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Subnets', 'private-subnets'),
      parameterGroup: ParameterGroup.fromParameterGroupName(scope, 'Parameters', 'default.valkey8'),
      slowLog: LogDestination.none(),
      engineLog: LogDestination.none(),
      auth: CacheAuth.users(UserGroup.fromUserGroupId(scope, 'Users', 'people')),
    }));
    expect(Object.keys(template)).toEqual([ID.group]);
    expect(template[ID.group].Properties.LogDeliveryConfigurations ?? []).toEqual([]);
  });

  test('keeps the parameter group that is ours in the attribute, and no other', () => {
    const scope = stack();
    const parameterGroup = new ParameterGroup(scope, 'Parameters', { engine: EngineVersion.VALKEY_8_2 });
    expect(cacheIn(scope, { parameterGroup }).parameterGroup).toBe(parameterGroup);
    expect(
      cacheIn(stack(), (it) => ({ parameterGroup: ParameterGroup.fromParameterGroupName(it, 'P', 'default.valkey8') }))
        .parameterGroup,
    ).toBeUndefined();
  });
});

describe('the logs of a version', () => {
  test.each([
    [EngineVersion.REDIS_5_0_6, NodeType.R5_LARGE, []],
    [EngineVersion.REDIS_6_0, NodeType.R5_LARGE, ['slow-log']],
    [EngineVersion.REDIS_6_2, NodeType.R5_LARGE, ['slow-log', 'engine-log']],
  ])('%s are delivered where it has them, without being asked', (engine, nodeType, types) => {
    const logs = groupOf({ engine, nodeType, auth: CacheAuth.authToken() }).LogDeliveryConfigurations ?? [];
    expect(logs.map(({ LogType }: { LogType: string }) => LogType)).toEqual(types);
  });
});

describe('the encryption in transit of a version', () => {
  test('has no mode where the version does not know one', () => {
    const { TransitEncryptionEnabled, TransitEncryptionMode } = groupOf({
      engine: EngineVersion.REDIS_6_2,
      nodeType: NodeType.R6G_LARGE,
      auth: CacheAuth.users(),
    });
    expect([TransitEncryptionEnabled, TransitEncryptionMode]).toEqual([true, undefined]);
  });
});

describe('the attributes', () => {
  test('say engine, topology and references', () => {
    const scope = stack();
    const topology = Topology.clusterMode({ shards: 2 });
    const cache = cacheIn(scope, { engine: EngineVersion.VALKEY_9_0, topology });
    expect(cache.engine).toBe(EngineVersion.VALKEY_9_0);
    expect(cache.topology).toBe(topology);
    expect(scope.resolve(cache.replicationGroupId)).toEqual({ Ref: ID.group });
    expect(scope.resolve(cache.replicationGroupRef)).toEqual({ replicationGroupId: { Ref: ID.group } });
    expect(cache.env.account).toBe(scope.account);
  });

  test.each<[string, PropsIn, NodeType]>([
    ['its default', {}, NodeType.R7G_LARGE],
    ['that of the profile', { profile: Profile.DEV }, NodeType.T4G_MICRO],
    ['the one that is given', { nodeType: NodeType.M7G_LARGE, profile: Profile.DEV }, NodeType.M7G_LARGE],
  ])('say the node type: %s', (_what, props, nodeType) => {
    expect(cacheIn(stack(), props).nodeType).toBe(nodeType);
  });

  test('say the log groups of its own, by which alarms and filters are made', () => {
    const scope = stack();
    const { slowLogGroup, engineLogGroup } = cacheIn(scope);
    expect(scope.resolve([slowLogGroup?.logGroupRef.logGroupName, engineLogGroup?.logGroupRef.logGroupName])).toEqual([
      { Ref: ID.slowLog },
      { Ref: ID.engineLog },
    ]);
    expect(scope.resolve(slowLogGroup?.logGroupRef.logGroupArn)).toEqual({ 'Fn::GetAtt': [ID.slowLog, 'Arn'] });
  });

  test('say no log group where the log goes elsewhere, nowhere, or does not exist', () => {
    const groupsOf = (props: PropsIn) => {
      const { slowLogGroup, engineLogGroup } = cacheIn(stack(), props);
      return [slowLogGroup?.node.id, engineLogGroup?.node.id];
    };
    expect(groupsOf({ slowLog: LogDestination.none() })).toEqual([undefined, 'EngineLog']);
    expect(
      groupsOf((scope) => ({ engineLog: LogDestination.logGroup(LogGroup.fromLogGroupName(scope, 'Logs', 'logs')) })),
    ).toEqual(['SlowLog', undefined]);
    const old = { engine: EngineVersion.REDIS_6_0, nodeType: NodeType.R5_LARGE, auth: CacheAuth.users() };
    expect(groupsOf(old)).toEqual(['SlowLog', undefined]);
  });

  test('need nothing of the network but its ids', () => {
    const scope = stack();
    expect(network(scope).privateSubnets).toHaveLength(2);
    expect(Object.keys(resources(scope) ?? {})).toEqual([]);
  });
});
