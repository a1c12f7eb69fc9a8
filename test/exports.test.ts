import { readFileSync } from 'node:fs';
import * as library from '../lib';
import * as testing from '../lib/testing';
import * as runtime from '../runtime/lib';
import * as link from '../runtime/lib/link';

test('the public classes and functions are these', () => {
  expect(Object.keys(library).sort()).toEqual([
    'Access',
    'AccessString',
    'AuthKind',
    'AuthToken',
    'Backup',
    'CacheAuth',
    'CacheGrants',
    'CachePolicy',
    'CacheRules',
    'CacheSource',
    'CacheStack',
    'CachedDatabase',
    'CachedDatabaseConnection',
    'ClusterCapacity',
    'ClusterMode',
    'CommandCategory',
    'Connection',
    'Database',
    'DatabaseCluster',
    'DatabaseEngine',
    'DatabaseInstance',
    'DatabaseProfile',
    'DatabaseSource',
    'Durability',
    'Endpoint',
    'Engine',
    'EngineParameters',
    'EngineVersion',
    'IamUser',
    'InvalidCacheError',
    'Invalidation',
    'InvalidationKind',
    'IpDiscovery',
    'Leaderboard',
    'LogDestination',
    'LogFormat',
    'MaintenanceWindow',
    'MasterCredentials',
    'NetworkType',
    'NodeType',
    'ParameterGroup',
    'PasswordUser',
    'Profile',
    'ReplicationGroup',
    'RestoreSource',
    'RetirePrevious',
    'SecretRotation',
    'SessionStore',
    'SnapshotWindow',
    'SubnetGroup',
    'Topology',
    'TransitEncryption',
    'UserGroup',
    'Weekday',
    'Workload',
  ]);
  expect(Object.keys(testing).sort()).toEqual(['cacheChanges', 'cacheFindings']);
  expect(Object.keys(link).sort()).toEqual([
    'AuthKind',
    'DEFAULT_CONNECTION',
    'LINK_VERSION',
    'LinkError',
    'LinkField',
    'RotationVariable',
    'SECRET_PASSWORD',
    'linkEnvironment',
    'linkParameterName',
    'linkVariable',
    'parseLink',
    'readLink',
  ]);
});

/** What an index exports that is not there at run time. */
function typesOf(index: string, values: object): string[] {
  const names = [...readFileSync(index, 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list]) =>
    list.split(',').map((name) => name.replace(/^\s*(type )?/, '').trim()),
  );
  return names.filter((name) => name !== '' && !Object.keys(values).includes(name)).sort();
}

test('the library for applications exports these', () => {
  expect(Object.keys(runtime).sort()).toEqual([
    'CacheTier',
    'CacheTierOptionError',
    'LinkError',
    'LinkField',
    'Metric',
    'MissingPeerError',
    'TtlError',
    'UnacknowledgedWriteError',
    'cached',
  ]);
  expect(typesOf('runtime/lib/index.ts', runtime)).toEqual([
    'AwsCredentialProvider',
    'AwsCredentials',
    'CacheAside',
    'CacheClient',
    'CacheDriver',
    'CacheOption',
    'CacheRule',
    'CacheTierOptions',
    'Explanation',
    'FromEnvOptions',
    'GetOrSetOptions',
    'Link',
    'Measurement',
    'MetricsSnapshot',
    'Mode',
    'OpenTelemetry',
    'Reading',
    'Script',
    'ScriptReply',
    'SetOptions',
    'Ttl',
    'WrapOptions',
  ]);
  const members = Object.getOwnPropertyNames(runtime.CacheTier.prototype);
  expect(members.filter((name) => !['reads', 'tagKeys', 'wrapping'].includes(name)).sort()).toEqual([
    'change',
    'close',
    'constructor',
    'explain',
    'fresh',
    'invalidate',
    'invalidateTables',
    'metrics',
    'mode',
    'ready',
    'settled',
    'wrap',
    'wrapModule',
  ]);
});

test('the public types are these', () => {
  expect(typesOf('lib/index.ts', library)).toMatchInlineSnapshot(`
[
  "AccessScope",
  "AuthTokenProps",
  "BackupConfig",
  "CacheConfig",
  "CacheStackProps",
  "CachedDatabaseConnectOptions",
  "CachedDatabaseProps",
  "CachingRule",
  "ClusterModeOptions",
  "ConnectOptions",
  "DailyBackupOptions",
  "DatabaseClusterOptions",
  "DatabaseClusterProps",
  "DatabaseConnectOptions",
  "DatabaseInstanceOptions",
  "DatabaseInstanceProps",
  "DatabaseOptions",
  "DatabasePlace",
  "DatabasePlacementOptions",
  "DatabaseProps",
  "EngineFeatures",
  "EngineParameterValues",
  "EngineVersionOptions",
  "ExistingDatabaseOptions",
  "GeneratedSecretOptions",
  "ICache",
  "IClient",
  "IDatabase",
  "IParameterGroup",
  "IReplicationGroup",
  "ISubnetGroup",
  "IUser",
  "IUserGroup",
  "IamUserProps",
  "IdentityOptions",
  "InvalidationOptions",
  "LeaderboardProps",
  "LinkOptions",
  "LogGroupOptions",
  "LoweredRule",
  "MaintenanceWindowOptions",
  "MigratedOptions",
  "ModifyGrantOptions",
  "NetworkConfig",
  "NodeTypeOptions",
  "OwnUserGroupOptions",
  "ParameterGroupProps",
  "PasswordUserAttributes",
  "PasswordUserProps",
  "PlaceInNetwork",
  "PlacementOptions",
  "PublishLinkOptions",
  "ReadWriteScope",
  "ReplicationGroupAttributes",
  "ReplicationGroupOptions",
  "ReplicationGroupProps",
  "RestoreGrantOptions",
  "RotationConfig",
  "RotationOptions",
  "SecretRotationProps",
  "SessionStoreProps",
  "ShardLayout",
  "SingleShardOptions",
  "SnapshotGrantOptions",
  "SnapshotWindowOptions",
  "StackConfig",
  "StoreProps",
  "SubnetGroupProps",
  "UserGroupProps",
  "UserOptions",
  "WithoutReplicasOptions",
]
`);
});

test('the packages have one version, and the constructs bundle the runtime of it', () => {
  const manifest = (folder: string) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const root = manifest('.');
  expect(manifest('runtime').version).toBe(root.version);
  expect(manifest('check').version).toBe(root.version);
  expect(root.dependencies).toEqual({ 'cache-tier': root.version });
  expect(root.bundleDependencies).toEqual(['cache-tier']);
  expect(Object.keys(manifest('check').dependencies ?? {})).toEqual([]);
});
