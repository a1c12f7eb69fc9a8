import { InvalidCacheError, Topology } from '../../lib';

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidCacheError);
    return (error as Error).message;
  }
  return 'no error';
}

describe('a topology', () => {
  test.each([
    ['one shard', Topology.singleShard(), [1, 1, 2, false, false]],
    ['one shard without replicas', Topology.singleShard({ replicas: 0 }), [1, 0, 1, false, false]],
    ['one shard with all replicas', Topology.singleShard({ replicas: 5 }), [1, 5, 6, false, false]],
    ['one shard in cluster mode', Topology.clusterMode({ shards: 1 }), [1, 1, 2, true, false]],
    ['shards', Topology.clusterMode({ shards: 3, replicasPerShard: 2 }), [3, 2, 9, true, false]],
    ['the most shards', Topology.clusterMode({ shards: 500 }), [500, 1, 1000, true, false]],
    ['shards without replicas', Topology.clusterModeWithoutReplicas({ shards: 3 }), [3, 0, 3, true, false]],
    ['a migrated group', Topology.migratedToClusterMode(), [1, 1, 2, true, true]],
    ['a migrated group with replicas', Topology.migratedToClusterMode({ replicas: 5 }), [1, 5, 6, true, true]],
  ])('of %s knows its shards, replicas, nodes and mode', (_what, it, known) => {
    expect([it.shards, it.replicasPerShard, it.nodes, it.clusterMode, it.migrated]).toEqual(known);
  });
});

describe('a factory says what it renders, and nothing else', () => {
  const defined = (topology: Topology) => JSON.parse(JSON.stringify(topology._render()));

  test.each([
    [Topology.singleShard(), { numCacheClusters: 2 }],
    [
      Topology.singleShard({ replicas: 1, zones: ['a', 'b'] }),
      { numCacheClusters: 2, preferredCacheClusterAZs: ['a', 'b'] },
    ],
    [Topology.clusterMode({ shards: 2 }), { numNodeGroups: 2, replicasPerNodeGroup: 1 }],
    [
      Topology.clusterMode({ shards: 1, layout: [{ slots: '0-16383', primaryZone: 'a', replicaZones: ['b'] }] }),
      {
        numNodeGroups: 1,
        replicasPerNodeGroup: 1,
        nodeGroupConfiguration: [{ slots: '0-16383', primaryAvailabilityZone: 'a', replicaAvailabilityZones: ['b'] }],
      },
    ],
    [
      Topology.clusterMode({ shards: 1, layout: [{}] }),
      { numNodeGroups: 1, replicasPerNodeGroup: 1, nodeGroupConfiguration: [{}] },
    ],
    [Topology.clusterModeWithoutReplicas({ shards: 4 }), { numNodeGroups: 4, replicasPerNodeGroup: 0 }],
    [Topology.migratedToClusterMode({ replicas: 2 }), { numCacheClusters: 3 }],
  ])('%#', (topology, rendered) => {
    expect(defined(topology)).toEqual(rendered);
  });
});

describe('a shape that cannot be is refused with the whole message', () => {
  test.each<[string, () => unknown, string]>([
    [
      'too many replicas',
      () => Topology.singleShard({ replicas: 6 }),
      "Topology.singleShard: 'replicas' needs a whole number from 0 to 5, got 6; choose one",
    ],
    [
      'less than no replicas',
      () => Topology.singleShard({ replicas: -1 }),
      "Topology.singleShard: 'replicas' needs a whole number from 0 to 5, got -1; choose one",
    ],
    [
      'half a replica',
      () => Topology.singleShard({ replicas: 0.5 }),
      "Topology.singleShard: 'replicas' needs a whole number from 0 to 5, got 0.5; choose one",
    ],
    [
      'no number',
      () => Topology.singleShard({ replicas: Number.NaN }),
      "Topology.singleShard: 'replicas' needs a whole number from 0 to 5, got NaN; choose one",
    ],
    [
      'zones for some nodes',
      () => Topology.singleShard({ replicas: 2, zones: ['a', 'b'] }),
      "Topology.singleShard: 'zones' needs one zone for each of the 3 nodes, got 2; list them all or none",
    ],
    [
      'no shards',
      () => Topology.clusterMode({ shards: 0 }),
      "Topology.clusterMode: 'shards' needs a whole number from 1 to 500, got 0; choose one",
    ],
    [
      'no number of shards, from JavaScript',
      () => Topology.clusterMode({} as never),
      "Topology.clusterMode: 'shards' needs a whole number from 1 to 500, got undefined; choose one",
    ],
    [
      'too many shards and replicas, at once',
      () => Topology.clusterMode({ shards: 501, replicasPerShard: 6 }),
      `Topology.clusterMode:
  - 'shards' needs a whole number from 1 to 500, got 501; choose one
  - 'replicasPerShard' needs a whole number from 1 to 5, got 6; choose one`,
    ],
    [
      'shards without replicas that were not asked for by their own word',
      () => Topology.clusterMode({ shards: 2, replicasPerShard: 0 }),
      "Topology.clusterMode: 'replicasPerShard' needs 1 to 5, got 0; later updates of such a group fail: use Topology.clusterModeWithoutReplicas() if you accept that",
    ],
    [
      'a layout of some shards',
      () => Topology.clusterMode({ shards: 3, layout: [{}, {}] }),
      "Topology.clusterMode: 'layout' needs one entry for each of the 3 shards, got 2; describe them all or none",
    ],
    [
      'zones of some replicas',
      () => Topology.clusterMode({ shards: 2, replicasPerShard: 2, layout: [{}, { replicaZones: ['a'] }] }),
      "Topology.clusterMode: 'layout[1].replicaZones' needs 2 zones, got 1; list them all or none",
    ],
    [
      'no shards without replicas',
      () => Topology.clusterModeWithoutReplicas({ shards: 0 }),
      "Topology.clusterModeWithoutReplicas: 'shards' needs a whole number from 1 to 500, got 0; choose one",
    ],
    [
      'a migrated group without replicas',
      () => Topology.migratedToClusterMode({ replicas: 0 }),
      "Topology.migratedToClusterMode: 'replicas' needs a whole number from 1 to 5, got 0; choose one",
    ],
  ])('%s', (_what, act, message) => {
    expect(messageOf(act)).toBe(message);
  });
});
