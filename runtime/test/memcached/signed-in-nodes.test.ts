import { inspect } from 'node:util';
import { type Certificate, makeCertificate } from '../../../test/servers/certificate';
import { AuthKind, type Link, LinkError, LinkField, linkEnvironment } from '../../lib/link';
import { MemcachedClient } from '../../lib/memcached/memcached-client';
import { memcachedCredential } from '../../lib/memcached/memcached-credential';
import { CacheTier } from '../../lib/tier/cache-tier';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';
import { type MemcachedOptions, type RunningMemcached, startMemcached } from '../servers/memcached';
import { type SecretsManager, startSecretsManager } from '../servers/secrets-manager';
import { PATIENT } from '../tier/tier-lab';

// Three servers start three times; a busy machine needs longer than the limit of a test.
jest.setTimeout(60_000);

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/memcached-AbCdEf';
const KEYS = Array.from({ length: 60 }, (_, index) => `product:${index}`);

let certificate: Certificate;
let secrets: SecretsManager;
let restore: () => void;
beforeAll(async () => {
  [certificate, secrets] = await Promise.all([makeCertificate(), startSecretsManager(ARN)]);
  restore = useAwsEnvironment({ ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url });
});
afterAll(async () => {
  restore?.();
  await secrets?.stop();
});

type Auth = AuthKind.SASL | AuthKind.ASCII;

let servers: readonly RunningMemcached[] = [];
let client: MemcachedClient | undefined;
let problems: Error[] = [];
afterEach(async () => {
  await client?.close();
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
  problems = [];
});

const users = (auth: Auth, password: string): MemcachedOptions =>
  auth === AuthKind.SASL ? { sasl: { app: password } } : { ascii: { app: password } };

function rotateTo(password: string): void {
  secrets.stages.set('AWSCURRENT', JSON.stringify({ username: 'app', password }));
}

/** What a construct tells of the servers. */
const link = (auth: Auth): Link => ({
  [LinkField.VERSION]: '1',
  [LinkField.ENGINE]: 'memcached',
  [LinkField.ENDPOINT]: 'localhost',
  [LinkField.NODES]: servers.map(({ port }) => `localhost:${port}`).join(),
  [LinkField.TLS]: 'true',
  [LinkField.AUTH]: auth,
  [LinkField.USER]: 'app',
  [LinkField.SECRET_ARN]: ARN,
});

/** Three nodes with TLS, and a client that knows what a construct tells it. */
async function begin(auth: Auth): Promise<MemcachedClient> {
  rotateTo('password-1');
  secrets.calls.length = 0;
  const options = { certificate, ...users(auth, 'password-1') };
  servers = await Promise.all([startMemcached(options), startMemcached(options), startMemcached(options)]);
  const environment = linkEnvironment('cache', link(auth));
  const onProblem = (problem: Error) => problems.push(problem);
  const made = MemcachedClient.fromEnv({ environment, tls: { ca: certificate.ca }, deadlineMs: 5000, onProblem });
  client = made;
  await made.ready(20_000);
  return made;
}

async function store(cache: MemcachedClient): Promise<void> {
  await Promise.all(KEYS.map((key) => cache.set(key, `value of ${key}`, { ttl: '1h' })));
}

describe.each([AuthKind.SASL, AuthKind.ASCII] as const)('%s and TLS, three nodes', (auth) => {
  test('M5: values lie on all nodes, and the secret is read once', async () => {
    const cache = await begin(auth);
    await store(cache);
    const found = await cache.getMany(KEYS);
    expect(KEYS.map((key) => `${found.get(key)}`)).toEqual(KEYS.map((key) => `value of ${key}`));
    const stats = [...(await cache.stats()).values()];
    expect(stats.map((node) => Number(node.get('curr_items')) > 0)).toEqual([true, true, true]);
    expect(secrets.calls).toEqual(['AWSCURRENT']);
    // A client connects at once, and there is no password until the secret has been read.
    expect(new Set(problems.map((problem) => (problem as NodeJS.ErrnoException).code))).toEqual(
      new Set(['ERR_CACHE_TIER_NO_CREDENTIAL']),
    );
  });

  test('M5: a password that was rotated is used as soon as a node asks for it', async () => {
    const cache = await begin(auth);
    await store(cache);
    rotateTo('password-2');
    // One after the other, as a rotation does.
    for (const server of servers) await server.restart(users(auth, 'password-2'));
    await cache.ready(20_000);
    await store(cache);
    expect((await cache.getMany(KEYS)).size).toBe(KEYS.length);
    expect(problems).toContainEqual(expect.objectContaining({ code: 'ERR_CACHE_TIER_AUTHENTICATION' }));
    // Not one for each refusal; a busy machine has time for one more.
    expect(secrets.calls.length).toBeLessThan(1 + servers.length);
    expect(inspect([problems, cache.nodes()], { depth: null, showHidden: true })).not.toMatch(/password-\d/);
  });
});

test('M3: a node that dies takes its keys with it, and no others, and is empty when it is back', async () => {
  const cache = await begin(AuthKind.SASL);
  await store(cache);
  const before = await cache.stats();
  const [dead] = servers;
  const name = `localhost:${dead!.port}`;
  await dead!.kill();
  const left = await cache.getMany(KEYS);
  expect(left.size).toBe(KEYS.length - Number(before.get(name)!.get('curr_items')));
  expect(cache.nodes().map((node) => [node.name === name, node.isUp])).toEqual(
    cache.nodes().map((node) => [node.name === name, node.name !== name]),
  );
  await dead!.restart();
  await cache.ready(20_000);
  expect(await cache.getMany(KEYS)).toEqual(left);
});

test('without leases, the client says so, and a value that is invalidated is removed', async () => {
  const cache = await begin(AuthKind.SASL);
  await cache.set('key', 'value');
  await expect(cache.lease('key', { seconds: 5 })).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_OPTION' });
  expect(await cache.invalidate('key', { staleSeconds: 5 })).toBe(true);
  expect(await cache.get('key')).toBeUndefined();
});

test('M5: CacheTier loads once over SASL and TLS, and again what was invalidated', async () => {
  await begin(AuthKind.SASL);
  const tier = CacheTier.fromLink(link(AuthKind.SASL), { ...PATIENT, tls: { ca: certificate.ca } });
  try {
    expect(await tier.ready(20_000)).toBe(true);
    let loads = 0;
    const load = async () => `load ${++loads}`;
    const ask = () => tier.cacheAside.getOrSet('product:1', load, { ttl: '1h', tags: ['product:1'] });
    expect(await ask()).toBe('load 1');
    await tier.settled();
    expect(await ask()).toBe('load 1');
    expect(await tier.invalidate(['product:1'])).toBe(true);
    expect(await ask()).toBe('load 2');
  } finally {
    await tier.close();
  }
});

describe('the credential of a link', () => {
  const LINK: Link = { endpoint: 'a', user: 'app', 'secret-arn': ARN };
  const reading = { readSecret: async () => '{"password":"one"}', background: false };

  test.each<[AuthKind | undefined, unknown]>([
    [AuthKind.SASL, { kind: 'sasl', user: 'app', password: 'one' }],
    [AuthKind.ASCII, { kind: 'ascii', user: 'app', password: 'one' }],
    [AuthKind.NONE, undefined],
    [undefined, undefined],
  ])('%s', async (auth, expected) => {
    const { credential, close } = memcachedCredential({ ...LINK, auth }, reading);
    // Until the secret has been read, there is none.
    expect(credential?.()).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    expect(credential?.()).toEqual(expected);
    close();
  });

  test.each([AuthKind.IAM, AuthKind.AUTH_TOKEN, AuthKind.PASSWORD])('%s is none of Memcached', (auth) => {
    const link = { ...LINK, auth, arn: 'arn:aws:elasticache:us-east-1:111122223333:replicationgroup:shop' };
    expect(() => memcachedCredential(link, reading)).toThrow(
      new LinkError(`the field 'auth' of a link to 'memcached' needs to be one of sasl, ascii, none, got '${auth}'`),
    );
  });
});
