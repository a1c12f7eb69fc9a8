import { makeCertificate } from '../../../test/servers/certificate';
import { main } from '../../lib/commands/main';
import { type Link, LinkError, linkEnvironment } from '../../lib/link';
import { membershipOf } from '../../lib/memcached/membership';
import type { CacheTier } from '../../lib/tier/cache-tier';
import { addressOf, type MemcachedLab, startMemcachedLab } from '../protocol/memcached-lab';
import { type RunningMemcached, startMemcached } from '../servers/memcached';
import {
  ConfigurationText,
  type RunningMemcachedEndpoint,
  startMemcachedEndpoint,
} from '../servers/memcached-endpoint';
import { LIST, PRODUCT, until, useTierLab } from './tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

let memcached: MemcachedLab;
let link: Link;
const more: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  memcached = await startMemcachedLab(3);
  const [{ host, port }] = memcached.servers as [RunningMemcached];
  link = { engine: 'memcached', endpoint: host, port: `${port}`, nodes: memcached.nodes.join() };
});
afterAll(() => memcached.stop());
beforeEach(() => memcached.everywhere('FLUSHALL'));
afterEach(async () => {
  for (const end of more.splice(0).reverse()) await end();
});

test('wrap: a row and a list are hits, and fresh in every process after a write, inside a transaction or not', async () => {
  const [one, two] = [lab.tier({}, link), lab.tier({ encryptionKey: Buffer.alloc(32, 1) }, link)];
  const [reader, writer] = [lab.pool(one), lab.pool(two)];
  expect(await one.ready(5_000)).toBe(true);
  const price = async () => (await reader.query(PRODUCT, [7])).rows[0].price;
  const warm = async () => {
    for (const sql of [LIST, PRODUCT]) await reader.query(sql, sql === PRODUCT ? [7] : []);
    await one.settled();
  };
  await until('both are hits', async () => {
    await warm();
    const before = one.metrics().hit as number;
    await warm();
    return (one.metrics().hit as number) === before + 2;
  });
  await writer.query('update products set price = 70 where id = 7');
  expect(await price()).toBe('70');
  await one.settled();
  const client = await writer.connect();
  await client.query('begin');
  await client.query('update products set price = 71 where id = 7');
  expect(await price()).toBe('70');
  await client.query('commit');
  client.release();
  expect(await price()).toBe('71');
  await writer.query("insert into products values (21, 'new', 1)");
  expect((await reader.query(LIST)).rows).toHaveLength(21);
  for (const tier of [one, two]) expect(tier.metrics()).toMatchObject({ pending_invalidations: 0 });
  expect(two.metrics().unacknowledged ?? 0).toBe(0);
});

test('getOrSet: a value is kept, and dropped by its tag, in every process', async () => {
  const [one, two] = [lab.tier({}, link), lab.tier({}, link)];
  expect(await Promise.all([one.ready(5_000), two.ready(5_000)])).toEqual([true, true]);
  let loads = 0;
  const load = () => ({ at: new Date(0), load: ++loads });
  const get = (tier: CacheTier) => tier.cacheAside.getOrSet('a key of words', load, { ttl: '5m', tags: ['things'] });
  expect(await get(one)).toEqual({ at: new Date(0), load: 1 });
  await one.settled();
  expect(await get(two)).toEqual({ at: new Date(0), load: 1 });
  expect(await two.invalidate(['things'])).toBe(true);
  expect((await get(one)).load).toBe(2);
  await one.settled();
  await one.change(['things'], async () => expect((await get(two)).load).toBe(3));
  expect((await get(two)).load).toBe(4);
});

test.each<[what: string, use: (tier: CacheTier) => unknown]>([
  ['a leaderboard', (tier) => tier.leaderboard('points')],
  ['a set', (tier) => tier.set('online')],
  ['a store of sessions', (tier) => tier.sessionStore()],
])('%s is refused at once', (what, use) => {
  expect(() => use(lab.tier({}, link))).toThrow(
    new LinkError(
      `${what} needs Valkey or Redis, and this link leads to Memcached, which loses what it keeps with a node and has ` +
        'neither sets nor scripts: connect to another cache for it',
    ),
  );
});

test('cache-tier invalidate drops a table for all processes', async () => {
  const tier = lab.tier({}, link);
  const pool = lab.pool(tier);
  await tier.ready(5_000);
  await until('a hit', async () => {
    await pool.query(PRODUCT, [3]);
    await tier.settled();
    return (tier.metrics().hit as number) > 0;
  });
  await lab.outside("update products set name = 'corrected' where id = 3");
  expect((await pool.query(PRODUCT, [3])).rows[0].name).toBe('product 3');
  const environment = linkEnvironment('cache', link);
  Object.assign(process.env, environment);
  more.push(async () => {
    for (const name of Object.keys(environment)) delete process.env[name];
  });
  const printed: string[] = [];
  const url = `postgres://postgres@127.0.0.1:${lab.postgres.port}/postgres`;
  const print = (text: string) => printed.push(text);
  expect(await main(['invalidate', '--database', url, '--table', 'products'], { print, complain: print })).toBe(0);
  expect(printed).toEqual(['dropped: products']);
  expect((await pool.query(PRODUCT, [3])).rows[0].name).toBe('corrected');
});

describe('by a configuration endpoint', () => {
  let nodes: RunningMemcached[];
  let endpoints: RunningMemcachedEndpoint[];
  let configuration: ConfigurationText;
  let names: string[];

  beforeAll(async () => {
    nodes = await Promise.all([startMemcached(), startMemcached()]);
    configuration = new ConfigurationText(3, []);
    endpoints = await Promise.all(nodes.map((node) => startMemcachedEndpoint({ node, configuration })));
    names = endpoints.map(({ host, port }) => `${host}:${port}`);
    configuration.set(3, names);
  });
  afterAll(async () => {
    await Promise.all(endpoints.map((endpoint) => endpoint.close()));
    await Promise.all(nodes.map((node) => node.stop()));
  });

  test('a list of nodes that somebody has known for long is used at once, and a write is fresh', async () => {
    const { version, fingerprint } = membershipOf(3, names.map(addressOf));
    const since = `${Date.now() - 60_000}`;
    await nodes[1]!.command(`ms cache-tier:m1:${version}:${fingerprint} ${since.length}\r\n${since}`);
    const tier = lab.tier({}, { engine: 'memcached', endpoint: endpoints[0]!.host, port: `${endpoints[0]!.port}` });
    const pool = lab.pool(tier);
    expect(await tier.ready(10_000)).toBe(true);
    await until('a hit', async () => {
      await pool.query(PRODUCT, [5]);
      await tier.settled();
      return (tier.metrics().hit as number) > 0;
    });
    await pool.query('update products set price = 50 where id = 5');
    expect((await pool.query(PRODUCT, [5])).rows[0].price).toBe('50');
  });

  test('of one that nobody knows, the database answers at first', async () => {
    configuration.set(4, names);
    const tier = lab.tier({}, { engine: 'memcached', endpoint: endpoints[0]!.host, port: `${endpoints[0]!.port}` });
    const pool = lab.pool(tier);
    expect(await tier.ready(200)).toBe(false);
    expect((await pool.query(PRODUCT, [5])).rows).toHaveLength(1);
    expect(tier.metrics().hit ?? 0).toBe(0);
  });
});

test.each(['sasl', 'ascii'] as const)('%s: a node is signed in to with the password of a secret', async (auth) => {
  const certificate = auth === 'ascii' ? await makeCertificate() : undefined;
  const server = await startMemcached({ [auth]: { app: 'secret' }, certificate });
  more.push(() => server.stop());
  const secured: Link = {
    engine: 'memcached',
    endpoint: certificate ? 'localhost' : server.host,
    port: `${server.port}`,
    nodes: `${certificate ? 'localhost' : server.host}:${server.port}`,
    tls: `${certificate !== undefined}`,
    auth,
    user: 'app',
    'secret-arn': 'arn:aws:secretsmanager:us-east-1:111122223333:secret:memcached',
  };
  const tier = lab.tier(
    { readSecret: async () => JSON.stringify({ password: 'secret' }), tls: { ca: certificate?.ca } },
    secured,
  );
  expect(await tier.ready(10_000)).toBe(true);
  const get = () => tier.cacheAside.getOrSet('key', () => 'value', { ttl: '5m', tags: ['tag'] });
  expect([await get(), await tier.settled(), await get()]).toEqual(['value', undefined, 'value']);
  expect(tier.metrics()).toMatchObject({ hit: 1 });
  expect(await tier.change(['tag'], async () => get())).toBe('value');
  expect(tier.metrics()).toMatchObject({ bypass: { 'write-in-progress': 1 }, write: 1 });
  expect(tier.metrics().unacknowledged).toBeUndefined();
});
