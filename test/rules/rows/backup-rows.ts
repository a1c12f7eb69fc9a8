import { CLUSTER, either, KV_CACHING, maybe, NO_VALUE, type Row, SECONDARY, UNKNOWN } from '../judged';

const OBJECTS = ['arn:aws:s3:::seeds/first.rdb', 'arn:aws:s3:::seeds/second.rdb'];
const SLOTS = [{ Slots: '0-8191' }, { Slots: '8192-16383' }];

export const BACKUP_ROWS: readonly Row[] = [
  {
    id: 'backup-off',
    breaks: { SnapshotRetentionLimit: NO_VALUE },
    message:
      "'Properties.SnapshotRetentionLimit' needs a number of days: the default is no backup at all, got none; set SnapshotRetentionLimit: 15, or 0 to say that the data may be lost (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html)",
    holds: [
      { SnapshotRetentionLimit: 0 },
      { SnapshotRetentionLimit: UNKNOWN },
      { SnapshotRetentionLimit: maybe(15) },
      { ...SECONDARY, SnapshotRetentionLimit: undefined },
      { ...KV_CACHING, SnapshotRetentionLimit: undefined },
    ],
  },
  {
    id: 'snapshot-window-unused',
    breaks: { SnapshotRetentionLimit: '0' },
    message: `'Properties.SnapshotWindow' needs a retention of at least 1 day to have an effect, got "03:00-04:00"; set SnapshotRetentionLimit: 15, or leave the window out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html)`,
    holds: [
      { SnapshotRetentionLimit: 1 },
      { SnapshotRetentionLimit: UNKNOWN },
      { SnapshotRetentionLimit: 0, SnapshotWindow: NO_VALUE },
      { SnapshotRetentionLimit: 0, SnapshotWindow: maybe('03:00-04:00') },
    ],
  },
  {
    id: 'windows-overlap',
    breaks: { SnapshotWindow: '05:59-06:59' },
    message: `'Properties.SnapshotWindow' needs to lie outside the maintenance window sun:05:00-sun:06:00, got "05:59-06:59"; move one of the two, because no change is accepted while a backup runs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups.html)`,
    holds: [
      { SnapshotWindow: '06:00-07:00' },
      { SnapshotWindow: '04:00-05:00' },
      { SnapshotWindow: UNKNOWN },
      { SnapshotWindow: '05:59-06:59', PreferredMaintenanceWindow: UNKNOWN },
      { SnapshotWindow: '05:59-06:59', PreferredMaintenanceWindow: NO_VALUE },
    ],
  },
  {
    id: 'restore-one-source',
    breaks: { SnapshotName: 'nightly', SnapshotArns: OBJECTS },
    message:
      "'Properties.SnapshotName' needs to stand without 'Properties.SnapshotArns', got both; restore from a snapshot or from S3 objects (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)",
    holds: [
      { SnapshotName: 'nightly' },
      { SnapshotArns: OBJECTS },
      { SnapshotName: maybe('nightly'), SnapshotArns: OBJECTS },
      { SnapshotName: either(NO_VALUE, 'nightly'), SnapshotArns: maybe(OBJECTS) },
    ],
  },
  {
    id: 'restore-objects',
    breaks: { SnapshotArns: ['arn:aws:s3:::seeds/first,second.rdb'] },
    message: `'Properties.SnapshotArns' needs ARNs of S3 objects whose names have no comma, got ["arn:aws:s3:::seeds/first,second.rdb"]; write them as 'arn:aws:s3:::bucket/key.rdb' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html)`,
    holds: [
      { SnapshotArns: OBJECTS },
      { SnapshotArns: 'arn:aws-cn:s3:::seeds/deep/first.rdb' },
      { SnapshotArns: UNKNOWN },
      { SnapshotArns: [UNKNOWN, 'not an ARN'] },
    ],
  },
  {
    id: 'restore-objects-once',
    breaks: { SnapshotArns: ['arn:aws:s3:::seeds/first.rdb', 'arn:aws:s3:::seeds/first.rdb'] },
    message: `'Properties.SnapshotArns' needs each object once, got ["arn:aws:s3:::seeds/first.rdb","arn:aws:s3:::seeds/first.rdb"]; list each S3 object once (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ SnapshotArns: OBJECTS }, { SnapshotArns: [UNKNOWN, UNKNOWN] }],
  },
  {
    id: 'restore-objects-slots',
    breaks: { ...CLUSTER, SnapshotArns: OBJECTS },
    message:
      "'Properties.SnapshotArns' needs 'Properties.NodeGroupConfiguration' with the slots of every shard in cluster mode, got none; say which slots each shard holds (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-seeding-redis.html)",
    holds: [
      { ...CLUSTER, SnapshotArns: OBJECTS, NodeGroupConfiguration: SLOTS },
      { ...CLUSTER, SnapshotArns: OBJECTS, NodeGroupConfiguration: UNKNOWN },
      { ...CLUSTER, SnapshotArns: OBJECTS, NodeGroupConfiguration: [{ Slots: UNKNOWN }, { Slots: UNKNOWN }] },
      { ...CLUSTER, SnapshotArns: OBJECTS, CacheParameterGroupName: UNKNOWN },
      { SnapshotArns: OBJECTS },
    ],
  },
  {
    id: 'restore-stays',
    breaks: { SnapshotName: 'nightly' },
    message:
      "'Properties.SnapshotName' needs to stay in the code for ever: changing or removing the source of a restore replaces the cache, got a snapshot; keep it as it is once the cache is deployed (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [{}, { SnapshotName: NO_VALUE }, { SnapshotArns: maybe(OBJECTS) }],
  },
  {
    id: 'snapshotting-node',
    breaks: { ...CLUSTER, SnapshottingClusterId: 'sessions-0001-001' },
    message: `'Properties.SnapshottingClusterId' needs cluster mode to be off, got "sessions-0001-001"; leave it out: in cluster mode the whole group is backed up (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [
      { SnapshottingClusterId: 'sessions-001' },
      { ...CLUSTER, SnapshottingClusterId: NO_VALUE },
      { ...CLUSTER, SnapshottingClusterId: maybe('sessions-001') },
      { ...CLUSTER, SnapshottingClusterId: 'sessions-001', CacheParameterGroupName: UNKNOWN },
    ],
  },
  {
    id: 'deletion-policy',
    breaks: { DeletionPolicy: undefined },
    message:
      "'DeletionPolicy' needs 'Snapshot', or the data is lost when the cache is deleted, got none; set 'Snapshot', or 'Delete' to say that the data may be lost (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html)",
    holds: [
      { DeletionPolicy: 'Delete' },
      { DeletionPolicy: 'Retain' },
      { DeletionPolicy: UNKNOWN },
      { ...SECONDARY, DeletionPolicy: undefined },
      KV_CACHING,
    ],
  },
  {
    id: 'update-replace-policy',
    breaks: { UpdateReplacePolicy: undefined },
    message:
      "'UpdateReplacePolicy' needs 'Snapshot', or the data is lost when an update replaces the cache, got none; set 'Snapshot', or 'Delete' to say that the data may be lost (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html)",
    holds: [
      { UpdateReplacePolicy: 'Delete' },
      { UpdateReplacePolicy: UNKNOWN },
      { ...SECONDARY, UpdateReplacePolicy: undefined },
      KV_CACHING,
    ],
  },
];
