import {
  hasZones,
  judgeClusterEncryption,
  judgeClusterNodeType,
  judgeEngine,
  judgeRestart,
  judgeSubnets,
  judgeToken,
} from './cache-changes';
import { judgeNodes, judgeZoneMode, judgeZones } from './memcached-changes';
import {
  decided,
  inPlace,
  interrupt,
  type PropertyUpdate,
  replace,
  schemaSaysConditional,
  type TypeUpdates,
} from './property-update';
import {
  changesShard,
  judgeClusterMode,
  judgeDurability,
  judgeEncryption,
  judgeFailover,
  judgeShards,
  judgeVersion,
} from './replication-group-changes';
import { restoreSource } from './restore-updates';

const NODE_BY_NODE =
  'nodes are replaced one by one: a failover breaks connections, and a single node is away meanwhile';

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
 * The rows of ElastiCache, from the schema of the registry; a `note` tells where the pages of CloudFormation say more.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ElastiCache.html
 */
export const CACHE_UPDATES: { readonly [type: string]: TypeUpdates } = {
  'AWS::ElastiCache::ReplicationGroup': {
    holdsData: true,
    nameProperty: 'ReplicationGroupId',
    versionProperty: 'EngineVersion',
    besideVersion: ['CacheParameterGroupName', 'TransitEncryptionMode'],
    properties: {
      ...inPlace('AutoMinorVersionUpgrade', 'CacheParameterGroupName', 'CacheSecurityGroupNames', 'IpDiscovery'),
      ...interrupt(NODE_BY_NODE, 'CacheNodeType'),
      ...inPlace('LogDeliveryConfigurations', 'MultiAZEnabled', 'NotificationTopicArn', 'NumCacheClusters'),
      ...inPlace('PreferredMaintenanceWindow', 'PrimaryClusterId', 'ReplicationGroupDescription', 'SecurityGroupIds'),
      ...inPlace('SnapshotRetentionLimit', 'SnapshotWindow', 'SnapshottingClusterId', 'Tags'),
      ...inPlace('TransitEncryptionMode', 'UserGroupIds'),
      ...replace('AtRestEncryptionEnabled', 'CacheSubnetGroupName', 'DataTieringEnabled', 'GlobalReplicationGroupId'),
      ...replace('KmsKeyId', 'NetworkType', 'Port', 'PreferredCacheClusterAZs', 'ReplicationGroupId'),
      ...restoreSource('SnapshotArns', 'SnapshotName'),
      AutomaticFailoverEnabled: { effect: 'in-place', judge: judgeFailover },
      ClusterMode: { effect: 'in-place', judge: judgeClusterMode },
      Durability: { effect: 'in-place', judge: judgeDurability },
      EngineVersion: { effect: 'interrupt', note: NODE_BY_NODE, judge: judgeVersion },
      TransitEncryptionEnabled: { effect: 'in-place', judge: judgeEncryption },
      Engine: { effect: 'replace', judge: judgeEngine },
      AuthToken: decided('interrupt', judgeToken, 'the token is rotated'),
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
    versionProperty: 'EngineVersion',
    besideVersion: ['CacheParameterGroupName'],
    properties: {
      ...inPlace('AutoMinorVersionUpgrade', 'CacheParameterGroupName', 'CacheSecurityGroupNames'),
      ...inPlace('IpDiscovery', 'LogDeliveryConfigurations', 'NotificationTopicArn', 'PreferredMaintenanceWindow'),
      ...inPlace('SnapshotRetentionLimit', 'SnapshotWindow', 'Tags', 'VpcSecurityGroupIds'),
      CacheNodeType: { effect: 'interrupt', note: NODE_BY_NODE, judge: judgeClusterNodeType },
      EngineVersion: {
        effect: 'interrupt',
        note: NODE_BY_NODE,
        judge: (change) => judgeVersion(change) ?? judgeRestart(change),
      },
      TransitEncryptionEnabled: { effect: 'in-place', judge: judgeClusterEncryption },
      ...replace('CacheSubnetGroupName', 'ClusterName', 'Engine', 'NetworkType', 'Port'),
      ...restoreSource('SnapshotArns', 'SnapshotName'),
      AZMode: { ...schemaSaysConditional(), judge: judgeZoneMode },
      NumCacheNodes: {
        effect: 'conditional',
        note: 'it replaces where no preferred availability zone was or is stated',
        judge: judgeNodes,
        decide: ({ propertiesBefore, propertiesAfter }) =>
          hasZones(propertiesBefore) || hasZones(propertiesAfter) ? 'interrupt' : 'replace',
      },
      PreferredAvailabilityZone: schemaSaysConditional(),
      PreferredAvailabilityZones: { ...schemaSaysConditional(), judge: judgeZones },
    },
  },
  'AWS::ElastiCache::ServerlessCache': {
    holdsData: true,
    nameProperty: 'ServerlessCacheName',
    versionProperty: 'MajorEngineVersion',
    besideVersion: ['Engine'],
    properties: {
      ...inPlace('CacheUsageLimits', 'DailySnapshotTime', 'Description', 'Endpoint', 'Engine', 'FinalSnapshotName'),
      ...inPlace('MajorEngineVersion', 'ReaderEndpoint', 'SecurityGroupIds', 'SnapshotRetentionLimit', 'Tags'),
      ...inPlace('UserGroupId'),
      ...replace('KmsKeyId', 'NetworkType', 'ServerlessCacheName'),
      ...restoreSource('SnapshotArnsToRestore'),
      SubnetIds: { effect: 'replace', judge: judgeSubnets },
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
