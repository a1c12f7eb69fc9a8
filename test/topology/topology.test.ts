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
    [
      'more than the service has today',
      Topology.clusterMode({ shards: 501, replicasPerShard: 6 }),
      [501, 6, 3507, true, false],
    ],
    ['more replicas than it has', Topology.singleShard({ replicas: 6 }), [1, 6, 7, false, false]],
    ['a laid out one', Topology.clusterMode({ shards: 1, replicasPerShard: 2, layout: [{}] }), [1, 2, 3, true, false]],
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
      Topology.clusterMode({
        shards: 1,
        layout: [{ id: '0001', slots: '0-16383', primaryZone: 'a', replicaZones: ['b'] }],
      }),
      {
        numNodeGroups: 1,
        nodeGroupConfiguration: [
          {
            nodeGroupId: '0001',
            replicaCount: 1,
            slots: '0-16383',
            primaryAvailabilityZone: 'a',
            replicaAvailabilityZones: ['b'],
          },
        ],
      },
    ],
    [
      Topology.clusterMode({ shards: 2, replicasPerShard: 3, layout: [{}, { id: '7' }] }),
      { numNodeGroups: 2, nodeGroupConfiguration: [{ replicaCount: 3 }, { nodeGroupId: '7', replicaCount: 3 }] },
    ],
    [Topology.clusterModeWithoutReplicas({ shards: 4 }), { numNodeGroups: 4, replicasPerNodeGroup: 0 }],
    [
      Topology.clusterModeWithoutReplicas({ shards: 2, layout: [{ primaryZone: 'a' }, { id: '2', primaryZone: 'a' }] }),
      {
        numNodeGroups: 2,
        nodeGroupConfiguration: [
          { replicaCount: 0, primaryAvailabilityZone: 'a' },
          { nodeGroupId: '2', replicaCount: 0, primaryAvailabilityZone: 'a' },
        ],
      },
    ],
    [Topology.migratedToClusterMode({ replicas: 2 }), { numCacheClusters: 3 }],
    [
      Topology.migratedToClusterMode({ zones: ['a', 'b'] }),
      { numCacheClusters: 2, preferredCacheClusterAZs: ['a', 'b'] },
    ],
  ])('%#', (topology, rendered) => {
    expect(defined(topology)).toEqual(rendered);
  });
});

test('the lists of the caller may change later', () => {
  const zones = ['a', 'b'];
  const replicaZones = ['b'];
  const shapes = [
    Topology.singleShard({ zones }),
    Topology.migratedToClusterMode({ zones }),
    Topology.clusterMode({ shards: 1, layout: [{ replicaZones }] }),
  ];
  const before = JSON.stringify(shapes.map((it) => it._render()));
  zones.push('c');
  replicaZones.push('c');
  expect(JSON.stringify(shapes.map((it) => it._render()))).toBe(before);
});

describe('a shape that cannot be is refused with the whole message', () => {
  test.each<[string, () => unknown, string]>([
    [
      'less than no replicas',
      () => Topology.singleShard({ replicas: -1 }),
      "Topology.singleShard: 'replicas' needs a whole number, 0 or more, got -1; choose one",
    ],
    [
      'half a replica',
      () => Topology.singleShard({ replicas: 0.5 }),
      "Topology.singleShard: 'replicas' needs a whole number, 0 or more, got 0.5; choose one",
    ],
    [
      'no number',
      () => Topology.singleShard({ replicas: Number.NaN }),
      "Topology.singleShard: 'replicas' needs a whole number, 0 or more, got NaN; choose one",
    ],
    [
      'endless replicas',
      () => Topology.singleShard({ replicas: Number.POSITIVE_INFINITY }),
      "Topology.singleShard: 'replicas' needs a whole number, 0 or more, got Infinity; choose one",
    ],
    [
      'no shards',
      () => Topology.clusterMode({ shards: 0 }),
      "Topology.clusterMode: 'shards' needs a whole number, 1 or more, got 0; choose one",
    ],
    [
      'no number of shards, from JavaScript',
      () => Topology.clusterMode({} as never),
      "Topology.clusterMode: 'shards' needs a whole number, 1 or more, got undefined; choose one",
    ],
    [
      'no shards, half a replica and a layout of one, at once',
      () => Topology.clusterMode({ shards: 0, replicasPerShard: 0.5, layout: [{}] }),
      `Topology.clusterMode:
  - 'shards' needs a whole number, 1 or more, got 0; choose one
  - 'replicasPerShard' needs a whole number, 1 or more, got 0.5; choose one
  - 'layout' needs one entry for each of the 0 shards, got 1; describe them all or none`,
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
      'a layout of some shards without replicas',
      () => Topology.clusterModeWithoutReplicas({ shards: 1, layout: [{}, {}] }),
      "Topology.clusterModeWithoutReplicas: 'layout' needs one entry for each of the 1 shards, got 2; describe them all or none",
    ],
    [
      'no shards without replicas',
      () => Topology.clusterModeWithoutReplicas({ shards: 0 }),
      "Topology.clusterModeWithoutReplicas: 'shards' needs a whole number, 1 or more, got 0; choose one",
    ],
    [
      'a migrated group without replicas',
      () => Topology.migratedToClusterMode({ replicas: 0 }),
      "Topology.migratedToClusterMode: 'replicas' needs a whole number, 1 or more, got 0; choose one",
    ],
  ])('%s', (_what, act, message) => {
    expect(messageOf(act)).toBe(message);
  });
});
