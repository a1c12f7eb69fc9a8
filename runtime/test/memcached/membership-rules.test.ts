import { setTimeout as pause } from 'node:timers/promises';
import type { CacheDriver } from '../../lib/drivers/driver';
import { HashRing } from '../../lib/memcached/hash-ring';
import { placedBy } from '../../lib/memcached/key-places';
import type { ProtocolOptions } from '../../lib/protocol/protocol';
import { NAMES, type Process, processOf, Row, readOf, up } from '../protocol/lab';
import { driverOf, type MemcachedLab, startMemcachedLab } from '../protocol/memcached-lab';
import { ManualDiscovery } from './manual-discovery';

/** How long a change takes that a test waits for, and one that is under way for as long as a test lasts. */
const SETTLE_MS = 600;
const LONG_MS = 3_600_000;

/** A client, and what it knows. */
interface Client extends Process {
  readonly knows: ManualDiscovery;
}

interface ClientOptions extends Partial<ProtocolOptions> {
  readonly settleMs?: number;
  /** Makes a driver that leaves out a rule. */
  readonly weaken?: (driver: CacheDriver) => CacheDriver;
}

let lab: MemcachedLab;
let few: readonly string[];
let all: readonly string[];
const clients: Client[] = [];

beforeAll(async () => {
  lab = await startMemcachedLab(3);
  all = lab.nodes;
  few = all.slice(0, 2);
});
afterAll(() => lab.stop());
beforeEach(() => lab.everywhere('FLUSHALL'));
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

async function start(
  version: number,
  names: readonly string[],
  { settleMs = SETTLE_MS, weaken = (driver) => driver, ...options }: ClientOptions = {},
): Promise<Client> {
  const knows = new ManualDiscovery(version, names);
  const client = { ...processOf(weaken(driverOf(names, { discovery: knows, settleMs })), options), knows };
  clients.push(client);
  return client;
}

/** A client that has known its list for long: as if it had followed a list that never was another one. */
async function settled(version: number, names: readonly string[], options: ClientOptions = {}): Promise<Client> {
  const client = await start(0, names, options);
  // It looks at its list when it is asked.
  client.driver.isUp(names[0]!);
  client.knows.learn(version, names);
  await up(client.driver, names.length);
  return client;
}

/** A change that everybody has learned of. */
async function passes(): Promise<void> {
  await pause(SETTLE_MS + 50);
}

/** A table whose version key moves to the third node; the rest of a read of it stays where it is. */
function moving() {
  const [old, young] = [new HashRing(few), new HashRing(all)];
  const moves = (key: string) => old.nodeOf(placedBy(key)) !== young.nodeOf(placedBy(key));
  const named = <T>(make: (n: number) => T, fits: (made: T) => boolean) => {
    for (let n = 0; ; n += 1) if (fits(make(n))) return make(n);
  };
  const table = named((n) => NAMES.version(`public.moving${n}`), moves);
  const entry = named(
    (n) => NAMES.entry(`entry ${n}`),
    (key) => !moves(key),
  );
  const database = named(
    (n) => NAMES.version(`public.whole${n}`),
    (key) => !moves(key),
  );
  return { keys: [table], change: { key: entry, tags: { found: [database, table], empty: [database, table] } } };
}

const read = async (client: Client, row: Row, of: ReturnType<typeof moving>) => {
  const answer = await client.protocol.reader.read(readOf(row, of.change));
  await client.protocol.reader.settled();
  return answer;
};

async function write(client: Client, row: Row, { keys }: ReturnType<typeof moving>): Promise<boolean> {
  const announcement = await client.protocol.writer.announce(keys);
  row.value += 1;
  await announcement.settle();
  return client.protocol.pendingInvalidations === 0;
}

/** Both halves of a test: what the rule prevents, and that it does happen without it. */
const WITH_AND_WITHOUT = [
  ['with the rule', true],
  ['without it the old value is given', false],
] as const;

describe('M2: who cannot confirm the nodes reads nothing', () => {
  test.each(WITH_AND_WITHOUT)('%s', async (_, rule) => {
    const [of, row] = [moving(), new Row()];
    const [reader, writer] = await Promise.all([settled(1, few), settled(1, few)]);
    await read(reader, row, of);
    expect(await read(reader, row, of)).toEqual({ value: 0, source: 'hit' });
    // A third node comes. The reader does not hear of it, and time passes.
    writer.knows.learn(2, all);
    await up(writer.driver, 3);
    await passes();
    reader.knows.confirmed = !rule;
    expect(await write(writer, row, of)).toBe(true);
    expect(await read(reader, row, of)).toEqual(rule ? { value: 1, source: 'load' } : { value: 0, source: 'hit' });
  });

  test('nor does anybody believe what it writes: it is tried again until the nodes are known', async () => {
    const [of, row] = [moving(), new Row()];
    const [reader, writer] = await Promise.all([settled(1, few), settled(1, few)]);
    await read(reader, row, of);
    writer.knows.confirmed = false;
    expect((await writer.protocol.writer.announce(of.keys)).acknowledged).toBe(false);
    expect(await writer.protocol.writer.drop(of.keys)).toBe(false);
    row.value = 1;
    writer.knows.confirmed = true;
    while (writer.protocol.pendingInvalidations > 0) await pause(5);
    expect(await read(reader, row, of)).toEqual({ value: 1, source: 'load' });
  });
});

describe('M2: what moves is not read while somebody may write it elsewhere', () => {
  test.each(WITH_AND_WITHOUT)('%s', async (_, rule) => {
    const [of, row] = [moving(), new Row()];
    const [reader, writer] = await Promise.all([settled(1, few, { settleMs: rule ? LONG_MS : 0 }), settled(1, few)]);
    reader.knows.learn(2, all);
    await up(reader.driver, 3);
    await read(reader, row, of);
    // By the list that it knows, it tells the node of before.
    expect(await write(writer, row, of)).toBe(true);
    expect(await read(reader, row, of)).toEqual(rule ? { value: 1, source: 'load' } : { value: 0, source: 'hit' });
  });

  test('and is read again once everybody has learned where it lies', async () => {
    const [of, row] = [moving(), new Row()];
    const both = await Promise.all([settled(1, few), settled(1, few)]);
    for (const { knows } of both) knows.learn(2, all);
    await Promise.all(both.map(({ driver }) => up(driver, 3)));
    await passes();
    const [reader, writer] = both;
    await read(reader, row, of);
    expect(await read(reader, row, of)).toEqual({ value: 0, source: 'hit' });
    expect(await write(writer, row, of)).toBe(true);
    expect(await read(reader, row, of)).toEqual({ value: 1, source: 'load' });
  });
});

describe('M2: what moves is invalidated on both nodes', () => {
  test.each(WITH_AND_WITHOUT)('%s', async (_, rule) => {
    const [of, row] = [moving(), new Row()];
    const [reader, writer] = await Promise.all([settled(1, few), settled(1, few, { settleMs: rule ? LONG_MS : 0 })]);
    await read(reader, row, of);
    writer.knows.learn(2, all);
    await up(writer.driver, 3);
    expect(await write(writer, row, of)).toBe(true);
    expect(await read(reader, row, of)).toEqual(rule ? { value: 1, source: 'load' } : { value: 0, source: 'hit' });
  });

  test('a write that is under way is announced where the new list says as well', async () => {
    const of = moving();
    const writer = await settled(1, few, { intentMs: 150 });
    const announcement = await writer.protocol.writer.announce(of.keys);
    writer.knows.learn(2, all);
    await up(writer.driver, 3);
    const value = async () => `${await lab.command(of.keys[0]!, 'GET', of.keys[0]!)}`;
    while (!(await value()).startsWith('!')) await pause(10);
    await announcement.settle();
    expect(await value()).toBe('null');
  });

  test('without the node of before, a write is not acknowledged, and it is once nobody looks there', async () => {
    const [of, row] = [moving(), new Row()];
    const writer = await settled(1, few);
    writer.knows.learn(2, all);
    await up(writer.driver, 3);
    const before = lab.servers[few.indexOf(new HashRing(few).nodeOf(placedBy(of.keys[0]!)))]!;
    before.freeze();
    try {
      expect(await write(writer, row, of)).toBe(false);
      // Its silence is not taken for that of the present owner.
      expect(writer.protocol.cache.states()[writer.driver.serverOf(of.keys[0]!)]).toBe('up');
      while (writer.protocol.pendingInvalidations > 0) await pause(10);
      expect(writer.protocol.pendingInvalidations).toBe(0);
    } finally {
      before.thaw();
    }
  });
});

describe('M2: a key that moved away and has come back does not bring its version along', () => {
  const always = (driver: CacheDriver): CacheDriver => ({
    ...bound(driver),
    read: async (keys) => ({ ...(await driver.read(keys)), generation: 'always' }),
  });

  test.each(WITH_AND_WITHOUT)('%s', async (_, rule) => {
    const [of, row] = [moving(), new Row()];
    const weaken = rule ? undefined : always;
    const [reader, writer] = await Promise.all([settled(1, few, { weaken }), settled(1, few)]);
    await read(reader, row, of);
    for (const { knows, driver } of [reader, writer]) {
      knows.learn(2, all);
      await up(driver, 3);
    }
    await passes();
    expect(await write(writer, row, of)).toBe(true);
    for (const { knows } of [reader, writer]) knows.learn(3, few);
    await passes();
    expect(await read(reader, row, of)).toEqual(rule ? { value: 1, source: 'load' } : { value: 0, source: 'hit' });
  });
});

describe('M2: who does not know which nodes there were before waits for those who do not know the present ones', () => {
  test.each(WITH_AND_WITHOUT)('of a new process: %s', async (_, rule) => {
    const [of, row] = [moving(), new Row()];
    const writer = await settled(1, few);
    const reader = await start(2, all, { settleMs: rule ? LONG_MS : 1 });
    if (!rule) await up(reader.driver, 3);
    await read(reader, row, of);
    expect(await write(writer, row, of)).toBe(true);
    expect(await read(reader, row, of)).toEqual(rule ? { value: 1, source: 'load' } : { value: 0, source: 'hit' });
    if (rule) expect(await write(reader, row, of)).toBe(false);
  });

  test('of one that missed a change: what moved away and back is not read', async () => {
    const [of, row] = [moving(), new Row()];
    const [reader, writer] = await Promise.all([settled(1, few, { settleMs: LONG_MS }), settled(1, few)]);
    await read(reader, row, of);
    writer.knows.learn(2, all);
    await up(writer.driver, 3);
    await passes();
    // The list is as it was, and the writer does not know yet.
    reader.knows.learn(3, few);
    await read(reader, row, of);
    expect(await write(writer, row, of)).toBe(true);
    expect(await read(reader, row, of)).toEqual({ value: 1, source: 'load' });
  });

  test('a list that somebody has known for long is used at once by a new process', async () => {
    // The first one that learns of it says so.
    const first = await settled(6, all);
    first.knows.learn(7, all);
    const key = `cache-tier:m1:7:${first.knows.current!.fingerprint}`;
    await read(first, new Row(), moving());
    for (const server of lab.servers) {
      let mark: string | undefined;
      while (mark === undefined) [, mark] = /^VA \d+\r\n(\d+)/.exec(await server.command(`mg ${key} v`)) ?? [];
      // As if it had been two hours ago.
      const before = `${Number(mark) - 2 * LONG_MS}`;
      expect(await server.command(`ms ${key} ${before.length}\r\n${before}`)).toMatch(/^HD/);
    }
    // It would not be up within this test if it had to wait for the time to pass.
    const later = await start(7, all, { settleMs: LONG_MS });
    await up(later.driver, 3);
    const early = await start(8, all, { settleMs: LONG_MS });
    expect(early.driver.isUp(all[0]!)).toBe(false);
  });
});

function bound(driver: CacheDriver): CacheDriver {
  return {
    groupOf: (key) => driver.groupOf(key),
    serverOf: (key) => driver.serverOf(key),
    isUp: (server) => driver.isUp(server),
    onChange: (listener) => driver.onChange(listener),
    read: (keys) => driver.read(keys),
    set: (key, value, options) => driver.set(key, value, options),
    unlink: (keys) => driver.unlink(keys),
    run: (script, keys, args) => driver.run(script, keys, args),
    probe: (server) => driver.probe(server),
    time: (server) => driver.time(server),
    servers: () => driver.servers(),
    close: () => driver.close(),
  };
}
