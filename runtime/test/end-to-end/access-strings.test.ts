import { readFileSync } from 'node:fs';
import { App, Duration, Stack } from 'aws-cdk-lib/core';
import Redis from 'ioredis';
import { CacheAuth } from '../../../lib/access/cache-auth';
import type { ICache } from '../../../lib/cache/cache';
import type { IClient } from '../../../lib/connect/client';
import type { ConnectOptions } from '../../../lib/connect/connection';
import { CacheSource } from '../../../lib/patterns/cache-source';
import { Leaderboard } from '../../../lib/patterns/leaderboard';
import { SessionStore } from '../../../lib/patterns/session-store';
import { functionIn } from '../../../test/connect/connect-given';
import { networkOf, usersIn } from '../../../test/patterns/given';
import type { Link } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheClient } from '../../lib/tier/tier-options';
import { type RunningCluster, startCluster } from '../servers/redis-cluster';
import { PATIENT } from '../tier/tier-lab';

const CLIENTS: readonly CacheClient[] = ['ioredis', 'node-redis', 'valkey-glide'];
const PASSWORD = 'password-of-the-user';

let cluster: RunningCluster;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  cluster = await startCluster({ replicas: 1 });
}, 60_000);
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(() => cluster?.stop());

interface Store {
  readonly cache: ICache;
  connect(target: IClient, options?: ConnectOptions): { readonly link: { readonly [field: string]: string } };
}

/** A user of the cluster that may do exactly what the template of a store says, and what its application is told. */
async function userOf(make: (stack: Stack) => Store, options: ConnectOptions = {}) {
  const stack = new Stack(new App(), 'Stack');
  const { link } = make(stack).connect(functionIn(stack), options);
  const [accessString, ...others] = Object.values(usersIn(stack));
  expect(others).toEqual([]);
  await cluster.setUser('app', 'reset', `>${PASSWORD}`, ...accessString.split(' '));
  const { ttl, 'max-ttl': maxTtl, 'key-prefix': keyPrefix, ...rest } = link;
  expect([rest.tls, rest['cluster-mode'], rest.auth]).toEqual(['true', 'true', 'password']);
  return Object.fromEntries(
    Object.entries({ ttl, 'max-ttl': maxTtl, 'key-prefix': keyPrefix }).filter(([, value]) => value !== undefined),
  );
}

/** A tier as that user, over TLS and in cluster mode as the template says. */
async function tierOf(client: CacheClient, told: Link): Promise<CacheTier> {
  const link = {
    endpoint: 'localhost',
    port: `${cluster.tlsPort}`,
    tls: 'true',
    'cluster-mode': 'true',
    auth: 'password',
    user: 'app',
    'secret-arn': 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:app',
    ...told,
  };
  const tier = CacheTier.fromLink(link, {
    ...PATIENT,
    client,
    tls: { ca: readFileSync(cluster.caFile) },
    readSecret: async () => JSON.stringify({ password: PASSWORD }),
  });
  ends.push(() => tier.close());
  expect(await tier.ready(10_000)).toBe(true);
  return tier;
}

/** What the user is refused, out of commands that are none of its business. */
async function refusedOf(commands: readonly string[]): Promise<string[]> {
  const client = new Redis({ port: cluster.port, username: 'app', password: PASSWORD, lazyConnect: true });
  ends.push(() => client.disconnect());
  await client.connect();
  const refused: string[] = [];
  for (const command of commands) {
    const [name, ...args] = command.split(' ');
    await client.call(name!, ...args).catch((error: Error) => {
      if (/NOPERM|can't run this command|No permissions/.test(error.message)) refused.push(command);
    });
  }
  return refused;
}

const cache = CacheSource.replicationGroup({ auth: CacheAuth.users() });
const sessionsIn = (stack: Stack) =>
  new SessionStore(stack, 'Sessions', { vpc: networkOf(stack), ttl: Duration.hours(1), cache });
const boardsIn = (stack: Stack) => new Leaderboard(stack, 'Boards', { vpc: networkOf(stack), cache });

describe.each(CLIENTS)('by %s, the access that a template gives is enough for', (client) => {
  test.each([
    ['sessions', {}],
    ['sessions of a prefix', { keyPrefix: 'shop:eu:' }],
  ])('%s', async (what, options) => {
    const tier = await tierOf(client, await userOf(sessionsIn, options));
    const { promises: sessions } = tier.sessionStore();
    // An id that has ended is not taken again, and four lie in several shards.
    for (const id of [1, 2, 3, 4].map((number) => `${what} by ${client} ${number}`)) {
      expect(await sessions.load(id)).toBeUndefined();
      await sessions.save(id, { user: id, cookie: {} });
      const session = (await sessions.load(id))!;
      expect(session).toMatchObject({ user: id });
      await sessions.save(id, Object.assign(session, { cart: 1 }));
      await sessions.touch(id, session);
      expect(await sessions.load(id)).toMatchObject({ user: id, cart: 1 });
      await sessions.destroy(id);
      expect(await sessions.load(id)).toBeUndefined();
    }
  });

  test.each([
    ['boards and sets', {}],
    ['boards and sets of a prefix', { keyPrefix: 'game:' }],
  ])('%s', async (_what, options) => {
    const tier = await tierOf(client, await userOf(boardsIn, options));
    for (const ties of ['member', 'first'] as const) {
      const board = tier.leaderboard(`game by ${ties}`, { ties, season: '2026', ttl: '1h' });
      await board.submitAll([
        ['a', 1],
        ['b', 2],
      ]);
      expect(await board.increment('a', 4)).toMatchObject({ score: 5, rank: 1 });
      expect([await board.rank('b'), await board.size(), await board.score('a')]).toEqual([2, 2, 5]);
      expect(await board.scores(['a', 'c'])).toEqual([5, undefined]);
      for (const entries of [board.top(), board.page(0, 2), board.around('a'), board.between({ min: 1 })]) {
        expect(await entries).toHaveLength(2);
      }
      expect(await board.remove('a')).toBe(1);
      await board.reset();
      expect(await board.size()).toBe(0);
    }
    const [one, two] = ['one', 'two'].map((name) => tier.set(name, { group: 'friends', ttl: '1h' }));
    await one!.add(['a', 'b', 'c']);
    await two!.add(['b', 'c', 'd']);
    expect([await one!.has('a'), await one!.hasMany(['a', 'd'])]).toEqual([true, [true, false]]);
    expect((await one!.members()).size).toBe(3);
    expect((await one!.page()).members).toHaveLength(3);
    expect(await one!.random(2)).toHaveLength(2);
    expect((await one!.union([two!])).size).toBe(4);
    expect((await one!.intersection([two!])).size).toBe(2);
    expect((await one!.difference([two!])).size).toBe(1);
    expect([await one!.unionSize([two!]), await one!.intersectionSize([two!])]).toEqual([4, 2]);
    expect([await one!.remove('a'), await one!.size()]).toEqual([1, 2]);
    await one!.clear();
  });
});

/** Keys of others, keys of everybody, and what changes the server. */
const FOREIGN = [
  'GET other:1',
  'SET other:1 x',
  'EVAL return(1) 1 other:1',
  'SCAN 0',
  'KEYS *',
  'RANDOMKEY',
  'FLUSHALL',
  'CONFIG GET maxmemory',
  'ACL LIST',
  'MONITOR',
  'SUBSCRIBE x',
  'FUNCTION FLUSH',
  'SCRIPT FLUSH',
  'CLIENT LIST',
];

test.each<[string, (stack: Stack) => Store, string[]]>([
  ['sessions', sessionsIn, ['GET board:{a}', 'SADD set:{a} b', 'ZADD session:a 1 b']],
  ['boards and sets', boardsIn, ['GET session:a', 'SORT board:{a} GET session:*', 'LPUSH board:{a} b']],
])('the access of %s is for nothing else', async (_what, make, others) => {
  await userOf(make);
  const commands = [...FOREIGN, ...others];
  expect(await refusedOf(commands)).toEqual(commands);
});

test('an access of a prefix is not for the keys of those without one', async () => {
  await userOf(sessionsIn, { keyPrefix: 'shop:' });
  const commands = ['GET session:a', 'GET shop', 'GET shopx'];
  expect(await refusedOf([...commands, 'GET shop:a'])).toEqual(commands);
});
