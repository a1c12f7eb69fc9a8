import { Socket } from 'node:net';
import type { Link } from '../../lib/link';
import { MemcachedClient, MemcachedItemError, type MemcachedOptions } from '../../lib/memcached';
import { type RunningMemcached, startMemcached } from '../servers/memcached';

let servers: readonly RunningMemcached[];
beforeAll(async () => {
  servers = await Promise.all([1, 2, 3, 4].map(() => startMemcached({ args: ['-m', '64'] })));
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

const clients: MemcachedClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => client.close())));

const nameOf = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`;
const linkTo = (nodes: readonly { readonly host: string; readonly port: number }[]): Link => ({
  engine: 'memcached',
  endpoint: nodes[0]!.host,
  nodes: nodes.map(nameOf).join(),
});

function open(link: Link, options?: MemcachedOptions): MemcachedClient {
  const client = MemcachedClient.fromLink(link, { deadlineMs: 10_000, ...options });
  clients.push(client);
  return client;
}

async function connect(options?: MemcachedOptions, nodes: Parameters<typeof linkTo>[0] = servers.slice(0, 1)) {
  const client = open(linkTo(nodes), options);
  await client.ready();
  return client;
}

const outcome = (promise: Promise<unknown>) => promise.catch((error) => `${error.code}: ${error.message}`);

describe('values', () => {
  test('are stored, read, removed, and given another time to live', async () => {
    const client = await connect();
    await client.set('value', 'grüße', { ttl: '1m' });
    expect(`${await client.get('value')}`).toBe('grüße');
    expect(await client.get('none')).toBeUndefined();
    expect(await client.add('value', 'x')).toBe(false);
    expect(await client.replace('none', 'x')).toBe(false);
    expect(await client.replace('value', Uint8Array.of(1, 2))).toBe(true);
    expect(await client.append('value', Buffer.of(3))).toBe(true);
    expect(await client.prepend('value', Buffer.of(0))).toBe(true);
    expect(await client.get('value')).toEqual(Buffer.of(0, 1, 2, 3));
    expect(await client.touch('value', '10m')).toBe(true);
    expect(await client.getAndTouch('value', '30s')).toEqual(Buffer.of(0, 1, 2, 3));
    expect(await servers[0]!.command('mg value t')).toMatch(/^HD t(30|29)\r\n$/);
    expect(await client.getAndTouch('none', '30s')).toBeUndefined();
    expect(await client.prepend('none', 'x')).toBe(false);
    expect(await client.delete('value')).toBe(true);
    expect(await client.delete('value')).toBe(false);
    expect(await client.touch('value', '10m')).toBe(false);
  });

  test('of all nodes are removed at once; a node that refuses it, or is away, says so', async () => {
    const client = await connect({}, servers);
    const keys = Array.from({ length: 40 }, (_, place) => `flushed:${place}`);
    await Promise.all(keys.map((key) => client.set(key, 'v')));
    await client.flushAll();
    expect((await client.getMany(keys)).size).toBe(0);
    const refusing = await startMemcached({ args: ['-F'] });
    try {
      const other = await connect({}, [refusing]);
      await other.set('kept', 'v');
      const outcomes = await Promise.all([outcome(other.flushAll()), other.get('kept')]);
      expect(outcomes).toEqual([
        `ERR_CACHE_TIER_REPLY: ${nameOf(refusing)} answered: CLIENT_ERROR flush_all not allowed`,
        Buffer.from('v'),
      ]);
    } finally {
      await refusing.stop();
    }
    expect(await outcome(open({ engine: 'memcached', endpoint: '127.0.0.1', port: '1' }).flushAll())).toBe(
      'ERR_CACHE_TIER_UNREACHABLE: the cluster cannot be reached now: nobody has said yet which nodes it has',
    );
  });

  test('numbers count to 64 bits', async () => {
    const client = await connect();
    expect(await client.increment('number')).toBeUndefined();
    expect(await client.increment('number', 1, { initial: 41, ttl: '1m' })).toBe(41n);
    expect(await client.increment('number')).toBe(42n);
    expect(await client.decrement('number', 50n)).toBe(0n);
    expect(await client.increment('number', 2n ** 64n - 1n)).toBe(2n ** 64n - 1n);
    expect(await client.increment('number', 3)).toBe(2n);
  });

  test('K14: any text is a key, with what the link puts before it', async () => {
    const [server] = servers;
    const client = open({ ...linkTo([server!]), 'key-prefix': 'app:' });
    await client.ready();
    const keys = ['plain', 'with space', 'new\r\nline', 'ü', '', 'x'.repeat(251), '\0'];
    await Promise.all(keys.map((key) => client.set(key, key)));
    const found = await client.getMany(keys);
    expect([...found].map(([key, value]) => [key, `${value}`])).toEqual(keys.map((key) => [key, key]));
    expect(await server!.command('mg app:plain v')).toBe('VA 5\r\nplain\r\n');
  });

  test.each([
    ['29.9s', 29],
    ['30d', 30 * 86_400],
    ['60d', 60 * 86_400],
    [1500, 1],
    [1, 1],
  ])('V7: a time to live of %s is %i seconds, and never longer', async (ttl, seconds) => {
    const client = await connect();
    await client.set('ttl', 'v', { ttl });
    const [, left] = /t(\d+)/.exec(await servers[0]!.command('mg ttl t'))!;
    // A second of the server may have passed; above 30 days the clocks of both count.
    expect(Number(left)).toBeGreaterThanOrEqual(seconds - 3);
    expect(Number(left)).toBeLessThanOrEqual(seconds + (seconds > 30 * 86_400 ? 1 : 0));
  });

  test('without a time to live, a value is for ever', async () => {
    await (await connect()).set('ever', 'v');
    expect(await servers[0]!.command('mg ever t')).toBe('HD t-1\r\n');
  });

  test('V4: the largest value that is taken is stored; one more byte is refused before it is sent', async () => {
    const client = await connect();
    const key = 'k'.repeat(100);
    const largest = 1_048_576 - 60 - 100;
    await client.set(key, Buffer.alloc(largest));
    expect((await client.get(key))?.length).toBe(largest);
    expect(await client.append(key, Buffer.alloc(1000))).toBe(false);
    const refused = client.set(key, Buffer.alloc(largest + 1));
    await expect(refused).rejects.toThrow(MemcachedItemError);
    expect(await outcome(refused)).toBe(
      'ERR_CACHE_TIER_ITEM: a value needs at most 1048416 bytes with this key, got 1048417; store less, or raise ' +
        "'-I' of the servers and 'maxItemBytes'",
    );
  });
});

test.each<[string, (client: MemcachedClient) => Promise<unknown>]>([
  [
    "'by' needs a whole number from 0 to 18446744073709551615, a bigint above 9007199254740991, got 1.5",
    (client) => client.increment('k', 1.5),
  ],
  [
    "'by' needs a whole number from 0 to 18446744073709551615, a bigint above 9007199254740991, got -1",
    (client) => client.decrement('k', -1),
  ],
  ["'seconds' needs whole seconds from 1 to 180 days, got 0", (client) => client.lease('k', { seconds: 0 })],
  [
    "'staleSeconds' needs whole seconds from 1 to 180 days, got NaN",
    (client) => client.invalidate('k', { staleSeconds: NaN }),
  ],
  ["'cas' needs to be what getWithCas() or lease() gave", (client) => client.compareAndSet('k', 'v', '1 q')],
  ["'cas' needs to be what getWithCas() or lease() gave", (client) => client.compareAndSet('k', 'v', `${2n ** 64n}`)],
  ["the server counts no changes: it needs to run without '-C'", (client) => client.compareAndSet('k', 'v', '0')],
  ["'keys' needs to be a list of keys, got one text", (client) => client.getMany('key')],
  ['a value needs to be a Buffer or a text, got number', (client) => client.set('k', 5 as never)],
  ['a key needs to be a text, got undefined', (client) => client.get(undefined as never)],
  ['a key needs to be a text, got number', (client) => client.getMany(['k', 5 as never])],
  ['a key needs to be a text, got object', (client) => client.set({} as never, 'v')],
])('an argument without a meaning is refused: %s', async (message, call) => {
  expect(await outcome(call(await connect()))).toBe(`ERR_CACHE_TIER_OPTION: ${message}`);
});

test.each<[string, MemcachedOptions]>([
  ["'deadlineMs' needs a number of milliseconds above 0, got 0", { deadlineMs: 0 }],
  ["'connectTimeoutMs' needs a number of milliseconds above 0, got NaN", { connectTimeoutMs: NaN }],
  ["'deadNodes' needs to be one of miss, error, next, got gone", { deadNodes: 'gone' as never }],
  ["'maxItemBytes' needs a whole number of 1024 or more, got 10", { maxItemBytes: 10 }],
  ["'connectionsPerNode' needs a whole number from 1 to 64, got 0", { connectionsPerNode: 0 }],
])('an option without a meaning is refused: %s', (message, options) => {
  expect(() => MemcachedClient.fromLink(linkTo(servers), options)).toThrow(message);
});

test.each<[string, Link]>([
  [
    "a Memcached client needs a link to 'memcached', got 'valkey'; use CacheTier for that",
    { engine: 'valkey', endpoint: 'a' },
  ],
  ["a link needs an endpoint, but the field 'endpoint' is not set", { engine: 'memcached' }],
])('a link that cannot be used is refused: %s', (message, link) => {
  expect(() => MemcachedClient.fromLink(link)).toThrow(message);
});

test('the environment says where the nodes are: a server without discovery is a cluster of one', async () => {
  const [server] = servers;
  const environment = {
    CACHE_TIER_CACHE_VERSION: '1',
    CACHE_TIER_CACHE_ENGINE: 'memcached',
    CACHE_TIER_CACHE_ENDPOINT: server!.host,
    CACHE_TIER_CACHE_PORT: `${server!.port}`,
  };
  const client = MemcachedClient.fromEnv({ environment, deadlineMs: 10_000 });
  clients.push(client);
  await client.ready();
  expect(client.nodes()).toEqual([{ name: nameOf(server!), isUp: true }]);
  expect([...(await client.stats()).keys()]).toEqual([nameOf(server!)]);
  expect(() => MemcachedClient.fromEnv({ environment: {} })).toThrow(
    "there is no connection 'cache': the variable CACHE_TIER_CACHE_ENDPOINT is not set; call connect() of the cache in the stack",
  );
});

test('a server need not say which process it is: it is not asked', async () => {
  const write = jest.spyOn(Socket.prototype, 'write');
  await connect();
  const asked = write.mock.calls.map(([text]) => `${text}`).join('');
  write.mockRestore();
  expect(asked).toBe('version\r\nmn\r\n');
});

describe('M6: compare-and-set and leases', () => {
  test('of 1,000 concurrent readers of several clients, exactly one loads; the others have its value', async () => {
    const several = await Promise.all([1, 2, 3, 4].map(() => connect({}, servers)));
    const readers = Array.from({ length: 1000 }, (_, place) => several[place % 4]!.lease('herd', { seconds: 30 }));
    const leases = await Promise.all(readers);
    expect(leases.filter(({ state }) => state === 'won')).toHaveLength(1);
    expect(leases.filter(({ state }) => state === 'waiting')).toHaveLength(999);
    const winner = leases.find(({ state }) => state === 'won')!;
    expect(await several[1]!.compareAndSet('herd', 'loaded', winner.cas, { ttl: '1m' })).toBe('stored');
    const again = await Promise.all(several.map((client) => client.lease('herd', { seconds: 30 })));
    expect(again.map(({ state, value }) => [state, `${value}`])).toEqual(several.map(() => ['hit', 'loaded']));
  });

  test('what was loaded before a removal is refused', async () => {
    const client = await connect();
    const lease = await client.lease('removed', { seconds: 30 });
    expect(await client.delete('removed')).toBe(true);
    expect(await client.compareAndSet('removed', 'old', lease.cas)).toBe('absent');
    const next = await client.lease('removed', { seconds: 30 });
    expect(next.state).toBe('won');
    expect(await client.compareAndSet('removed', 'old', lease.cas)).toBe('changed');
    expect(await client.compareAndSet('removed', 'new', next.cas)).toBe('stored');
  });

  test('what was loaded before an invalidation is refused, with a value and without', async () => {
    const client = await connect();
    const first = await client.lease('marked', { seconds: 30 });
    expect(await client.invalidate('marked', { staleSeconds: 30 })).toBe(true);
    expect(await client.compareAndSet('marked', 'old', first.cas)).toBe('changed');
    const second = await client.lease('marked', { seconds: 30 });
    expect(second).toEqual({ state: 'won', cas: expect.any(String) });
    expect(await client.compareAndSet('marked', 'v1', second.cas)).toBe('stored');
    expect(await client.compareAndSet('marked', 'v2', second.cas)).toBe('changed');
  });

  test('a stale value is given to all while one renews it, and to nobody who only reads', async () => {
    const [client, other] = await Promise.all([connect(), connect()]);
    await client.set('renewed', 'v1', { ttl: '1h' });
    expect(await client.invalidate('renewed', { staleSeconds: 30 })).toBe(true);
    const leases = await Promise.all([client, other, other].map((reader) => reader.lease('renewed', { seconds: 30 })));
    expect(leases.map(({ state }) => state).sort()).toEqual(['stale-won', 'waiting', 'waiting']);
    expect(leases.map(({ value }) => `${value}`)).toEqual(['v1', 'v1', 'v1']);
    expect(await other.get('renewed')).toBeUndefined();
    const { cas } = leases.find(({ state }) => state === 'stale-won')!;
    expect(await client.compareAndSet('renewed', 'v2', cas, { ttl: '1h' })).toBe('stored');
    expect(`${await other.get('renewed')}`).toBe('v2');
    expect(await client.invalidate('none', { staleSeconds: 30 })).toBe(false);
  });

  test('a value that is about to expire is renewed by one; it is current for the others', async () => {
    const client = await connect();
    await client.set('old', 'v', { ttl: '20s' });
    const ask = () => client.lease('old', { seconds: 30, recacheSeconds: 25 });
    const leases = [await ask(), await ask()];
    expect(leases.map(({ state, value }) => [state, `${value}`])).toEqual([
      ['won', 'v'],
      ['hit', 'v'],
    ]);
    expect(await client.getWithCas('old')).toEqual({ value: Buffer.from('v'), cas: leases[0]!.cas });
    expect(await client.getWithCas('none')).toBeUndefined();
  });
});

describe('M7: many keys', () => {
  test('are read by one write to each node, together with all else of the tick', async () => {
    const client = await connect({}, servers);
    const keys = Array.from({ length: 100 }, (_, place) => `many:${place}`);
    await Promise.all(keys.map((key) => client.set(key, key)));
    const write = jest.spyOn(Socket.prototype, 'write');
    const [found, one] = await Promise.all([client.getMany([...keys, 'none', keys[0]!]), client.get('many:5')]);
    const ports = write.mock.contexts.map((socket) => (socket as Socket).remotePort);
    const lines = write.mock.calls.map(([text]) => `${text}`.split('\r\n').length - 1);
    write.mockRestore();
    expect([...found].map(([key, value]) => key === `${value}`)).toEqual(keys.map(() => true));
    expect(`${one}`).toBe('many:5');
    expect(ports.sort()).toEqual(servers.map(({ port }) => port).sort());
    expect(lines.reduce((sum, some) => sum + some)).toBe(102);
  });
});
