import { Topology } from '../../lib';
import { ClusterMode } from '../../lib/cache/cluster-mode';
import { cacheChanges } from '../../lib/testing';
import { DEFAULT_IDS, groupOf, ID, type PropsIn, resourcesOf, warningsOf } from './given';

const SHAPE = [
  'AutomaticFailoverEnabled',
  'ClusterMode',
  'MultiAZEnabled',
  'NodeGroupConfiguration',
  'NumCacheClusters',
  'NumNodeGroups',
  'PreferredCacheClusterAZs',
  'ReplicasPerNodeGroup',
];

/** All that a template says of the shape. */
function shapeOf(props: PropsIn) {
  const { Properties, UpdatePolicy } = resourcesOf(props)[ID.group];
  const said = Object.entries(Properties).filter(([name]) => SHAPE.includes(name));
  return { ...Object.fromEntries(said), ...(UpdatePolicy && { UpdatePolicy }) };
}

const FAILOVER = { AutomaticFailoverEnabled: true, MultiAZEnabled: true };
const RESHARDING = { UpdatePolicy: { UseOnlineResharding: true } };

describe('one shard emits the number of its nodes alone', () => {
  test.each([1, 2, 3, 4, 5])('with %i replicas', (replicas) => {
    expect(shapeOf({ topology: Topology.singleShard({ replicas }) })).toEqual({
      ...FAILOVER,
      NumCacheClusters: replicas + 1,
    });
  });

  test('with one replica unless told otherwise', () => {
    expect(shapeOf({ topology: Topology.singleShard() })).toEqual({ ...FAILOVER, NumCacheClusters: 2 });
  });

  test('without replicas, and then without failover', () => {
    expect(shapeOf({ topology: Topology.singleShard({ replicas: 0 }) })).toEqual({
      AutomaticFailoverEnabled: false,
      MultiAZEnabled: false,
      NumCacheClusters: 1,
    });
  });

  test('and the zones of its nodes where they are chosen, with a warning', () => {
    const props = { topology: Topology.singleShard({ replicas: 1, zones: ['eu-west-1a', 'eu-west-1b'] }) };
    expect(shapeOf(props)).toEqual({
      ...FAILOVER,
      NumCacheClusters: 2,
      PreferredCacheClusterAZs: ['eu-west-1a', 'eu-west-1b'],
    });
    expect(warningsOf(props)).toEqual(['preferred-zones-replace']);
  });
});

describe('cluster mode emits shards, replicas of each, and the update policy that moves slots', () => {
  test('with one replica for each shard unless told otherwise', () => {
    expect(shapeOf({ topology: Topology.clusterMode({ shards: 3 }) })).toEqual({
      ...FAILOVER,
      ...RESHARDING,
      NumNodeGroups: 3,
      ReplicasPerNodeGroup: 1,
    });
  });

  test('with one shard', () => {
    expect(shapeOf({ topology: Topology.clusterMode({ shards: 1, replicasPerShard: 2 }) })).toEqual({
      ...FAILOVER,
      ...RESHARDING,
      NumNodeGroups: 1,
      ReplicasPerNodeGroup: 2,
    });
  });

  test('without Multi-AZ if that is asked for; failover is part of the mode', () => {
    expect(shapeOf({ topology: Topology.clusterMode({ shards: 2 }), multiAz: false })).toEqual({
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: false,
      ...RESHARDING,
      NumNodeGroups: 2,
      ReplicasPerNodeGroup: 1,
    });
  });

  test('with slots and zones of each shard where they are laid out, with warnings', () => {
    const props = {
      topology: Topology.clusterMode({
        shards: 2,
        layout: [{ slots: '0-8191', primaryZone: 'eu-west-1a', replicaZones: ['eu-west-1b'] }, { slots: '8192-16383' }],
      }),
    };
    expect(shapeOf(props)).toEqual({
      ...FAILOVER,
      ...RESHARDING,
      NumNodeGroups: 2,
      NodeGroupConfiguration: [
        {
          ReplicaCount: 1,
          Slots: '0-8191',
          PrimaryAvailabilityZone: 'eu-west-1a',
          ReplicaAvailabilityZones: ['eu-west-1b'],
        },
        { ReplicaCount: 1, Slots: '8192-16383' },
      ],
    });
    expect(warningsOf(props)).toEqual(['node-group-replace']);
  });

  test('without replicas by an explicit word, with a warning and without Multi-AZ', () => {
    const props = { topology: Topology.clusterModeWithoutReplicas({ shards: 2 }) };
    expect(shapeOf(props)).toEqual({
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: false,
      ...RESHARDING,
      NumNodeGroups: 2,
      ReplicasPerNodeGroup: 0,
    });
    expect(warningsOf(props)).toEqual(['cluster-mode-without-replicas']);
  });
});

describe('a layout', () => {
  const shards = (count: number, ids = false) =>
    Topology.clusterMode({
      shards: count,
      layout: Array.from({ length: count }, (_, i) => (ids ? { id: `${i + 1}` } : { primaryZone: 'eu-west-1a' })),
    });
  const told = (before: Topology, after: Topology) =>
    cacheChanges({ Resources: resourcesOf({ topology: before }) }, { Resources: resourcesOf({ topology: after }) }).map(
      ({ logicalId, kind, properties }) => [logicalId, kind, properties],
    );

  test('of nothing but ids names each shard', () => {
    expect(shapeOf({ topology: shards(2, true) })).toEqual({
      ...FAILOVER,
      ...RESHARDING,
      NumNodeGroups: 2,
      NodeGroupConfiguration: [
        { NodeGroupId: '1', ReplicaCount: 1 },
        { NodeGroupId: '2', ReplicaCount: 1 },
      ],
    });
  });

  test('of shards without replicas says so in each, and nowhere else', () => {
    const topology = Topology.clusterModeWithoutReplicas({
      shards: 2,
      layout: [{ slots: '0-8191' }, { slots: '8192-16383', primaryZone: 'eu-west-1b' }],
    });
    expect(shapeOf({ topology })).toEqual({
      AutomaticFailoverEnabled: true,
      MultiAZEnabled: false,
      ...RESHARDING,
      NumNodeGroups: 2,
      NodeGroupConfiguration: [
        { ReplicaCount: 0, Slots: '0-8191' },
        { PrimaryAvailabilityZone: 'eu-west-1b', ReplicaCount: 0, Slots: '8192-16383' },
      ],
    });
    expect(warningsOf({ topology }).sort()).toEqual(['cluster-mode-without-replicas', 'node-group-replace']);
  });

  test('in which nothing is said is none', () => {
    const topology = Topology.clusterMode({ shards: 2, layout: [{}, { slots: undefined }] });
    expect(resourcesOf({ topology })).toEqual(resourcesOf({ topology: Topology.clusterMode({ shards: 2 }) }));
  });

  test.each([false, true])('takes a shard more in place, with ids: %s', (ids) => {
    expect(told(shards(2, ids), shards(3, ids))).toEqual([
      [ID.group, 'updated', ['NodeGroupConfiguration', 'NumNodeGroups']],
    ]);
  });
});

describe('a group that migrates to cluster mode', () => {
  const before = resourcesOf();
  const compatible = resourcesOf({ clusterMode: ClusterMode.COMPATIBLE });
  const enabled = resourcesOf({ topology: Topology.migratedToClusterMode() });
  const SECOND = 'CacheClusterModeParameterGroup09BEE27B';

  test('keeps the shape of one shard when it becomes compatible, and warns that this is a step', () => {
    expect(shapeOf({ clusterMode: ClusterMode.COMPATIBLE })).toEqual({
      ...FAILOVER,
      ClusterMode: 'compatible',
      NumCacheClusters: 2,
    });
    expect(warningsOf({ clusterMode: ClusterMode.COMPATIBLE })).toEqual(['cluster-mode-compatible']);
  });

  test('keeps it for ever: enabled, it still emits its number of nodes and no update policy', () => {
    expect(shapeOf({ topology: Topology.migratedToClusterMode() })).toEqual({
      ...FAILOVER,
      ClusterMode: 'enabled',
      NumCacheClusters: 2,
    });
    expect(shapeOf({ topology: Topology.migratedToClusterMode({ replicas: 3 }) })).toMatchObject({
      NumCacheClusters: 4,
    });
  });

  test('states the mode once, whether the mode is given or follows from the topology', () => {
    expect(groupOf({ topology: Topology.migratedToClusterMode(), clusterMode: ClusterMode.ENABLED })).toEqual(
      enabled[ID.group].Properties,
    );
  });

  test("gets a second parameter group with 'cluster-enabled', because that of a group in use cannot be changed", () => {
    expect(compatible[SECOND].Properties).toEqual({
      CacheParameterGroupFamily: 'valkey8',
      Description: 'Parameters of Stack/Cache/ClusterModeParameterGroup',
      Properties: {
        'cluster-enabled': 'yes',
        'maxmemory-policy': 'allkeys-lru',
        'reserved-memory-percent': '25',
      },
    });
    expect(compatible[ID.parameterGroup]).toBeUndefined();
    expect(enabled[SECOND]).toEqual(compatible[SECOND]);
  });

  describe('in zones that were chosen', () => {
    const zones = ['eu-west-1a', 'eu-west-1b'];
    const topology = Topology.singleShard({ replicas: 1, zones });
    const steps: PropsIn[] = [
      { topology },
      { topology, clusterMode: ClusterMode.COMPATIBLE },
      { topology: Topology.migratedToClusterMode({ replicas: 1, zones }) },
    ];
    const changes = (before: PropsIn, after: PropsIn) =>
      cacheChanges({ Resources: resourcesOf(before) }, { Resources: resourcesOf(after) }).map(
        ({ logicalId, kind, properties }) => [logicalId, kind, properties],
      );

    test('keeps emitting them', () => {
      const zonesOf = (props: PropsIn) => groupOf(props).PreferredCacheClusterAZs;
      expect(steps.map(zonesOf)).toEqual([zones, zones, zones]);
      expect(shapeOf(steps[2])).toEqual({
        ...FAILOVER,
        ClusterMode: 'enabled',
        NumCacheClusters: 2,
        PreferredCacheClusterAZs: zones,
      });
    });

    test('is not replaced on the way', () => {
      expect(changes(steps[0], steps[1])).toEqual([
        [ID.group, 'updated', ['CacheParameterGroupName', 'ClusterMode']],
        [ID.parameterGroup, 'removed', []],
        [SECOND, 'added', []],
      ]);
      expect(changes(steps[1], steps[2])).toEqual([[ID.group, 'updated', ['ClusterMode']]]);
    });

    test('would be replaced if it left them out', () => {
      expect(changes(steps[1], { topology: Topology.migratedToClusterMode({ replicas: 1 }) })).toEqual([
        [ID.group, 'replaced', expect.arrayContaining(['PreferredCacheClusterAZs'])],
      ]);
    });

    test('has no other warning than at the start', () => {
      expect(warningsOf(steps[2])).toEqual(['preferred-zones-replace']);
    });
  });

  test('changes nothing but its mode and its parameter group on the way', () => {
    const { ClusterMode: mode, CacheParameterGroupName: name, ...rest } = compatible[ID.group].Properties;
    const { CacheParameterGroupName: _, ...original } = before[ID.group].Properties;
    expect([mode, name]).toEqual(['compatible', { Ref: SECOND }]);
    expect(rest).toEqual(original);
    expect({ ...enabled[ID.group].Properties, ClusterMode: 'compatible' }).toEqual(compatible[ID.group].Properties);
    expect(Object.keys(compatible).sort()).toEqual(
      DEFAULT_IDS.map((id) => (id === ID.parameterGroup ? SECOND : id)).sort(),
    );
  });
});
