/**
 * What a change of a property does to the resource on update: `in-place` keeps it, `replace` makes a new and empty one,
 * `may-replace` stands where AWS's own sources disagree or where only the deployment knows.
 */
export type UpdateEffect = 'in-place' | 'replace' | 'may-replace';

/** A property that changes, and what a condition may look at. */
export interface PropertyChange {
  /** Its value in the deployed template; undefined where it is not stated. */
  readonly before: unknown;
  readonly after: unknown;
  /** All properties in the deployed template. */
  readonly propertiesBefore: { readonly [property: string]: unknown };
  readonly propertiesAfter: { readonly [property: string]: unknown };
  /** Whether the new template has the update policy `UseOnlineResharding`; undefined where that is not known. */
  readonly onlineResharding: boolean | undefined;
}

/** What is known of one property. */
export interface PropertyUpdate {
  readonly effect: UpdateEffect | 'conditional';
  /** What a person should know about it. */
  readonly note?: string;
  /** Answers for a `conditional` property. */
  readonly decide?: (change: PropertyChange) => UpdateEffect;
}

/** What is known of one resource type. */
export interface TypeUpdates {
  /** Whether it holds data that is lost with it. */
  readonly holdsData: boolean;
  /** The property with a physical name of its own: while it stays, no second resource can be made. */
  readonly nameProperty?: string;
  readonly properties: { readonly [property: string]: PropertyUpdate };
}

const RESHARDING = 'it replaces unless the update policy has UseOnlineResharding: true';
const ONLINE_RESHARDING: PropertyUpdate = {
  effect: 'conditional',
  note: RESHARDING,
  decide: ({ onlineResharding }) =>
    onlineResharding === undefined ? 'may-replace' : onlineResharding ? 'in-place' : 'replace',
};

/**
 * The rows, from the schema of the registry; a `note` tells where the pages of CloudFormation say more.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ElastiCache.html
 */
export const UPDATE_BEHAVIOR: { readonly [type: string]: TypeUpdates } = {
  'AWS::ElastiCache::ReplicationGroup': {
    holdsData: true,
    nameProperty: 'ReplicationGroupId',
    properties: {
      ...inPlace('AutoMinorVersionUpgrade', 'AutomaticFailoverEnabled', 'CacheNodeType', 'CacheParameterGroupName'),
      ...inPlace('CacheSecurityGroupNames', 'ClusterMode', 'Durability', 'EngineVersion', 'IpDiscovery'),
      ...inPlace('LogDeliveryConfigurations', 'MultiAZEnabled', 'NotificationTopicArn', 'NumCacheClusters'),
      ...inPlace('PreferredMaintenanceWindow', 'PrimaryClusterId', 'ReplicationGroupDescription', 'SecurityGroupIds'),
      ...inPlace('SnapshotRetentionLimit', 'SnapshotWindow', 'SnapshottingClusterId', 'Tags'),
      ...inPlace('TransitEncryptionEnabled', 'TransitEncryptionMode', 'UserGroupIds'),
      ...replace('AtRestEncryptionEnabled', 'CacheSubnetGroupName', 'DataTieringEnabled', 'GlobalReplicationGroupId'),
      ...replace('KmsKeyId', 'NetworkType', 'Port', 'PreferredCacheClusterAZs', 'ReplicationGroupId'),
      ...replace('SnapshotArns', 'SnapshotName'),
      Engine: {
        effect: 'replace',
        note: 'its schema says so, although its page calls redis to valkey an upgrade in place',
      },
      AuthToken: {
        effect: 'conditional',
        note: 'adding or removing a token replaces, changing it rotates',
        decide: ({ before, after }) => (before === undefined || after === undefined ? 'replace' : 'in-place'),
      },
      NumNodeGroups: ONLINE_RESHARDING,
      NodeGroupConfiguration: {
        ...ONLINE_RESHARDING,
        note: `${RESHARDING}; the zones, slots and replica count of a shard that stays may replace even then`,
        decide: (change) =>
          change.onlineResharding && changesShard(change.before, change.after)
            ? 'may-replace'
            : ONLINE_RESHARDING.decide!(change),
      },
      ReplicasPerNodeGroup: {
        effect: 'may-replace',
        note: 'its schema says that it replaces, AWS says since July 2026 that it changes in place',
      },
    },
  },
  'AWS::ElastiCache::ParameterGroup': {
    holdsData: false,
    properties: { ...inPlace('Description', 'Properties', 'Tags'), ...replace('CacheParameterGroupFamily') },
  },
  'AWS::ElastiCache::SubnetGroup': {
    holdsData: false,
    nameProperty: 'CacheSubnetGroupName',
    properties: { ...inPlace('Description', 'SubnetIds', 'Tags'), ...replace('CacheSubnetGroupName') },
  },
  'AWS::ElastiCache::CacheCluster': {
    holdsData: true,
    nameProperty: 'ClusterName',
    properties: {
      ...inPlace('AutoMinorVersionUpgrade', 'CacheNodeType', 'CacheParameterGroupName', 'CacheSecurityGroupNames'),
      ...inPlace('IpDiscovery', 'LogDeliveryConfigurations', 'NotificationTopicArn', 'PreferredMaintenanceWindow'),
      ...inPlace('SnapshotRetentionLimit', 'SnapshotWindow', 'Tags', 'TransitEncryptionEnabled', 'VpcSecurityGroupIds'),
      EngineVersion: { effect: 'in-place', note: 'all nodes of a Memcached cluster restart empty' },
      ...replace(
        'CacheSubnetGroupName',
        'ClusterName',
        'Engine',
        'NetworkType',
        'Port',
        'SnapshotArns',
        'SnapshotName',
      ),
      AZMode: schemaSaysConditional(),
      NumCacheNodes: {
        effect: 'conditional',
        note: 'it replaces where no preferred availability zone was or is stated',
        decide: ({ propertiesBefore, propertiesAfter }) =>
          hasZones(propertiesBefore) || hasZones(propertiesAfter) ? 'in-place' : 'replace',
      },
      PreferredAvailabilityZone: schemaSaysConditional(),
      PreferredAvailabilityZones: {
        ...schemaSaysConditional(),
        decide: ({ before, after }) => (sameItems(before, after) ? 'in-place' : 'may-replace'),
      },
    },
  },
  'AWS::ElastiCache::ServerlessCache': {
    holdsData: true,
    nameProperty: 'ServerlessCacheName',
    properties: {
      ...inPlace('CacheUsageLimits', 'DailySnapshotTime', 'Description', 'Endpoint', 'Engine', 'FinalSnapshotName'),
      ...inPlace('MajorEngineVersion', 'ReaderEndpoint', 'SecurityGroupIds', 'SnapshotRetentionLimit', 'Tags'),
      ...inPlace('UserGroupId'),
      ...replace('KmsKeyId', 'NetworkType', 'ServerlessCacheName', 'SnapshotArnsToRestore', 'SubnetIds'),
      ConnectionType: { effect: 'may-replace', note: 'AWS does not say what its change does' },
    },
  },
  'AWS::ElastiCache::GlobalReplicationGroup': {
    holdsData: false,
    properties: {
      ...inPlace('AutomaticFailoverEnabled', 'CacheNodeType', 'CacheParameterGroupName', 'Engine', 'EngineVersion'),
      ...inPlace('GlobalNodeGroupCount', 'GlobalReplicationGroupDescription', 'GlobalReplicationGroupIdSuffix'),
      ...inPlace('Members', 'RegionalConfigurations', 'Tags'),
    },
  },
  'AWS::ElastiCache::User': {
    holdsData: false,
    nameProperty: 'UserId',
    properties: {
      ...inPlace('AccessString', 'AuthenticationMode', 'NoPasswordRequired', 'Passwords', 'Tags'),
      ...replace('Engine', 'UserId', 'UserName'),
    },
  },
  'AWS::ElastiCache::UserGroup': {
    holdsData: false,
    nameProperty: 'UserGroupId',
    properties: { ...inPlace('Tags', 'UserIds'), ...replace('Engine', 'UserGroupId') },
  },
  'AWS::ElastiCache::ServerlessCacheSnapshot': {
    holdsData: true,
    nameProperty: 'ServerlessCacheSnapshotName',
    properties: { ...inPlace('Tags'), ...replace('KmsKeyId', 'ServerlessCacheName', 'ServerlessCacheSnapshotName') },
  },
  'AWS::ElastiCache::Snapshot': {
    holdsData: true,
    nameProperty: 'SnapshotName',
    // Its other properties are on no page yet, and a property without a row may replace.
    properties: inPlace('Tags'),
  },
};

/** What a change of the property does, with the note that goes with it. */
export function updateEffect(
  type: string,
  property: string,
  change: PropertyChange,
): { readonly effect: UpdateEffect; readonly note?: string } {
  const row = UPDATE_BEHAVIOR[type]?.properties[property];
  if (row === undefined) return { effect: 'may-replace', note: 'this version knows nothing of it' };
  const effect = row.effect === 'conditional' ? (row.decide?.(change) ?? 'may-replace') : row.effect;
  return { effect, ...(row.note && { note: row.note }) };
}

function inPlace(...names: string[]): { [property: string]: PropertyUpdate } {
  return Object.fromEntries(names.map((name) => [name, { effect: 'in-place' }]));
}

function replace(...names: string[]): { [property: string]: PropertyUpdate } {
  return Object.fromEntries(names.map((name) => [name, { effect: 'replace' }]));
}

function schemaSaysConditional(): PropertyUpdate {
  return { effect: 'conditional', note: 'its schema calls it create-only under a condition that AWS does not state' };
}

function hasZones(properties: { readonly [property: string]: unknown }): boolean {
  return properties.PreferredAvailabilityZone !== undefined || properties.PreferredAvailabilityZones !== undefined;
}

function sameItems(before: unknown, after: unknown): boolean {
  const sorted = (list: unknown) =>
    JSON.stringify(Array.isArray(list) ? list.map((item) => JSON.stringify(item)).sort() : list);
  return sorted(before) === sorted(after);
}

/** Whether a shard of both lists differs, rather than that shards come and go. */
function changesShard(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return before !== undefined && after !== undefined;
  const idOf = (shard: { NodeGroupId?: unknown }, index: number) => String(shard?.NodeGroupId ?? index);
  const old = new Map(before.map((shard, index) => [idOf(shard, index), JSON.stringify(shard)]));
  return after.some((shard, index) => (old.get(idOf(shard, index)) ?? JSON.stringify(shard)) !== JSON.stringify(shard));
}
