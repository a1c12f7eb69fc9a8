import { QUOTAS } from '../catalog/quotas';
import { isSecondary, type NodeBased, type NodeBasedKind, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import { inClusterMode, REPLICATION_GROUP, type ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';
import { dailyWindow, maintenanceWindow, overlap } from './windows';

/** Automatic backups, restores, and what is left when the cache is deleted. */
export const BACKUP_RULES: readonly Rule<ReplicationGroup>[] = [
  ...snapshotRules(REPLICATION_GROUP),
  {
    id: 'backup-off',
    level: 'warning',
    fact: 'documented',
    property: 'SnapshotRetentionLimit',
    broken: (it) =>
      !('SnapshotRetentionLimit' in it.properties) && !isSecondary(it) && nodeTypeOf(it)?.kvCaching !== true,
    needs: 'a number of days: the default is no backup at all',
    remedy: (_, say) => `set ${say.set('SnapshotRetentionLimit', 15)}, or 0 to say that the data may be lost`,
    page: PAGES.backupsAutomatic,
  },
  {
    id: 'snapshot-window-unused',
    level: 'warning',
    fact: 'inferred',
    property: 'SnapshotWindow',
    broken: ({ properties: p }) => 'SnapshotWindow' in p && (p.SnapshotRetentionLimit ?? 0) === 0,
    needs: 'a retention of at least 1 day to have an effect',
    remedy: (_, say) => `set ${say.set('SnapshotRetentionLimit', 15)}, or leave the window out`,
    page: PAGES.backupsAutomatic,
  },
  {
    id: 'windows-overlap',
    level: 'warning',
    fact: 'unverified',
    property: 'SnapshotWindow',
    broken: ({ properties: p }) => {
      const daily = dailyWindow(p.SnapshotWindow ?? '');
      const weekly = maintenanceWindow(p.PreferredMaintenanceWindow ?? '');
      return daily !== undefined && weekly !== undefined && overlap(weekly, daily);
    },
    needs: ({ properties: p }) => `to lie outside the maintenance window ${p.PreferredMaintenanceWindow}`,
    remedy: 'move one of the two, because no change is accepted while a backup runs',
    page: PAGES.backups,
  },
  {
    id: 'restore-one-source',
    level: 'warning',
    fact: 'unverified',
    property: 'SnapshotName',
    broken: ({ properties: p }) => 'SnapshotName' in p && 'SnapshotArns' in p,
    needs: (_, say) => `to stand without '${say.name('SnapshotArns')}'`,
    got: 'both',
    remedy: 'restore from a snapshot or from S3 objects',
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'restore-objects',
    level: 'error',
    fact: 'documented',
    property: 'SnapshotArns',
    broken: ({ properties: p }) => p.SnapshotArns?.some((arn) => !/^arn:[^:]+:s3:::[^,]+\/[^,]+$/.test(arn)) ?? false,
    needs: 'ARNs of S3 objects whose names have no comma',
    remedy: "write them as 'arn:aws:s3:::bucket/key.rdb'",
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'restore-objects-once',
    level: 'error',
    fact: 'documented',
    property: 'SnapshotArns',
    broken: ({ properties: { SnapshotArns: arns } }) => arns !== undefined && new Set(arns).size < arns.length,
    needs: 'each object once',
    remedy: 'list each S3 object once',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'restore-objects-slots',
    level: 'error',
    fact: 'documented',
    property: 'SnapshotArns',
    broken: (it) =>
      'SnapshotArns' in it.properties &&
      inClusterMode(it) === true &&
      !(it.properties.NodeGroupConfiguration?.every((group) => 'Slots' in group) ?? false),
    needs: (_, say) => `'${say.name('NodeGroupConfiguration')}' with the slots of every shard in cluster mode`,
    got: ({ properties: p }) => (p.NodeGroupConfiguration === undefined ? 'none' : 'shards without slots'),
    remedy: 'say which slots each shard holds',
    page: PAGES.seeding,
  },
  {
    id: 'restore-stays',
    level: 'warning',
    fact: 'inferred',
    property: 'SnapshotName',
    broken: ({ properties: p }) => 'SnapshotName' in p || 'SnapshotArns' in p,
    needs: 'to stay in the code for ever: changing or removing the source of a restore replaces the cache',
    got: ({ properties: p }) => ('SnapshotName' in p ? 'a snapshot' : 'S3 objects'),
    remedy: 'keep it as it is once the cache is deployed',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'snapshotting-node',
    level: 'error',
    fact: 'documented',
    property: 'SnapshottingClusterId',
    broken: (it) => 'SnapshottingClusterId' in it.properties && inClusterMode(it) === true,
    needs: 'cluster mode to be off',
    remedy: 'leave it out: in cluster mode the whole group is backed up',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'deletion-policy',
    level: 'warning',
    fact: 'documented',
    property: 'DeletionPolicy',
    broken: (it) => !('DeletionPolicy' in it) && !isSecondary(it) && nodeTypeOf(it)?.kvCaching !== true,
    needs: "'Snapshot', or the data is lost when the cache is deleted",
    got: 'none',
    remedy: "set 'Snapshot', or 'Delete' to say that the data may be lost",
    page: PAGES.deletionPolicy,
  },
  {
    id: 'update-replace-policy',
    level: 'warning',
    fact: 'documented',
    property: 'UpdateReplacePolicy',
    broken: (it) => !('UpdateReplacePolicy' in it) && !isSecondary(it) && nodeTypeOf(it)?.kvCaching !== true,
    needs: "'Snapshot', or the data is lost when an update replaces the cache",
    got: 'none',
    remedy: "set 'Snapshot', or 'Delete' to say that the data may be lost",
    page: PAGES.deletionPolicy,
  },
];

/** When snapshots are taken by themselves, and how long they are kept. */
export function snapshotRules({ prefix }: NodeBasedKind): readonly Rule<NodeBased>[] {
  return [
    {
      id: `${prefix}snapshot-retention-range`,
      level: 'error',
      fact: 'documented',
      property: 'SnapshotRetentionLimit',
      broken: ({ properties: { SnapshotRetentionLimit: days } }) =>
        days !== undefined && !(days >= 0 && days <= QUOTAS.snapshotRetentionDays),
      needs: '0 to 35 days',
      remedy: 'choose a number in that range',
      page: PAGES.backupsAutomatic,
    },
    {
      id: `${prefix}snapshot-window-form`,
      level: 'error',
      fact: 'documented',
      property: 'SnapshotWindow',
      broken: ({ properties: { SnapshotWindow: window } }) => window !== undefined && dailyWindow(window) === undefined,
      needs: "the form 'hh:mm-hh:mm' in UTC",
      remedy: (_, say) => `write it as ${say.set('SnapshotWindow', '03:00-04:00')}`,
      page: PAGES.backupsAutomatic,
    },
    {
      id: `${prefix}snapshot-window-length`,
      level: 'error',
      fact: 'documented',
      property: 'SnapshotWindow',
      broken: ({ properties: { SnapshotWindow: window } }) =>
        window !== undefined && (dailyWindow(window)?.minutes ?? QUOTAS.windowMinutes) < QUOTAS.windowMinutes,
      needs: 'at least 60 minutes',
      remedy: 'make it longer',
      page: PAGES.backupsAutomatic,
    },
  ];
}
