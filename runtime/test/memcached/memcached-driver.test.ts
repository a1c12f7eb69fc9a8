import type { CacheDriver, Script } from '../../lib/drivers/driver';
import { Metric } from '../../lib/metrics/metrics';
import { leaseKey } from '../../lib/protocol/names';
import { ADD_INTENT, DROP_INTENT, ENSURE_VERSIONS, RELEASE_LEASE, RENEW_VERSIONS } from '../../lib/protocol/scripts';
import { answer, NAMES, type Process, processOf, readOf, up } from '../protocol/lab';
import { driverOf, type MemcachedLab, startMemcachedLab } from '../protocol/memcached-lab';

const HOUR = 3_600_000;
const TEXT = Buffer.from('value');

let lab: MemcachedLab;
let driver: CacheDriver;
const more: { close(): Promise<void> }[] = [];

const start = async (names = lab.nodes) => {
  const another = driverOf(names);
  more.push(another);
  await up(another, names.length);
  return another;
};
/** Seconds that an item has left, as its server says. */
const secondsOf = async (key: string) =>
  Number(/^HD t(-?\d+)/.exec(await lab.ownerOf(key).command(`mg ${key} t`))?.[1]);
const textOf = async (key: string) => (await driver.read([key])).values[0]?.toString() ?? null;

beforeAll(async () => {
  lab = await startMemcachedLab(2, ['-I', '1m']);
  driver = driverOf(lab.nodes);
  await up(driver, 2);
});
afterAll(async () => {
  await driver.close();
  await lab.stop();
});
beforeEach(() => lab.everywhere('FLUSHALL'));
afterEach(async () => {
  await Promise.all(more.splice(0).map((other) => other.close()));
});

test('values are what was written, whatever bytes and whatever keys', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  for (const key of ['plain', 'with space', 'bücher', 'x'.repeat(251), 'line\r\nend', '{tag} of it']) {
    for (const value of [bytes, Buffer.alloc(0), Buffer.from('\r\nEN\r\nVA 2\r\n')]) {
      expect(await driver.set(key, value, { px: HOUR })).toBe(true);
      expect((await driver.read([key])).values).toEqual([value]);
    }
    expect(await driver.set(key, TEXT, { px: HOUR, ifAbsent: true })).toBe(false);
    await driver.unlink([key]);
    expect(await textOf(key)).toBeNull();
    expect(await driver.set(key, TEXT, { px: HOUR, ifAbsent: true })).toBe(true);
  }
});

test('an entry lies with its lease: on one node, and by one socket', async () => {
  const served = new Set<string>();
  for (let n = 0; n < 50; n += 1) {
    const entry = NAMES.entry(`entry ${n}`);
    const lease = leaseKey(entry, `stamps ${n}`);
    expect(driver.groupOf(lease)).toBe(driver.groupOf(entry));
    served.add(driver.serverOf(entry));
    // What is asked in one tick is done in its order.
    const taken = driver.set(lease, TEXT, { px: HOUR, ifAbsent: true });
    const reading = driver.read([lease, entry]);
    expect(await taken).toBe(true);
    expect((await reading).values).toEqual([TEXT, null]);
  }
  expect([...served].sort()).toEqual([...lab.nodes].sort());
});

test('keys of one node are read in one call, in their order, by whatever socket', async () => {
  const keys = Array.from({ length: 60 }, (_, n) => `key ${n}`).filter(
    (key) => driver.groupOf(key) === driver.groupOf('key 0'),
  );
  await Promise.all(keys.map((key, n) => driver.set(key, Buffer.from(`${n}`), { px: HOUR })));
  const { values } = await driver.read([...keys, 'key 0']);
  expect(values.map(String)).toEqual([...keys.keys(), 0].map(String));
});

test.each([
  ['an entry, no longer than its time', 2_900, false, 2],
  ['an entry of less than a second', 300, false, 1],
  ['a lease, at least its time', 2_100, true, 4],
  ['what would live for more than 30 days', 40 * 24 * HOUR, false, 30 * 24 * 3_600],
  ['what would, and at least', 40 * 24 * HOUR, true, 30 * 24 * 3_600],
])('%s: %i ms', async (_, px, ifAbsent, seconds) => {
  await driver.set('key', TEXT, { px, ifAbsent });
  expect(Math.abs((await secondsOf('key')) - seconds)).toBeLessThanOrEqual(1);
});

test('a version lives at least its time, and one that is renewed at least that', async () => {
  const [version] = (await driver.run(ENSURE_VERSIONS, ['v'], ['random', '5000'])) as string[];
  expect(version).toMatch(/^random1\.\d{13}$/);
  expect(await secondsOf('v')).toBeGreaterThanOrEqual(5);
  expect(await driver.run(ENSURE_VERSIONS, ['v'], ['other', '5000'])).toEqual([version]);
  await driver.run(RENEW_VERSIONS, ['v'], ['90000', 'another one']);
  expect(await secondsOf('v')).toBeLessThan(10);
  await driver.run(RENEW_VERSIONS, ['v'], ['90000', version!]);
  expect(await secondsOf('v')).toBeGreaterThanOrEqual(90);
});

test('a lease is given back by its holder alone', async () => {
  await driver.set('lease', Buffer.from('me'), { px: HOUR, ifAbsent: true });
  await driver.run(RELEASE_LEASE, ['lease'], ['you']);
  expect(await textOf('lease')).toBe('me');
  await driver.run(RELEASE_LEASE, ['lease'], ['me']);
  expect(await textOf('lease')).toBeNull();
});

test('writers of several processes at once never take each other out', async () => {
  const drivers = [driver, await start(), await start(), await start()];
  const key = 'cache-tier:v1:contended';
  // Its announcement stands before, during and after those of all others.
  await driver.run(ADD_INTENT, [key], ['witness', 'n', '60000']);
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const mine = drivers[n % drivers.length]!;
      await mine.run(ADD_INTENT, [key], [`w${n}`, `n${n}`, '60000']);
      expect(await textOf(key)).toMatch(new RegExp(`^!.*\\bw${n}:`));
      expect(await mine.run(DROP_INTENT, [key], [`w${n}`, `m${n}`])).toBe(1);
    }),
  );
  const left = new Map(
    [...`${await textOf(key)}`.matchAll(/(w\w+):(\d+)/g)].reverse().map(([, id, till]) => [id, till]),
  );
  expect([...left].filter(([, till]) => till !== '0')).toEqual([['witness', expect.any(String)]]);
  expect(await driver.run(DROP_INTENT, [key], ['witness', 'n'])).toBe(1);
  expect(await textOf(key)).toBeNull();
});

test('the end of a write never overtakes its announcement, and both together are one round', async () => {
  const key = 'cache-tier:v1:ordered';
  const scripts = Array.from({ length: 50 }, (_, n) => [
    driver.run(ADD_INTENT, [key], [`w${n}`, 'n', '60000']),
    driver.run(DROP_INTENT, [key], [`w${n}`, 'n']),
  ]).flat();
  expect(await Promise.all(scripts)).toEqual(scripts.map(() => 1));
  expect(await textOf(key)).toBeNull();
});

test('a writer that died ends by itself, and a version takes its place when the last one goes', async () => {
  const key = 'cache-tier:v1:died';
  await driver.run(ADD_INTENT, [key], ['dead', 'n', '1']);
  // The key is kept alive by somebody else.
  await driver.run(ADD_INTENT, [key], ['alive', 'n', '60000']);
  while (/dead/.test(`${await textOf(key)}`)) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    await driver.run(ADD_INTENT, [key], ['alive', 'n', '60000']);
  }
  expect(await driver.run(DROP_INTENT, [key], ['alive', 'n'])).toBe(1);
  expect(await driver.run(ENSURE_VERSIONS, [key], ['r', '5000'])).toEqual([expect.stringMatching(/^r1\./)]);
});

test('a writer that died over a version keeps it away until its time is up, and not for as long as its item lives', async () => {
  const key = 'cache-tier:v1:alone';
  await driver.run(ENSURE_VERSIONS, [key], ['r', '3600000']);
  await driver.run(ADD_INTENT, [key], ['dead', 'n', '1']);
  expect(await textOf(key)).toMatch(/^!n\|dead:\d+,r1\./);
  expect(await secondsOf(key)).toBeGreaterThan(3_600);
  while ((await textOf(key)) !== null) await new Promise((resolve) => setTimeout(resolve, 20));
  // Who asks seldom does not know what time it is there: it looks, and a second may be missing.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect((await (await start()).read([key])).values).toEqual([null]);
  // Whoever dies between the end of a write and taking its records away leaves this.
  await lab.ownerOf(key).command(`ms ${key} 7\r\n!n|a:0,`);
  expect(await textOf(key)).toBeNull();
  expect(await driver.run(ENSURE_VERSIONS, [key], ['s', '5000'])).toEqual([expect.stringMatching(/^s1\./)]);
});

test('however many write a key, none of them begins again, and what they leave is short', async () => {
  const key = 'cache-tier:v1:busy';
  const owner = lab.ownerOf(key);
  const others = await Promise.all(Array.from({ length: 8 }, () => start()));
  const casOf = async () => Number(/STAT cas_hits (\d+)/.exec(await owner.command('stats'))![1]);
  const before = await casOf();
  await driver.run(ADD_INTENT, [key], ['witness', 'n', '60000']);
  let longest = 0;
  await Promise.all(
    others.map(async (other, process) => {
      for (let n = 0; n < 40; n += 1) {
        expect(await other.run(ADD_INTENT, [key], [`w${process}-${n}`, 'n', '60000'])).toBe(1);
        expect(await other.run(DROP_INTENT, [key], [`w${process}-${n}`, 'n'])).toBe(1);
        if (n % 20 === 0) longest = Math.max(longest, (await textOf(key))!.length);
      }
    }),
  );
  // Of 640 calls a few have made it short again for all.
  expect((await casOf()) - before).toBeLessThan(200);
  expect(longest).toBeLessThan(8_192);
  expect(await driver.run(DROP_INTENT, [key], ['witness', 'n'])).toBe(1);
  expect(await textOf(key)).toBeNull();
});

test('the clock of a server is a second behind at most', async () => {
  const time = await driver.time(lab.nodes[0]!);
  expect(Date.now() - time).toBeGreaterThanOrEqual(-1_000);
  expect(Date.now() - time).toBeLessThan(3_000);
});

test('what is known of no node, no script and no step is said so', async () => {
  await expect(driver.probe('nowhere:1')).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
  await expect(driver.time('nowhere:1')).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
  const script: Script = { text: 'return 1', sha: 'e0e1f9fabfc9d4800c877a703b823ac0578ff8db' };
  await expect(driver.run(script, ['key'], [])).rejects.toMatchObject({
    code: 'ERR_CACHE_TIER_OPTION',
    message: 'Memcached has no scripts: this needs Valkey or Redis',
  });
});

describe('the limits of a server', () => {
  let odd: Process | undefined;
  afterEach(() => odd?.close());

  const read = async (bytes: number) => {
    const load = async () => ({ ...answer(7), payload: () => Buffer.alloc(bytes, '7') });
    const request = readOf({ load }, { key: NAMES.entry(`of ${bytes}`), decode: () => 7 });
    const { source } = await odd!.protocol.reader.read(request);
    await odd!.protocol.reader.settled();
    return { source, again: (await odd!.protocol.reader.read(request)).source };
  };

  test('V4: what does not fit into an item is not stored, and is no error', async () => {
    odd = processOf(await start(), { compressFrom: 100_000_000 });
    expect(await read(1_000_000)).toEqual({ source: 'load', again: 'hit' });
    expect(await read(1024 * 1024)).toEqual({ source: 'load', again: 'load' });
    await odd.protocol.reader.settled();
    expect(odd.metrics.total(Metric.NOT_STORED, 'too-big')).toBe(2);
  });

  test('V4: nor is it where the servers take less than they are said to', async () => {
    const named = driverOf(lab.nodes, { maxItemBytes: 4_000_000 });
    odd = processOf(named, { compressFrom: 100_000_000, maxBytes: 4_000_000 });
    await up(odd.driver, 2);
    expect(await read(2_000_000)).toEqual({ source: 'load', again: 'load' });
    await odd.protocol.reader.settled();
    expect(odd.metrics.total(Metric.NOT_STORED, 'too-big')).toBe(2);
    expect(await odd.protocol.writer.drop([NAMES.database])).toBe(true);
  });

  test('without CAS nothing is announced, nor dropped, and no answer is given that might be old', async () => {
    const blind = await startMemcachedLab(1, ['-C']);
    try {
      odd = processOf(driverOf(blind.nodes));
      await up(odd.driver);
      await expect(odd.driver.run(ENSURE_VERSIONS, [NAMES.database], ['r', '1000'])).rejects.toThrow(
        'this Memcached has CAS disabled, so nothing can be invalidated',
      );
      expect((await odd.protocol.writer.announce([NAMES.database])).acknowledged).toBe(false);
      expect(await odd.protocol.writer.drop([NAMES.database])).toBe(false);
      expect(await read(10)).toEqual({ source: 'load', again: 'load' });
    } finally {
      await blind.stop();
    }
  });

  test('out of memory, an announcement is not acknowledged, and what ends a write is', async () => {
    const full = await startMemcachedLab(1, ['-M', '-m', '2']);
    try {
      const [server] = full.servers;
      odd = processOf(driverOf(full.nodes));
      await up(odd.driver);
      const write = await odd.protocol.writer.announce([NAMES.database]);
      expect(write.acknowledged).toBe(true);
      const filled = async () => {
        for (let n = 0; n < 40; n += 1) await odd!.driver.set(`full ${n}`, Buffer.alloc(100_000), { px: HOUR });
      };
      await expect(filled()).rejects.toThrow(/out of memory/);
      await write.settle();
      expect(odd.protocol.pendingInvalidations).toBe(0);
      expect(await server!.command(`mg ${NAMES.database}`)).toMatch(/^EN/);
    } finally {
      await full.stop();
    }
  });

  test('out of memory for a longer version, a write that is told is not taken for one of nothing', async () => {
    const full = await startMemcachedLab(1, ['-M', '-m', '2']);
    try {
      const [server] = full.servers;
      odd = processOf(driverOf(full.nodes));
      await up(odd.driver);
      const [key] = ['cache-tier:v1:narrow'];
      const classOf = async (item: string) => /cls=(\d+)/.exec(await server!.command(`me ${item}`))![1];
      const version = await odd.driver.run(ENSURE_VERSIONS, [key!], ['random', '60000']);
      // A record by itself is of another class, in which there is room; with the version before which it stands there is none.
      await server!.command(`ms ${'r'.repeat(key!.length)} 8\r\n!m|a:0,-`);
      expect(await classOf('r'.repeat(key!.length))).not.toBe(await classOf(key!));
      const bytes = `${version}`.length;
      const names = Array.from({ length: 20_000 }, (_, n) => `${n}`.padEnd(key!.length, 'f'));
      const filled = await server!.command(names.map((n) => `ms ${n} ${bytes}\r\n${'f'.repeat(bytes)}`).join('\r\n'));
      expect(filled).toMatch(/out of memory/);
      expect(await server!.command(`ms ${key} 8 MP\r\n!n|b:0,-`)).toBe('NS\r\n');
      expect(await odd.driver.read([key!])).toMatchObject({ values: [Buffer.from(`${version}`)] });
      await odd.driver.run(DROP_INTENT, [key!], ['a', 'm']);
      expect((await odd.driver.read([key!])).values).toEqual([null]);
    } finally {
      await full.stop();
    }
  });
});
