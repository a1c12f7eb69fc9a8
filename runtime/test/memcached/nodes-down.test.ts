import { setTimeout as pause } from 'node:timers/promises';
import { HashRing } from '../../lib/memcached/hash-ring';
import { placedBy } from '../../lib/memcached/key-places';
import { Metric } from '../../lib/metrics/metrics';
import type { ProtocolOptions } from '../../lib/protocol/protocol';
import { Gate } from '../protocol/hooked-driver';
import { NAMES, type Process, processOf, Row, readOf, up, watchRejections } from '../protocol/lab';
import { driverOf } from '../protocol/memcached-lab';
import { type RunningMemcached, startMemcached } from '../servers/memcached';
import { type RunningProxy, startProxy } from '../servers/tcp-proxy';

/** As an application has it, on a busy machine. */
const DEADLINES = { deadlineMs: 100, writeDeadlineMs: 100, earlyFactor: 0 };

/** Nodes behind one network, which all clients share; what one of them lacks is up to its test. */
let servers: RunningMemcached[];
let proxies: RunningProxy[];
let names: string[];
let rejections: () => readonly unknown[];
const clients: Process[] = [];

const start = async (nodes: readonly string[] = names, options: Partial<ProtocolOptions> = {}) => {
  const client = processOf(driverOf(nodes), { ...DEADLINES, ...options });
  clients.push(client);
  await up(client.driver, nodes.length);
  return client;
};

beforeAll(async () => {
  servers = await Promise.all([startMemcached(), startMemcached()]);
  proxies = await Promise.all(servers.map(({ port }) => startProxy(port)));
  names = proxies.map(({ host, port }) => `${host}:${port}`);
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await Promise.all(servers.map((server) => server.stop()));
});
beforeEach(async () => {
  rejections = watchRejections();
  await Promise.all(servers.map((server) => server.command('flush_all')));
});
afterEach(async () => {
  for (const server of servers) server.thaw();
  for (const proxy of proxies) {
    proxy.thaw();
    proxy.accept();
  }
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await new Promise(setImmediate);
  expect(rejections()).toEqual([]);
});

/** A read whose versions lie on the first node and whose entry lies on the second. */
function apart() {
  const ring = new HashRing(names);
  const on = (node: number, name: (n: number) => string) => {
    for (let n = 0; ; n += 1) if (ring.nodeOf(placedBy(name(n))) === names[node]) return name(n);
  };
  const table = on(0, (n) => NAMES.version(`public.apart${n}`));
  const database = on(0, (n) => NAMES.version(`public.whole${n}`));
  return { keys: [table], change: { key: on(1, (n) => NAMES.entry(`row ${n}`)), tags: tagged([database, table]) } };
}

function tagged(found: readonly string[]) {
  return { found, empty: found };
}

type Apart = ReturnType<typeof apart>;

const read = async (client: Process, row: Row, { change }: Apart) => {
  const answer = await client.protocol.reader.read(readOf(row, change));
  await client.protocol.reader.settled();
  return answer;
};

async function write(client: Process, row: Row, { keys }: Apart): Promise<void> {
  const announcement = await client.protocol.writer.announce(keys);
  row.value += 1;
  await announcement.settle();
}

/** Reads until the cache answers; each answer is right. */
async function recovered(client: Process, row: Row, of: Apart): Promise<void> {
  for (let source = ''; source !== 'hit'; await pause(2)) {
    const answer = await read(client, row, of);
    expect(answer.value).toBe(row.value);
    ({ source } = answer);
  }
}

test('M3: a node that is killed costs the answers that need it, and comes back empty', async () => {
  const [of, row] = [apart(), new Row()];
  const [reader, writer] = [await start(), await start()];
  await recovered(reader, row, of);
  await servers[0]!.kill();
  await Promise.all([reader, writer].map(({ driver }) => downOf(driver, names[0]!)));
  await write(writer, row, of);
  expect(writer.metrics.total(Metric.UNACKNOWLEDGED)).toBe(2);
  expect(await read(reader, row, of)).toEqual({ value: 1, source: 'load' });
  // What lies on the other node alone is given as ever.
  const alone: Apart = { keys: [], change: { key: of.change.key.replace('row', 'other'), tags: tagged([]) } };
  await recovered(reader, row, alone);
  await servers[0]!.restart();
  await Promise.all([reader, writer].map(({ driver }) => up(driver, 2)));
  while (writer.protocol.pendingInvalidations > 0) await pause(5);
  await recovered(reader, row, of);
});

test.each([
  ['never lie on another node', true],
  ['would bring an old answer back if they did', false],
])('M3: the versions of a node that flaps %s', async (_, stay) => {
  const [of, row] = [apart(), new Row()];
  // What it does not read in time, it would load.
  const reader = await start(names, { deadlineMs: 10_000 });
  await recovered(reader, row, of);
  servers[0]!.freeze();
  // A client that takes the next node in place of one that is silent has a list without it.
  const writer = stay ? await startFrozen() : await start([names[1]!]);
  await write(writer, row, of);
  expect(writer.protocol.pendingInvalidations).toBe(stay ? 1 : 0);
  servers[0]!.thaw();
  if (stay) while (writer.protocol.pendingInvalidations > 0) await pause(5);
  await up(reader.driver, 2);
  while ((await reader.driver.read(of.keys).catch(() => undefined)) === undefined) await pause(5);
  const { value } = await read(reader, row, of);
  expect(value).toBe(stay ? 1 : 0);
});

/** It was connected before the node fell silent. */
async function startFrozen(): Promise<Process> {
  servers[0]!.thaw();
  const client = await start();
  servers[0]!.freeze();
  return client;
}

test('M3: a node that stood still does not answer by what it held before it was told', async () => {
  const [of, row] = [apart(), new Row()];
  const [reader, writer] = [await start(), await start()];
  await recovered(reader, row, of);
  for (let round = 0; round < 3; round += 1) {
    servers[0]!.freeze();
    expect((await read(reader, row, of)).value).toBe(row.value);
    await write(writer, row, of);
    servers[0]!.thaw();
    while (writer.protocol.pendingInvalidations > 0) await pause(5);
    await recovered(reader, row, of);
  }
});

test('M3: a client that alone is cut off from a node says that it could not tell, and reads nothing of it', async () => {
  const [of, row] = [apart(), new Row()];
  const wall = await startProxy(servers[0]!.port);
  const behind = await startProxy(servers[1]!.port);
  const other = [`${wall.host}:${wall.port}`, `${behind.host}:${behind.port}`];
  try {
    const ring = new HashRing(other);
    // Its own names place keys elsewhere: those of the test lie behind the wall for it.
    const cut = await start(other, { deadlineMs: 500 });
    const key = firstOn(ring, other[0]!, (n) => NAMES.version(`public.cut${n}`));
    wall.freeze();
    const first = await cut.protocol.writer.announce([key]);
    expect(first.acknowledged).toBe(false);
    await first.settle();
    expect(cut.protocol.pendingInvalidations).toBe(1);
    const change = { key: of.change.key, tags: tagged([key]) };
    for (let n = 0; n < 20; n += 1) {
      expect(await cut.protocol.reader.read(readOf(row, change))).toMatchObject({ source: 'load' });
    }
    expect(cut.metrics.total(Metric.TIMEOUT)).toBeLessThan(5);
    wall.thaw();
    while (cut.protocol.pendingInvalidations > 0) await pause(5);
  } finally {
    await Promise.all([wall.close(), behind.close()]);
  }
});

test('M3: a holder of a lease that is gone keeps nobody waiting for longer than the lease', async () => {
  const [of, row] = [apart(), new Row()];
  const [holder, waiter] = [await start(names, { leaseMs: 500 }), await start(names, { leaseMs: 500 })];
  const gate = new Gate();
  const load = async () => {
    await gate.pass();
    return row.load();
  };
  const lost = holder.protocol.reader.read(readOf({ load }, of.change));
  await gate.reached;
  await holder.driver.close();
  expect(await read(waiter, row, of)).toEqual({ value: 0, source: 'load' });
  expect(waiter.metrics.total(Metric.LEASE_TIMEOUT)).toBe(0);
  gate.open();
  await lost;
});

test('M3: connections that are reset lose no invalidation', async () => {
  const [of, row] = [apart(), new Row()];
  const [reader, writer] = [await start(), await start()];
  for (let round = 0; round < 10; round += 1) {
    await recovered(reader, row, of);
    const announcement = await writer.protocol.writer.announce(of.keys);
    row.value += 1;
    if (round % 2) proxies[0]!.cutAfter(1 + 7 * round, round % 4 === 1 ? 'toClients' : 'toServer');
    const settling = announcement.settle();
    if (round % 2 === 0) proxies[0]!.drop();
    await settling;
    while (writer.protocol.pendingInvalidations > 0) await pause(2);
  }
  await recovered(reader, row, of);
});

function firstOn(ring: HashRing, name: string, key: (n: number) => string): string {
  for (let n = 0; ; n += 1) if (ring.nodeOf(placedBy(key(n))) === name) return key(n);
}

async function downOf(driver: Process['driver'], server: string): Promise<void> {
  while (driver.isUp(server)) await pause(2);
}
