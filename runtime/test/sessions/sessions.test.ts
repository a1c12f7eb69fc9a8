import { randomBytes } from 'node:crypto';
import { freePorts } from '../../../test/servers/free-ports';
import { CacheTier } from '../../lib/tier/cache-tier';
import { useSessionLab } from './session-lab';

const lab = useSessionLab();
const sessions = async (...given: Parameters<typeof lab.store>) => (await lab.store(...given)).promises;
const ttl = async () => Number(await lab.redis.command('PTTL', await lab.key()));
const inMs = (ms: number) => ({ cookie: { expires: new Date(Date.now() + ms) } });

test('S4: no session outlives what the link allows, and the link says how long others live', async () => {
  const link = { ...lab.link, ttl: '50', 'max-ttl': '90' };
  const store = await sessions({}, {}, link);
  await store.save('a', {});
  expect(await ttl()).toBeGreaterThan(40_000);
  expect(await ttl()).toBeLessThanOrEqual(50_000);
  await store.save('a', inMs(1_000_000_000));
  expect(await ttl()).toBeGreaterThan(80_000);
  expect(await ttl()).toBeLessThanOrEqual(90_000);
  const shorter = await sessions({ ttl: '30s', maxTtl: '20s' }, {}, link);
  await shorter.save('a', {});
  expect(await ttl()).toBeLessThanOrEqual(20_000);
});

test('S4: a session whose cookie has expired is destroyed, by saving and by touching it', async () => {
  const store = await sessions();
  await store.save('a', { user: 'ann' });
  expect(await store.save('a', { ...inMs(-1), user: 'ann' })).toBe(false);
  expect(await store.load('a')).toBeUndefined();
  await store.save('b', { user: 'ann' });
  expect(await store.touch('b', inMs(-0.5))).toBe(false);
  expect(await store.load('b')).toBeUndefined();
});

test('S4: what is no time leaves the time to the store, and fractions round up', async () => {
  const store = await sessions({ ttl: '40s' });
  for (const cookie of [{ expires: new Date(Number.NaN) }, { expires: false }, { maxAge: Number.NaN }, null, 7]) {
    await store.save('a', { cookie });
    expect(await ttl()).toBeGreaterThan(30_000);
    expect(await ttl()).toBeLessThanOrEqual(40_000);
  }
  expect(await store.save('a', { cookie: { maxAge: 30_000.5 } })).toBe(true);
  expect(await ttl()).toBeLessThanOrEqual(30_001);
});

test('S4: a slow request with an older cookie does not shorten a session', async () => {
  const store = await sessions({ touchAfter: 0 });
  await store.save('a', { ...inMs(20_000), user: 'ann' });
  const slow = (await store.load('a'))!;
  const stay = (await store.load('a'))!;
  stay.cookie = { originalMaxAge: 600_000, expires: new Date(Date.now() + 600_000) };
  await store.save('a', stay);
  slow.late = true;
  await store.save('a', slow);
  await store.touch('a', slow);
  expect(await ttl()).toBeGreaterThan(500_000);
});

test.each([
  ['as text', {}],
  ['encrypted', { encryptionKey: randomBytes(32) }],
])('S4: a session that was shortened is not lengthened by an older request: %s', async (_, options) => {
  const store = await sessions({ touchAfter: 0 }, options);
  await store.save('a', { ...inMs(86_400_000), user: 'ann' });
  const [slow, stay] = [(await store.load('a'))!, (await store.load('a'))!];
  stay.cookie = { originalMaxAge: 300_000, expires: new Date(Date.now() + 300_000) };
  await store.save('a', stay);
  slow.late = true;
  expect(await store.save('a', slow)).toBe(true);
  expect(await ttl()).toBeLessThanOrEqual(300_000);
  expect(await store.touch('a', slow)).toBe(true);
  expect(await ttl()).toBeLessThanOrEqual(300_000);
  expect(await ttl()).toBeGreaterThan(200_000);
  stay.cookie = { originalMaxAge: 300_000, expires: new Date(Date.now() + 320_000) };
  expect(await store.touch('a', stay)).toBe(true);
  expect(await ttl()).toBeGreaterThan(300_000);
});

test('S4: a limit that is set later holds for sessions that are there', async () => {
  const [before, after] = [await sessions(), await sessions({ maxTtl: '90s' })];
  await before.save('a', { ...inMs(86_400_000), user: 'ann' });
  expect(await after.touch('a', (await after.load('a'))!)).toBe(true);
  expect(await ttl()).toBeLessThanOrEqual(90_000);
  await before.save('a', { ...inMs(86_400_000), user: 'ann' });
  const session = (await after.load('a'))!;
  session.user = 'ben';
  expect(await after.save('a', session)).toBe(true);
  expect(await ttl()).toBeLessThanOrEqual(90_000);
  expect(await ttl()).toBeGreaterThan(80_000);
  await lab.redis.command('PERSIST', await lab.key());
  expect(await after.touch('a', inMs(50_000))).toBe(true);
  expect(await ttl()).toBeGreaterThan(40_000);
});

test('S4: an age that has no end leaves the time to the store, and none is longer than ten years', async () => {
  const store = await sessions({ ttl: '40s' });
  await store.save('a', { cookie: { maxAge: Number.POSITIVE_INFINITY } });
  expect(await ttl()).toBeLessThanOrEqual(40_000);
  for (const cookie of [{ maxAge: 1e300 }, { expires: new Date(8.64e15) }]) {
    expect(await store.save('a', { cookie })).toBe(true);
    expect(await ttl()).toBeGreaterThan(9 * 365 * 86_400_000);
    expect(await ttl()).toBeLessThanOrEqual(10 * 365 * 86_400_000);
  }
});

test('S2: a session that is made a text after a save is compared with what was saved', async () => {
  const store = await sessions();
  await store.save('a', { user: 'ann' });
  const session = (await store.load('a'))!;
  session.admin = true;
  await store.save('a', session);
  expect(JSON.stringify(session)).toBe('{"user":"ann","admin":true}');
  delete session.admin;
  await store.save('a', session);
  expect(await store.load('a')).toEqual({ user: 'ann' });
});

test('S5: a session with an expired cookie that could not be destroyed is an error for anonymous ones too', async () => {
  const [port] = await freePorts(1);
  const away = CacheTier.fromLink({ endpoint: '127.0.0.1', port: `${port}` });
  const store = away.sessionStore({ deadlineMs: 100, onUnavailable: 'anonymous' }).promises;
  await expect(store.save('a', inMs(-1))).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_SESSIONS' });
  await expect(store.touch('a', inMs(-1))).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_SESSIONS' });
  await away.close();
});

test('S3: a session that is saved as it was loaded is not written', async () => {
  const store = await sessions();
  await store.save('a', { user: 'ann' });
  const session = (await store.load('a'))!;
  await lab.calls();
  expect(await store.save('a', session)).toBe(true);
  expect(await lab.calls()).toEqual({ scripts: 0, writes: 0, expiries: 0 });
});

test.each([
  ['no bytes', ''],
  ['text', 'hello'],
  ['a session that was cut off', 'S\x94\xa1a'],
  ['numbers', 'S\x92\x01\x02'],
  ['an odd list', 'S\x91\xa1a'],
  ['no JSON', 'S\x92\xa1a\xa1{'],
  ['no list', 'S\x01'],
])('a value of %s is no session, and a new one may take its place', async (_, value) => {
  const store = await sessions();
  await store.save('a', { user: 'ann' });
  await lab.redis.command('SET', await lab.key(), value);
  expect(await store.load('a')).toBeUndefined();
  expect(await store.save('a', { user: 'ben' })).toBe(true);
  expect(await store.load('a')).toEqual({ user: 'ben' });
});

test('V6: a poisoned session changes no prototype', async () => {
  const store = await sessions();
  const poison = JSON.parse('{"__proto__": {"admin": true}, "deep": {"__proto__": {"admin": true}, "a": 1}}');
  await store.save('a', poison);
  const session = (await store.load('a'))!;
  expect(session).toEqual({ deep: { a: 1 } });
  expect([
    session.admin,
    Object.assign({} as { admin?: boolean }, session.deep).admin,
    ({} as { admin?: boolean }).admin,
  ]).toEqual([undefined, undefined, undefined]);
});

test('a session that is too big, or that JSON cannot say, is an error and leaves the one before', async () => {
  const store = await sessions({ maxBytes: 1_000, onUnavailable: 'anonymous' });
  await store.save('a', { half: 'x'.repeat(600) });
  await expect(store.save('a', { whole: 'é'.repeat(600) })).rejects.toThrow('a session has more than 1000 bytes');
  const session = (await store.load('a'))!;
  session.other = 'x'.repeat(600);
  await expect(store.save('a', session)).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_SESSION_SIZE' });
  await expect(store.save('a', { id: 1n })).rejects.toThrow(TypeError);
  expect(await store.load('a')).toEqual({ half: 'x'.repeat(600) });
});

test('with a key nobody reads what a session holds, moves it elsewhere, or puts another one there', async () => {
  const encryptionKey = randomBytes(32);
  const [closed, open] = [await sessions({}, { encryptionKey }), await sessions()];
  await closed.save('a', { user: 'ann', role: 'guest' });
  const key = await lab.key();
  const stored = `${await lab.redis.command('GET', key)}`;
  expect(stored).not.toContain('ann');
  expect(await closed.load('a')).toEqual({ user: 'ann', role: 'guest' });
  expect(await open.load('a')).toBeUndefined();
  const [user, role] = [...stored.matchAll(/[\w+/]{30,}=*/g)].map(([text]) => text);
  expect(role).toBeDefined();
  await closed.save('b', { user: 'ben', role: 'admin' });
  const other = ((await lab.redis.command('KEYS', '*')) as string[]).find((name) => name !== key)!;
  await lab.redis.command('COPY', other, key, 'REPLACE');
  expect(await closed.load('a')).toBeUndefined();
  expect(user).not.toBe(role);
  await open.save('a', { user: 'eve' });
  expect(await closed.load('a')).toBeUndefined();
});

test('keys begin with the prefix of the link, and other applications and secrets find other sessions', async () => {
  const store = await sessions({}, {}, { ...lab.link, 'key-prefix': 'shop:' });
  await store.save('a', { user: 'ann' });
  expect(await lab.key()).toMatch(/^shop:[\w-]{32}$/);
  for (const options of [{ application: 'other' }, { hashKey: 'secret' }]) {
    expect(await (await sessions({}, options, { ...lab.link, 'key-prefix': 'shop:' })).load('a')).toBeUndefined();
  }
});

test('S5: a process that has just started waits for its connection, one without a store fails in its time', async () => {
  const tier = CacheTier.fromLink(lab.link);
  const store = tier.sessionStore({ deadlineMs: 5_000 }).promises;
  expect(await store.load('a')).toBeUndefined();
  await tier.close();
  const [port] = await freePorts(1);
  const away = CacheTier.fromLink({ endpoint: '127.0.0.1', port: `${port}` });
  await expect(away.sessionStore({ deadlineMs: 100 }).promises.save('a', {})).rejects.toMatchObject({
    code: 'ERR_CACHE_TIER_SESSIONS',
    status: 503,
    statusCode: 503,
  });
  await away.close();
});

test.each([
  [{ onUnavailable: 'never' as never }, "'onUnavailable' needs to be one of error, anonymous, got 'never'"],
  [{ deadlineMs: 0 }, "'deadlineMs' needs a number above 0, got 0"],
  [{ maxBytes: Number.NaN }, "'maxBytes' needs a number above 0, got NaN"],
  [{ ttl: -1 }, "'ttl' needs more than 0 and at most 180 days, such as '5m' or 300000, got -1"],
  [
    { destroyedFor: 'long' },
    "'destroyedFor' needs more than 0 and at most 180 days, such as '5m' or 300000, got \"long\"",
  ],
])('the options %j are refused', async (options, message) => {
  await expect(lab.store(options)).rejects.toThrow(message);
});
