import { type Change, compare, levelOf } from '../../lib/review/replacement';

type Properties = { readonly [property: string]: unknown };

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';

function changeOf(before: Properties, after: Properties, attributes: Properties = {}, type = INSTANCE): Change {
  const template = (Properties: Properties) => ({ Resources: { Db: { Type: type, Properties, ...attributes } } });
  const changes = compare(template(before), template(after));
  expect(changes).toHaveLength(1);
  return changes[0];
}

describe('a conditional property of an instance', () => {
  test.each<[string, Properties, Properties, string, string | RegExp]>([
    ['another engine', { Engine: 'mysql' }, { Engine: 'mariadb' }, 'replaced', /^Engine cannot change in place;/],
    ['an engine in another case', { Engine: 'MySQL' }, { Engine: 'mysql' }, 'updated', 'Engine changes in place'],
    ['a conversion', { Engine: 'oracle-ee' }, { Engine: 'oracle-ee-cdb' }, 'interrupted', /it is converted$/],
    ['an engine that was not stated', {}, { Engine: 'mysql' }, 'may-be-replaced', /the one that it has;/],
    [
      'an engine by a parameter',
      { Engine: 'mysql' },
      { Engine: { Ref: 'E' } },
      'may-be-replaced',
      /only the deployment/,
    ],
    ['a zone', { AvailabilityZone: 'a' }, { AvailabilityZone: 'b' }, 'replaced', /^AvailabilityZone cannot/],
    ['a zone that goes', { AvailabilityZone: 'a' }, {}, 'replaced', /^AvailabilityZone cannot/],
    ['a zone that goes for Multi-AZ', { AvailabilityZone: 'a' }, { MultiAZ: true }, 'interrupted', /no zone is stated/],
    [
      'a zone that goes for what may be Multi-AZ',
      { AvailabilityZone: 'a' },
      { MultiAZ: { Ref: 'M' } },
      'may-be-replaced',
      /only with MultiAZ: true/,
    ],
    ['Multi-AZ', { MultiAZ: false }, { MultiAZ: true }, 'interrupted', /some interruptions$/],
    ['another storage', { StorageType: 'gp2' }, { StorageType: 'gp3' }, 'interrupted', /some interruptions$/],
    ['a snapshot that goes', { DBSnapshotIdentifier: 's' }, {}, 'may-be-replaced', /restore source is removed/],
    [
      'another snapshot',
      { DBSnapshotIdentifier: 's' },
      { DBSnapshotIdentifier: 't' },
      'replaced',
      /^DBSnapshotIdentifier cannot change in place: its restore source changes: a new one is restored/,
    ],
    ['a snapshot', {}, { DBSnapshotIdentifier: 't' }, 'replaced', /a new one is restored from the source/],
    ['a replica that is promoted', { SourceDBInstanceIdentifier: 's' }, {}, 'interrupted', /the replica is promoted/],
    ['another source', { SourceDBInstanceIdentifier: 's' }, { SourceDBInstanceIdentifier: 't' }, 'replaced', /replica/],
    ['days of backups', { BackupRetentionPeriod: 7 }, { BackupRetentionPeriod: 14 }, 'updated', /in place$/],
    [
      'backups that end',
      { BackupRetentionPeriod: 7 },
      { BackupRetentionPeriod: 0 },
      'interrupted',
      /turned on or off$/,
    ],
    ['backups that begin', { BackupRetentionPeriod: 0 }, {}, 'interrupted', /turned on or off$/],
    ['a first key of insights', {}, { PerformanceInsightsKMSKeyId: 'k' }, 'updated', /in place$/],
    ['the latest time', {}, { UseLatestRestorableTime: true }, 'replaced', /restored from the source/],
    ['a class', { DBInstanceClass: 'a' }, { DBInstanceClass: 'b' }, 'interrupted', /away while its class changes$/],
    ['a version', { EngineVersion: '15.4' }, { EngineVersion: '16.1' }, 'interrupted', /engine is upgraded$/],
    ['more storage', { AllocatedStorage: '100' }, { AllocatedStorage: 200 }, 'updated', /in place$/],
    ['less storage', { AllocatedStorage: '100' }, { AllocatedStorage: 20 }, 'may-be-refused', /100 to 20 GiB: storage/],
    ['an older version', { EngineVersion: '16.1' }, { EngineVersion: '15.4' }, 'may-be-refused', /is a downgrade/],
  ])('%s', (_, before, after, kind, why) => {
    const change = changeOf(before, after, { UpdateReplacePolicy: 'Snapshot' });
    expect(change).toMatchObject({ kind, why: typeof why === 'string' ? why : expect.stringMatching(why) });
  });
});

test.each<[string, Properties, Properties, string]>([
  ['MySQL to PostgreSQL', { Engine: 'aurora-mysql' }, { Engine: 'aurora-postgresql' }, 'replaced'],
  ['Aurora of old', { Engine: 'aurora' }, { Engine: 'aurora-mysql' }, 'interrupted'],
  ['the user', { MasterUsername: 'a' }, { MasterUsername: 'b' }, 'may-be-replaced'],
  ['the snapshot goes', { SnapshotIdentifier: 'a' }, {}, 'replaced'],
  ['the global cluster is left', { GlobalClusterIdentifier: 'a' }, { GlobalClusterIdentifier: '' }, 'interrupted'],
  ['a global cluster is joined', {}, { GlobalClusterIdentifier: 'a' }, 'replaced'],
  ['parameters', { DBClusterParameterGroupName: 'a' }, { DBClusterParameterGroupName: 'b' }, 'interrupted'],
])('of a cluster: %s', (_, before, after, kind) => {
  expect(changeOf(before, after, {}, CLUSTER).kind).toBe(kind);
});

describe('what becomes of the data of a database', () => {
  const lost = (why: string) => `its data is lost: ${why}`;
  const SNAPSHOT = 'DeletionPolicy is not stated, which means Snapshot: its data is kept in a snapshot';
  const MEMBER = { DBClusterIdentifier: 'c' };

  test.each<[string, string, Properties, Properties, string, string]>([
    ['an instance without a policy', INSTANCE, {}, {}, 'none', SNAPSHOT],
    ['a cluster without a policy', CLUSTER, {}, {}, 'none', SNAPSHOT],
    ['Delete', INSTANCE, {}, { DeletionPolicy: 'Delete' }, 'certain', lost('DeletionPolicy is Delete')],
    [
      'Retain',
      INSTANCE,
      {},
      { DeletionPolicy: 'Retain' },
      'none',
      'DeletionPolicy Retain keeps the old resource with its data',
    ],
    [
      'a member of a cluster',
      INSTANCE,
      MEMBER,
      { DeletionPolicy: 'Delete' },
      'none',
      'its data is that of its cluster',
    ],
    [
      'a replica',
      INSTANCE,
      { SourceDBInstanceIdentifier: 'x' },
      { DeletionPolicy: 'Delete' },
      'none',
      'it is a read replica, and its source keeps the data',
    ],
    [
      'deletion protection',
      CLUSTER,
      { DeletionProtection: true },
      { DeletionPolicy: 'Delete' },
      'none',
      'its DeletionProtection refuses the deletion: the old one stays',
    ],
    [
      'automated backups that stay',
      INSTANCE,
      { DeleteAutomatedBackups: false, BackupRetentionPeriod: 9 },
      { DeletionPolicy: 'Delete' },
      'possible',
      'its data may be lost: DeletionPolicy is Delete: only its automated backups stay, for 9 days',
    ],
  ])('that is removed: %s', (_, type, properties, attributes, dataLoss, says) => {
    const before = { Resources: { Db: { Type: type, Properties: properties, ...attributes } } };
    const [change] = compare(before, { Resources: {} });
    expect(change).toMatchObject({ kind: 'removed', dataLoss, why: `it is no longer in the template; ${says}` });
    expect(levelOf(change)).toBe(type === INSTANCE && properties === MEMBER ? 'note' : 'error');
  });

  test('that is replaced goes by UpdateReplacePolicy, which means Delete unless it is stated', () => {
    const [before, after] = [{ Engine: 'mysql' }, { Engine: 'postgres' }];
    expect(changeOf(before, after)).toMatchObject({
      dataLoss: 'certain',
      why: `Engine cannot change in place; ${lost('UpdateReplacePolicy is not stated, which means Delete')}`,
    });
    expect(changeOf(before, after, { UpdateReplacePolicy: 'Snapshot' }).dataLoss).toBe('none');
  });
});

describe('an engine upgrade', () => {
  const from = { EngineVersion: '15.4', DBInstanceClass: 'a', DBParameterGroupName: 'p15' };

  test('alone, with its parameter group and what allows it, is a note', () => {
    const after = { ...from, EngineVersion: '16.1', DBParameterGroupName: 'p16', AllowMajorVersionUpgrade: true };
    const change = changeOf(from, after);
    expect([change.kind, levelOf(change), change.advice]).toEqual(['interrupted', 'note', undefined]);
  });

  test('beside others is a warning, which says to do it alone', () => {
    const change = changeOf(from, { ...from, EngineVersion: '16.1', DBInstanceClass: 'b', Tags: [] });
    expect([change.kind, levelOf(change)]).toEqual(['interrupted', 'warning']);
    expect(change.advice).toEqual([
      'an engine upgrade has no way back: change EngineVersion alone, and DBInstanceClass in another deployment',
    ]);
  });
});
