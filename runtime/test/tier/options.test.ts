import { freePorts } from '../../../test/servers/free-ports';
import { type Link, LinkError, linkEnvironment } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { FromEnvOptions } from '../../lib/tier/environment-link';
import { problemReport } from '../../lib/tier/problem-report';
import { CacheTierOptionError, type CacheTierOptions } from '../../lib/tier/tier-options';

const LINK: Link = { version: '1', engine: 'valkey', endpoint: '127.0.0.1', port: '1' };
const tiers: CacheTier[] = [];
afterEach(() => Promise.all(tiers.splice(0).map((tier) => tier.close())));

function made(make: () => CacheTier): CacheTier {
  const tier = make();
  tiers.push(tier);
  return tier;
}

/** The whole error of what must not be made. */
function refused(make: () => unknown): unknown {
  try {
    tiers.push(make() as CacheTier);
  } catch (error) {
    return error;
  }
  return undefined;
}

const fromEnv = (link: Link, options: FromEnvOptions = {}, variables: object = {}) =>
  CacheTier.fromEnv({ environment: { ...linkEnvironment('cache', link), ...variables }, ...options });

test('a tier is made by the variables that a link gives, whatever the cache does', async () => {
  const [port] = await freePorts(1);
  const tier = made(() => fromEnv({ ...LINK, port: `${port}` }));
  expect(tier.mode).toBe('on');
  expect(await tier.ready(1)).toBe(false);
  expect(await tier.cacheAside.getOrSet('a', () => 1, { ttl: '5m' })).toBe(1);
  expect(tier.metrics()).toEqual({ bypass: { total: 1, unavailable: 1 }, pending_invalidations: 0 });
});

test('another connection has another name', () => {
  const environment = linkEnvironment('catalog', LINK);
  expect(made(() => CacheTier.fromEnv({ connection: 'catalog', environment })).mode).toBe('on');
  expect(refused(() => CacheTier.fromEnv({ environment }))).toEqual(
    new LinkError(
      "there is no connection 'cache': the variable CACHE_TIER_CACHE_ENDPOINT is not set; call connect() of the cache in " +
        'the stack, or make the tier by CacheTier.fromLink({ endpoint })',
    ),
  );
});

test.each<[Link, string]>([
  [
    { ...LINK, engine: 'memcached', nodes: 'one:11211,two' },
    "the field 'nodes' of a link needs 'host:port,host:port', with an IPv6 address in brackets, got 'two' in it",
  ],
  [{ ...LINK, port: 'x' }, "the field 'port' of a link needs a number from 1 to 65535, got 'x'"],
  [{ ...LINK, port: '70000' }, "the field 'port' of a link needs a number from 1 to 65535, got '70000'"],
  [{ ...LINK, tls: 'yes' }, `the field 'tls' of a link needs to be 'true' or 'false', got "yes"`],
  [{ ...LINK, 'cluster-mode': 'on' }, `the field 'cluster-mode' of a link needs to be 'true' or 'false', got "on"`],
  [{ version: '1' }, "a link needs an endpoint, but the field 'endpoint' is not set"],
  [{ ...LINK, auth: 'iam' }, "a link with 'iam' as its 'auth' needs the field 'user', but it is not set"],
  [
    { ...LINK, auth: 'password' },
    "a link with 'password' as its 'auth' needs the field 'secret-arn', but it is not set",
  ],
  [
    { ...LINK, auth: 'magic' },
    "the field 'auth' of a link needs to be one of iam, auth-token, password, none, got 'magic'; a newer version of " +
      'cache-tier may know it',
  ],
])('the link %j is refused, with what is needed', (link, message) => {
  const error = refused(() => CacheTier.fromLink(link));
  expect(error).toEqual(new LinkError(message));
  expect(error).toMatchObject({ code: 'ERR_CACHE_TIER_LINK' });
});

test.each<[object, string]>([
  [{ mode: 'maybe' }, "'mode' needs to be one of off, observe, verify, on, got 'maybe'"],
  [{ mode: '' }, "'mode' needs to be one of off, observe, verify, on, got ''"],
  [{ client: 'redis' }, "'client' needs to be one of ioredis, node-redis, valkey-glide, got 'redis'"],
  [{ deadlineMs: 0 }, "'deadlineMs' needs a number above 0, got 0"],
  [{ writeDeadlineMs: -1 }, "'writeDeadlineMs' needs a number above 0, got -1"],
  [{ leaseMs: Number.NaN }, "'leaseMs' needs a number above 0, got NaN"],
  [{ waitMs: Number.POSITIVE_INFINITY }, "'waitMs' needs a number above 0, got Infinity"],
  [{ intentMs: '5' }, "'intentMs' needs a number above 0, got '5'"],
  [{ uncertainMs: null }, "'uncertainMs' needs a number above 0, got null"],
  [{ schemaRefreshMs: 0 }, "'schemaRefreshMs' needs a number above 0, got 0"],
  [{ maxBytes: 0 }, "'maxBytes' needs a number above 0, got 0"],
  [{ compressFrom: 0 }, "'compressFrom' needs a number above 0, got 0"],
  [{ jitter: 2 }, "'jitter' needs a number from 0 to 1, got 2"],
  [{ verifyShare: -0.1 }, "'verifyShare' needs a number from 0 to 1, got -0.1"],
  [{ earlyFactor: -1 }, "'earlyFactor' needs a number of 0 or more, got -1"],
  [{ encryptionKey: Buffer.alloc(16) }, "'encryptionKey' needs a Buffer of 32 bytes"],
  [{ encryptionKey: 'x'.repeat(32) }, "'encryptionKey' needs a Buffer of 32 bytes"],
  [{ hashKey: '' }, "'hashKey' needs a text"],
  [{ application: 'a{b}' }, "'application' needs a text without braces, got 'a{b}'"],
  [{ schemaVersion: '' }, "'schemaVersion' needs a text without braces, got ''"],
])('the options %j are refused before anything is connected, with what is needed', (options, message) => {
  const expected = new CacheTierOptionError(message);
  let connected = false;
  const readSecret = async () => {
    connected = true;
    return 'secret';
  };
  const all = { ...options, readSecret } as CacheTierOptions;
  const link = { ...LINK, auth: 'password', user: 'app', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' };
  expect(refused(() => CacheTier.fromLink(LINK, options as CacheTierOptions))).toEqual(expected);
  expect(refused(() => CacheTier.fromParameter('/a', options as CacheTierOptions))).toEqual(expected);
  expect(refused(() => fromEnv(link, all))).toEqual(expected);
  expect(expected).toMatchObject({ code: 'ERR_CACHE_TIER_OPTION', name: 'CacheTierOptionError' });
  expect(connected).toBe(false);
});

test('the environment that is given says the mode, and an option of its own comes first', () => {
  const CACHE_TIER_MODE = 'observe';
  expect(made(() => fromEnv(LINK, {}, { CACHE_TIER_MODE })).mode).toBe('observe');
  expect(made(() => fromEnv(LINK, { mode: 'off' }, { CACHE_TIER_MODE })).mode).toBe('off');
  expect(made(() => fromEnv(LINK, {}, { CACHE_TIER_MODE: '' })).mode).toBe('on');
  expect(refused(() => fromEnv(LINK, {}, { CACHE_TIER_MODE: 'yes' }))).toEqual(
    new CacheTierOptionError("the variable CACHE_TIER_MODE needs to be one of off, observe, verify, on, got 'yes'"),
  );
});

test('the mode of a running tier is checked as well, and stays what it was', () => {
  const tier = made(() => CacheTier.fromLink(LINK));
  tier.mode = 'off';
  for (const wrong of ['yes', '', undefined]) {
    expect(() => {
      tier.mode = wrong as never;
    }).toThrow(CacheTierOptionError);
  }
  expect(tier.mode).toBe('off');
});

test('what is neither a pool, a client nor the module is refused', () => {
  const tier = made(() => CacheTier.fromLink(LINK));
  for (const wrong of [{}, undefined, null, 'pool']) {
    expect(() => tier.wrap(wrong as never)).toThrow(
      new TypeError("'wrap' needs a pool or a client of node-postgres; for the module pg there is 'wrapModule'"),
    );
  }
  expect(() => tier.wrapModule({})).toThrow(
    new TypeError("'wrapModule' needs the module pg; for a pool or a client there is 'wrap'"),
  );
});

test('D6: a name that does not resolve is a cache that is away, and a problem that is told once', async () => {
  const problems: Error[] = [];
  const link = { ...LINK, endpoint: 'no-such-host.invalid' };
  const tier = made(() => CacheTier.fromLink(link, { onProblem: (problem) => problems.push(problem) }));
  expect(await tier.ready(700)).toBe(false);
  expect(await tier.cacheAside.getOrSet('a', () => 1, { ttl: '5m' })).toBe(1);
  // It was tried more often than that.
  expect(problems.map(({ message }) => message).filter((text, index, all) => all.indexOf(text) !== index)).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
});

test('a problem is told again after a minute, and what the listener throws is lost', () => {
  const told: string[] = [];
  let now = 0;
  const report = problemReport(
    ({ message }) => {
      told.push(message);
      throw new Error('the listener');
    },
    () => now,
  );
  report(new Error('a'));
  report(new Error('a'));
  report(new Error('b'));
  now = 59_999;
  report(new Error('a'));
  now = 60_000;
  report(new Error('a'));
  for (let other = 0; other < 200; other += 1) report(new Error(`${other}`));
  expect(told.slice(0, 3)).toEqual(['a', 'b', 'a']);
  expect(told).toHaveLength(203);
});
