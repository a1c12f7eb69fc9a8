import { Duration } from 'aws-cdk-lib/core';
import { Backup, RestoreSource, SnapshotWindow, Topology } from '../../lib';
import { groupOf, messageOf, refusalsOf, warningsOf } from './given';

describe('a backup', () => {
  test('is kept for 15 days unless told otherwise', () => {
    expect(groupOf({ backup: Backup.daily() }).SnapshotRetentionLimit).toBe(15);
    expect(groupOf({ backup: Backup.daily({}) }).SnapshotRetentionLimit).toBe(15);
    expect(groupOf({ backup: Backup.daily({ retention: undefined }) }).SnapshotRetentionLimit).toBe(15);
  });

  test.each([Duration.days(1), Duration.days(35), Duration.hours(48)])('is kept for %s', (retention) => {
    expect(groupOf({ backup: Backup.daily({ retention }) }).SnapshotRetentionLimit).toBe(retention.toDays());
  });

  test.each([
    [Duration.days(0), 0],
    [Duration.hours(36), 1.5],
    [Duration.hours(1), 1 / 24],
  ])('cannot be kept for %s', (retention, days) => {
    expect(messageOf(() => Backup.daily({ retention }))).toBe(
      `Backup.daily: 'retention' needs whole days, 1 or more, got ${days} days; choose Duration.days(n), or Backup.none()`,
    );
  });

  test('says nothing of window and node unless they are given', () => {
    const { SnapshotWindow: window, SnapshottingClusterId: node } = groupOf({ backup: Backup.daily() });
    expect([window, node]).toEqual([undefined, undefined]);
  });

  test('of none is said, because the default of the service may change', () => {
    expect(groupOf({ backup: Backup.none() }).SnapshotRetentionLimit).toBe(0);
    expect(warningsOf({ backup: Backup.none() })).toEqual([]);
  });

  test('window has one writing', () => {
    const window = SnapshotWindow.parse('03:00-04:00');
    expect(groupOf({ backup: Backup.daily({ window }) }).SnapshotWindow).toBe('03:00-04:00');
  });
});

describe('a restore', () => {
  test('warns that its source stays in the code for ever', () => {
    expect(warningsOf({ restoreFrom: RestoreSource.snapshot('before') })).toEqual(['restore-stays']);
    expect(warningsOf({ restoreFrom: RestoreSource.s3Objects('arn:aws:s3:::bucket/key.rdb') })).toEqual([
      'restore-stays',
    ]);
  });

  test('from S3 in cluster mode says which slots each shard holds', () => {
    const topology = Topology.clusterMode({ shards: 2, layout: [{ slots: '0-8191' }, { slots: '8192-16383' }] });
    const restoreFrom = RestoreSource.s3Objects('arn:aws:s3:::bucket/one.rdb', 'arn:aws:s3:::bucket/two.rdb');
    expect(groupOf({ topology, restoreFrom })).toMatchObject({
      SnapshotArns: ['arn:aws:s3:::bucket/one.rdb', 'arn:aws:s3:::bucket/two.rdb'],
      NodeGroupConfiguration: [{ Slots: '0-8191' }, { Slots: '8192-16383' }],
    });
  });

  test.each(['arn:aws-cn:s3:::bucket/key.rdb', 'arn:aws-us-gov:s3:::bucket/folder/key.rdb'])(
    'takes an object of another partition: %s',
    (arn) => {
      expect(groupOf({ restoreFrom: RestoreSource.s3Objects(arn) }).SnapshotArns).toEqual([arn]);
    },
  );

  test('refuses an object whose name has a comma', () => {
    expect(refusalsOf({ restoreFrom: RestoreSource.s3Objects('arn:aws:s3:::bucket/a,b.rdb') })[0]).toContain(
      "'restoreFrom' needs ARNs of S3 objects whose names have no comma",
    );
  });
});
