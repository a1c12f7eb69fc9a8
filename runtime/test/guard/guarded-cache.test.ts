import type { CacheDriver, Reading } from '../../lib/drivers/driver';
import { CacheUnavailableError, GUARD_DEFAULTS, GuardedCache } from '../../lib/guard/guarded-cache';
import { Metric, Metrics } from '../../lib/metrics/metrics';

// Timers of the guard keep no process alive, so the tests do.
let alive: NodeJS.Timeout;
beforeAll(() => {
  alive = setInterval(() => undefined, 2);
});
afterAll(() => clearInterval(alive));

/** Answers each key by itself, with the number of the command; the group of a key is its first letter. */
class CountingDriver {
  public readonly commands: string[][] = [];
  public up = true;
  public reply: (keys: readonly string[]) => Promise<Reading> = async (keys) => {
    const place = this.commands.length;
    return { values: keys.map((key) => (key.endsWith('?') ? null : Buffer.from(`${key}=${place}`))), generation: 'g' };
  };

  public readonly driver = {
    groupOf: (key: string) => key.charCodeAt(0),
    serverOf: () => 'server',
    isUp: () => this.up,
    servers: () => ['server'],
    read: (keys: readonly string[]) => {
      this.commands.push([...keys]);
      return this.reply(keys);
    },
    run: () => Promise.resolve(1),
    set: () => Promise.resolve(true),
    probe: () => Promise.resolve(),
    onChange: () => () => undefined,
    close: async () => undefined,
  } as unknown as CacheDriver;
}

const SCRIPT = { text: '', sha: '' };
let counting: CountingDriver;
let cache: GuardedCache;
let metrics: Metrics;
beforeEach(() => {
  counting = new CountingDriver();
  metrics = new Metrics();
  cache = new GuardedCache(counting.driver, { ...GUARD_DEFAULTS, batchKeys: 3, deadlineMs: 10, probeMs: 1 }, metrics);
});
afterEach(() => cache.close());

const value = async (key: string) => {
  const { batch, place } = cache.ask(key);
  await batch.reading;
  return batch.value(place)?.toString() ?? null;
};

test('all reads of one tick are one command, and each key is in it once', async () => {
  const seen = await Promise.all(['a1', 'a2', 'a1', 'a2', 'a1'].map(value));
  expect(counting.commands).toEqual([['a1', 'a2']]);
  expect(seen).toEqual(['a1=1', 'a2=1', 'a1=1', 'a2=1', 'a1=1']);
});

test('H5: who asks in the next tick is never given what was asked before', async () => {
  const first = value('a1');
  await new Promise(process.nextTick);
  const second = value('a1');
  expect(await Promise.all([first, second])).toEqual(['a1=1', 'a1=2']);
});

test('callers that one reply wakes are in one command again', async () => {
  const twice = async () => {
    await value('a1');
    return value('a2');
  };
  await Promise.all([twice(), twice(), twice()]);
  expect(counting.commands).toEqual([['a1'], ['a2']]);
});

test('each group has a command of its own, and a command has a limit of keys', async () => {
  await Promise.all(['a1', 'b1', 'a2', 'a3', 'a4', 'b2'].map(value));
  expect(counting.commands).toEqual([['a1', 'a2', 'a3'], ['b1', 'b2'], ['a4']].sort());
  // What is left of a group after its limit does not wait for another tick.
  expect(await value('c?')).toBeNull();
});

test('an error of a read reaches its callers, and the next read is sent', async () => {
  const { reply } = counting;
  counting.reply = () => Promise.reject(new Error('lost'));
  await expect(Promise.all([value('a1'), value('a2')])).rejects.toThrow('lost');
  expect(metrics.total(Metric.ERROR, 'read')).toBe(1);
  expect(metrics.total(Metric.BREAKER)).toBe(0);
  counting.reply = reply;
  expect(await value('a1')).toBe('a1=2');
});

test('a read that is late opens the breaker, which refuses what comes until a probe was answered', async () => {
  const { reply } = counting;
  let answer = (): void => undefined;
  (counting.driver as { probe: unknown }).probe = () =>
    new Promise<void>((resolve) => {
      answer = resolve;
    });
  counting.reply = () => new Promise(() => undefined);
  await expect(value('a1')).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_TIMEOUT' });
  expect(cache.available('a1')).toBe(false);
  expect(cache.states()).toEqual({ server: 'open' });
  await expect(value('a1')).rejects.toBeInstanceOf(CacheUnavailableError);
  await expect(cache.run(SCRIPT, ['a1'], [])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNAVAILABLE' });
  expect(counting.commands).toHaveLength(1);
  counting.reply = reply;
  answer();
  await new Promise(setImmediate);
  expect(cache.available('a1')).toBe(true);
  expect(await value('a1')).toBe('a1=2');
});

test('what serves a write is sent to a server that does not answer as well, and is not waited for', async () => {
  const sent: string[] = [];
  const driver = counting.driver as { probe: unknown; run: unknown };
  driver.probe = () => new Promise(() => undefined);
  driver.run = (_: unknown, [key]: readonly string[]) => {
    sent.push(key!);
    return new Promise(() => undefined);
  };
  await cache.close();
  cache = new GuardedCache(counting.driver, { ...GUARD_DEFAULTS, writeDeadlineMs: 5, deadlineMs: 5 }, metrics);
  await expect(cache.runForWrite(SCRIPT, 'a1', [])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_TIMEOUT' });
  await expect(cache.runForWrite(SCRIPT, 'a2', [])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNAVAILABLE' });
  expect(sent).toEqual(['a1', 'a2']);
  counting.up = false;
  await expect(cache.runForWrite(SCRIPT, 'a3', [])).rejects.toBeInstanceOf(CacheUnavailableError);
  expect(sent).toEqual(['a1', 'a2']);
  expect(cache.states()).toEqual({ server: 'down' });
});
