import type { Violation } from './violations';

type Properties = { readonly [property: string]: unknown };

/** Properties of the Memcached cluster over those that it has; undefined takes away. */
function cluster(properties: Properties, place?: Violation['place']): Violation {
  return {
    place,
    inject: ({ cluster: { Properties: p } }) => {
      Object.assign(p, properties);
      for (const name of Object.keys(properties)) if (properties[name] === undefined) delete p[name];
    },
  };
}

/** Parameters of its parameter group. */
function parameters(values: Properties, properties: Properties = {}): Violation {
  return {
    inject: (parts) => {
      Object.assign(parts.clusterParameters, values);
      Object.assign(parts.cluster.Properties, properties);
    },
  };
}

const NODE = { Engine: 'valkey', EngineVersion: '8.2', NumCacheNodes: 1 };
const REDIS_5 = { ...NODE, Engine: 'redis', EngineVersion: '5.0.6' };
const LOG = {
  LogType: 'slow-log',
  LogFormat: 'json',
  DestinationType: 'cloudwatch-logs',
  DestinationDetails: { CloudWatchLogsDetails: { LogGroup: 'logs' } },
};
const ONE_ZONE = ['eu-west-1a', 'eu-west-1a'];
const WITHOUT_TLS = { TransitEncryptionEnabled: false };

/** One violation of every rule of a cluster, by the id of the rule. */
export const MEMCACHED_VIOLATIONS: { readonly [ruleId: string]: Violation } = {
  'cluster-required': cluster({ CacheNodeType: undefined }),
  'cluster-property-type': cluster({ NumCacheNodes: 'two' }),
  'cluster-other-properties': cluster({ AuthToken: 'a token' }),
  'cluster-name': cluster({ ClusterName: '1-pages' }),
  'cluster-named': cluster({ ClusterName: 'pages' }),
  'cluster-engine-known': cluster({ Engine: 'keydb' }),
  'cluster-engine-version-stated': cluster({ EngineVersion: undefined }),
  'cluster-engine-version-two-parts': cluster({ ...NODE, EngineVersion: '8.2.0' }),
  'cluster-engine-version-known': cluster({ EngineVersion: '1.5.11' }),
  'cluster-engine-extended-support': cluster({ ...NODE, Engine: 'redis', EngineVersion: '6.2' }),
  'cluster-parameter-group-family': cluster({ EngineVersion: '1.5.16', ...WITHOUT_TLS }),
  'cluster-node-type-known': cluster({ CacheNodeType: 'cache.r7g.tiny' }),
  'cluster-node-type-creatable': cluster({ CacheNodeType: 'cache.m3.large' }),
  'cluster-node-type-engine': cluster({ CacheNodeType: 'cache.r6gd.xlarge' }),
  'cluster-node-type-version': cluster({ CacheNodeType: 'cache.m4.large', EngineVersion: '1.4.34' }),
  'cluster-node-type-region': cluster({ CacheNodeType: 'cache.m4.large' }, { region: 'eu-west-3' }),
  'cluster-one-node': cluster({ ...NODE, NumCacheNodes: 2 }),
  'cluster-no-failover': cluster(NODE),
  'cluster-memcached-only': cluster(NODE),
  'cluster-tls-memcached': cluster(NODE),
  'cluster-parameter-group-mode': cluster({ ...NODE, CacheParameterGroupName: 'default.valkey8.cluster.on' }),
  'cluster-restore-object': cluster({
    ...NODE,
    SnapshotArns: ['arn:aws:s3:::seeds/1.rdb', 'arn:aws:s3:::seeds/2.rdb'],
  }),
  'cluster-zones-region': cluster({}, { region: 'us-east-1' }),
  'cluster-subnet-group-stated': cluster({ CacheSubnetGroupName: undefined }),
  'cluster-security-groups-stated': cluster({ VpcSecurityGroupIds: undefined }),
  'cluster-cache-security-groups': cluster({ CacheSecurityGroupNames: ['default'] }),
  'cluster-port-stated': cluster({ Port: undefined }),
  'cluster-port-range': cluster({ Port: 0 }),
  'cluster-network-type-value': cluster({ NetworkType: 'ipv5' }),
  'cluster-network-type-engine': cluster({ NetworkType: 'ipv6', EngineVersion: '1.5.16' }),
  'cluster-network-type-node-type': cluster({ NetworkType: 'ipv6', CacheNodeType: 'cache.r4.large' }),
  'cluster-ip-discovery-value': cluster({ IpDiscovery: 'dual_stack' }),
  'cluster-ip-discovery-network': cluster({ IpDiscovery: 'ipv6' }),
  'cluster-ip-discovery-tls': cluster({ IpDiscovery: 'ipv4' }),
  'cluster-snapshot-retention-range': cluster({ ...NODE, SnapshotRetentionLimit: 36 }),
  'cluster-snapshot-window-form': cluster({ ...NODE, SnapshotWindow: '3:00-4:00' }),
  'cluster-snapshot-window-length': cluster({ ...NODE, SnapshotWindow: '03:00-03:30' }),
  'cluster-maintenance-window-form': cluster({ PreferredMaintenanceWindow: 'sunday' }),
  'cluster-maintenance-window-length': cluster({ PreferredMaintenanceWindow: 'sun:05:00-sun:05:30' }),
  'cluster-notification-topic-account': cluster(
    { NotificationTopicArn: 'arn:aws:sns:eu-west-1:444455556666:alarms' },
    { account: '111122223333' },
  ),
  'cluster-log-deliveries': cluster({ ...NODE, LogDeliveryConfigurations: [LOG, LOG] }),
  'cluster-log-type': cluster({ ...NODE, LogDeliveryConfigurations: [{ ...LOG, LogType: 'slow' }] }),
  'cluster-log-format': cluster({ ...NODE, LogDeliveryConfigurations: [{ ...LOG, LogFormat: 'xml' }] }),
  'cluster-log-destination': cluster({ ...NODE, LogDeliveryConfigurations: [{ ...LOG, DestinationType: 's3' }] }),
  'cluster-slow-log-engine': cluster({ ...REDIS_5, LogDeliveryConfigurations: [LOG] }),
  'cluster-engine-log-engine': cluster({ ...REDIS_5, LogDeliveryConfigurations: [{ ...LOG, LogType: 'engine-log' }] }),
  'memcached-node-count-range': cluster({ NumCacheNodes: 0 }),
  'memcached-node-count-quota': cluster({ NumCacheNodes: 60 }),
  'memcached-zones-stated': cluster({ PreferredAvailabilityZones: undefined }),
  'memcached-zones-count': cluster({ NumCacheNodes: 3 }),
  'memcached-zones-twice': cluster({ PreferredAvailabilityZone: 'eu-west-1a' }),
  'memcached-az-mode-value': cluster({ AZMode: 'multi-az' }),
  'memcached-az-mode-one-node': cluster({ NumCacheNodes: 1 }),
  'memcached-az-mode-several-zones': cluster({ AZMode: undefined }),
  'memcached-az-mode-one-zone': cluster({ PreferredAvailabilityZones: ONE_ZONE }),
  'memcached-one-zone': cluster({ PreferredAvailabilityZones: ONE_ZONE, AZMode: 'single-az' }),
  'memcached-tls-off': cluster(WITHOUT_TLS),
  'memcached-tls-engine': cluster({ EngineVersion: '1.6.6' }),
  'memcached-tls-node-type': cluster({ CacheNodeType: 'cache.t2.small' }),
  'memcached-tls-node-type-unlisted': cluster({ CacheNodeType: 'cache.m8g.large' }),
  'memcached-no-snapshots': cluster({ SnapshotRetentionLimit: 7 }),
  'memcached-deletion-policy': { inject: ({ cluster: it }) => (it.DeletionPolicy = 'Snapshot') },
  'memcached-no-logs': cluster({ LogDeliveryConfigurations: [{ LogType: 'slow-log' }] }),
  'memcached-minor-upgrades': cluster({ AutoMinorVersionUpgrade: true }),
  'memcached-item-memory': parameters({ max_item_size: '134217728' }, { CacheNodeType: 'cache.t3.micro' }),
  'memcached-chunk-size': parameters({ slab_chunk_max: '2097152' }),
  'memcached-chunk-multiple': parameters({ max_item_size: '1500000' }),
  'memcached-cas-disabled': parameters({ cas_disabled: '1' }),
};
