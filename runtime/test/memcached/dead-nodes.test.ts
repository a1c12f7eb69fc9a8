import type { Link } from '../../lib/link';
import { MemcachedClient, type MemcachedOptions } from '../../lib/memcached';
import { HashRing } from '../../lib/memcached/hash-ring';
import { type RunningMemcached, startMemcached } from '../servers/memcached';
import { startProxy } from '../servers/tcp-proxy';

const nameOf = ({ host, port }: { readonly host: string; readonly port: number }) => `${host}:${port}`;
const clients: MemcachedClient[] = [];
let servers: readonly RunningMemcached[];

beforeAll(async () => {
  servers = await Promise.all([1, 2, 3, 4].map(() => startMemcached({ args: ['-m', '64', '-t', '1'] })));
});
/** How a server comes back that a test has stopped. */
const repairs: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(repairs.splice(0).map((repair) => repair()));
  await Promise.all(clients.splice(0).map((client) => client.close()));
});
afterAll(() => Promise.all(servers.map((server) => server.stop())));

async function connect(options: MemcachedOptions = {}, nodes: readonly { host: string; port: number }[] = servers) {
  const link: Link = { engine: 'memcached', endpoint: nodes[0]!.host, nodes: nodes.map(nameOf).join() };
  const client = MemcachedClient.fromLink(link, { deadlineMs: 10_000, connectTimeoutMs: 300, ...options });
  clients.push(client);
  await client.ready();
  return client;
}

async function kill(server: RunningMemcached): Promise<void> {
  repairs.push(() => server.restart());
  await server.kill();
}

function freeze(server: RunningMemcached): void {
  repairs.push(() => server.thaw());
  server.freeze();
}

/** Keys by the place of the server that they lie on: two for each. */
function keysByServer(): readonly (readonly string[])[] {
  const ring = new HashRing(servers.map(nameOf));
  const keys = Array.from({ length: 200 }, (_, place) => `key:${place}`);
  return servers.map((server) => keys.filter((key) => ring.nodeOf(key) === nameOf(server)).slice(0, 2));
}

const outcome = (promise: Promise<unknown>) =>
  promise.then((value) => (value === undefined ? 'none' : `${value}`)).catch(({ code }) => code);
const outcomes = (promises: readonly Promise<unknown>[]) => Promise.all(promises.map(outcome));
const until = async (is: () => unknown) => {
  while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 5));
};
const upOf = (client: MemcachedClient) => client.nodes().filter(({ isUp }) => isUp).length;
/** What has not settled when the sockets were read twice has to wait for somebody. */
const atOnce = (promise: Promise<unknown>) =>
  Promise.race([
    promise,
    new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve, 'waits')))),
  ]);

test('M3: keys of a node that died are misses at once, those of the others are read and written; it is used again', async () => {
  const client = await connect();
  const [dead = [], ...others] = keysByServer();
  const alive = others.flat();
  await Promise.all([...dead, ...alive].map((key) => client.set(key, 'v')));
  await kill(servers[0]!);
  await until(() => upOf(client) === 3);
  expect(await atOnce(outcomes(dead.map((key) => client.get(key))))).toEqual(dead.map(() => 'none'));
  expect(client.deadReads).toBe(2);
  expect(await outcomes(alive.map((key) => client.get(key)))).toEqual(alive.map(() => 'v'));
  expect(await outcomes(alive.map((key) => client.set(key, 'w')))).toEqual(alive.map(() => 'none'));
  expect([...(await client.getMany([...dead, ...alive])).keys()].sort()).toEqual([...alive].sort());
  const [key] = dead;
  const refused = [
    client.set(key!, 'v'),
    client.delete(key!),
    client.getWithCas(key!),
    client.lease(key!, { seconds: 5 }),
  ];
  expect(new Set((await atOnce(outcomes(refused))) as string[])).toEqual(new Set(['ERR_CACHE_TIER_UNREACHABLE']));
  await expect(client.set(key!, 'v')).rejects.toThrow(
    new RegExp(`^${nameOf(servers[0]!)} cannot be reached now: it is not connected \\(.*(closed|ECONNRE).*\\)$`),
  );
  await servers[0]!.restart();
  await client.ready();
  await client.set(key!, 'again');
  expect(await outcome(client.get(key!))).toBe('again');
});

test("with 'error', reads of a dead node fail", async () => {
  const client = await connect({ deadNodes: 'error' });
  const [[dead], [alive]] = keysByServer() as readonly [readonly string[], readonly string[]];
  await client.set(alive!, 'v');
  await kill(servers[0]!);
  await until(() => upOf(client) === 3);
  expect(await outcomes([client.get(dead!), client.getMany([dead!, alive!]), client.get(alive!)])).toEqual([
    'ERR_CACHE_TIER_UNREACHABLE',
    'ERR_CACHE_TIER_UNREACHABLE',
    'v',
  ]);
  expect(client.deadReads).toBe(0);
  expect([...(await client.stats()).keys()].sort()).toEqual(servers.slice(1).map(nameOf).sort());
});

test("with 'next', keys of a dead node lie on another one until it is back; all others stay where they are", async () => {
  const client = await connect({ deadNodes: 'next' });
  const [dead = [], ...others] = keysByServer();
  const alive = others.flat();
  await Promise.all(alive.map((key) => client.set(key, 'stays')));
  await kill(servers[0]!);
  await until(() => upOf(client) === 3);
  await Promise.all(dead.map((key) => client.set(key, 'elsewhere')));
  expect(await outcomes(dead.map((key) => client.get(key)))).toEqual(['elsewhere', 'elsewhere']);
  expect(await outcomes(alive.map((key) => client.get(key)))).toEqual(alive.map(() => 'stays'));
  expect([...(await client.getMany(dead)).keys()]).toEqual(dead);
  await client.delete(dead[0]!);
  const leases = await Promise.all([1, 2].map(() => client.lease(dead[0]!, { seconds: 30 })));
  expect(leases.map(({ state }) => state)).toEqual(['won', 'waiting']);
  await servers[0]!.restart();
  await client.ready();
  expect(await outcomes(dead.map((key) => client.get(key)))).toEqual(['none', 'none']);
});

test('D2: a node that froze is late once, then left alone at once, and used again when it answers', async () => {
  const client = await connect({ deadlineMs: 1_000, connectTimeoutMs: 60_000 });
  const [[frozen], [alive]] = keysByServer() as readonly [readonly string[], readonly string[]];
  await Promise.all([client.set(frozen!, 'f'), client.set(alive!, 'a')]);
  freeze(servers[0]!);
  const [written, read, other] = await outcomes([client.set(frozen!, 'new'), client.get(frozen!), client.get(alive!)]);
  expect([written, read, other]).toEqual(['ERR_CACHE_TIER_TIMEOUT', 'none', 'a']);
  expect(client.deadReads).toBe(1);
  expect(upOf(client)).toBe(3);
  expect(await atOnce(outcomes([client.get(frozen!), client.delete(frozen!)]))).toEqual([
    'none',
    'ERR_CACHE_TIER_UNREACHABLE',
  ]);
  // It is connected all the while: who waits for it waits until it answers.
  await expect(client.ready(1)).rejects.toThrow(`${nameOf(servers[0]!)} cannot be reached now: that has not changed`);
  servers[0]!.thaw();
  await client.ready();
  // What was late has happened all the same, and its answers were given to nobody.
  expect(await outcomes([client.get(frozen!), client.get(alive!)])).toEqual(['new', 'a']);
});

test('a frozen node whose sockets do not come back is connected to anew', async () => {
  const problems: Error[] = [];
  const onProblem = (problem: Error) => problems.push(problem);
  const client = await connect({ deadlineMs: 250, connectTimeoutMs: 200, onProblem });
  const [[frozen]] = keysByServer() as readonly [readonly string[]];
  freeze(servers[0]!);
  expect(await outcome(client.set(frozen!, 'v'))).toBe('ERR_CACHE_TIER_TIMEOUT');
  // The probe gives the socket up; a frozen server takes another one, and says nothing.
  await until(() => problems.length >= 2);
  expect(problems[0]?.message).toBe(`${nameOf(servers[0]!)} cannot be reached now: it has not answered within 200 ms`);
  servers[0]!.thaw();
  await until(() => upOf(client) === 4);
  await client.set(frozen!, 'v');
  expect(await outcome(client.get(frozen!))).toBe('v');
});

test('D5: half a reply, then silence: the deadline counts, and the rest of it is given to nobody', async () => {
  const [server] = servers;
  const proxy = await startProxy(server!.port);
  try {
    const writer = await connect({ deadlineMs: 10_000 }, [server!]);
    const client = await connect({ deadlineMs: 250, connectTimeoutMs: 60_000 }, [proxy]);
    const large = Buffer.alloc(1_000_000, 'x');
    await writer.set('half', large);
    await writer.set('other', 'o');
    const before = proxy.bytes.toClients;
    const reading = outcomes([client.get('half'), client.get('other')]);
    await until(() => proxy.bytes.toClients > before);
    proxy.freeze();
    const [half, other] = await reading;
    // It may have come whole before the network stopped.
    expect(['none', `${large}`]).toContain(half);
    expect(['none', 'o']).toContain(other);
    proxy.thaw();
    await until(() => upOf(client) === 1);
    expect(await outcome(client.get('other'))).toBe('o');
  } finally {
    await proxy.close();
  }
});

test('a client that is closed leaves nothing behind, also one whose nodes are away', async () => {
  const active = () =>
    process
      .getActiveResourcesInfo()
      .filter((resource) => /TCP|TLS|Timeout/.test(resource))
      .sort();
  const connections = async () => Number(/curr_connections (\d+)/.exec(await servers[1]!.command('stats'))![1]);
  const before = { active: active(), connections: await connections() };
  const client = await connect({ connectionsPerNode: 3 }, servers.slice(1, 3));
  expect(await connections()).toBe(before.connections + 3);
  const away = MemcachedClient.fromLink({ engine: 'memcached', endpoint: '127.0.0.1', nodes: '127.0.0.1:1' });
  const reading = outcomes([client.get('key'), client.set('key', 'v'), away.get('key'), away.ready(60_000)]);
  await Promise.all([client.close(), away.close(), away.close()]);
  const closed = 'ERR_CACHE_TIER_CLOSED';
  expect(await reading).toEqual(['none', 'ERR_CACHE_TIER_UNREACHABLE', 'none', closed]);
  const late = [client.get('key'), client.getMany(['key']), client.delete('key'), client.ready(60_000)];
  expect(await outcomes(late)).toEqual(late.map(() => closed));
  await until(async () => (await connections()) === before.connections);
  expect(active()).toEqual(before.active);
});

test('who waits for nodes that are away is told which', async () => {
  const link: Link = { engine: 'memcached', endpoint: 'x', nodes: `127.0.0.1:1,${nameOf(servers[1]!)}` };
  const problems: Error[] = [];
  const onProblem = (problem: Error) => {
    problems.push(problem);
    throw new Error('of whoever is told: it changes nothing');
  };
  const client = MemcachedClient.fromLink(link, { onProblem });
  clients.push(client);
  await until(() => upOf(client) === 1 && problems.length > 0);
  await expect(client.ready(50)).rejects.toThrow(
    '127.0.0.1:1 cannot be reached now: that has not changed for 50 ms (connect ECONNREFUSED 127.0.0.1:1)',
  );
  const asked = MemcachedClient.fromLink({ engine: 'memcached', endpoint: '127.0.0.1', port: '1' });
  clients.push(asked);
  const cluster = 'the cluster cannot be reached now: ';
  await expect(asked.ready(50)).rejects.toThrow(
    `${cluster}that has not changed for 50 ms (127.0.0.1:1 cannot be reached now: connect ECONNREFUSED 127.0.0.1:1)`,
  );
  await expect(asked.set('key', 'v')).rejects.toThrow(
    `${cluster}nobody has said yet which nodes it has (127.0.0.1:1 cannot be reached now: connect ECONNREFUSED 127.0.0.1:1)`,
  );
  expect(problems[0]?.message).toBe('127.0.0.1:1 cannot be reached now: connect ECONNREFUSED 127.0.0.1:1');
});
