import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { CacheAside } from '../../lib/cache-aside/cache-aside';
import { Metric } from '../../lib/metrics/metrics';
import { Names } from '../../lib/protocol/names';
import { type Process, startProcess } from '../protocol/lab';

let server: RunningServer;
let one: Process;
let two: Process;
let on: boolean;
const names = new Names('tags', 'key', 'app:');
const over = ({ protocol: { reader }, metrics }: Process, secretNames = false) =>
  new CacheAside({ reader, names, metrics, secretNames, reads: () => on });

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());
beforeEach(async () => {
  on = true;
  await server.command('FLUSHALL');
  [one, two] = await Promise.all([startProcess(server), startProcess(server)]);
});
afterEach(() => Promise.all([one.close(), two.close()]));

const never = () => {
  throw new Error('it should have been cached');
};

test('a value comes back as it was, in another process, with its kinds', async () => {
  const value = { when: new Date(0), set: new Set([1n]), bytes: Buffer.from('x'), none: undefined, zero: -0 };
  expect(await over(one).getOrSet('k', () => value, { ttl: '1m' })).toEqual(value);
  await one.protocol.reader.settled();
  const back = await over(two).getOrSet<typeof value>('k', never, { ttl: '1m' });
  expect(back.when.getTime()).toBe(0);
  expect(back.set.has(1n)).toBe(true);
  expect(back.bytes.toString()).toBe('x');
  expect('none' in back).toBe(true);
  expect(Object.is(back.zero, -0)).toBe(true);
});

test.each([null, undefined])('%p is cached for as long as negativeTtl says', async (value) => {
  await over(one).getOrSet('k', () => value, { ttl: '1h', negativeTtl: '5s' });
  await one.protocol.reader.settled();
  expect(await over(two).getOrSet('k', never, { ttl: '1h' })).toBe(value);
  const [key] = (await server.command('KEYS', 'app:*')) as string[];
  expect(Number(await server.command('PTTL', key!))).toBeLessThanOrEqual(5_000);
});

test('V3: what a caller does to its value is seen by nobody else, be it loaded, shared or a hit', async () => {
  const load = async () => {
    await new Promise(setImmediate);
    return { list: [1], bytes: Buffer.from('abc') };
  };
  const get = () => over(one).getOrSet('k', load, { ttl: '1m' });
  for (let round = 0; round < 2; round += 1) {
    const values = await Promise.all([get(), get(), get()]);
    for (const value of values) {
      expect(value.list).toEqual([1]);
      expect(value.bytes.toString()).toBe('abc');
      value.list.push(2);
      value.bytes.fill(0);
    }
    await one.protocol.reader.settled();
  }
});

test('V6: a property named __proto__ comes back as a property, and poisons nothing', async () => {
  const value = JSON.parse('{"__proto__": {"admin": true}}');
  await over(one).getOrSet('k', () => value, { ttl: '1m' });
  await one.protocol.reader.settled();
  const back = await over(two).getOrSet<object>('k', never, { ttl: '1m' });
  expect(Object.keys(back)).toEqual(['__proto__']);
  expect((back as { admin?: boolean }).admin).toBeUndefined();
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('what cannot be copied is given and not cached; what a loader throws is not cached either', async () => {
  let calls = 0;
  const load = () => {
    calls += 1;
    return () => calls;
  };
  for (let round = 0; round < 2; round += 1)
    expect(typeof (await over(one).getOrSet('k', load, { ttl: 1_000 }))).toBe('function');
  expect(calls).toBe(2);
  const failing = () => Promise.reject(new Error('away'));
  await expect(over(one).getOrSet('e', failing, { ttl: 1_000 })).rejects.toThrow('away');
  expect(await over(one).getOrSet('e', () => 1, { ttl: 1_000 })).toBe(1);
});

test.each([{ ttl: 0 }, { ttl: '1m', negativeTtl: -1 }, { ttl: '1m', stale: 'soon' }])(
  'V7: %p is refused',
  async (options) => {
    await expect(over(one).getOrSet('k', never, options)).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_TTL' });
  },
);

test('a value with tags is dropped with any of them, and one without tags with none', async () => {
  let n = 0;
  const get = (key: string, tags?: string[]) => over(one).getOrSet(key, () => ++n, { ttl: '1m', tags });
  const drop = (tags: string[]) => two.protocol.writer.drop(names.ownVersions(tags, false).slice(1));
  expect([await get('tagged', ['a', 'b']), await get('plain')]).toEqual([1, 2]);
  await one.protocol.reader.settled();
  await drop(['c']);
  expect([await get('tagged', ['a', 'b']), await get('plain')]).toEqual([1, 2]);
  await drop(['b']);
  expect([await get('tagged', ['a', 'b']), await get('plain')]).toEqual([3, 2]);
});

test('fresh and the kill switch ask the loader, whatever is cached', async () => {
  await over(one).getOrSet('k', () => 1, { ttl: '1m' });
  await one.protocol.reader.settled();
  expect(await over(one).getOrSet('k', () => 2, { ttl: '1m', fresh: true })).toBe(2);
  on = false;
  expect(await over(one).getOrSet('k', () => 3, { ttl: '1m' })).toBe(3);
  expect([one.metrics.total(Metric.BYPASS, 'fresh'), one.metrics.total(Metric.BYPASS, 'mode')]).toEqual([1, 1]);
});

test('P1: with secret names neither keys nor tags can be read in the cache', async () => {
  await over(one, true).getOrSet('person 850123', () => 1, { ttl: '1m', tags: ['person 850123'] });
  await one.protocol.reader.settled();
  const keys = (await server.command('KEYS', '*')) as string[];
  expect(keys.length).toBeGreaterThanOrEqual(3);
  for (const key of keys) expect(key).not.toContain('850123');
});
