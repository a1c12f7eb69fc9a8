import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, type Stack, Tags } from 'aws-cdk-lib/core';
import {
  Backup,
  ClusterMode,
  Durability,
  EngineVersion,
  LogDestination,
  MaintenanceWindow,
  NodeType,
  type ReplicationGroup,
  SnapshotWindow,
  Topology,
  TransitEncryption,
  Weekday,
  Workload,
} from '../../lib';
import { UPDATE_BEHAVIOR } from '../../lib/catalog/update-behavior';
import { type Change, cacheChanges } from '../../lib/testing';
import { cacheIn, ID, type PropsIn, type Resources, resources, stack } from './given';

interface State {
  readonly props?: PropsIn;
  /** What is done to it after it is made. */
  readonly afterwards?: (cache: ReplicationGroup, scope: Stack) => void;
}

const templates = new WeakMap<State, Resources>();

/** Made once for each state: the tests only read it. */
function templateOf(state: State): Resources {
  const template = templates.get(state) ?? madeOf(state);
  templates.set(state, template);
  return template;
}

function madeOf({ props, afterwards }: State): Resources {
  const scope = stack();
  const cache = cacheIn(scope, props);
  afterwards?.(cache, scope);
  return resources(scope);
}

/** `Cache18F6EE16.Properties.CacheNodeType`: every leaf path below a resource at which two templates differ. */
function difference(before: unknown, after: unknown, path = '', depth = 0): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const nested = [before, after].every((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  if (!nested || depth === 4) return [path];
  const [a, b] = [before, after] as Resources[];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    difference(a[key], b[key], path === '' ? key : `${path}.${key}`, depth + 1),
  );
}

const group = (...properties: string[]) => properties.map((property) => `${ID.group}.Properties.${property}`);

const DURABLE = {
  engine: EngineVersion.VALKEY_9_0,
  topology: Topology.clusterMode({ shards: 2 }),
  durability: Durability.SYNC,
};

/** What the update does to the ElastiCache resources, in words: `Cache18F6EE16 updated: CacheNodeType`. */
function toldOf(before: Resources, after: Resources): string[] {
  return cacheChanges({ Resources: before }, { Resources: after }).map(inWords).sort();
}

function inWords({ logicalId, kind, properties }: Pick<Change, 'logicalId' | 'kind' | 'properties'>): string {
  return `${logicalId} ${kind}: ${[...properties].sort().join(', ')}`;
}

/** What goes node by node, with a failover. */
const INTERRUPTING = ['CacheNodeType', 'EngineVersion'];

/** The same, as it must be where everything of a difference changes in place. */
function inPlace(difference: string[]): string[] {
  return [ID.group, ID.parameterGroup].flatMap((logicalId) => {
    const paths = difference.map((path) => path.split('.')).filter(([id]) => id === logicalId);
    const properties = paths.map(([, section, property]) => (section === 'Properties' ? property : section));
    const kind = properties.some((name) => INTERRUPTING.includes(name)) ? 'interrupted' : 'updated';
    return properties.length === 0 ? [] : [inWords({ logicalId, kind, properties })];
  });
}

const replicas = (count: number): State => ({ props: { topology: Topology.singleShard({ replicas: count }) } });
const shards = (count: number): State => ({ props: { topology: Topology.clusterMode({ shards: count }) } });
const replicasPerShard = (count: number): State => ({
  props: { topology: Topology.clusterMode({ shards: 2, replicasPerShard: count }) },
});
const backup = (options: Parameters<typeof Backup.daily>[0]): State => ({ props: { backup: Backup.daily(options) } });
const maintenance = (hour: number): State => ({
  props: { maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.MONDAY, hour }) },
});
const securityGroups = (...ids: string[]): State => ({
  props: (scope) => ({ securityGroups: ids.map((id) => SecurityGroup.fromSecurityGroupId(scope, id, id)) }),
});
const TOPIC: State = {
  props: (scope) => ({
    notificationTopic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:t'),
  }),
};

/** What a cache that is kept cannot be without. */
const KEPT = [ID.group, ID.parameterGroup, ID.subnetGroup, ID.securityGroup, ID.userGroup, ID.user];

/** Each with what `cacheChanges` must say, where that is not that everything changes in place. */
const CHANGES: [change: string, before: State, after: State, difference: string[], told?: string[]][] = [
  [
    'a version step within the family',
    { props: { engine: EngineVersion.VALKEY_8_1 } },
    { props: { engine: EngineVersion.VALKEY_8_2 } },
    group('EngineVersion'),
  ],
  [
    'a version step within the family of Redis OSS',
    { props: { engine: EngineVersion.REDIS_7_0 } },
    { props: { engine: EngineVersion.REDIS_7_1 } },
    group('EngineVersion'),
  ],
  [
    'a version step to the next family, which makes a new parameter group under the same logical id',
    { props: { engine: EngineVersion.VALKEY_8_2 } },
    { props: { engine: EngineVersion.VALKEY_9_0 } },
    [`${ID.parameterGroup}.Properties.CacheParameterGroupFamily`, ...group('EngineVersion')],
    [
      `${ID.group} interrupted: CacheParameterGroupName, EngineVersion`,
      `${ID.parameterGroup} replaced: CacheParameterGroupFamily`,
    ],
  ],
  ['a larger node type', {}, { props: { nodeType: NodeType.R7G_XLARGE } }, group('CacheNodeType')],
  ['another node family', {}, { props: { nodeType: NodeType.M7G_LARGE } }, group('CacheNodeType')],
  [
    'a smaller node type',
    { props: { nodeType: NodeType.R7G_XLARGE } },
    { props: { nodeType: NodeType.R7G_LARGE } },
    group('CacheNodeType'),
  ],
  ['one replica more', replicas(1), replicas(2), group('NumCacheClusters')],
  ['fewer replicas', replicas(3), replicas(1), group('NumCacheClusters')],
  [
    'the first replica, with which failover comes',
    replicas(0),
    replicas(1),
    group('AutomaticFailoverEnabled', 'MultiAZEnabled', 'NumCacheClusters'),
    [`${ID.group} may-be-refused: AutomaticFailoverEnabled, MultiAZEnabled, NumCacheClusters`],
  ],
  [
    'the last replica less, with which failover goes',
    replicas(1),
    replicas(0),
    group('AutomaticFailoverEnabled', 'MultiAZEnabled', 'NumCacheClusters'),
  ],
  [
    'the first replica, without failover for a moment',
    replicas(0),
    { props: { topology: Topology.singleShard({ replicas: 1 }), automaticFailover: false } },
    group('NumCacheClusters'),
  ],
  [
    'failover, after the first replica is there',
    { props: { topology: Topology.singleShard({ replicas: 1 }), automaticFailover: false } },
    replicas(1),
    group('AutomaticFailoverEnabled', 'MultiAZEnabled'),
  ],
  ['more shards', shards(2), shards(3), group('NumNodeGroups')],
  ['fewer shards', shards(3), shards(2), group('NumNodeGroups')],
  [
    'more replicas of each shard',
    replicasPerShard(1),
    replicasPerShard(2),
    group('ReplicasPerNodeGroup'),
    [`${ID.group} may-be-replaced: ReplicasPerNodeGroup`],
  ],
  [
    'fewer replicas of each shard',
    replicasPerShard(2),
    replicasPerShard(1),
    group('ReplicasPerNodeGroup'),
    [`${ID.group} may-be-replaced: ReplicasPerNodeGroup`],
  ],
  [
    'more replicas of a migrated group',
    { props: { topology: Topology.migratedToClusterMode({ replicas: 1 }) } },
    { props: { topology: Topology.migratedToClusterMode({ replicas: 2 }) } },
    group('NumCacheClusters'),
  ],
  [
    'fewer replicas of a migrated group',
    { props: { topology: Topology.migratedToClusterMode({ replicas: 2 }) } },
    { props: { topology: Topology.migratedToClusterMode({ replicas: 1 }) } },
    group('NumCacheClusters'),
  ],
  ['Multi-AZ off', {}, { props: { multiAz: false } }, group('MultiAZEnabled')],
  ['Multi-AZ on again', { props: { multiAz: false } }, {}, group('MultiAZEnabled')],
  ['a longer retention', {}, backup({ retention: Duration.days(30) }), group('SnapshotRetentionLimit')],
  ['a shorter retention', {}, backup({ retention: Duration.days(1) }), group('SnapshotRetentionLimit')],
  ['backups off', {}, { props: { backup: Backup.none() } }, group('SnapshotRetentionLimit')],
  ['backups on again', { props: { backup: Backup.none() } }, {}, group('SnapshotRetentionLimit')],
  ['a snapshot window', {}, backup({ window: SnapshotWindow.daily({ hour: 3 }) }), group('SnapshotWindow')],
  [
    'another snapshot window',
    backup({ window: SnapshotWindow.daily({ hour: 3 }) }),
    backup({ window: SnapshotWindow.daily({ hour: 4 }) }),
    group('SnapshotWindow'),
  ],
  ['no snapshot window any more', backup({ window: SnapshotWindow.daily({ hour: 3 }) }), {}, group('SnapshotWindow')],
  ['a maintenance window', {}, maintenance(2), group('PreferredMaintenanceWindow')],
  ['another maintenance window', maintenance(2), maintenance(3), group('PreferredMaintenanceWindow')],
  ['no maintenance window any more', maintenance(2), {}, group('PreferredMaintenanceWindow')],
  ['minor upgrades off', {}, { props: { autoMinorVersionUpgrade: false } }, group('AutoMinorVersionUpgrade')],
  ['minor upgrades on again', { props: { autoMinorVersionUpgrade: false } }, {}, group('AutoMinorVersionUpgrade')],
  ['a further security group', securityGroups('sg-1'), securityGroups('sg-1', 'sg-2'), group('SecurityGroupIds')],
  ['a security group less', securityGroups('sg-1', 'sg-2'), securityGroups('sg-1'), group('SecurityGroupIds')],
  [
    'a log to somewhere else',
    {},
    {
      props: (scope) => ({
        slowLog: LogDestination.firehose(new CfnDeliveryStream(scope, 'Stream', {})),
      }),
    },
    ['Stream', ID.slowLog, ...group('LogDeliveryConfigurations')],
  ],
  [
    'a log less',
    {},
    { props: { engineLog: LogDestination.none() } },
    [ID.engineLog, ...group('LogDeliveryConfigurations')],
  ],
  [
    'a log more',
    { props: { slowLog: LogDestination.none() } },
    {},
    [ID.slowLog, ...group('LogDeliveryConfigurations')],
  ],
  [
    'the slow log kept longer',
    {},
    { props: { slowLog: LogDestination.ownLogGroup({ retention: RetentionDays.TWO_YEARS }) } },
    [`${ID.slowLog}.Properties.RetentionInDays`],
  ],
  [
    'the engine log kept for a shorter time',
    {},
    { props: { engineLog: LogDestination.ownLogGroup({ retention: RetentionDays.ONE_MONTH }) } },
    [`${ID.engineLog}.Properties.RetentionInDays`],
  ],
  [
    'another workload',
    {},
    { props: { workload: Workload.QUEUE } },
    [`${ID.parameterGroup}.Properties.Properties.maxmemory-policy`],
  ],
  [
    'a parameter',
    {},
    { props: { parameters: { timeout: '300' } } },
    [`${ID.parameterGroup}.Properties.Properties.timeout`],
  ],
  [
    'a parameter, by the verb',
    {},
    { afterwards: ({ parameterGroup }) => parameterGroup?.addParameter('timeout', '300') },
    [`${ID.parameterGroup}.Properties.Properties.timeout`],
  ],
  [
    'a tag',
    {},
    { afterwards: (cache) => Tags.of(cache.node.defaultChild as CfnReplicationGroup).add('team', 'shop') },
    group('Tags'),
  ],
  ['a notification topic', {}, TOPIC, group('NotificationTopicArn')],
  ['no notification topic any more', TOPIC, {}, group('NotificationTopicArn')],
  [
    'from synchronous to asynchronous durability',
    { props: DURABLE },
    { props: { ...DURABLE, durability: Durability.ASYNC } },
    group('Durability'),
  ],
  ["a customer's description", {}, { props: { description: 'Prices' } }, group('ReplicationGroupDescription')],
  [
    'another description',
    { props: { description: 'Prices' } },
    { props: { description: 'Prices and stock' } },
    group('ReplicationGroupDescription'),
  ],
  [
    'TLS from preferred to required',
    { props: { transitEncryption: TransitEncryption.PREFERRED } },
    { props: { transitEncryption: TransitEncryption.REQUIRED } },
    group('TransitEncryptionMode'),
  ],
  [
    'another removal policy',
    {},
    { props: { removalPolicy: RemovalPolicy.DESTROY } },
    [`${ID.group}.UpdateReplacePolicy`, `${ID.group}.DeletionPolicy`],
  ],
  [
    'a cache that is to be kept, and with it what it needs',
    {},
    { props: { removalPolicy: RemovalPolicy.RETAIN } },
    KEPT.flatMap((id) => [`${id}.UpdateReplacePolicy`, `${id}.DeletionPolicy`]),
    [ID.group, ID.parameterGroup, ID.subnetGroup, ID.userGroup, ID.user]
      .map((logicalId) =>
        inWords({ logicalId, kind: 'updated', properties: ['DeletionPolicy', 'UpdateReplacePolicy'] }),
      )
      .sort(),
  ],
];

describe('a single change of a deployed cache', () => {
  test.each(CHANGES)('%s: changes exactly that in the template', (_change, before, after, expected) => {
    expect(difference(templateOf(before), templateOf(after)).sort()).toEqual([...expected].sort());
  });

  test.each(CHANGES)(
    '%s: is told as what it does, in place unless stated',
    (_change, before, after, expected, told = inPlace(expected)) => {
      expect(toldOf(templateOf(before), templateOf(after))).toEqual(told);
    },
  );

  test('replicas of each shard may replace the cache, because AWS contradicts itself, and its data is kept', () => {
    const [before, after] = [replicasPerShard(1), replicasPerShard(2)].map(templateOf);
    const [change] = cacheChanges({ Resources: before }, { Resources: after });
    expect(change).toMatchObject({ logicalId: ID.group, kind: 'may-be-replaced', holdsData: true });
    expect(after[ID.group].UpdateReplacePolicy).toBe('Snapshot');
    expect(change.why).toContain('its schema says that it replaces, AWS says since July 2026 that it changes in place');
  });

  test('deploys twice to the same template', () => {
    expect(templateOf({})).toEqual(templateOf({}));
  });
});

describe('the migration to cluster mode, in three deployments', () => {
  const SECOND_PARAMETER_GROUP = 'CacheClusterModeParameterGroup09BEE27B';
  const topology = Topology.singleShard({ replicas: 1 });
  const deployments: { [step: string]: State } = {
    before: { props: { topology } },
    compatible: { props: { topology, clusterMode: ClusterMode.COMPATIBLE } },
    enabled: { props: { topology: Topology.migratedToClusterMode() } },
  };
  const step = (name: string) => templateOf(deployments[name]);

  test('compatible: the mode is stated, and a second parameter group takes the place of the first', () => {
    const [before, after] = [step('before'), step('compatible')];
    expect(difference(before, after).sort()).toEqual(
      [ID.parameterGroup, SECOND_PARAMETER_GROUP, ...group('CacheParameterGroupName.Ref', 'ClusterMode')].sort(),
    );
    expect([before, after].map((template) => template[ID.group].Properties.ClusterMode)).toEqual([
      undefined,
      'compatible',
    ]);
    expect([ID.parameterGroup in after, SECOND_PARAMETER_GROUP in before]).toEqual([false, false]);
    expect(after[ID.group].Properties.CacheParameterGroupName).toEqual({ Ref: SECOND_PARAMETER_GROUP });
    expect(after[SECOND_PARAMETER_GROUP].Properties).toEqual({
      ...before[ID.parameterGroup].Properties,
      Description: expect.any(String),
      Properties: { ...before[ID.parameterGroup].Properties.Properties, 'cluster-enabled': 'yes' },
    });
    expect(toldOf(before, after)).toEqual([
      `${ID.group} updated: CacheParameterGroupName, ClusterMode`,
      `${SECOND_PARAMETER_GROUP} added: `,
      `${ID.parameterGroup} removed: `,
    ]);
  });

  test('enabled: the mode is all that changes', () => {
    const [before, after] = [step('compatible'), step('enabled')];
    expect(difference(before, after)).toEqual(group('ClusterMode'));
    expect(after[ID.group].Properties.ClusterMode).toBe('enabled');
    expect(toldOf(before, after)).toEqual([`${ID.group} updated: ClusterMode`]);
  });

  test('no deployment changes a property of the cache that is create-only, or may be', () => {
    const rows = Object.entries(UPDATE_BEHAVIOR['AWS::ElastiCache::ReplicationGroup'].properties);
    const createOnly = rows.filter(([, { effect }]) => effect !== 'in-place').map(([property]) => property);
    expect(createOnly).toEqual(
      expect.arrayContaining(['Port', 'NumNodeGroups', 'ReplicasPerNodeGroup', 'SnapshotArns']),
    );
    const values = ['before', 'compatible', 'enabled'].map((name) => {
      const { Properties, UpdatePolicy } = step(name)[ID.group];
      return [...createOnly.map((property) => Properties[property]), UpdatePolicy];
    });
    expect(values).toEqual([values[0], values[0], values[0]]);
  });
});

describe('a change that replaces the cache', () => {
  test.each<[string, State, string[]]>([
    ['of the port', { props: { port: 7000 } }, ['Port']],
    ['from Redis OSS to Valkey', { props: { engine: EngineVersion.REDIS_7_1 } }, ['Engine']],
    ['to data tiering', { props: { nodeType: NodeType.R6GD_XLARGE } }, ['DataTieringEnabled']],
  ])('%s is told from the others by this test', (_change, after, properties) => {
    const changed = difference(templateOf({}), templateOf(after)).map((path) => path.split('.').at(-1));
    expect(changed).toEqual(expect.arrayContaining(properties));
  });
});
