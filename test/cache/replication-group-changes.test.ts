import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Duration, RemovalPolicy, type Stack, Tags } from 'aws-cdk-lib/core';
import {
  Backup,
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
} from '../../lib';
import { updateEffect } from '../../lib/catalog/update-behavior';
import { cacheIn, ID, type PropsIn, type Resources, resources, stack } from './given';

interface State {
  readonly props?: PropsIn;
  /** What is done to it after it is made. */
  readonly afterwards?: (cache: ReplicationGroup, scope: Stack) => void;
}

function templateOf({ props, afterwards }: State): Resources {
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

const CHANGES: [change: string, before: State, after: State, difference: string[]][] = [
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
  ],
  ['a larger node type', {}, { props: { nodeType: NodeType.R7G_XLARGE } }, group('CacheNodeType')],
  ['another node family', {}, { props: { nodeType: NodeType.M7G_LARGE } }, group('CacheNodeType')],
  [
    'one replica more',
    { props: { topology: Topology.singleShard({ replicas: 1 }) } },
    { props: { topology: Topology.singleShard({ replicas: 2 }) } },
    group('NumCacheClusters'),
  ],
  [
    'the first replica, with which failover comes',
    { props: { topology: Topology.singleShard({ replicas: 0 }) } },
    { props: { topology: Topology.singleShard({ replicas: 1 }) } },
    group('AutomaticFailoverEnabled', 'MultiAZEnabled', 'NumCacheClusters'),
  ],
  [
    'more shards',
    { props: { topology: Topology.clusterMode({ shards: 2 }) } },
    { props: { topology: Topology.clusterMode({ shards: 3 }) } },
    group('NumNodeGroups'),
  ],
  [
    'more replicas of a migrated group',
    { props: { topology: Topology.migratedToClusterMode({ replicas: 1 }) } },
    { props: { topology: Topology.migratedToClusterMode({ replicas: 2 }) } },
    group('NumCacheClusters'),
  ],
  ['Multi-AZ off', {}, { props: { multiAz: false } }, group('MultiAZEnabled')],
  [
    'a longer retention',
    {},
    { props: { backup: Backup.daily({ retention: Duration.days(30) }) } },
    group('SnapshotRetentionLimit'),
  ],
  ['backups off', {}, { props: { backup: Backup.none() } }, group('SnapshotRetentionLimit')],
  [
    'a snapshot window',
    {},
    { props: { backup: Backup.daily({ window: SnapshotWindow.daily({ hour: 3 }) }) } },
    group('SnapshotWindow'),
  ],
  [
    'another snapshot window',
    { props: { backup: Backup.daily({ window: SnapshotWindow.daily({ hour: 3 }) }) } },
    { props: { backup: Backup.daily({ window: SnapshotWindow.daily({ hour: 4 }) }) } },
    group('SnapshotWindow'),
  ],
  [
    'a maintenance window',
    {},
    { props: { maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.MONDAY, hour: 2 }) } },
    group('PreferredMaintenanceWindow'),
  ],
  ['minor upgrades off', {}, { props: { autoMinorVersionUpgrade: false } }, group('AutoMinorVersionUpgrade')],
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
    'a log kept longer',
    {},
    { props: { slowLog: LogDestination.ownLogGroup({ retention: RetentionDays.TWO_YEARS }) } },
    [`${ID.slowLog}.Properties.RetentionInDays`],
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
  [
    'a notification topic',
    {},
    {
      props: (scope) => ({
        notificationTopic: Topic.fromTopicArn(scope, 'Topic', 'arn:aws:sns:eu-west-1:111111111111:t'),
      }),
    },
    group('NotificationTopicArn'),
  ],
  [
    'from synchronous to asynchronous durability',
    { props: DURABLE },
    { props: { ...DURABLE, durability: Durability.ASYNC } },
    group('Durability'),
  ],
  ['a description', {}, { props: { description: 'Prices' } }, group('ReplicationGroupDescription')],
  [
    'TLS from preferred to required',
    { props: { transitEncryption: TransitEncryption.PREFERRED } },
    { props: { transitEncryption: TransitEncryption.REQUIRED } },
    group('TransitEncryptionMode'),
  ],
  [
    'another removal policy',
    {},
    { props: { removalPolicy: RemovalPolicy.RETAIN } },
    [`${ID.group}.UpdateReplacePolicy`, `${ID.group}.DeletionPolicy`],
  ],
];

describe('a single change of a deployed cache', () => {
  test.each(CHANGES)('%s: changes exactly that in the template', (_change, before, after, expected) => {
    expect(difference(templateOf(before), templateOf(after)).sort()).toEqual([...expected].sort());
  });

  test.each(CHANGES)('%s: keeps the cache, its subnet group and its security group', (_change, before, after) => {
    const [old, now] = [templateOf(before), templateOf(after)];
    expect(now[ID.subnetGroup]).toEqual(old[ID.subnetGroup]);
    expect(now[ID.securityGroup]).toEqual(old[ID.securityGroup]);
    const [propertiesBefore, propertiesAfter] = [old[ID.group].Properties, now[ID.group].Properties];
    const effects = Object.keys({ ...propertiesBefore, ...propertiesAfter })
      .filter((name) => JSON.stringify(propertiesBefore[name]) !== JSON.stringify(propertiesAfter[name]))
      .map((name) => [
        name,
        updateEffect(CfnReplicationGroup.CFN_RESOURCE_TYPE_NAME, name, {
          before: propertiesBefore[name],
          after: propertiesAfter[name],
          propertiesBefore,
          propertiesAfter,
          onlineResharding: now[ID.group].UpdatePolicy?.UseOnlineResharding ?? false,
        }).effect,
      ]);
    expect(effects.filter(([, effect]) => effect !== 'in-place')).toEqual([]);
  });

  test('deploys twice to the same template', () => {
    expect(templateOf({})).toEqual(templateOf({}));
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
