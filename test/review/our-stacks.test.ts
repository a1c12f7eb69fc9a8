import { compare, levelOf } from '../../lib/review/replacement';
import type { Template } from '../../lib/review/template-file';
import { KINDS } from '../stacks/context-given';
import { templateOf } from '../stacks/stack-given';

type Properties = { readonly [property: string]: unknown };

const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const INSTANCE = 'AWS::RDS::DBInstance';
/** The stacks that hold a replication group. */
const OF_GROUPS = KINDS.filter((kind) => kind !== 'Memcached');

const synthesized = new Map<string, Template>();

/** A stack of the app by what its context says. */
function stack(kind: string, context: object = {}): Template {
  const key = JSON.stringify([kind, context]);
  const template = synthesized.get(key) ?? (templateOf(kind, context).toJSON() as Template);
  synthesized.set(key, template);
  return template;
}

/** What happens to each resource that holds data: `AWS::ElastiCache::ReplicationGroup updated CacheNodeType`. */
function toldOf(before: Template, after: Template): string[] {
  return compare(before, after)
    .filter(({ holdsData }) => holdsData)
    .map(({ resourceType, kind, properties }) => `${resourceType} ${kind} ${properties.join(', ')}`);
}

function gravest(before: Template, after: Template): string[] {
  return compare(before, after)
    .filter((change) => levelOf(change) !== 'note')
    .map((change) => `${levelOf(change)} ${change.resourceType} ${change.kind}`);
}

/** The template with other properties of its one resource of a type. */
function altered(template: Template, type: string, change: (properties: Properties) => Properties): Template {
  const resources = Object.entries(template.Resources).map(([id, resource]) =>
    resource.Type === type
      ? [id, { ...resource, Properties: change(resource.Properties as Properties) }]
      : [id, resource],
  );
  return { ...template, Resources: Object.fromEntries(resources) };
}

test.each(KINDS)('%s after itself changes nothing', (kind) => {
  expect(compare(stack(kind), JSON.parse(JSON.stringify(stack(kind))))).toEqual([]);
});

describe.each(OF_GROUPS)('%s stays', (kind) => {
  // A store is durable, which needs Valkey 9; and AWS contradicts itself about replicas of each shard.
  const isDurable = ['SessionStore', 'Leaderboard'].includes(kind);
  const single: [string, object, object, string][] = [
    ['a minor version of its engine', { engine: 'valkey-8.0' }, { engine: 'valkey-8.1' }, 'interrupted EngineVersion'],
    ['a replica more', { replicas: 1 }, { replicas: 2 }, 'updated NumCacheClusters'],
  ];

  test.each<[string, object, object, string]>([
    ['a larger node type', {}, { nodeType: 'cache.r7g.2xlarge' }, 'interrupted CacheNodeType'],
    ['other days of snapshots', {}, { backup: { retentionDays: 9 } }, 'updated SnapshotRetentionLimit'],
    ['a shard more', { shards: 2 }, { shards: 3 }, 'updated NumNodeGroups'],
    ...(isDurable ? [] : single),
  ])('with %s', (_, from, to, told) => {
    const [before, after] = [stack(kind, from), stack(kind, to)];
    expect(toldOf(before, after)).toEqual([`${GROUP} ${told}`]);
    expect(gravest(before, after)).toEqual([]);
  });

  test('with log groups that keep their logs longer', () => {
    const longer = altered(stack(kind), 'AWS::Logs::LogGroup', (all) => ({ ...all, RetentionInDays: 3653 }));
    expect(new Set(toldOf(stack(kind), longer))).toEqual(new Set(['AWS::Logs::LogGroup updated RetentionInDays']));
    expect(gravest(stack(kind), longer)).toEqual([]);
  });
});

describe.each(OF_GROUPS)('%s is caught', (kind) => {
  test.each<[string, Properties, string]>([
    ['another port', { Port: 6380 }, 'error replaced'],
    ['another key', { KmsKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/k' }, 'error replaced'],
    ['another subnet group', { CacheSubnetGroupName: 'other' }, 'warning may-be-replaced'],
    ['another engine', { Engine: 'redis' }, 'error replaced'],
    ['a restore source', { SnapshotName: 'old' }, 'error replaced'],
    ['another name', { ReplicationGroupId: 'mine' }, 'error replaced'],
    ['no encryption', { AtRestEncryptionEnabled: false }, 'error replaced'],
  ])('with %s', (_, other, told) => {
    const after = altered(stack(kind), GROUP, (all) => ({ ...all, ...other }));
    const [level, kindOf] = told.split(' ');
    expect(gravest(stack(kind), after)).toContain(`${level} ${GROUP} ${kindOf}`);
  });

  test('with a restore source that goes', () => {
    const restored = altered(stack(kind), GROUP, (all) => ({ ...all, SnapshotName: 'old' }));
    const [change] = compare(restored, stack(kind)).filter(({ resourceType }) => resourceType === GROUP);
    expect(change).toMatchObject({ kind: 'replaced', why: expect.stringContaining('its restore source is removed') });
  });

  test('without its cache', () => {
    const kept = Object.entries(stack(kind).Resources).filter(([, { Type }]) => Type !== GROUP);
    const gone = { ...stack(kind), Resources: Object.fromEntries(kept) };
    expect(gravest(stack(kind), gone)).toContain(`error ${GROUP} removed`);
  });
});

describe('the database of CachedDatabase', () => {
  const database = (given: object) => stack('CachedDatabase', { cachedDatabase: { database: given } });

  test.each<[string, object, object, string[]]>([
    ['a larger class', {}, { instanceType: 'db.r7g.2xlarge' }, [`${INSTANCE} interrupted DBInstanceClass`]],
    ['other days of backups', {}, { backupRetentionDays: 30 }, [`${INSTANCE} updated BackupRetentionPeriod`]],
    [
      'a minor version',
      { engine: 'postgres-16.8' },
      { engine: 'postgres-16.9' },
      [`${INSTANCE} interrupted EngineVersion`],
    ],
    ['more storage', { allocatedStorage: 100 }, { allocatedStorage: 200 }, [`${INSTANCE} updated AllocatedStorage`]],
  ])('stays with %s', (_, from, to, told) => {
    expect(toldOf(database(from), database(to))).toEqual(told);
    expect(gravest(database(from), database(to))).toEqual([]);
  });

  test.each<[string, Properties]>([
    ['another port', { Port: '6000' }],
    ['another engine', { Engine: 'mysql' }],
    ['a snapshot', { DBSnapshotIdentifier: 's' }],
    ['another user', { MasterUsername: 'other' }],
    ['no encryption', { StorageEncrypted: false }],
  ])('is caught with %s', (_, other) => {
    const before = database({});
    expect(
      gravest(
        before,
        altered(before, INSTANCE, (all) => ({ ...all, ...other })),
      ),
    ).toContain(`error ${INSTANCE} replaced`);
  });

  test('is caught where an instance becomes a cluster', () => {
    expect(gravest(database({}), database({ engine: 'aurora-postgres' }))).toContain(`error ${INSTANCE} removed`);
  });
});

describe('Memcached', () => {
  const memcached = (context: object = {}) => stack('Memcached', context);
  const nodes = (count: number) => memcached({ memcached: { nodes: count } });
  const changed = (other: Properties) => altered(memcached(), CLUSTER, (all) => ({ ...all, ...other }));

  test('stays with a node more, in its zone, and no key is lost', () => {
    const [before, after] = [nodes(2), nodes(3)];
    expect(toldOf(before, after)).toEqual([`${CLUSTER} interrupted NumCacheNodes, PreferredAvailabilityZones`]);
    expect(gravest(before, after)).toEqual([]);
  });

  test('stays with its first node alone, and says what goes with the others', () => {
    const [before, after] = [nodes(2), nodes(1)];
    expect(toldOf(before, after)).toEqual([`${CLUSTER} interrupted AZMode, NumCacheNodes, PreferredAvailabilityZones`]);
    expect(gravest(before, after)).toEqual([`warning ${CLUSTER} interrupted`]);
  });

  test.each<[string, Properties, string]>([
    ['a newer engine, which empties every node', { EngineVersion: '1.6.30' }, 'error interrupted'],
    ['another node type', { CacheNodeType: 'cache.r7g.xlarge' }, 'error may-be-refused'],
    ['no encryption, which is chosen at creation', { TransitEncryptionEnabled: false }, 'warning may-be-refused'],
    ['another port', { Port: 11212 }, 'error replaced'],
    ['another name', { ClusterName: 'mine' }, 'error replaced'],
    ['other zones', { PreferredAvailabilityZones: ['a', 'b'] }, 'error may-be-replaced'],
  ])('is caught with %s', (_, other, told) => {
    const [level, kind] = told.split(' ');
    expect(gravest(memcached(), changed(other))).toContain(`${level} ${CLUSTER} ${kind}`);
  });

  test('is caught without its cache', () => {
    const kept = Object.entries(memcached().Resources).filter(([, { Type }]) => Type !== CLUSTER);
    const gone = { ...memcached(), Resources: Object.fromEntries(kept) };
    expect(gravest(memcached(), gone)).toContain(`error ${CLUSTER} removed`);
  });
});
