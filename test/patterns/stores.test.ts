import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import { AccessString, Backup, CacheAuth, Durability, EngineVersion, NodeType, Profile, Topology } from '../../lib';
import { Access } from '../../lib/access/access';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { Workload } from '../../lib/cache/workload';
import { CacheSource } from '../../lib/patterns/cache-source';
import { Leaderboard, type LeaderboardProps } from '../../lib/patterns/leaderboard';
import { SessionStore, type SessionStoreProps } from '../../lib/patterns/session-store';
import {
  allOf,
  functionIn,
  grantsIn,
  groupIn,
  messageOf,
  roleIn,
  rulesIn,
  serviceIn,
  stacks,
  statementsIn,
  warningsIn,
} from '../connect/connect-given';
import { containerVariablesIn, givenCache, networkOf, openEndsIn, openingsIn, usersIn, variablesIn } from './given';

type Props = Partial<SessionStoreProps & LeaderboardProps>;

/** Both stores, by what differs between them. */
const STORES = {
  SessionStore: {
    make: (scope: Stack, props: Props = {}, id = 'Store') =>
      new SessionStore(scope, id, { vpc: networkOf(scope), ...props }),
    connection: 'SESSIONS',
    policy: 'volatile-lru',
    durability: 'async',
    access: AccessString.sessionStore({ keys: ['session:*'] }).value,
    keys: /^on ~session:\* -@all /,
    told: { TTL: '86400', MAX_TTL: '2592000' },
    memcached:
      'sessions outlive the loss of a node, and are renewed and ended by scripts, so that two requests cannot undo each other; Memcached has no replicas and runs no scripts',
  },
  Leaderboard: {
    make: (scope: Stack, props: Props = {}, id = 'Store') =>
      new Leaderboard(scope, id, { vpc: networkOf(scope), ...props }),
    connection: 'LEADERBOARD',
    policy: 'noeviction',
    durability: 'sync',
    keys: /^on ~board:\* ~set:\* -@all /,
    told: {},
    memcached: 'boards are sorted sets that have no other copy, and Memcached has neither sorted sets nor replicas',
  },
} as const;

const groupOf = (scope: Stack) => allOf(scope, 'AWS::ElastiCache::ReplicationGroup')[0];
const policyOf = (scope: Stack) => allOf(scope, 'AWS::ElastiCache::ParameterGroup')[0].Properties['maxmemory-policy'];

describe.each(Object.entries(STORES))('%s', (name, { make, connection, policy, durability, keys, told, memcached }) => {
  test('is durable, in two zones, backed up, encrypted, and evicts what it may', () => {
    const { app, own } = stacks();
    make(own);
    expect(groupOf(own)).toMatchObject({
      Engine: 'valkey',
      EngineVersion: '9.0',
      CacheNodeType: 'cache.r7g.large',
      NumNodeGroups: 1,
      ReplicasPerNodeGroup: 1,
      MultiAZEnabled: true,
      AutomaticFailoverEnabled: true,
      TransitEncryptionEnabled: true,
      AtRestEncryptionEnabled: true,
      Durability: durability,
      SnapshotRetentionLimit: 15,
    });
    expect(policyOf(own)).toBe(policy);
    expect(warningsIn(app)).toEqual([]);
  });

  test('in development is one small node, which says nothing of durability', () => {
    const { app, own } = stacks();
    make(own, { profile: Profile.DEV });
    const group = groupOf(own);
    expect(group).toMatchObject({ CacheNodeType: 'cache.t4g.micro', NumCacheClusters: 1, SnapshotRetentionLimit: 0 });
    expect(group).not.toHaveProperty('Durability');
    expect(policyOf(own)).toBe(policy);
    expect(warningsIn(app)).toEqual([]);
  });

  test('in development and cluster mode says that it is not durable', () => {
    const { app, own } = stacks();
    const topology = Topology.clusterMode({ shards: 2 });
    make(own, { profile: Profile.DEV, cache: CacheSource.replicationGroup({ topology }) });
    expect(groupOf(own)).toMatchObject({ NumNodeGroups: 2, Durability: 'disabled' });
    expect(warningsIn(app)).toEqual([]);
  });

  test('is what is said of it', () => {
    const { own } = stacks();
    const { cache } = make(own, {
      durability: Durability.DISABLED,
      backup: Backup.daily({ retention: Duration.days(30) }),
      cache: CacheSource.replicationGroup({
        engine: EngineVersion.VALKEY_8_2,
        nodeType: NodeType.M7G_LARGE,
        topology: undefined,
        parameters: { timeout: '300' },
      }),
    });
    expect(cache.node.path).toBe('Own/Store/Cache');
    expect(groupOf(own)).toMatchObject({
      EngineVersion: '8.2',
      CacheNodeType: 'cache.m7g.large',
      Durability: 'disabled',
      SnapshotRetentionLimit: 30,
      NumNodeGroups: 1,
    });
    expect(policyOf(own)).toBe(policy);
  });

  test.each(['Own', 'Other'])(
    'lets a function in %s in on the port of the cache, as a user of its keys alone',
    (where) => {
      const { app, own, other } = stacks();
      const scope = where === 'Own' ? own : other;
      const store = make(own);
      const { user, environment } = store.connect(functionIn(scope, { allowAllOutbound: false }));
      const group =
        scope === own ? 'StoreCacheSecurityGroup.GroupId' : 'Own: PublishOutputFnGetAttStoreCacheSecurityGroupGroupId';
      expect(openingsIn(rulesIn(scope))).toEqual([
        `<ApiSecurityGroup.GroupId> into <${group}> on tcp 6379-6379`,
        `<ApiSecurityGroup.GroupId> out to <${group}> on tcp 6379-6379`,
      ]);
      const [[userId, accessString], ...others] = Object.entries(usersIn(own));
      expect([userId, others]).toEqual([user?.userId, []]);
      expect(accessString).toMatch(keys);
      expect(accessString).not.toMatch(/\+@all|allkeys|~\*|\+@dangerous|\+@admin|\+scan|\+keys/);
      expect(grantsIn(scope)).toEqual(
        [expect.stringMatching(/^elasticache:Connect on .*:replicationgroup:.*, .*:user:/)].map(() =>
          expect.stringContaining(`:user:${userId}`),
        ),
      );
      const variables = variablesIn(scope);
      expect(variables).toMatchObject({
        [`CACHE_TIER_${connection}_ENGINE`]: 'valkey',
        [`CACHE_TIER_${connection}_TLS`]: 'true',
        [`CACHE_TIER_${connection}_CLUSTER_MODE`]: 'true',
        [`CACHE_TIER_${connection}_AUTH`]: 'iam',
        [`CACHE_TIER_${connection}_USER`]: userId,
        ...Object.fromEntries(
          Object.entries(told).map(([field, value]) => [`CACHE_TIER_${connection}_${field}`, value]),
        ),
      });
      expect(Object.keys(variables).sort()).toEqual(Object.keys(environment).sort());
      expect(variables).not.toHaveProperty(`CACHE_TIER_${connection}_KEY_PREFIX`);
      expect(warningsIn(app)).toEqual([]);
    },
  );

  test('lets a service of Fargate in, and tells its container', () => {
    const { own, other } = stacks();
    make(own).connect(serviceIn(other));
    expect(openingsIn(rulesIn(other))).toEqual([
      '<WebSecurityGroup.GroupId> into <Own: PublishOutputFnGetAttStoreCacheSecurityGroupGroupId> on tcp 6379-6379',
    ]);
    expect(containerVariablesIn(other)).toMatchObject({ [`CACHE_TIER_${connection}_PORT`]: '6379' });
  });

  test('lets a role be its user, and lets in from where it is told', () => {
    const { own } = stacks();
    const { parameterName } = make(own).connect(roleIn(own), { from: groupIn(own) });
    expect(parameterName).toMatch(new RegExp(`^/cache-tier/.+/${connection.toLowerCase()}$`));
    expect(openingsIn(rulesIn(own))).toEqual([
      '<Group.GroupId> into <StoreCacheSecurityGroup.GroupId> on tcp 6379-6379',
    ]);
    expect(statementsIn(own).flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(['elasticache:Connect', 'ssm:GetParameter']),
    );
  });

  test('lets nobody in from an address, and the cache out to nowhere', () => {
    const { own } = stacks();
    const store = make(own);
    for (const id of ['One', 'Two']) store.connect(functionIn(own, { allowAllOutbound: false }, id));
    expect(openEndsIn(own)).toEqual([]);
    expect(Object.keys(usersIn(own))).toHaveLength(1);
  });

  test('gives a prefix of keys a user of its own', () => {
    const { own } = stacks();
    const store = make(own);
    store.connect(functionIn(own), { keyPrefix: 'shop:eu:' });
    store.connect(functionIn(own, {}, 'Second'), { keyPrefix: 'a*b[c] ' });
    const [first, second] = Object.values(usersIn(own));
    expect([first.split(' -@all ')[0], second.split(' -@all ')[0]]).toEqual(['on ~shop:eu:*', 'on ~a?b?c??*']);
    expect(variablesIn(own)[`CACHE_TIER_${connection}_KEY_PREFIX`]).toBe('shop:eu:');
  });

  test('gives the access that is asked for, or the user', () => {
    const { own } = stacks();
    const store = make(own);
    const { user } = store.connect(functionIn(own), { access: Access.READ_ONLY, as: 'report' });
    store.connect(functionIn(own, {}, 'Second'), { user });
    expect(Object.values(usersIn(own))).toEqual([Access.READ_ONLY.accessString.value]);
  });

  test.each([
    ['the token', CacheAuth.authToken(), { AUTH: 'auth-token' }, 0],
    ['a password', CacheAuth.users(), { AUTH: 'password' }, 1],
    ['nobody', CacheAuth.none(), { AUTH: 'none' }, 0],
  ])('tells who a client is: %s', (_who, auth, fields, users) => {
    const { own } = stacks();
    make(own, { cache: CacheSource.replicationGroup({ auth }) }).connect(functionIn(own));
    expect(variablesIn(own)).toMatchObject(
      Object.fromEntries(Object.entries(fields).map(([field, value]) => [`CACHE_TIER_${connection}_${field}`, value])),
    );
    expect(Object.keys(usersIn(own))).toHaveLength(users);
  });

  test('may live in a cache that is there already', () => {
    const { app, own, other } = stacks();
    const workload = name === 'Leaderboard' ? Workload.LEADERBOARD : Workload.SESSION_STORE;
    const cache = new ReplicationGroup(own, 'Cache', { vpc: networkOf(own), workload });
    const store = make(other, { vpc: undefined, cache: CacheSource.existing(cache) });
    expect(store.cache).toBe(cache);
    store.connect(functionIn(other));
    expect(allOf(other, 'AWS::ElastiCache::ReplicationGroup')).toEqual([]);
    expect(Object.values(usersIn(own))[0]).toMatch(keys);
    expect(warningsIn(app)).toEqual([]);
  });

  test('is warned of a cache that drops what it keeps', () => {
    const { app, own } = stacks();
    const cache = new ReplicationGroup(own, 'Cache', { vpc: networkOf(own) });
    make(own, { vpc: undefined, cache: CacheSource.existing(cache) });
    const workload = name === 'Leaderboard' ? 'LEADERBOARD' : 'SESSION_STORE';
    expect(warningsIn(app)).toEqual([
      `Own/Store: 'cache' needs 'maxmemory-policy' ${policy} for what this store keeps, got allkeys-lru of 'Own/Cache', which drops it when the memory is full; set workload: Workload.${workload} there, or give the store a cache of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html) [ack: cdk-cache-tier:store-eviction]`,
    ]);
  });

  test('is not warned of what it does not know, or what never evicts', () => {
    const { app, own } = stacks();
    const quiet = [
      new ReplicationGroup(own, 'Queue', { vpc: networkOf(own), workload: Workload.QUEUE }),
      givenCache(own, 'valkey'),
    ];
    for (const cache of quiet)
      make(own, { vpc: undefined, cache: CacheSource.existing(cache) }, `${cache.node.id}Store`);
    expect(warningsIn(app)).toEqual([]);
  });

  test.each<[string, (own: Stack) => Props]>([
    ['that exists', (own) => ({ vpc: undefined, cache: CacheSource.existing(givenCache(own, 'memcached')) })],
    ['of its own', () => ({ cache: CacheSource.memcached({ nodes: 3 }) })],
    ['of its own, without a network', () => ({ vpc: undefined, cache: CacheSource.memcached() })],
  ])('is refused on Memcached %s, with the reason', (_what, props) => {
    const { own } = stacks();
    expect(messageOf(() => make(own, props(own)))).toBe(
      `Own/Store: 'cache' needs Valkey or Redis OSS, got memcached: ${memcached}; use CacheSource.replicationGroup(), or give a cache of one of these engines (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html)`,
    );
  });

  const LIMITS = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html';
  test.each<[string, (own: Stack) => Props, string]>([
    [
      'no network',
      () => ({ vpc: undefined }),
      "Own/Store: 'vpc' needs a network for the cache, got none; give one, or a cache that exists already",
    ],
    [
      'what a cache that exists decides',
      (own) => ({
        cache: CacheSource.existing(givenCache(own, 'valkey')),
        durability: Durability.SYNC,
        vpcSubnets: {},
        backup: Backup.none(),
      }),
      `Own/Store:\n${['vpc', 'vpcSubnets', 'durability', 'backup'].map((prop) => `  - '${prop}' needs a cache that is made here, got one that exists already; leave it out, or say it where the cache is made`).join('\n')}`,
    ],
    [
      'the same twice',
      () => ({
        durability: Durability.SYNC,
        cache: CacheSource.replicationGroup({ durability: Durability.ASYNC, backup: Backup.daily() }),
        backup: Backup.daily(),
      }),
      `Own/Store:\n${['durability', 'backup'].map((prop) => `  - '${prop}' needs to be said once, got it here and in 'cache'; remove it from CacheSource.replicationGroup()`).join('\n')}`,
    ],
    [
      'a bound of none',
      () => ({ maxTtl: Duration.seconds(0), ttl: undefined }),
      `Own/Store: 'maxTtl' needs whole seconds, 1 or more and at most 180 days, got 0 seconds; choose a time between them, such as Duration.days(30)`,
    ],
    [
      'an engine without durability',
      () => ({ cache: CacheSource.replicationGroup({ engine: EngineVersion.VALKEY_8_2 }) }),
      `Own/Store: 'cache.durability' needs valkey 9.0 or newer, got valkey 8.2; upgrade to valkey 9.0 or newer, or set durability: Durability.DISABLED (${LIMITS}) [durability-engine]`,
    ],
  ])('is refused: %s', (_what, props, message) => {
    const { own } = stacks();
    expect(messageOf(() => make(own, props(own)))).toBe(message);
  });
});

describe('the times of sessions', () => {
  test.each<[SessionStoreProps, { TTL: string; MAX_TTL: string }]>([
    [{ ttl: Duration.hours(8) }, { TTL: '28800', MAX_TTL: '2592000' }],
    [{ ttl: Duration.days(60) }, { TTL: '5184000', MAX_TTL: '5184000' }],
    [
      { ttl: Duration.minutes(20), maxTtl: Duration.hours(1) },
      { TTL: '1200', MAX_TTL: '3600' },
    ],
  ])('are told: %#', (times, told) => {
    const { own } = stacks();
    const { link } = STORES.SessionStore.make(own, times).connect(functionIn(own));
    expect([link.ttl, link['max-ttl']]).toEqual([told.TTL, told.MAX_TTL]);
  });

  test('are refused where a session would live longer than the longest', () => {
    const { own } = stacks();
    const times = { ttl: Duration.days(2), maxTtl: Duration.days(1) };
    expect(messageOf(() => STORES.SessionStore.make(own, times))).toBe(
      "Own/Store: 'ttl' needs at most the 1 day of 'maxTtl', got 2 days; shorten it, or raise 'maxTtl'",
    );
  });
});

test('a season is told', () => {
  const { own } = stacks();
  const { link } = STORES.Leaderboard.make(own, { maxTtl: Duration.days(90) }).connect(functionIn(own));
  expect([link.ttl, link['max-ttl']]).toEqual([undefined, '7776000']);
});

test('what the application is told besides stays, but for the times of the store', () => {
  const { own } = stacks();
  const settings = { ttl: '1', 'key-prefix': 'x', theme: 'dark' };
  const { link } = STORES.SessionStore.make(own).connect(functionIn(own), { settings });
  expect(link).toMatchObject({ ttl: '86400', theme: 'dark' });
});

test('sessions and boards of one function have two names and two users', () => {
  const { app, own, other } = stacks();
  const fn = functionIn(other);
  STORES.SessionStore.make(own, {}, 'Sessions').connect(fn);
  const boards = new Leaderboard(own, 'Boards', { vpc: networkOf(own) });
  boards.connect(fn);
  expect(Object.keys(usersIn(own))).toHaveLength(2);
  expect(rulesIn(other)).toHaveLength(2);
  expect((boards.cache.node.defaultChild as CfnReplicationGroup).durability).toBe('sync');
  expect(Object.keys(variablesIn(other)).filter((key) => key.endsWith('_ENDPOINT'))).toHaveLength(4);
  expect(warningsIn(app)).toEqual([]);
});
