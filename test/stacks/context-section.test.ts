import { Durability } from '../../lib/cache/durability';
import { Profile } from '../../lib/cache/profile';
import { NodeType } from '../../lib/catalog/node-type';
import { readStacks } from '../../lib/stacks/app-stacks';
import type { SessionStoreConfig } from '../../lib/stacks/session-store-config';
import { configsOf, GIVEN, KINDS, problems } from './context-given';

const sessions = (cacheTier: object, single: object = {}) =>
  configsOf<SessionStoreConfig>('SessionStore', { cacheTier, ...single }).map(({ config }) => config);
const caches = (cacheTier: object, single: object = {}) =>
  configsOf('CacheStack', { cacheTier, ...single }).map(({ config }) => config);

const SMALL = { nodeType: NodeType.T4G_SMALL };
const LARGE = { nodeType: NodeType.R7G_XLARGE };

describe('the stacks of the app', () => {
  const ids = (cacheTier: object) => readStacks({ cacheTier }).map(({ id }) => id);

  test('are all of them', () => {
    expect(ids({})).toEqual(KINDS);
  });

  test('are those of each environment', () => {
    expect(ids({ environments: { dev: {}, prod: {} } })).toEqual(
      ['dev', 'prod'].flatMap((environment) => KINDS.map((kind) => `${kind}-${environment}`)),
    );
  });

  test.each<[unknown, string[]]>([
    [['Leaderboard'], ['Leaderboard']],
    [
      ['Leaderboard', 'CacheStack'],
      ['CacheStack', 'Leaderboard'],
    ],
    ['SessionStore,Leaderboard', ['SessionStore', 'Leaderboard']],
  ])('are limited to %j', (stacks, made) => {
    expect(ids({ stacks })).toEqual(made);
  });

  test('are limited for one environment', () => {
    expect(ids({ environments: { dev: { stacks: ['CacheStack'] }, prod: { stacks: ['SessionStore'] } } })).toEqual([
      'CacheStack-dev',
      'SessionStore-prod',
    ]);
  });

  test('are in the account and the Region of their section', () => {
    const account = '111122223333';
    const stacks = readStacks({
      cacheTier: { region: 'eu-west-1', sessionStore: { account, region: 'eu-north-1' } },
    });
    expect(Object.fromEntries(stacks.map(({ kind, env }) => [kind, env]))).toMatchObject({
      CacheStack: { region: 'eu-west-1' },
      SessionStore: { account, region: 'eu-north-1' },
    });
  });

  test.each<[unknown, string]>([
    [['Cache'], `'cacheTier.stacks[0]' needs one of ${KINDS.join(', ')}, got "Cache"; correct or remove it`],
    [[], "'cacheTier.stacks' needs a list of at least one, got []; correct or remove it"],
    [true, "'cacheTier.stacks' needs a list of at least one, got true; correct or remove it"],
  ])('are not %j', (stacks, message) => {
    expect(problems({ cacheTier: { stacks } })).toEqual([message]);
  });
});

describe('the section of a stack', () => {
  test('lies over what counts for all, key by key, and leaves it to the others', () => {
    const cacheTier = {
      profile: 'dev',
      backup: { retentionDays: 20, window: '03:00-04:00' },
      sessionStore: { profile: 'production', backup: { retentionDays: 35 }, ttl: '8h' },
    };
    const window = expect.objectContaining({ value: '03:00-04:00' });
    expect(caches(cacheTier)).toEqual([{ profile: Profile.DEV, backup: { retentionDays: 20, window } }]);
    const [config] = sessions(cacheTier);
    expect(config).toEqual({
      profile: Profile.PRODUCTION,
      backup: { retentionDays: 35, window },
      ttl: expect.anything(),
    });
    expect(config.ttl?.toSeconds()).toBe(28_800);
  });

  test('lies under an environment, and that under its own section', () => {
    const nodeType = (node: string) => ({ nodeType: node });
    const cacheTier = {
      sessionStore: nodeType('cache.r7g.large'),
      environments: {
        own: { sessionStore: nodeType('cache.r7g.xlarge') },
        both: { ...nodeType('cache.t4g.small'), sessionStore: nodeType('cache.r7g.xlarge') },
        all: nodeType('cache.t4g.small'),
        none: {},
      },
    };
    expect(sessions(cacheTier)).toEqual([LARGE, LARGE, SMALL, { nodeType: NodeType.R7G_LARGE }]);
    expect(caches(cacheTier)).toEqual([{}, SMALL, SMALL, {}]);
  });

  test('lies under a single key of the command line, and that under one of the section', () => {
    const cacheTier = { sessionStore: { nodeType: 'cache.r7g.large' } };
    const all = { 'cacheTier.nodeType': 'cache.t4g.small' };
    expect(sessions(cacheTier, all)).toEqual([SMALL]);
    expect(sessions(cacheTier, { ...all, 'cacheTier.sessionStore.nodeType': 'cache.r7g.xlarge' })).toEqual([LARGE]);
    expect(sessions({}, { 'cacheTier.sessionStore': '{"nodeType":"cache.r7g.xlarge"}' })).toEqual([LARGE]);
  });

  test('takes a common key away with null', () => {
    const cacheTier = { shards: 3, durability: 'sync', sessionStore: { shards: null } };
    expect(sessions(cacheTier)).toEqual([{ durability: Durability.SYNC }]);
    expect(caches(cacheTier)).toEqual([{ shards: 3, durability: Durability.SYNC }]);
  });

  test('does not take what only other stacks know', () => {
    expect(sessions({ workload: 'queue' })).toEqual([{}]);
    expect(problems({ cacheTier: { sessionStore: { workload: 'queue' } } })).toEqual([
      expect.stringMatching(/^'cacheTier\.sessionStore' needs keys among .+ttl, maxTtl.*, got 'workload'; /),
    ]);
    expect(problems({ cacheTier: { ttl: '5m' } })).toEqual([
      expect.stringMatching(/^'cacheTier' needs keys among .+, got 'ttl'; correct or remove it$/),
    ]);
  });
});

describe('what is wrong', () => {
  test('with a common key is said once, for all stacks', () => {
    expect(problems({ cacheTier: { shards: 0 } })).toEqual([
      "'cacheTier.shards' needs a whole number from 1 to 500, got 0; correct or remove it",
    ]);
    expect(problems({ cacheTier: { network: { vpcId: GIVEN.vpcId }, sessionStore: { ttl: '5m' } } })).toEqual([
      "'cacheTier.network' needs subnetIds beside vpcId, got none; name them, or set lookup: true",
    ]);
  });

  test('in a section is said where it stands, also in an environment', () => {
    const message = (path: string) =>
      `'${path}.ttl' needs a time in s, m, h or d, such as '5m', got 5; correct or remove it`;
    expect(problems({ cacheTier: { sessionStore: { ttl: 5 } } })).toEqual([message('cacheTier.sessionStore')]);
    expect(problems({ cacheTier: { environments: { dev: { sessionStore: { ttl: 5 } } } } })).toEqual([
      message('cacheTier.environments.dev.sessionStore'),
    ]);
  });

  test('with an engine that a section states is missed there', () => {
    expect(problems({ cacheTier: { sessionStore: { engine: 'redis-6.2' } } })).toEqual([
      "'cacheTier.sessionStore.auth' needs a choice with redis 6.2, which has no IAM authentication, got none; set one of users, auth-token or none",
    ]);
  });

  test('with a stack that is not made is not missed, but a wrong value is', () => {
    const cacheTier = { stacks: ['CacheStack'], sessionStore: { engine: 'redis-6.2' } };
    expect(problems({ cacheTier })).toEqual([]);
    expect(problems({ cacheTier: { ...cacheTier, sessionStore: { shards: 0 } } })).toHaveLength(1);
  });

  test.each([3, [], '{"ttl"', null])('with %j as a section', (sessionStore) => {
    expect(problems({ cacheTier: { sessionStore } })).toEqual([
      expect.stringMatching(
        /^'cacheTier\.sessionStore' needs an object, got .+; its keys are account, .+, ttl, maxTtl/,
      ),
    ]);
  });

  test.each(['0m', '5', '1.5h', '5 m', '-5m', '1w'])('with %s as a time', (ttl) => {
    expect(problems({ cacheTier: { sessionStore: { ttl } } })).toEqual([
      `'cacheTier.sessionStore.ttl' needs a time in s, m, h or d, such as '5m', got ${JSON.stringify(ttl)}; correct or remove it`,
    ]);
  });
});
