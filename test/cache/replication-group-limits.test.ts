import { Duration } from 'aws-cdk-lib/core';
import { Backup, CacheRules, Durability, IpDiscovery, MaintenanceWindow, NetworkType, Topology } from '../../lib';
import { SnapshotWindow } from '../../lib/cache/snapshot-window';
import {
  cacheIn,
  DOCS,
  ID,
  messageOf,
  type Props,
  type Resources,
  refusalsOf,
  resources,
  stack,
  warningsIn,
} from './given';

const CFN =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html';

/** What the service takes today, what is one more than that, the refusal, and what stands there once it is lowered. */
const LIMITS: [rule: string, most: Props, more: Props, refusal: string, page: string, emitted: Resources][] = [
  [
    'replicas-range',
    { topology: Topology.clusterMode({ shards: 2, replicasPerShard: 5 }) },
    { topology: Topology.clusterMode({ shards: 2, replicasPerShard: 6 }) },
    "'topology.replicasPerShard' needs 0 to 5, got 6; choose a number in that range",
    CFN,
    { NumNodeGroups: 2, ReplicasPerNodeGroup: 6 },
  ],
  [
    'node-count-range',
    { topology: Topology.singleShard({ replicas: 5 }) },
    { topology: Topology.singleShard({ replicas: 6 }) },
    "'topology' needs 1 to 6 nodes: a primary and at most 5 replicas, got 7; choose a number in that range",
    CFN,
    { NumCacheClusters: 7 },
  ],
  [
    'node-limit',
    { topology: Topology.clusterModeWithoutReplicas({ shards: 500 }) },
    { topology: Topology.clusterMode({ shards: 251 }) },
    "'topology.shards' needs at most 500 nodes in all, got 502; use fewer shards or replicas on larger nodes",
    `${DOCS}/dg/quota-limits.html`,
    { NumNodeGroups: 251, ReplicasPerNodeGroup: 1 },
  ],
  [
    'snapshot-retention-range',
    { backup: Backup.daily({ retention: Duration.days(35) }) },
    { backup: Backup.daily({ retention: Duration.days(36) }) },
    "'backup' needs 0 to 35 days, got 36; choose a number in that range",
    `${DOCS}/dg/backups-automatic.html`,
    { SnapshotRetentionLimit: 36 },
  ],
  [
    'maintenance-window-length',
    { maintenanceWindow: MaintenanceWindow.parse('sun:05:00-sun:06:00') },
    { maintenanceWindow: MaintenanceWindow.parse('sun:05:00-sun:05:30') },
    `'maintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-sun:05:30"; move its start or its end`,
    `${DOCS}/dg/maintenance-window.html`,
    { PreferredMaintenanceWindow: 'sun:05:00-sun:05:30' },
  ],
  [
    'maintenance-window-length',
    { maintenanceWindow: MaintenanceWindow.parse('sun:05:00-mon:05:00') },
    { maintenanceWindow: MaintenanceWindow.parse('sun:05:00-mon:05:01') },
    `'maintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-mon:05:01"; move its start or its end`,
    `${DOCS}/dg/maintenance-window.html`,
    { PreferredMaintenanceWindow: 'sun:05:00-mon:05:01' },
  ],
  [
    'snapshot-window-length',
    { backup: Backup.daily({ window: SnapshotWindow.parse('03:00-04:00') }) },
    { backup: Backup.daily({ window: SnapshotWindow.daily({ hour: 3, duration: Duration.minutes(59) }) }) },
    `'backup.window' needs at least 60 minutes, got "03:00-03:59"; make it longer`,
    `${DOCS}/dg/backups-automatic.html`,
    { SnapshotWindow: '03:00-03:59' },
  ],
  [
    'preferred-zones-count',
    { topology: Topology.singleShard({ replicas: 2, zones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1a'] }) },
    { topology: Topology.singleShard({ replicas: 2, zones: ['eu-west-1a', 'eu-west-1b'] }) },
    "'topology.zones' needs one zone for each of the 3 nodes, the primary's first, got 2; list as many zones as there are nodes, or none",
    CFN,
    { NumCacheClusters: 3, PreferredCacheClusterAZs: ['eu-west-1a', 'eu-west-1b'] },
  ],
  [
    'node-group-zones-count',
    {
      topology: Topology.clusterMode({
        shards: 1,
        replicasPerShard: 2,
        layout: [{ replicaZones: ['eu-west-1a', 'eu-west-1b'] }],
      }),
    },
    { topology: Topology.clusterMode({ shards: 1, replicasPerShard: 2, layout: [{ replicaZones: ['eu-west-1a'] }] }) },
    `'topology.layout' needs one replica zone for each replica of a shard, got [{"ReplicaCount":2,"ReplicaAvailabilityZones":["eu-west-1a"]}]; list as many replica zones as the shard has replicas, or none`,
    CFN,
    { NodeGroupConfiguration: [{ ReplicaCount: 2, ReplicaAvailabilityZones: ['eu-west-1a'] }] },
  ],
  [
    'node-group-id',
    { topology: Topology.clusterMode({ shards: 1, layout: [{ id: '0001' }] }) },
    { topology: Topology.clusterMode({ shards: 1, layout: [{ id: 'one' }] }) },
    "'topology.layout' needs a NodeGroupId of 1 to 4 digits, got one; write it as '0001', '0002' and so on, or leave it out",
    `${DOCS}/APIReference/API_NodeGroupConfiguration.html`,
    { NodeGroupConfiguration: [{ NodeGroupId: 'one', ReplicaCount: 1 }] },
  ],
  [
    'durability-value',
    { durability: Durability.of('disabled') },
    { durability: Durability.of('turbo') },
    `'durability' needs 'sync', 'async' or 'disabled', got "turbo"; choose one, or leave it out`,
    `${DOCS}/dg/Durability.Configuring.html`,
    { Durability: 'turbo' },
  ],
  [
    'network-type-value',
    { networkType: NetworkType.of('ipv4') },
    { networkType: NetworkType.of('ipv8') },
    `'networkType' needs 'ipv4', 'ipv6' or 'dual_stack', got "ipv8"; choose one, or leave it out`,
    `${DOCS}/dg/network-type.html`,
    { NetworkType: 'ipv8' },
  ],
  [
    'ip-discovery-value',
    { ipDiscovery: IpDiscovery.of('ipv4') },
    { ipDiscovery: IpDiscovery.of('ipv8') },
    `'ipDiscovery' needs 'ipv4' or 'ipv6', got "ipv8"; choose one, or leave it out`,
    `${DOCS}/dg/network-type.html`,
    { IpDiscovery: 'ipv8' },
  ],
];

describe.each(LIMITS)('a limit of the service, %s,', (rule, most, more, refusal, page, emitted) => {
  test('is held by a cache that reaches it', () => {
    expect(messageOf(() => cacheIn(stack(), most))).toBe('no error');
  });

  test('is told by a cache that goes beyond it, with page and id', () => {
    expect(messageOf(() => cacheIn(stack(), more))).toBe(`Stack/Cache: ${refusal} (${page}) [${rule}]`);
  });

  test('is a warning for a cache of a scope in which it is lowered, and what is beyond it stands in the template', () => {
    const scope = stack();
    const reason = 'AWS raised it for our account, case 1234';
    CacheRules.of(scope).lower({ id: rule, reason });
    cacheIn(scope, more);
    expect(resources(scope)[ID.group]).toMatchObject({
      Properties: emitted,
      Metadata: { 'cdk-cache-tier': { lowered: [{ id: rule, reason }] } },
    });
    expect(warningsIn(scope)).toContain(rule);
  });
});

describe('more shards than the service takes', () => {
  const topology = Topology.clusterModeWithoutReplicas({ shards: 501 });
  const SHARDS =
    "'topology.shards' needs 1 to 500, got 501; choose a number in that range, and larger nodes if that is too few";
  const NODES =
    "'topology.shards' needs at most 500 nodes in all, got 501; use fewer shards or replicas on larger nodes";

  test('are more nodes too, and both are told', () => {
    expect(messageOf(() => cacheIn(stack(), { topology }))).toBe(`Stack/Cache:
  - ${SHARDS} (${DOCS}/APIReference/API_CreateReplicationGroup.html) [shards-range]
  - ${NODES} (${DOCS}/dg/quota-limits.html) [node-limit]`);
  });

  test('pass once both rules are lowered, and not before', () => {
    const scope = stack();
    CacheRules.of(scope).lower({ id: 'shards-range', reason: 'lifted' });
    expect(messageOf(() => cacheIn(scope, { topology }))).toBe(
      `Stack/Cache: ${NODES} (${DOCS}/dg/quota-limits.html) [node-limit]`,
    );
    CacheRules.of(scope).lower({ id: 'node-limit', reason: 'lifted' });
    scope.node.tryRemoveChild('Cache');
    scope.node.tryRemoveChild('Network');
    cacheIn(scope, { topology });
    expect(resources(scope)[ID.group].Properties).toMatchObject({ NumNodeGroups: 501, ReplicasPerNodeGroup: 0 });
    expect(warningsIn(scope)).toEqual(expect.arrayContaining(['shards-range', 'node-limit']));
  });
});

test('every limit that is passed is told at once', () => {
  expect(
    refusalsOf({
      topology: Topology.clusterMode({ shards: 2, replicasPerShard: 6 }),
      backup: Backup.daily({ retention: Duration.days(36), window: SnapshotWindow.parse('03:00-03:30') }),
      maintenanceWindow: MaintenanceWindow.parse('sun:05:00-sun:05:30'),
    }),
  ).toEqual([
    "'topology.replicasPerShard' needs 0 to 5, got 6; choose a number in that range",
    "'backup' needs 0 to 35 days, got 36; choose a number in that range",
    `'backup.window' needs at least 60 minutes, got "03:00-03:30"; make it longer`,
    `'maintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-sun:05:30"; move its start or its end`,
  ]);
});

test('a migrated group has the limits of one shard', () => {
  expect(refusalsOf({ topology: Topology.migratedToClusterMode({ replicas: 6 }) })).toEqual([
    "'topology' needs 1 to 6 nodes: a primary and at most 5 replicas, got 7; choose a number in that range",
  ]);
  expect(refusalsOf({ topology: Topology.migratedToClusterMode({ zones: ['eu-west-1a'] }) })).toEqual([
    "'topology.zones' needs one zone for each of the 2 nodes, the primary's first, got 1; list as many zones as there are nodes, or none",
  ]);
});

test('replicas that a layout writes into each shard have their limit too', () => {
  const layout = [{ id: '0001' }, { id: '0002' }];
  expect(refusalsOf({ topology: Topology.clusterMode({ shards: 2, replicasPerShard: 6, layout }) })).toEqual([
    "'topology.layout' needs at most 5 replicas in each shard, got 6; choose a number in that range",
  ]);
});
