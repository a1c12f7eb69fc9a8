import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeReplicationGroupsCommand, type ReplicationGroup } from '@aws-sdk/client-elasticache';
import type { AssembledStack, Edit, Resource } from './assembly';
import type { Clients } from './clients';

/** A change of a property that keeps its resource. */
export interface Update {
  readonly type: string;
  readonly property: string;
  /** What the property becomes; undefined where a resource has nothing to change. */
  to(properties: NonNullable<Resource['Properties']>): unknown;
  /** What the service says of it, in the words of the template. @default - the service of the emulator does not say it */
  seen?(clients: Clients, id: string): Promise<unknown>;
}

/** The log group that a cache is given instead of its own; it has to be there. */
export const OTHER_LOG_GROUP = 'another-log-group';

const CACHE = 'AWS::ElastiCache::ReplicationGroup';

async function group({ elastiCache }: Clients, id: string): Promise<ReplicationGroup> {
  const answer = await elastiCache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId: id }));
  return (answer.ReplicationGroups ?? [])[0];
}

const element = (text: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(text)?.[1];

const cache = (
  property: string,
  to: Update['to'],
  see: (described: ReplicationGroup) => unknown = (described) => described[property as keyof ReplicationGroup],
): Update => ({ type: CACHE, property, to, seen: async (clients, id) => see(await group(clients, id)) });

const CLUSTER = 'AWS::ElastiCache::CacheCluster';

const cluster = (property: string, to: Update['to']): Update => ({
  type: CLUSTER,
  property,
  to,
  seen: async ({ cache: ask }, CacheClusterId) => {
    const value = `${element(await ask('DescribeCacheClusters', { CacheClusterId }), property)}`;
    return /^\d+$/.test(value) ? Number(value) : value;
  },
});

/** CloudFormation updates these, and every node starts again with nothing in it. */
export const empties = ({ type, property }: Pick<Edit, 'type' | 'property'>) =>
  type === CLUSTER && property === 'EngineVersion';

/** The zone of a new node is added to those of the others: the count changes in place only where all zones are stated. */
const anotherZone: Update = {
  type: CLUSTER,
  property: 'PreferredAvailabilityZones',
  to: ({ PreferredAvailabilityZones: now }) => [...now, now[0]],
};

/** Clients of Memcached are let go after another time. */
const idleTimeout: Update = {
  type: 'AWS::ElastiCache::ParameterGroup',
  property: 'Properties',
  to: ({ CacheParameterGroupFamily: family, Properties: now }) =>
    family.startsWith('memcached') ? { ...now, idle_timeout: '900' } : undefined,
  seen: async ({ cache: ask }, CacheParameterGroupName) => {
    const text = await ask('DescribeCacheParameters', { CacheParameterGroupName, Source: 'user' });
    const [, parameter = ''] = /<Parameter>((?:(?!<Parameter>).)*idle_timeout.*?)<\/Parameter>/s.exec(text) ?? [];
    return { idle_timeout: element(parameter, 'ParameterValue') };
  },
};

const database = (kind: 'DBInstance' | 'DBCluster', property: string, to: Update['to']): Update => ({
  type: `AWS::RDS::${kind}`,
  property,
  to,
  seen: async ({ rds }, id) => {
    const text = await rds(`Describe${kind}s`, { [`${kind}Identifier`]: id });
    const value = `${element(text, property)}`;
    return /^(\d+|true|false)$/.test(value) ? JSON.parse(value) : value;
  },
});

/** A cache delivers its logs elsewhere. */
const delivery: Update['to'] = ({ LogDeliveryConfigurations: now }) =>
  now?.map((one: object) => ({
    ...one,
    DestinationDetails: { CloudWatchLogsDetails: { LogGroup: OTHER_LOG_GROUP } },
  }));

/** One larger, of what a template states. */
const larger = (count: unknown) => (count === undefined ? undefined : Number(count) + 1);

/** The next minor version, known to our catalog or not. */
const nextMinor = (version: string) => version.replace(/\d+$/, (minor) => `${Number(minor) + 1}`);

/** Rounds of updates, each a deployment: nothing is mixed that AWS says to do alone. */
export const ROUNDS: { readonly [title: string]: readonly Update[] } = {
  'larger nodes, a replica, a shard, a Memcached node, retentions, logs, and a larger database to delete': [
    cache('CacheNodeType', ({ CacheNodeType: now }) => now.replace(/\w+$/, /t4g/.test(now) ? 'medium' : '2xlarge')),
    database('DBInstance', 'DBInstanceClass', ({ DBInstanceClass: now }) =>
      now === 'db.serverless' ? undefined : now.replace(/\w+$/, '2xlarge'),
    ),
    cache(
      'NumCacheClusters',
      ({ NumCacheClusters }) => larger(NumCacheClusters),
      (it) => it.MemberClusters?.length,
    ),
    cache(
      'NumNodeGroups',
      ({ NumNodeGroups }) => larger(NumNodeGroups),
      (it) => it.NodeGroups?.length,
    ),
    cluster('NumCacheNodes', ({ NumCacheNodes }) => larger(NumCacheNodes)),
    anotherZone,
    cluster('PreferredMaintenanceWindow', () => 'sun:05:00-sun:06:00'),
    idleTimeout,
    cache('SnapshotRetentionLimit', ({ SnapshotRetentionLimit: now }) => (now > 0 ? now - 1 : undefined)),
    cache('LogDeliveryConfigurations', delivery, (it) =>
      it.LogDeliveryConfigurations?.map(({ DestinationType, LogFormat, LogType, DestinationDetails }) => ({
        DestinationType,
        LogFormat,
        LogType,
        DestinationDetails,
      })),
    ),
    {
      type: 'AWS::Logs::LogGroup',
      property: 'RetentionInDays',
      to: ({ RetentionInDays: now }) => (now === undefined ? undefined : 180),
      seen: async ({ logs }, id) => {
        const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: id }));
        return logGroups.find(({ logGroupName }) => logGroupName === id)?.retentionInDays;
      },
    },
    ...(['DBInstance', 'DBCluster'] as const).flatMap((kind) => [
      database(kind, 'BackupRetentionPeriod', ({ BackupRetentionPeriod }) => larger(BackupRetentionPeriod)),
      database(kind, 'DeletionProtection', ({ DeletionProtection }) => (DeletionProtection ? false : undefined)),
    ]),
  ],
  'the next minor version of the engine': [
    {
      type: CACHE,
      property: 'EngineVersion',
      to: ({ EngineVersion }) => nextMinor(EngineVersion),
      // The group does not say it, its nodes do.
      seen: async (clients, id) => {
        const [CacheClusterId = ''] = (await group(clients, id)).MemberClusters ?? [];
        return element(await clients.cache('DescribeCacheClusters', { CacheClusterId }), 'EngineVersion');
      },
    },
    cluster('EngineVersion', ({ EngineVersion }) => nextMinor(EngineVersion)),
  ],
};

/** The edits of a round in these stacks. */
export function editsOf(
  updates: readonly Pick<Update, 'type' | 'property' | 'to'>[],
  stacks: readonly AssembledStack[],
): Edit[] {
  return stacks.flatMap(({ name: stack, resources }) =>
    Object.entries(resources).flatMap(([logicalId, { Type: type, Properties = {} }]) =>
      updates
        .filter((update) => update.type === type)
        .map(({ property, to }) => ({ stack, logicalId, type, property, value: to(Properties) }))
        .filter(({ value }) => value !== undefined),
    ),
  );
}
