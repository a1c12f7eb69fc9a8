import type { Update } from './updates';

/** A change of a property that makes a new resource in the place of the old one, or that the service refuses. */
export type Replacement = Pick<Update, 'type' | 'property' | 'to'>;

const CACHE = 'AWS::ElastiCache::ReplicationGroup';
const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const DATABASES = ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster'];
const KEY = 'arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555';

const always = (type: string, property: string, value: unknown): Replacement => ({ type, property, to: () => value });

const changed = (type: string, property: string, value: unknown): Replacement => ({
  type,
  property,
  to: ({ [property]: now }) => (now === undefined ? undefined : value),
});

/** Each is an update of its own: one property of every cache, and one of every database. */
export const REPLACEMENTS: { readonly [title: string]: readonly Replacement[] } = {
  'another port, and another name of the database': [
    always(CACHE, 'Port', 6380),
    always(CLUSTER, 'Port', 11_212),
    changed('AWS::RDS::DBInstance', 'DBName', 'another'),
    changed('AWS::RDS::DBCluster', 'DatabaseName', 'another'),
  ],
  'another key': [always(CACHE, 'KmsKeyId', KEY), ...DATABASES.map((type) => always(type, 'KmsKeyId', KEY))],
  'another subnet group': [
    always(CACHE, 'CacheSubnetGroupName', 'elsewhere'),
    always(CLUSTER, 'CacheSubnetGroupName', 'elsewhere'),
    ...DATABASES.map((type) => changed(type, 'DBSubnetGroupName', 'elsewhere')),
  ],
  'no encryption at rest': [
    always(CACHE, 'AtRestEncryptionEnabled', false),
    ...DATABASES.map((type) => changed(type, 'StorageEncrypted', false)),
  ],
  'another source of its data': [
    {
      type: CACHE,
      property: 'SnapshotName',
      // null takes it away.
      to: ({ SnapshotName: now }) => (now === undefined ? 'another-snapshot' : null),
    },
    always('AWS::RDS::DBInstance', 'DBSnapshotIdentifier', 'another-snapshot'),
    always('AWS::RDS::DBCluster', 'SnapshotIdentifier', 'another-snapshot'),
  ],
  'another engine': [
    { type: CACHE, property: 'Engine', to: ({ Engine: now }) => (now === 'valkey' ? 'redis' : 'valkey') },
    {
      type: 'AWS::RDS::DBInstance',
      property: 'Engine',
      to: ({ Engine: now }) => (/aurora/.test(now) ? undefined : 'mysql'),
    },
    always('AWS::RDS::DBCluster', 'Engine', 'aurora-mysql'),
    always(CLUSTER, 'Engine', 'redis'),
  ],
  'nodes of another size in a cluster of Memcached': [always(CLUSTER, 'CacheNodeType', 'cache.r7g.2xlarge')],
  'nodes of Memcached without their zones': [
    { type: CLUSTER, property: 'NumCacheNodes', to: ({ NumCacheNodes: now }) => now + 1 },
    // null takes them away.
    always(CLUSTER, 'PreferredAvailabilityZones', null),
    always(CLUSTER, 'AZMode', null),
  ],
};
