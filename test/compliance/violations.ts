import { MEMCACHED_VIOLATIONS } from './memcached-violations';

/** The parts of a template that a violation changes. */
export interface Parts {
  /** The replication group, with its policies. */
  readonly group: Loose;
  /** Its properties. */
  readonly p: Loose;
  /** The properties of its parameter group. */
  readonly parameterGroup: Loose;
  /** The parameters of its parameter group. */
  readonly parameters: Loose;
  /** The properties of its subnet group. */
  readonly subnetGroup: Loose;
  /** Its user group, of engine redis, with what it depends on. */
  readonly users: Loose;
  /** The properties of the IAM user in it. */
  readonly iamUser: Loose;
  /** The properties of the user with a password in it. */
  readonly passwordUser: Loose;
  /** A Memcached cluster, with its policies. */
  readonly cluster: Loose;
  /** The parameters of its parameter group. */
  readonly clusterParameters: Loose;
  /** The properties of a serverless cache with the same users. */
  readonly serverless: Loose;
  /** The statement that lets a role connect to the cache as the IAM user. */
  readonly statement: Loose;
  /** The properties of the schedule that rotates the secret of the user with a password. */
  readonly rotation: Loose;
  /** The properties of the permission to invoke the function that rotates. */
  readonly permission: Loose;
  /** The template. */
  readonly template: Loose;
}

// biome-ignore lint/suspicious/noExplicitAny: a violation writes what no type allows
type Loose = { [name: string]: any };

/** A way to break one rule, and no care for what else breaks. */
export interface Violation {
  /**
   * The valid template that is broken: one shard, shards with durability, or nodes for distributed KV caching.
   *
   * @default 'single'
   */
  readonly of?: 'single' | 'sharded' | 'kv';
  readonly inject: (parts: Parts) => void;
  /**
   * Where the template is deployed.
   *
   * @default - nothing is known of it
   */
  readonly place?: { readonly region?: string; readonly account?: string };
}

function set(properties: Loose, of?: Violation['of']): Violation {
  return { of, inject: ({ p }) => Object.assign(p, properties) };
}

function unset(property: string, of?: Violation['of']): Violation {
  return {
    of,
    inject: ({ p }) => {
      delete p[property];
    },
  };
}

function parameters(values: Loose, properties: Loose = {}): Violation {
  return {
    inject: (parts) => {
      Object.assign(parts.parameters, values);
      Object.assign(parts.p, properties);
    },
  };
}

function shards(first: Loose, second: Loose = {}): Violation {
  return set({ NodeGroupConfiguration: [first, second] }, 'sharded');
}

function logs(...deliveries: Loose[]): Violation {
  return set({ LogDeliveryConfigurations: deliveries.map((delivery) => ({ ...LOG, ...delivery })) });
}

/** Properties of one of the parts, over those that it has; undefined takes away. */
function of(part: 'iamUser' | 'passwordUser' | 'serverless' | 'rotation' | 'permission', properties: Loose): Violation {
  return {
    inject: (parts) => {
      Object.assign(parts[part], properties);
      for (const name of Object.keys(properties)) if (properties[name] === undefined) delete parts[part][name];
    },
  };
}

function access(AccessString: string | undefined): Violation {
  return of('iamUser', { AccessString });
}

function passwords(...Passwords: unknown[]): Violation {
  return of('passwordUser', { AuthenticationMode: { Type: 'password', Passwords } });
}

function userGroup(properties: Loose, otherwise: Loose = {}): Violation {
  return {
    inject: ({ users, iamUser }) => {
      Object.assign(users.Properties, properties);
      Object.assign(iamUser, otherwise);
    },
  };
}

/** The users of the group, chosen from the ids of the two that are named here. */
function members(choose: (ids: string[]) => unknown[]): Violation {
  return {
    inject: ({ users, iamUser, passwordUser }) => {
      users.Properties.UserIds = choose([iamUser.UserId, passwordUser.UserId]);
    },
  };
}

function statement(change: (statement: Loose) => Loose): Violation {
  return { inject: (parts) => Object.assign(parts.statement, change(parts.statement)) };
}

/** A second resource with the id of one that is there. */
function twice(part: 'users' | 'iamUser', type: string, id: string): Violation {
  return {
    inject: (parts) => {
      const properties = part === 'users' ? parts.users.Properties : parts.iamUser;
      parts.template.Resources.Twin = { Type: type, Properties: { [id]: properties[id] } };
    },
  };
}

const LOG = {
  LogType: 'slow-log',
  LogFormat: 'json',
  DestinationType: 'cloudwatch-logs',
  DestinationDetails: { CloudWatchLogsDetails: { LogGroup: 'logs' } },
};
const TIERED = { CacheNodeType: 'cache.r6gd.xlarge', DataTieringEnabled: true };
const TOKEN = 'a-token-of-letters-0123456789';
const PASSWORD = 'a-password-of-letters-0123456789';
const ARN = 'arn:aws:elasticache:eu-west-1:111122223333';
const NO_PASSWORD = { Type: 'no-password-required' };
const OBJECT = 'arn:aws:s3:::backups/orders.rdb';

/** One violation of every rule, by the id of the rule. */
export const VIOLATIONS: { readonly [ruleId: string]: Violation } = {
  ...MEMCACHED_VIOLATIONS,
  'engine-known': set({ Engine: 'keydb' }),
  'engine-version-stated': unset('EngineVersion'),
  'engine-version-two-parts': set({ EngineVersion: '8.2.1' }),
  'engine-version-known': set({ EngineVersion: '7.9' }),
  'engine-extended-support': set({ Engine: 'redis', EngineVersion: '6.2' }),
  'parameter-group-family': { inject: ({ parameterGroup }) => (parameterGroup.CacheParameterGroupFamily = 'redis7') },
  'node-type-known': set({ CacheNodeType: 'cache.r7g.tiny' }),
  'node-type-creatable': set({ CacheNodeType: 'cache.m3.large' }),
  'node-type-engine': set({ Engine: 'redis', EngineVersion: '5.0.6' }),
  'node-type-region': { ...set({ CacheNodeType: 'cache.m4.large' }), place: { region: 'eu-west-3' } },
  'data-tiering-required': set({ CacheNodeType: 'cache.r6gd.xlarge' }),
  'data-tiering-family': set({ DataTieringEnabled: true }),
  'data-tiering-engine': set({ ...TIERED, Engine: 'redis', EngineVersion: '6.0' }),
  'data-tiering-eviction': parameters({ 'maxmemory-policy': 'allkeys-random' }, TIERED),
  'kv-caching-cluster-mode': set({ ClusterMode: 'disabled' }, 'kv'),
  'kv-caching-no-replicas': set({ ReplicasPerNodeGroup: 1 }, 'kv'),
  'kv-caching-one-zone': set({ MultiAZEnabled: true }, 'kv'),
  'kv-caching-failover': set({ AutomaticFailoverEnabled: false }, 'kv'),
  'kv-caching-tls': set({ TransitEncryptionMode: 'preferred' }, 'kv'),
  'kv-caching-no-backup': set({ SnapshotRetentionLimit: 1 }, 'kv'),
  'kv-caching-no-restore': set({ SnapshotName: 'orders' }, 'kv'),
  'kv-caching-final-snapshot': { of: 'kv', inject: ({ group }) => (group.DeletionPolicy = 'Snapshot') },
  'kv-caching-zones': set(
    { NodeGroupConfiguration: ['a', 'b', 'c'].map((zone) => ({ PrimaryAvailabilityZone: `eu-west-1${zone}` })) },
    'kv',
  ),
  'replication-group-id': set({ ReplicationGroupId: '1-orders' }),
  'replication-group-named': set({ ReplicationGroupId: 'orders' }),
  'description-length': set({ ReplicationGroupDescription: 'd'.repeat(256) }),
  'description-required': unset('ReplicationGroupDescription'),
  'node-count-range': set({ NumCacheClusters: 7 }),
  'replicas-range': set({ ReplicasPerNodeGroup: 6 }, 'sharded'),
  'shards-range': set({ NumNodeGroups: 0 }, 'sharded'),
  'node-limit': set({ NumNodeGroups: 251 }, 'sharded'),
  'node-quota': set({ NumNodeGroups: 46 }, 'sharded'),
  'one-shape': set({ ReplicasPerNodeGroup: 1 }),
  'shards-need-cluster-mode': set({ NumNodeGroups: 2 }),
  'failover-in-cluster-mode': set({ AutomaticFailoverEnabled: false }, 'sharded'),
  'failover-needs-replica': set({ NumCacheClusters: 1 }),
  'failover-replicas': {
    inject: ({ p }) => {
      delete p.NumCacheClusters;
      Object.assign(p, { NumNodeGroups: 1, ReplicasPerNodeGroup: 0 });
    },
  },
  'multi-az-needs-failover': set({ AutomaticFailoverEnabled: false }),
  'multi-az-needs-replica': set({ NumCacheClusters: 1 }),
  'multi-az-zones': set({ PreferredCacheClusterAZs: ['eu-west-1a', 'eu-west-1a'] }),
  'cluster-mode-without-replicas': set({ ReplicasPerNodeGroup: 0 }, 'sharded'),
  'failover-off': set({ AutomaticFailoverEnabled: false, MultiAZEnabled: false }),
  'multi-az-off': set({ MultiAZEnabled: false }),
  'preferred-zones-count': set({ PreferredCacheClusterAZs: ['eu-west-1a'] }),
  'preferred-zones-one-shard': set({ PreferredCacheClusterAZs: ['eu-west-1a', 'eu-west-1b'] }, 'sharded'),
  'preferred-zones-replace': set({ PreferredCacheClusterAZs: ['eu-west-1a', 'eu-west-1b'] }),
  'node-group-replace': shards({}),
  'node-group-zones-count': shards({ ReplicaAvailabilityZones: ['eu-west-1b', 'eu-west-1c'] }),
  'node-group-replica-count': shards({ ReplicaCount: 1 }),
  'replicas-beside-node-groups': shards({}),
  'node-group-replicas': shards({ ReplicaCount: 6 }),
  'node-group-id': shards({ NodeGroupId: 'first' }),
  'node-group-count': set({ NodeGroupConfiguration: [{}] }, 'sharded'),
  'node-group-slots': shards({ Slots: '0-8000' }, { Slots: '8192-16383' }),
  'online-resharding': {
    of: 'sharded',
    inject: ({ group }) => {
      delete group.UpdatePolicy;
    },
  },
  'primary-cluster-promotion': set({ PrimaryClusterId: 'orders' }),
  'cluster-mode-value': set({ ClusterMode: 'on' }),
  'cluster-mode-engine': set({ ClusterMode: 'compatible', Engine: 'redis', EngineVersion: '6.2' }),
  'cluster-mode-failover': set({ ClusterMode: 'compatible', AutomaticFailoverEnabled: false }),
  'cluster-mode-parameter-group': set({ ClusterMode: 'enabled' }),
  'databases-in-cluster-mode': { ...parameters({ databases: '16' }, { EngineVersion: '8.2' }), of: 'sharded' },
  'cluster-mode-contradiction': set({ ClusterMode: 'disabled' }, 'sharded'),
  'cluster-mode-compatible': set({ ClusterMode: 'compatible' }),
  'durability-value': set({ Durability: 'synchronous' }),
  'durability-default': set({ Durability: 'default' }, 'sharded'),
  'durability-unstated': unset('Durability', 'sharded'),
  'durability-engine': set({ EngineVersion: '8.2' }, 'sharded'),
  'durability-node-type': set({ CacheNodeType: 'cache.t4g.small' }, 'sharded'),
  'durability-cluster-mode': set({ Durability: 'async' }),
  'durability-multi-az': set({ MultiAZEnabled: false }, 'sharded'),
  'durability-replica': set({ ReplicasPerNodeGroup: 0 }, 'sharded'),
  'durability-tls': set({ TransitEncryptionEnabled: false }, 'sharded'),
  'durability-data-tiering': set(TIERED, 'sharded'),
  'durability-local-zone': shards({ PrimaryAvailabilityZone: 'us-west-2-lax-1a' }),
  'durability-global-datastore': set({ GlobalReplicationGroupId: 'global' }, 'sharded'),
  'durability-restore': {
    of: 'sharded',
    inject: ({ p }) => {
      delete p.Durability;
      p.SnapshotName = 'orders';
    },
  },
  'network-type-value': set({ NetworkType: 'ipv5' }),
  'network-type-engine': set({ NetworkType: 'ipv6', Engine: 'redis', EngineVersion: '6.0' }),
  'network-type-node-type': set({ NetworkType: 'dual_stack', CacheNodeType: 'cache.m4.large' }),
  'ip-discovery-value': set({ IpDiscovery: 'dual_stack' }),
  'ip-discovery-network': set({ IpDiscovery: 'ipv6' }),
  'ip-discovery-tls': set({ IpDiscovery: 'ipv4' }),
  'port-range': set({ Port: 70_000 }),
  'subnet-group-stated': {
    inject: ({ p }) => {
      delete p.CacheSubnetGroupName;
      p.TransitEncryptionEnabled = false;
    },
  },
  'security-groups-stated': unset('SecurityGroupIds'),
  'cache-security-groups': set({ CacheSecurityGroupNames: ['classic'] }),
  'at-rest-off': set({ AtRestEncryptionEnabled: false }),
  'kms-key-needs-at-rest': set({ AtRestEncryptionEnabled: false, KmsKeyId: 'key' }),
  'tls-stated': unset('TransitEncryptionEnabled'),
  'tls-off': set({ TransitEncryptionEnabled: false }),
  'tls-needs-subnet-group': unset('CacheSubnetGroupName'),
  'tls-mode-value': set({ TransitEncryptionMode: 'Required' }),
  'tls-mode-needs-tls': set({ TransitEncryptionEnabled: false }),
  'tls-mode-engine': set({ TransitEncryptionMode: 'preferred', Engine: 'redis', EngineVersion: '6.2' }),
  'tls-preferred-users': set({ TransitEncryptionMode: 'preferred', UserGroupIds: ['orders'] }),
  'tls-preferred': set({ TransitEncryptionMode: 'preferred' }),
  'auth-token-tls': set({ AuthToken: TOKEN, TransitEncryptionEnabled: false }),
  'auth-token-form': set({ AuthToken: 'short' }),
  'auth-token-literal': set({ AuthToken: TOKEN }),
  'auth-token-exposed': set({ AuthToken: '{{resolve:ssm:/token:1}}' }),
  'auth-token-kept': set({ AuthToken: TOKEN }),
  'auth-token-rotation': {
    inject: ({ p, rotation }) => {
      const AuthToken = { 'Fn::Join': ['', ['{{resolve:secretsmanager:', rotation.SecretId, '}}']] };
      Object.assign(p, { Engine: 'redis', EngineVersion: '4.0.10', AuthToken });
    },
  },
  'auth-none': unset('UserGroupIds'),
  'auth-one-kind': set({ AuthToken: TOKEN, UserGroupIds: ['users'] }),
  'user-groups-one': set({ UserGroupIds: ['users', 'others'] }),
  'user-groups-tls': set({ UserGroupIds: ['users'], TransitEncryptionEnabled: false }),
  'user-groups-engine': set({ UserGroupIds: ['users'], Engine: 'redis', EngineVersion: '5.0.6' }),
  'user-groups-redis': {
    inject: ({ p, users }) => {
      p.Engine = 'redis';
      users.Properties.Engine = 'valkey';
    },
  },
  'user-groups-iam': set({ Engine: 'redis', EngineVersion: '6.2' }),
  'user-groups-language': access('on db=0 ~app:* +@read'),
  'user-groups-order': {
    inject: ({ group }) => {
      delete group.DependsOn;
    },
  },
  'snapshot-retention-range': set({ SnapshotRetentionLimit: 36 }),
  'backup-off': unset('SnapshotRetentionLimit'),
  'snapshot-window-form': set({ SnapshotWindow: '3:00-4:00' }),
  'snapshot-window-length': set({ SnapshotWindow: '03:00-03:30' }),
  'snapshot-window-unused': set({ SnapshotRetentionLimit: 0, SnapshotWindow: '03:00-04:00' }),
  'windows-overlap': set({ SnapshotWindow: '05:30-06:30', PreferredMaintenanceWindow: 'sun:05:00-sun:06:00' }),
  'restore-one-source': set({ SnapshotName: 'orders', SnapshotArns: [OBJECT] }),
  'restore-objects': set({ SnapshotArns: ['s3://backups/orders.rdb'] }),
  'restore-objects-once': set({ SnapshotArns: [OBJECT, OBJECT] }),
  'restore-objects-slots': set({ SnapshotArns: [OBJECT] }, 'sharded'),
  'restore-stays': set({ SnapshotName: 'orders' }),
  'snapshotting-node': set({ SnapshottingClusterId: 'orders-001' }, 'sharded'),
  'deletion-policy': {
    inject: ({ group }) => {
      delete group.DeletionPolicy;
    },
  },
  'update-replace-policy': {
    inject: ({ group }) => {
      delete group.UpdateReplacePolicy;
    },
  },
  'maintenance-window-form': set({ PreferredMaintenanceWindow: 'Sun:05:00-Sun:06:00' }),
  'maintenance-window-length': set({ PreferredMaintenanceWindow: 'sun:05:00-sun:05:30' }),
  'minor-upgrades-ignored': set({ Engine: 'redis', EngineVersion: '5.0.6' }),
  'minor-upgrades-global': set({ GlobalReplicationGroupId: 'global' }),
  'notification-topic-account': {
    ...set({ NotificationTopicArn: 'arn:aws:sns:eu-west-1:444455556666:topic' }),
    place: { account: '111122223333' },
  },
  'log-deliveries': logs({}, {}),
  'log-type': logs({ LogType: 'audit-log' }),
  'log-format': logs({ LogFormat: 'xml' }),
  'log-destination': logs({ DestinationType: 'kinesis-firehose' }),
  'slow-log-engine': set({ Engine: 'redis', EngineVersion: '5.0.6' }),
  'engine-log-engine': set({ Engine: 'redis', EngineVersion: '6.0' }),
  'global-datastore-inherits': set({ GlobalReplicationGroupId: 'global' }),
  'global-datastore-ipv6': set({ GlobalReplicationGroupId: 'global', NetworkType: 'ipv6' }),
  'property-type': set({ Port: 'redis' }),
  'parameter-family-cluster-on': {
    inject: ({ parameterGroup }) => (parameterGroup.CacheParameterGroupFamily = 'valkey8.cluster.on'),
  },
  'parameter-family-known': { inject: ({ parameterGroup }) => (parameterGroup.CacheParameterGroupFamily = 'valkey') },
  'parameter-family-required': {
    inject: ({ parameterGroup }) => {
      delete parameterGroup.CacheParameterGroupFamily;
    },
  },
  'parameter-group-description': {
    inject: ({ parameterGroup }) => {
      delete parameterGroup.Description;
    },
  },
  'parameter-other-family': parameters({ 'hash-max-ziplist-entries': '512' }),
  'parameter-known': parameters({ 'no-such-parameter': 'yes' }),
  'parameter-fixed': parameters({ maxmemory: '1024' }),
  'parameter-range': parameters({ 'active-expire-effort': '11' }),
  'parameter-value': parameters({ 'maxmemory-policy': 'lru' }),
  'parameter-reserved-memory': parameters({ 'reserved-memory': '1024' }),
  'parameter-creation-only': parameters({ databases: '32' }),
  'parameter-keyspace-events': parameters({ 'notify-keyspace-events': 'A' }),
  'parameter-reserved-low': parameters({ 'reserved-memory-percent': '10' }),
  'subnet-group-description': {
    inject: ({ subnetGroup }) => {
      delete subnetGroup.Description;
    },
  },
  'subnet-group-name': { inject: ({ subnetGroup }) => (subnetGroup.CacheSubnetGroupName = 'my subnets') },
  'subnet-group-subnets': { inject: ({ subnetGroup }) => (subnetGroup.SubnetIds = []) },
  'subnet-group-quota': {
    inject: ({ subnetGroup }) => (subnetGroup.SubnetIds = Array.from({ length: 21 }, (_, index) => `subnet-${index}`)),
  },
  'subnet-group-one-subnet': { inject: ({ subnetGroup }) => (subnetGroup.SubnetIds = ['subnet-1']) },
  'user-id-required': of('iamUser', { UserId: undefined }),
  'user-id-form': of('iamUser', { UserId: 'my_app' }),
  'user-id-lower-case': of('iamUser', { UserId: 'App', UserName: 'App' }),
  'user-id-default': of('iamUser', { UserId: 'default' }),
  'user-id-twice': twice('iamUser', 'AWS::ElastiCache::User', 'UserId'),
  'user-name-required': of('iamUser', { UserName: undefined }),
  'user-engine': of('iamUser', { Engine: 'memcached' }),
  'user-authentication-type': of('iamUser', { AuthenticationMode: { Type: 'IAM' } }),
  'user-authentication-keys': of('iamUser', { AuthenticationMode: { type: 'iam' } }),
  'user-authentication-stated': of('iamUser', { AuthenticationMode: undefined }),
  'user-authentication-contradiction': of('iamUser', { NoPasswordRequired: true }),
  'iam-user-name': of('iamUser', { UserName: 'app' }),
  'iam-user-default': of('iamUser', { UserName: 'default' }),
  'valkey-user-password': of('iamUser', { AuthenticationMode: NO_PASSWORD, Engine: 'valkey' }),
  'user-open': of('iamUser', { AuthenticationMode: NO_PASSWORD }),
  'default-user-open': of('iamUser', { AuthenticationMode: NO_PASSWORD, UserName: 'default' }),
  'access-string-required': access(undefined),
  'access-string-empty': access(''),
  'access-string-password': access(`on >${PASSWORD} ~app:* +@read`),
  'access-string-reset': access('reset on ~app:* +@read'),
  'access-string-command': access('on ~app:* +config'),
  'access-string-unknown-command': access('on ~app:* +gett'),
  'access-string-category': access('on ~app:* +@reads'),
  'access-string-form': access('on app:* +@read'),
  'access-string-off': access('~app:* +@read'),
  'access-string-channels': access('on ~app:* +publish'),
  'password-count': passwords(),
  'password-needless': of('iamUser', { AuthenticationMode: { Type: 'iam', Passwords: [PASSWORD] } }),
  'password-form': passwords('short'),
  'password-literal': passwords(PASSWORD),
  'password-exposed': passwords('{{resolve:ssm:/password:1}}'),
  'password-secure-string': passwords('{{resolve:ssm-secure:/password:1}}'),
  'user-group-id-required': {
    inject: ({ users }) => {
      delete users.Properties.UserGroupId;
    },
  },
  'user-group-id-form': userGroup({ UserGroupId: 'my_users' }),
  'user-group-id-lower-case': userGroup({ UserGroupId: 'Users' }),
  'user-group-id-twice': twice('users', 'AWS::ElastiCache::UserGroup', 'UserGroupId'),
  'user-group-engine': userGroup({ Engine: 'memcached' }),
  'user-group-users': userGroup({ UserIds: [] }),
  'user-group-default-user': members((ids) => ids),
  'user-group-default-open': members((ids) => [...ids, 'default']),
  'user-group-password': userGroup({ Engine: 'valkey' }),
  'user-group-redis-users': userGroup({}, { Engine: 'valkey' }),
  'user-group-names': {
    inject: ({ iamUser, passwordUser }) => {
      passwordUser.UserName = iamUser.UserName;
    },
  },
  'user-group-ids': members(([id]) => [id, id]),
  'user-group-order': {
    inject: ({ users }) => {
      delete users.DependsOn;
    },
  },
  'serverless-auth-none': of('serverless', { UserGroupId: undefined }),
  'serverless-auth-token': of('serverless', { AuthToken: TOKEN }),
  'serverless-memcached-users': of('serverless', { Engine: 'memcached' }),
  'serverless-redis-users': {
    inject: ({ serverless, users }) => {
      serverless.Engine = 'redis';
      users.Properties.Engine = 'valkey';
    },
  },
  'serverless-public-engine': of('serverless', { ConnectionType: 'public', MajorEngineVersion: '8' }),
  'serverless-public-users': of('serverless', { ConnectionType: 'public' }),
  'serverless-users-order': {
    inject: ({ serverless, users }) => {
      serverless.UserGroupId = users.Properties.UserGroupId;
    },
  },
  'connect-needs-user': statement(() => ({ Resource: `${ARN}:replicationgroup:orders` })),
  'connect-needs-cache': statement(() => ({ Resource: `${ARN}:user:app` })),
  'connect-arn-form': statement(() => ({ Resource: [`${ARN}:replicationgroup/orders`, `${ARN}:user/app`] })),
  'connect-arn-case': statement(() => ({ Resource: [`${ARN}:replicationgroup:Orders`, `${ARN}:user:app`] })),
  'connect-anything': statement(() => ({ Resource: '*' })),
  'connect-condition': statement(({ Resource }) => ({
    Resource: [`${ARN}:replicationgroup:orders`, ...[Resource].flat()],
    Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } },
  })),
  'rotation-days': of('rotation', { RotationRules: { AutomaticallyAfterDays: 1001 } }),
  'rotation-immediately': of('rotation', { RotateImmediatelyOnUpdate: undefined }),
  'rotation-permission': of('permission', { SourceAccount: undefined }),
};
