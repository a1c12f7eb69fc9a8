/**
 * What a change of a property does to the resource on update: `in-place` keeps it, `replace` makes a new and empty one,
 * `may-replace` stands where AWS's own sources disagree or where only the deployment knows.
 */
export type UpdateEffect = 'in-place' | 'replace' | 'may-replace';

/** What becomes of one change: a refused one fails the deployment and leaves the resource as it is. */
export interface ChangeVerdict {
  readonly effect: UpdateEffect | 'refused' | 'may-be-refused';
  /** What a person should know about it, with the page that says so where it is refused. */
  readonly note?: string;
  /** Whether the resource stays and its data goes. */
  readonly empties?: 'possible' | 'certain';
}

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
  /** The names of all properties that change for certain. */
  readonly changed: readonly string[];
  /** Whether a parameter, mapping or condition that the value rests on has another definition. */
  readonly restsOnChange: boolean;
}

/** What is known of one property. */
export interface PropertyUpdate {
  readonly effect: UpdateEffect | 'conditional';
  /** What a person should know about it. */
  readonly note?: string;
  /** Answers for a `conditional` property. */
  readonly decide?: (change: PropertyChange) => UpdateEffect;
  /** What becomes of some changes in particular; undefined for those that the row speaks of. */
  readonly judge?: (change: PropertyChange) => ChangeVerdict | undefined;
}

/** What is known of one resource type. */
export interface TypeUpdates {
  /** Whether it holds data that is lost with it. */
  readonly holdsData: boolean;
  /** The property with a physical name of its own: while it stays, no second resource can be made. */
  readonly nameProperty?: string;
  readonly properties: { readonly [property: string]: PropertyUpdate };
}

/** The types of the properties that are no texts, lists or maps; they agree over all resource types. */
export const SCHEMA_TYPES: { readonly [property: string]: 'boolean' | 'integer' } = {
  AtRestEncryptionEnabled: 'boolean',
  AutoMinorVersionUpgrade: 'boolean',
  AutomaticFailoverEnabled: 'boolean',
  DataTieringEnabled: 'boolean',
  MultiAZEnabled: 'boolean',
  NoPasswordRequired: 'boolean',
  NumCacheClusters: 'integer',
  NumCacheNodes: 'integer',
  NumNodeGroups: 'integer',
  Port: 'integer',
  ReplicaCount: 'integer',
  ReplicasPerNodeGroup: 'integer',
  SnapshotRetentionLimit: 'integer',
  TransitEncryptionEnabled: 'boolean',
};

/** The properties whose texts the service stores in lower case. */
export const STORED_IN_LOWER_CASE: readonly string[] = [
  'CacheSubnetGroupName',
  'ClusterName',
  'ReplicationGroupId',
  'ServerlessCacheName',
  'ServerlessCacheSnapshotName',
  'SnapshotName',
  'UserGroupId',
  'UserId',
];

type Properties = { readonly [property: string]: unknown };

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
const MODIFY = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html';
const REFERENCE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';
const GROUP_PAGE = `${REFERENCE}/aws-resource-elasticache-replicationgroup.html`;
const CLUSTER_MODE = `${GUIDE}/modify-cluster-mode.html`;
const RESTARTS_EMPTY = 'all nodes of a Memcached cluster restart empty';

const RESHARDING = 'it replaces unless the update policy has UseOnlineResharding: true';
const ONLINE_RESHARDING: PropertyUpdate = {
  effect: 'conditional',
  note: RESHARDING,
  decide: ({ onlineResharding }) =>
    onlineResharding === undefined ? 'may-replace' : onlineResharding ? 'in-place' : 'replace',
};

const ENGINE_OF_USERS: PropertyUpdate = {
  effect: 'may-replace',
  note: 'its schema says that it replaces, its page that it changes in place',
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
      ...inPlace('AutoMinorVersionUpgrade', 'CacheNodeType', 'CacheParameterGroupName', 'CacheSecurityGroupNames'),
      ...inPlace('IpDiscovery'),
      ...inPlace('LogDeliveryConfigurations', 'MultiAZEnabled', 'NotificationTopicArn', 'NumCacheClusters'),
      ...inPlace('PreferredMaintenanceWindow', 'PrimaryClusterId', 'ReplicationGroupDescription', 'SecurityGroupIds'),
      ...inPlace('SnapshotRetentionLimit', 'SnapshotWindow', 'SnapshottingClusterId', 'Tags'),
      ...inPlace('TransitEncryptionMode', 'UserGroupIds'),
      ...replace('AtRestEncryptionEnabled', 'CacheSubnetGroupName', 'DataTieringEnabled', 'GlobalReplicationGroupId'),
      ...replace('KmsKeyId', 'NetworkType', 'Port', 'PreferredCacheClusterAZs', 'ReplicationGroupId'),
      ...replace('SnapshotArns', 'SnapshotName'),
      AutomaticFailoverEnabled: { effect: 'in-place', judge: judgeFailover },
      ClusterMode: { effect: 'in-place', judge: judgeClusterMode },
      Durability: { effect: 'in-place', judge: judgeDurability },
      EngineVersion: { effect: 'in-place', judge: judgeVersion },
      TransitEncryptionEnabled: { effect: 'in-place', judge: judgeEncryption },
      Engine: {
        effect: 'replace',
        note: 'its schema says so, although its page calls redis to valkey an upgrade in place',
      },
      AuthToken: {
        effect: 'conditional',
        note: 'adding or removing a token replaces, changing it rotates',
        decide: ({ before, after }) => {
          if (isConditional(before) || isConditional(after)) return 'may-replace';
          return before === undefined || after === undefined ? 'replace' : 'in-place';
        },
      },
      NumNodeGroups: { ...ONLINE_RESHARDING, judge: judgeShards },
      NodeGroupConfiguration: {
        ...ONLINE_RESHARDING,
        note: `${RESHARDING}; the zones, slots and replica count of a shard that stays may replace even then`,
        decide: (change) =>
          change.onlineResharding && (change.restsOnChange || changesShard(change.before, change.after))
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
      ...inPlace('AutoMinorVersionUpgrade', 'CacheParameterGroupName', 'CacheSecurityGroupNames'),
      ...inPlace('IpDiscovery', 'LogDeliveryConfigurations', 'NotificationTopicArn', 'PreferredMaintenanceWindow'),
      ...inPlace('SnapshotRetentionLimit', 'SnapshotWindow', 'Tags', 'VpcSecurityGroupIds'),
      CacheNodeType: { effect: 'in-place', judge: judgeClusterNodeType },
      EngineVersion: { effect: 'in-place', judge: (change) => judgeVersion(change) ?? judgeRestart(change) },
      TransitEncryptionEnabled: { effect: 'in-place', judge: judgeClusterEncryption },
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
        decide: ({ before, after, restsOnChange }) =>
          sameItems(before, after) && !restsOnChange ? 'in-place' : 'may-replace',
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
      ...replace('UserId', 'UserName'),
      Engine: ENGINE_OF_USERS,
    },
  },
  'AWS::ElastiCache::UserGroup': {
    holdsData: false,
    nameProperty: 'UserGroupId',
    properties: { ...inPlace('Tags', 'UserIds'), ...replace('UserGroupId'), Engine: ENGINE_OF_USERS },
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
export function updateEffect(type: string, property: string, change: PropertyChange): ChangeVerdict {
  const row = UPDATE_BEHAVIOR[type]?.properties[property];
  if (row === undefined) return { effect: 'may-replace', note: 'this version knows nothing of it' };
  const verdict = row.judge?.(change);
  if (verdict !== undefined) return verdict;
  const effect = row.effect === 'conditional' ? (row.decide?.(change) ?? 'may-replace') : row.effect;
  return { effect, ...(row.note && { note: row.note }) };
}

/** An engine is only upgraded. */
function judgeVersion({ before, after, propertiesBefore, propertiesAfter }: PropertyChange): ChangeVerdict | undefined {
  const engines = [propertiesBefore.Engine, propertiesAfter.Engine].map((engine) => String(engine).toLowerCase());
  if (engines[0] !== engines[1] || !isOlder(after, before)) return undefined;
  return { effect: 'refused', note: `${before} to ${after} is a downgrade (${MODIFY})` };
}

function judgeClusterMode(change: PropertyChange): ChangeVerdict | undefined {
  const { after, propertiesBefore } = change;
  const from = clusterModeOf(propertiesBefore);
  if (from === undefined || from === after || typeof after !== 'string') return undefined;
  if (
    (from === 'enabled' && isOneOf(after, 'disabled', 'compatible')) ||
    (from === 'disabled' && after === 'enabled')
  ) {
    const steps = 'it goes from disabled over compatible to enabled, and never back from there';
    return { effect: 'refused', note: `it is ${from}, and ${steps} (${CLUSTER_MODE})` };
  }
  return judgeAlone(change, ['ClusterMode', 'CacheParameterGroupName', 'Tags'], CLUSTER_MODE);
}

function judgeDurability(change: PropertyChange): ChangeVerdict | undefined {
  const page = `${GUIDE}/Durability.ChangingDurability.html`;
  const [from, to] = [change.before ?? 'disabled', change.after ?? 'disabled'];
  if (from === to || ![from, to].every((value) => isOneOf(value, 'sync', 'async', 'disabled'))) return undefined;
  const together = judgeAlone(change, ['Durability', 'Tags'], page);
  if (together !== undefined || (from !== 'disabled' && to !== 'disabled')) return together;
  return {
    effect: 'may-be-refused',
    note: `since October 2026 the service turns it on and off (${page}), and CloudFormation says that it cannot (${GROUP_PAGE})`,
  };
}

/** A change that stands alone in its request; tags have a request of their own. */
function judgeAlone({ changed }: PropertyChange, allowed: string[], page: string): ChangeVerdict | undefined {
  const others = changed.filter((name) => !allowed.includes(name));
  if (others.length === 0) return undefined;
  return { effect: 'refused', note: `it is to change alone, and ${others.join(', ')} would change with it (${page})` };
}

function judgeFailover({
  before,
  after,
  propertiesBefore,
  propertiesAfter,
}: PropertyChange): ChangeVerdict | undefined {
  if (isTrue(before) && isFalse(after) && clusterModeOf(propertiesAfter) === 'enabled') {
    return { effect: 'refused', note: `cluster mode needs automatic failover (${GROUP_PAGE})` };
  }
  if (!isFalse(before) || !isTrue(after) || nodesOf(propertiesBefore) !== 1 || !(nodesOf(propertiesAfter)! > 1)) {
    return undefined;
  }
  const page = 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/383';
  return {
    effect: 'may-be-refused',
    note: `failover needs a replica that is there before; add the replica first, in a deployment of its own (${page})`,
  };
}

function judgeEncryption({
  before,
  after,
  propertiesBefore,
  propertiesAfter,
}: PropertyChange): ChangeVerdict | undefined {
  const [from, to] = [propertiesBefore, propertiesAfter].map(({ TransitEncryptionMode: mode }) => mode);
  if (isFalse(before) && isTrue(after) && (to === 'required' || to === undefined)) {
    const steps = 'the mode goes to preferred first, and to required in a later deployment';
    return { effect: to === undefined ? 'may-be-refused' : 'refused', note: `${steps} (${MODIFY})` };
  }
  if (!isTrue(before) || !isFalse(after) || from === 'preferred' || isObject(from)) return undefined;
  const page = `${GUIDE}/in-transit-encryption-enable.html`;
  return { effect: 'may-be-refused', note: `the mode goes to preferred before encryption is turned off (${page})` };
}

/** One shard without cluster mode does not become several, whatever the update policy. */
function judgeShards({ before, after, propertiesBefore, onlineResharding }: PropertyChange): ChangeVerdict | undefined {
  const mode = clusterModeOf(propertiesBefore);
  const isSingle = before === undefined || Number(before) === 1;
  const mayBeDisabled = mode === undefined && propertiesBefore.NumCacheClusters !== undefined;
  if (!isSingle || !(Number(after) > 1) || !(mode === 'disabled' || mode === 'compatible' || mayBeDisabled)) {
    return undefined;
  }
  const unlessEnabled = mode === undefined ? ' unless cluster mode is already enabled' : '';
  const steps = 'cluster mode goes from disabled over compatible to enabled first';
  const note = `a single shard does not become ${after} in place in one step${unlessEnabled}: ${steps} (${CLUSTER_MODE})`;
  if (onlineResharding === true) return { effect: mode === undefined ? 'may-be-refused' : 'refused', note };
  return { effect: onlineResharding === false ? 'replace' : 'may-replace', note };
}

function judgeRestart({ propertiesBefore }: PropertyChange): ChangeVerdict | undefined {
  const engine = engineOf(propertiesBefore);
  if (engine !== undefined && engine !== 'memcached') return undefined;
  return { effect: 'in-place', note: RESTARTS_EMPTY, empties: engine === undefined ? 'possible' : 'certain' };
}

function judgeClusterNodeType({ propertiesBefore }: PropertyChange): ChangeVerdict | undefined {
  if (engineOf(propertiesBefore) !== 'memcached') return undefined;
  const page = `${REFERENCE}/aws-resource-elasticache-cachecluster.html`;
  const note = `CloudFormation says that it cannot change it for Memcached (${page}); where it can, ${RESTARTS_EMPTY}`;
  return { effect: 'may-be-refused', note, empties: 'possible' };
}

function judgeClusterEncryption({ propertiesBefore }: PropertyChange): ChangeVerdict | undefined {
  if (engineOf(propertiesBefore) !== 'memcached') return undefined;
  const page = `${GUIDE}/in-transit-encryption-mc.html`;
  return { effect: 'may-be-refused', note: `Memcached takes it at creation only (${page})` };
}

/** The cluster mode as far as the properties tell. */
function clusterModeOf(properties: Properties): string | undefined {
  const { ClusterMode: mode, CacheParameterGroupName: group, NumNodeGroups: shards } = properties;
  if (mode !== undefined) return typeof mode === 'string' ? mode : undefined;
  const { NodeGroupConfiguration: list } = properties;
  if (Number(shards) > 1 || (Array.isArray(list) && list.length > 1)) return 'enabled';
  if (typeof group !== 'string' || !group.startsWith('default.')) return undefined;
  return group.endsWith('.cluster.on') ? 'enabled' : 'disabled';
}

/** The nodes of a shard; undefined where the properties do not tell. */
function nodesOf({ NumCacheClusters: nodes, ReplicasPerNodeGroup: replicas }: Properties): number | undefined {
  if (isObject(nodes) || isObject(replicas)) return undefined;
  return replicas === undefined ? Number(nodes ?? 1) : Number(replicas) + 1;
}

function engineOf({ Engine: engine }: Properties): string | undefined {
  return typeof engine === 'string' ? engine.toLowerCase() : undefined;
}

/** Whether a version is older than the other, by the parts that both state. */
function isOlder(version: unknown, than: unknown): boolean {
  if (![version, than].every((one) => /^\d+(\.\d+)*$/.test(String(one)))) return false;
  const [parts, others] = [version, than].map((one) => String(one).split('.').map(Number));
  const at = parts.findIndex((part, index) => part !== others[index]);
  return parts[at] < others[at];
}

function isTrue(value: unknown): boolean {
  return /^(true|yes|on)$/i.test(String(value));
}

function isFalse(value: unknown): boolean {
  return value === undefined || /^(false|no|off)$/i.test(String(value));
}

function isOneOf(value: unknown, ...texts: string[]): boolean {
  return typeof value === 'string' && texts.includes(value);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether a condition decides over the value, and so over its presence. */
function isConditional(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value as object, 'Fn::If');
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
