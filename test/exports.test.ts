import { readFileSync } from 'node:fs';
import * as library from '../lib';
import * as testing from '../lib/testing';
import * as link from '../runtime/lib/link';

test('the public classes and functions are these', () => {
  expect(Object.keys(library).sort()).toEqual([
    'Backup',
    'CachePolicy',
    'CacheRules',
    'CacheStack',
    'ClusterMode',
    'Durability',
    'Endpoint',
    'Engine',
    'EngineParameters',
    'EngineVersion',
    'InvalidCacheError',
    'IpDiscovery',
    'LogDestination',
    'LogFormat',
    'MaintenanceWindow',
    'NetworkType',
    'NodeType',
    'ParameterGroup',
    'Profile',
    'ReplicationGroup',
    'RestoreSource',
    'SnapshotWindow',
    'SubnetGroup',
    'Topology',
    'TransitEncryption',
    'Weekday',
    'Workload',
  ]);
  expect(Object.keys(testing).sort()).toEqual(['cacheChanges', 'cacheFindings']);
  expect(Object.keys(link).sort()).toEqual(['LINK_VERSION', 'LinkField', 'linkParameterName']);
});

test('the public types are these', () => {
  const names = [...readFileSync('lib/index.ts', 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(
    ([, list]) => list.split(',').map((name) => name.replace(/^\s*(type )?/, '').trim()),
  );
  const types = names.filter((name) => name !== '' && !Object.keys(library).includes(name));
  expect(types.sort()).toMatchInlineSnapshot(`
[
  "BackupConfig",
  "CacheConfig",
  "CacheStackProps",
  "ClusterModeOptions",
  "DailyBackupOptions",
  "EngineFeatures",
  "EngineParameterValues",
  "EngineVersionOptions",
  "ICache",
  "IParameterGroup",
  "IReplicationGroup",
  "ISubnetGroup",
  "LogGroupOptions",
  "LoweredRule",
  "MaintenanceWindowOptions",
  "MigratedOptions",
  "NetworkConfig",
  "NodeTypeOptions",
  "ParameterGroupProps",
  "PlacementOptions",
  "ReplicationGroupAttributes",
  "ReplicationGroupProps",
  "ShardLayout",
  "SingleShardOptions",
  "SnapshotWindowOptions",
  "SubnetGroupProps",
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
