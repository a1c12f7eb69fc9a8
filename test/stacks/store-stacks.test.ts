import { hashes } from './hashes';
import { complaints, idsOf, linkIn, stackOf, templateOf } from './stack-given';

expect.addSnapshotSerializer(hashes);

const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const STORES = [
  { kind: 'SessionStore', as: 'sessions', section: 'sessionStore', durability: 'async', policy: 'volatile-lru' },
  { kind: 'Leaderboard', as: 'leaderboard', section: 'leaderboard', durability: 'sync', policy: 'noeviction' },
];

describe.each(STORES)('$kind', ({ kind, as, section, durability, policy }) => {
  const LINK = `/cache-tier/${kind}/${kind}/Cache/${as}`;

  test('of which nothing is said is this template', () => {
    expect(templateOf(kind).toJSON()).toMatchSnapshot();
  });

  test('of which nothing is said breaks no rule, not even a warning', () => {
    expect(complaints(stackOf(kind))).toEqual([]);
  });

  test('keeps what it holds through the loss of nodes, and when the stack goes', () => {
    const template = templateOf(kind);
    template.hasResource(GROUP, {
      DeletionPolicy: 'Snapshot',
      UpdateReplacePolicy: 'Snapshot',
      Properties: { EngineVersion: '9.0', Durability: durability, NumNodeGroups: 1, ReplicasPerNodeGroup: 1 },
    });
    template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
      Properties: { 'cluster-enabled': 'yes', 'maxmemory-policy': policy },
    });
    expect(idsOf(template, /ReplicationGroup$/)).toHaveLength(1);
  });

  test('says who may use it, and its times', () => {
    expect(linkIn(templateOf(kind), LINK)).toMatchObject({
      auth: 'iam',
      'cluster-mode': 'true',
      user: expect.stringContaining(as.slice(0, 5)),
      ...(as === 'sessions' && { ttl: '86400', 'max-ttl': '2592000' }),
    });
    expect(linkIn(templateOf(kind, { [section]: { maxTtl: '60d' } }), LINK)['max-ttl']).toBe('5184000');
  });

  test.each<[object, string]>([
    [{ engine: 'valkey-8.2' }, 'valkey 8.2'],
    [{ engine: 'redis-7.1' }, 'redis 7.1'],
    [{ nodeType: 'cache.t4g.small' }, 'cache.t4g.small'],
    [{ shards: 2, replicas: 0 }, 'no replicas'],
  ])('of %j has no log, and a warning', (config, got) => {
    const [warning] = complaints(stackOf(kind, config)).filter((each) => each.includes('what this store holds'));
    expect(warning).toContain(`got ${got}; without it, what this store holds is lost with its nodes`);
    const [{ Properties }] = Object.values(templateOf(kind, config).findResources(GROUP));
    expect(Properties.Durability).toBe('engine' in config ? undefined : 'disabled');
  });

  test('of the development profile has one small node, and leaves nothing behind', () => {
    templateOf(kind, { profile: 'dev' }).hasResource(GROUP, {
      DeletionPolicy: 'Delete',
      Properties: { CacheNodeType: 'cache.t4g.micro', NumCacheClusters: 1 },
    });
  });

  test.each(['lambda', 'fargate'])('has an application on %s that is told of it', (application) => {
    const template = templateOf(kind, { [section]: { application } });
    const type = application === 'lambda' ? 'AWS::Lambda::Function' : 'AWS::ECS::TaskDefinition';
    expect(JSON.stringify(template.findResources(type))).toContain(`CACHE_TIER_${as.toUpperCase()}_ENDPOINT`);
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining(['Endpoint', 'Url']));
  });

  test('refuses times that contradict each other with its path', () => {
    expect(() => templateOf(kind, { [section]: { maxTtl: '200d' } })).toThrow(
      new RegExp(
        `^${kind}/${kind}:\\s.*'maxTtl' needs whole seconds, 1 or more and at most 180 days, got 200 days`,
        's',
      ),
    );
  });
});
