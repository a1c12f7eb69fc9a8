import { RemovalPolicy } from 'aws-cdk-lib/core';
import { Backup, EngineVersion, NodeType, Profile, Topology } from '../../lib';
import { groupOf, ID, type Props, refusalsOf, resourcesOf, warningsOf } from './given';

const I8GE: Props = { nodeType: NodeType.I8GE_48XLARGE, engine: EngineVersion.VALKEY_9_1 };
const inZones = (...zones: string[]) =>
  Topology.clusterModeWithoutReplicas({
    shards: zones.length,
    layout: zones.map((primaryZone) => ({ primaryZone })),
  });
const IN_ONE_ZONE: Props = { ...I8GE, topology: inZones('eu-west-1a', 'eu-west-1a') };

describe('a cache on i8ge nodes, which have neither backups nor snapshots', () => {
  test('is made without them, unasked, with all of its shards in one zone', () => {
    const { Properties, ...rest } = resourcesOf(IN_ONE_ZONE)[ID.group];
    expect(Properties).toEqual({
      ...groupOf(),
      CacheNodeType: 'cache.i8ge.48xlarge',
      EngineVersion: '9.1',
      MultiAZEnabled: false,
      NodeGroupConfiguration: [
        { PrimaryAvailabilityZone: 'eu-west-1a', ReplicaCount: 0 },
        { PrimaryAvailabilityZone: 'eu-west-1a', ReplicaCount: 0 },
      ],
      NumCacheClusters: undefined,
      NumNodeGroups: 2,
      SnapshotRetentionLimit: 0,
    });
    expect(rest).toEqual({
      Type: 'AWS::ElastiCache::ReplicationGroup',
      DependsOn: [ID.userGroup],
      UpdatePolicy: { UseOnlineResharding: true },
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
  });

  test('is warned of its layout, which is for ever, and of nothing else', () => {
    expect(warningsOf(IN_ONE_ZONE)).toEqual(['node-group-replace']);
    expect(warningsOf({ ...IN_ONE_ZONE, profile: Profile.DEV })).toEqual(['node-group-replace']);
  });

  test('is warned of nothing without a layout', () => {
    expect(warningsOf({ ...I8GE, topology: Topology.clusterModeWithoutReplicas({ shards: 2 }) })).toEqual([]);
  });

  test('may be kept when it is deleted', () => {
    const { DeletionPolicy, UpdateReplacePolicy } = resourcesOf({
      ...IN_ONE_ZONE,
      removalPolicy: RemovalPolicy.RETAIN,
    })[ID.group];
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
  });

  test('is warned of a last snapshot that is asked for', () => {
    expect(warningsOf({ ...IN_ONE_ZONE, removalPolicy: RemovalPolicy.SNAPSHOT })).toEqual([
      'kv-caching-final-snapshot',
      'node-group-replace',
    ]);
  });

  test('is refused with backups that are asked for', () => {
    expect(refusalsOf({ ...IN_ONE_ZONE, backup: Backup.daily() })).toEqual([
      "'backup' needs 0 on i8ge nodes, which have no backups, got 15; set backup: Backup.none()",
    ]);
  });

  test('is refused with shards in several zones', () => {
    expect(refusalsOf({ ...I8GE, topology: inZones('eu-west-1a', 'eu-west-1b') })).toEqual([
      "'topology.layout' needs one zone for all shards on i8ge nodes, got eu-west-1a, eu-west-1b; give every shard the same 'PrimaryAvailabilityZone'",
    ]);
  });

  test('is the only one whose defaults are these', () => {
    const { Properties, DeletionPolicy } = resourcesOf({ nodeType: NodeType.R6GD_XLARGE })[ID.group];
    expect([Properties.SnapshotRetentionLimit, DeletionPolicy]).toEqual([15, 'Snapshot']);
  });
});
