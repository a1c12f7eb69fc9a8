import { readFileSync } from 'node:fs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Access } from '../../lib/access/access';
import { AccessString } from '../../lib/access/access-string';
import { AuthToken } from '../../lib/access/auth-token';
import { CacheAuth } from '../../lib/access/cache-auth';
import { IamUser } from '../../lib/access/iam-user';
import { PasswordUser } from '../../lib/access/password-user';
import { UserGroup } from '../../lib/access/user-group';
import { Backup } from '../../lib/cache/backup';
import { ClusterMode } from '../../lib/cache/cluster-mode';
import { Durability } from '../../lib/cache/durability';
import { LogDestination } from '../../lib/cache/log-delivery';
import { MaintenanceWindow, Weekday } from '../../lib/cache/maintenance-window';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import type { MemcachedClusterProps } from '../../lib/cache/memcached-cluster-props';
import { MemcachedParameters } from '../../lib/cache/memcached-parameters';
import { IpDiscovery, NetworkType } from '../../lib/cache/network-type';
import { Profile } from '../../lib/cache/profile';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import type { ReplicationGroupProps } from '../../lib/cache/replication-group-props';
import { RestoreSource } from '../../lib/cache/restore-source';
import { SnapshotWindow } from '../../lib/cache/snapshot-window';
import { TransitEncryption } from '../../lib/cache/transit-encryption';
import { Workload } from '../../lib/cache/workload';
import { Engine, EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import type { CacheConfig } from '../../lib/stacks/cache-config';
import { CacheStack } from '../../lib/stacks/cache-stack';
import { Topology } from '../../lib/topology/topology';
import { givenNetwork, SUBNET_IDS, VPC_ID } from './given-network';
import { acknowledgeFailoverOff, FAILOVER_OF_REDIS, strictApp } from './strict-app';

type Given = Partial<ReplicationGroupProps>;

const ENGINES = EngineVersion.all().filter(({ features }) => features.replication);
const CLUSTER = Topology.clusterMode({ shards: 2 });
const SLOTS = [{ slots: '0-8191' }, { slots: '8192-16383' }];

const KINDS = { iam: CacheAuth.iam(), users: CacheAuth.users(), token: CacheAuth.authToken() };

/** Valid groups, by what is special about them. */
const GROUPS: { readonly [name: string]: (stack: Stack) => Given } = {
  ...Object.fromEntries(
    ENGINES.flatMap((engine) => {
      const current = engine.isAtLeast(NodeType.R7G_LARGE.oldestVersion(engine.engine) ?? '');
      const nodeType = current ? undefined : NodeType.R5_LARGE;
      const given = { engine, nodeType, auth: engine.features.iam ? undefined : CacheAuth.authToken() };
      return [
        [`${engine}`, () => given],
        [`${engine} in cluster mode`, () => ({ ...given, topology: CLUSTER })],
        [`${engine} in development`, () => ({ ...given, profile: Profile.DEV })],
        ...Object.entries(KINDS)
          .filter(([kind]) => engine.features.users || kind === 'token')
          .filter(([kind]) => engine.features.iam || kind !== 'iam')
          .map(([kind, auth]) => [`${engine} with ${kind}`, () => ({ ...given, auth })]),
      ];
    }),
  ),
  ...Object.fromEntries(
    NodeType.all()
      .filter((nodeType) => nodeType.creatable && !nodeType.kvCaching)
      .map((nodeType) => [`${nodeType}`, () => ({ nodeType, engine: EngineVersion.VALKEY_9_1 })]),
  ),
  ...Object.fromEntries(
    [Durability.SYNC, Durability.ASYNC, Durability.DISABLED].map((durability) => [
      `durability ${durability.value}`,
      () => ({ durability, engine: EngineVersion.VALKEY_9_0, topology: CLUSTER }),
    ]),
  ),
  ...Object.fromEntries(
    [Workload.CACHE, Workload.SESSION_STORE, Workload.QUEUE, Workload.LEADERBOARD].map((workload) => [
      `workload ${workload.name}`,
      () => ({ workload }),
    ]),
  ),
  'five replicas': () => ({ topology: Topology.singleShard({ replicas: 5 }) }),
  'zones of one shard': () => ({ topology: Topology.singleShard({ zones: ['eu-west-1a', 'eu-west-1b'] }) }),
  'no replica': () => ({ topology: Topology.singleShard({ replicas: 0 }) }),
  'failover without Multi-AZ': () => ({ multiAz: false }),
  '90 nodes': () => ({ topology: Topology.clusterMode({ shards: 15, replicasPerShard: 5 }) }),
  'slots and zones of shards': () => ({
    topology: Topology.clusterMode({
      shards: 2,
      layout: SLOTS.map((shard) => ({ ...shard, primaryZone: 'eu-west-1a', replicaZones: ['eu-west-1b'] })),
    }),
  }),
  'shards without replicas': () => ({ topology: Topology.clusterModeWithoutReplicas({ shards: 3 }) }),
  'distributed KV caching': () => ({
    engine: EngineVersion.VALKEY_9_1,
    nodeType: NodeType.all().find(({ kvCaching }) => kvCaching),
    topology: Topology.clusterModeWithoutReplicas({ shards: 3 }),
    backup: Backup.none(),
    removalPolicy: RemovalPolicy.DESTROY,
  }),
  'compatible with cluster mode': () => ({ clusterMode: ClusterMode.COMPATIBLE }),
  'migrated to cluster mode': () => ({ topology: Topology.migratedToClusterMode() }),
  parameters: () => ({ parameters: { timeout: '300', 'notify-keyspace-events': 'KEA' } }),
  'backups with windows': () => ({
    backup: Backup.daily({ retention: Duration.days(35), window: SnapshotWindow.daily({ hour: 3 }) }),
    maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.SUNDAY, hour: 5, duration: Duration.hours(24) }),
  }),
  'no backups': () => ({ backup: Backup.none(), removalPolicy: RemovalPolicy.RETAIN }),
  'a restored snapshot': () => ({ restoreFrom: RestoreSource.snapshot('automatic.orders-2026-11-01') }),
  'restored objects': () => ({ restoreFrom: RestoreSource.s3Objects('arn:aws:s3:::backups/orders-0001.rdb') }),
  'restored objects of shards': () => ({
    restoreFrom: RestoreSource.s3Objects(
      'arn:aws:s3:::backups/orders-0001.rdb',
      'arn:aws:s3:::backups/orders-0002.rdb',
    ),
    topology: Topology.clusterMode({ shards: 2, layout: SLOTS }),
  }),
  'dual stack': () => ({ networkType: NetworkType.DUAL_STACK, ipDiscovery: IpDiscovery.IPV6 }),
  'IPv6 only': () => ({ networkType: NetworkType.IPV6 }),
  'no encryption in transit': () => ({ transitEncryption: TransitEncryption.DISABLED, auth: CacheAuth.none() }),
  'no authentication': () => ({ auth: CacheAuth.none() }),
  'users that stay when Redis OSS becomes Valkey': () => ({ auth: CacheAuth.iam({ engine: Engine.REDIS }) }),
  'users of both kinds, with keys and copies of their secrets': (stack) => ({
    auth: CacheAuth.users(
      new UserGroup(stack, 'People', {
        userGroupId: 'people',
        users: [
          new IamUser(stack, 'Reader', { accessString: AccessString.readOnly({ keys: ['product:*'] }) }),
          new PasswordUser(stack, 'Legacy', {
            userName: 'legacy',
            secondPassword: true,
            encryptionKey: new Key(stack, 'SecretKey'),
            replicaRegions: [{ region: 'eu-central-1' }],
            removalPolicy: RemovalPolicy.RETAIN,
          }),
          new PasswordUser(stack, 'Given', { secret: Secret.fromSecretNameV2(stack, 'Password', 'shop/given') }),
        ],
      }),
    ),
  }),
  'a group of users that exists': (stack) => ({
    auth: CacheAuth.users(UserGroup.fromUserGroupId(stack, 'People', 'people')),
  }),
  'a token that exists': (stack) => ({
    auth: CacheAuth.authToken(
      new AuthToken(stack, 'Token', { secret: Secret.fromSecretNameV2(stack, 'Secret', 'shop/token') }),
    ),
  }),
  'preferred encryption in transit': () => ({ transitEncryption: TransitEncryption.PREFERRED }),
  'keys of the user': (stack) => {
    const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
    return { encryptionKey, slowLog: LogDestination.ownLogGroup({ encryptionKey, retention: 30 }) };
  },
  'no logs': () => ({ slowLog: LogDestination.none(), engineLog: LogDestination.none() }),
  'logs to Firehose': (stack) => ({
    slowLog: LogDestination.firehose(
      new CfnDeliveryStream(stack, 'Stream', {
        s3DestinationConfiguration: { bucketArn: 'arn:aws:s3:::logs', roleArn: 'arn:aws:iam::111122223333:role/logs' },
      }),
    ),
  }),
  'a topic, groups and names of the user': (stack) => ({
    notificationTopic: new Topic(stack, 'Topic'),
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
    replicationGroupId: 'orders',
    description: 'Copies of orders',
    port: 6380,
    autoMinorVersionUpgrade: false,
  }),
};

/** Valid Memcached clusters, by what is special about them. The validator looks at each for long. */
const CLUSTERS: { readonly [name: string]: Partial<MemcachedClusterProps> } = {
  ...Object.fromEntries(
    [EngineVersion.MEMCACHED_1_5_16, EngineVersion.MEMCACHED_1_6_6, EngineVersion.MEMCACHED_1_6_12].map((engine) => [
      `${engine}`,
      { engine, nodeType: NodeType.M5_LARGE },
    ]),
  ),
  defaults: {},
  development: { profile: Profile.DEV },
  '40 nodes': { nodes: 40 },
  'one zone': { zones: ['eu-west-1b'] },
  'clear text': { transitEncryption: false },
  'dual stack': { networkType: NetworkType.DUAL_STACK, ipDiscovery: IpDiscovery.IPV6 },
  'everything stated': {
    clusterName: 'orders',
    parameters: MemcachedParameters.of({ maxItemSize: 4_194_304, idleTimeout: 300 }),
    maintenanceWindow: MaintenanceWindow.parse('sun:05:00-sun:06:00'),
    autoMinorVersionUpgrade: true,
    removalPolicy: RemovalPolicy.RETAIN,
  },
};

const STACKS: { readonly [name: string]: CacheConfig } = {
  defaults: {},
  development: { profile: Profile.DEV },
  sharded: { shards: 3, replicas: 2, engine: EngineVersion.VALKEY_9_0, durability: Durability.SYNC },
  redis: { engine: EngineVersion.REDIS_7_1 },
  ...Object.fromEntries(Object.entries(KINDS).map(([kind, auth]) => [kind, { auth }])),
  'given-network': { network: { vpcId: VPC_ID, subnetIds: [...SUBNET_IDS, 'subnet-01234567'] } },
  'given-zones': {
    network: {
      vpcId: VPC_ID,
      subnetIds: SUBNET_IDS,
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    },
  },
};

const ENV = { account: '111122223333', region: 'eu-west-1' };

test('the strict validator has nothing to say of any valid configuration', () => {
  const app = strictApp();
  Object.entries(GROUPS).forEach(([name, given], index) => {
    const stack = new Stack(app, `Group${index}`, { description: name, env: index % 2 === 0 ? ENV : undefined });
    const cache = new ReplicationGroup(stack, 'Cache', { vpc: givenNetwork(stack), ...given(stack) });
    const client = SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-0123456789abcdef1');
    if (cache.userGroup instanceof UserGroup || cache.authToken) cache.connect(client);
    if (cache.userGroup instanceof UserGroup) cache.connect(client, { as: 'reader', access: Access.READ_ONLY });
    if (name.endsWith('token') || name.endsWith('users')) cache.addRotation();
  });
  Object.entries(CLUSTERS).forEach(([name, given], index) => {
    const stack = new Stack(app, `Cluster${index}`, { description: name, env: index % 2 === 0 ? ENV : undefined });
    const cache = new MemcachedCluster(stack, 'Cache', { vpc: givenNetwork(stack), ...given });
    cache.connect(SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-0123456789abcdef1'));
    cache.publishLink();
  });
  for (const [name, config] of Object.entries(STACKS)) {
    new CacheStack(app, `Stack-${name}`, { config });
    new CacheStack(app, `Stack-${name}-placed`, { config, env: ENV });
  }
  const { directory, stacks } = app.synth();
  expect(stacks).toHaveLength([GROUPS, CLUSTERS].flatMap(Object.keys).length + 2 * Object.keys(STACKS).length);
  const report = JSON.parse(readFileSync(`${directory}/validation-report.json`, 'utf8'));
  expect(report.pluginReports).toEqual([]);
}, 60_000);

test.each([
  [EngineVersion.VALKEY_8_2, []],
  [EngineVersion.REDIS_7_1, [FAILOVER_OF_REDIS]],
])(
  '%s with a replica and without failover is refused by the validator as %j',
  (engine, findings) => {
    const synth = (prepare: (cache: ReplicationGroup) => void) => {
      const app = strictApp();
      const stack = new Stack(app, 'Stack');
      prepare(new ReplicationGroup(stack, 'Cache', { vpc: givenNetwork(stack), engine, automaticFailover: false }));
      return () => app.synth();
    };
    expect(synth(acknowledgeFailoverOff)).not.toThrow();
    const alone = expect(synth(() => undefined));
    if (findings.length === 0) alone.not.toThrow();
    for (const finding of findings) alone.toThrow(finding);
  },
  60_000,
);

test('the strict validator is awake: it refuses a property that does not exist', () => {
  const app = strictApp();
  const stack = new Stack(app, 'Stack');
  const cache = new ReplicationGroup(stack, 'Cache', { vpc: givenNetwork(stack) });
  (cache.node.defaultChild as CfnReplicationGroup).addPropertyOverride('EvictionPolicy', 'allkeys-lru');
  expect(() => app.synth()).toThrow('EvictionPolicy');
}, 60_000);
