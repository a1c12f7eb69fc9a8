import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'pg';
import { READ_WRITE_COMMANDS } from '../../../lib/access/ready-commands';
import { type AwsStandIn, startAws } from '../../../test/handlers/aws-stand-in';
import { iamToken } from '../../lib/aws/iam-token';
import type { Link } from '../../lib/link';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheClient, CacheTierOptions } from '../../lib/tier/tier-options';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';
import { type ParameterStore, startParameterStore } from '../servers/parameter-store';
import { type RunningCluster, startCluster } from '../servers/redis-cluster';
import { PATIENT, PRODUCT, RULES, until, useTierLab } from './tier-lab';

jest.setTimeout(60_000);
const lab = useTierLab();

/** The commands and keys of point 12 of the protocol's page. */
const MINIMAL = [
  '-@all',
  ...['mget', 'get', 'set', 'unlink', 'eval', 'evalsha', 'info', 'time', 'ping', 'hello', 'auth'].map((c) => `+${c}`),
  ...['+cluster|slots', '~app:*', '~cache-tier:v1:*'],
];
const CLIENTS: readonly CacheClient[] = ['ioredis', 'node-redis', 'valkey-glide'];
const ARN = 'arn:aws:elasticache:us-east-1:111122223333:replicationgroup:shop';

let aws: AwsStandIn;
let store: ParameterStore;
let cluster: RunningCluster;
let restore: () => void;
beforeAll(async () => {
  [store, cluster] = await Promise.all([startParameterStore(), startCluster()]);
  aws = await startAws(lab.redis);
  restore = useAwsEnvironment({
    ...AWS_ENVIRONMENT,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
    AWS_ENDPOINT_URL_SSM: store.url,
  });
}, 60_000);
afterAll(async () => {
  restore?.();
  await Promise.all([aws?.stop(), store?.stop(), cluster?.stop()]);
});
const more: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of more.splice(0)) await end();
  await cluster.everywhere('FLUSHALL');
});

const secure = (more: Link): Link => ({
  endpoint: 'localhost',
  port: `${lab.redis.tlsPort}`,
  tls: 'true',
  'key-prefix': 'app:',
  ...more,
});
const trusting = (): CacheTierOptions => ({ tls: { ca: readFileSync(lab.redis.caFile) } });

/** One short story from a first read to a write, and what was counted. */
async function works(tier: CacheTier, pool = lab.pool(tier)): Promise<void> {
  const read = async () => (await pool.query(PRODUCT, [7])).rows[0].name;
  const settled = async () => [await read(), await tier.settled()][0];
  await settled();
  await lab.outside("update products set name = 'behind' where id = 7");
  expect(await read()).toBe('product 7');
  await pool.query("update products set name = 'new' where id = $1", [7]);
  expect(await settled()).toBe('new');
  expect(await read()).toBe('new');
  const get = async (value: string) => {
    const found = await tier.cacheAside.getOrSet('key', () => value, { ttl: '5m', tags: ['tag'] });
    await tier.settled();
    return found;
  };
  expect([await get('first'), await get('second')]).toEqual(['first', 'first']);
  expect(await tier.invalidate(['tag'])).toBe(true);
  expect(await get('third')).toBe('third');
  const metrics = tier.metrics();
  expect(metrics).toMatchObject({ hit: 3, miss: 4, store: 4, write: 1, pending_invalidations: 0 });
  for (const bad of ['error', 'timeout', 'unacknowledged', 'unreadable']) expect(metrics).not.toHaveProperty(bad);
}

async function ready(tier: CacheTier): Promise<CacheTier> {
  expect(await tier.ready(10_000)).toBe(true);
  return tier;
}

test.each(CLIENTS)('%s: from a first read to a write', async (client) => {
  await works(await ready(lab.tier({ client })));
});

test.each<CacheClient>(['ioredis', 'node-redis'])(
  '%s: the same by TLS on a cluster of three shards',
  async (client) => {
    await cluster.setUser('whole', 'reset', 'on', 'nopass', '+@all', '~*');
    const link = { endpoint: 'localhost', port: `${cluster.tlsPort}`, tls: 'true', 'cluster-mode': 'true' };
    await works(await ready(lab.tier({ client, tls: { ca: readFileSync(cluster.caFile) } }, link)));
  },
);

test('the AUTH token of a cache is read from its secret', async () => {
  await lab.redis.command('ACL', 'SETUSER', 'default', 'resetpass', '>token-of-the-cache');
  try {
    const link = secure({ auth: 'auth-token', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' });
    const readSecret = async () => 'token-of-the-cache';
    await works(await ready(lab.tier({ ...trusting(), readSecret }, link)));
  } finally {
    await lab.redis.command('ACL', 'SETUSER', 'default', 'nopass');
  }
});

test('D8: the password of a user is rotated while queries go on, and none of them fails', async () => {
  const user = `user-${randomUUID()}`;
  const rotate = async (password: string) => {
    await lab.redis.command('ACL', 'SETUSER', user, 'reset', 'on', `>${password}`, ...MINIMAL);
    aws.secrets.versions = { [randomUUID()]: { text: JSON.stringify({ password }), stages: ['AWSCURRENT'] } };
    await lab.redis.command('CLIENT', 'KILL', 'USER', user);
  };
  await rotate(randomUUID());
  const link = secure({ auth: 'password', user, 'secret-arn': aws.secrets.arn });
  const tier = await ready(lab.tier({ ...trusting(), jitter: 0 }, link));
  const pool = lab.pool(tier);
  const hits = () => Number(tier.metrics().hit ?? 0);
  let going = true;
  const queries = async () => {
    const rows: string[] = [];
    for (; going; await new Promise(setImmediate)) rows.push((await pool.query(PRODUCT, [7])).rows[0].name);
    return rows;
  };
  const running = Promise.all([queries(), queries()]);
  await until('a hit before the rotation', () => hits() > 0);
  await rotate(randomUUID());
  // Connected again, by the new password.
  await until('the connection is lost', () => !('hit' in tier.metrics()) || 'bypass' in tier.metrics());
  const before = hits();
  await until('a hit after the rotation', () => hits() > before + 10);
  going = false;
  const rows = (await running).flat();
  expect(new Set(rows)).toEqual(new Set(['product 7']));
});

test('IAM: a token that is signed here is the password, and each connection has one of its own', async () => {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
  const link = secure({ auth: 'iam', user: 'api', arn: ARN });
  const NOW = Date.UTC(2026, 10, 23, 9, 8, 7);
  const tokenAt = (now: number) =>
    iamToken({ region: 'us-east-1', cacheName: 'shop', serverless: false, user: 'api', credentials, now });
  const clock = jest.spyOn(Date, 'now').mockReturnValue(NOW);
  try {
    await lab.redis.command('ACL', 'SETUSER', 'api', 'reset', 'on', `>${tokenAt(NOW)}`, ...MINIMAL);
    const tier = await ready(lab.tier({ ...trusting(), credentials: async () => credentials }, link));
    await works(tier);
    // Of another second: the first token no longer works, and the connection is cut.
    clock.mockReturnValue(NOW + 1_000);
    await lab.redis.command('ACL', 'SETUSER', 'api', 'resetpass', `>${tokenAt(NOW + 1_000)}`);
    await lab.redis.command('CLIENT', 'KILL', 'USER', 'api');
    const hits = tier.metrics().hit;
    await until('a hit of the next connection', async () => {
      await tier.cacheAside.getOrSet('key', () => 1, { ttl: '5m', tags: ['tag'] });
      return tier.metrics().hit !== hits && 'bypass' in tier.metrics();
    });
  } finally {
    clock.mockRestore();
  }
});

test('a secret that is missing is a cache that is away, and comes later', async () => {
  let secret: string | undefined;
  const problems: string[] = [];
  await lab.redis.command('ACL', 'SETUSER', 'late', 'reset', 'on', '>late-password', ...MINIMAL);
  const link = secure({ auth: 'password', user: 'late', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' });
  const tier = lab.tier(
    {
      ...trusting(),
      readSecret: async () => {
        if (secret === undefined) throw new Error('there is no such secret');
        return secret;
      },
      onProblem: ({ message }) => problems.push(message),
    },
    link,
  );
  const pool = lab.pool(tier);
  expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
  await pool.query("update products set name = 'new' where id = 7");
  expect(tier.metrics()).toMatchObject({ bypass: { unavailable: 1 }, unacknowledged: { announcement: 1 } });
  expect(problems.join()).toMatch(/the secret 'arn:aws:secretsmanager:us-east-1:1:secret:a' could not be read/);
  secret = '{"password":"late-password"}';
  await until('it is connected', async () => tier.ready(100));
  await until('what was written is dropped', () => tier.metrics().pending_invalidations === 0);
});

test('fromParameter: the database answers until the link is there, and then the cache', async () => {
  const name = `/cache-tier/Shop/${randomUUID()}`;
  const problems: string[] = [];
  const tier = CacheTier.fromParameter(name, { ...PATIENT, onProblem: ({ message }) => problems.push(message) });
  more.push(() => tier.close());
  const pool = lab.pool(tier);
  expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
  expect(tier.metrics()).toMatchObject({ bypass: { unavailable: 1 } });
  await until('it is told', () => problems.length > 0);
  expect(problems).toEqual([`the SSM parameter '${name}' needs to hold a link: ParameterNotFound`]);
  store.parameters.set(name, JSON.stringify({ ...lab.link, 'key-prefix': 'app:' }));
  await until('the link is read', async () => tier.ready(100));
  // The schema was read without the cache, and is read once more.
  await until('a hit', async () => {
    await pool.query(PRODUCT, [7]);
    await tier.settled();
    return tier.metrics().hit === 1;
  });
  expect(await lab.keys(':e1:')).toEqual([expect.stringMatching(/^app:app:1:cache-tier:e1:/)]);
});

test('fromParameter: a link that cannot be used is told, and ends nothing', async () => {
  const name = `/cache-tier/Shop/${randomUUID()}`;
  store.parameters.set(name, JSON.stringify({ ...lab.link, engine: 'memcached', auth: 'iam' }));
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  const problems: Error[] = [];
  const tier = CacheTier.fromParameter(name, {
    ...PATIENT,
    onProblem: (problem) => {
      problems.push(problem);
      throw new Error('the listener');
    },
  });
  try {
    await until('it is told', () => problems.length > 0);
    expect(problems[0]).toMatchObject({ name: 'LinkError', message: expect.stringContaining('memcached') });
    const pool = lab.pool(tier);
    expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
    expect(await tier.ready(1)).toBe(false);
    await new Promise(setImmediate);
    expect(rejections).toEqual([]);
  } finally {
    await tier.close();
    process.off('unhandledRejection', note);
  }
});

describe.each([
  ['the ready-made access', [...READ_WRITE_COMMANDS, '~app:*', '~cache-tier:v1:*']],
  ['the commands that the README lists', MINIMAL],
])('with %s', (_, rules) => {
  const password = { auth: 'password', user: 'limited', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' };
  const readSecret = async () => 'limited-password';

  test.each(CLIENTS)('%s: everything works on a single server', async (client) => {
    await lab.redis.command('ACL', 'SETUSER', 'limited', 'reset', 'on', '>limited-password', ...rules);
    const tier = await ready(lab.tier({ ...trusting(), client, readSecret }, secure(password)));
    await works(tier);
    const pool = lab.pool(tier);
    expect(await tier.invalidateTables(pool)).toBe(true);
    expect(await tier.change(['tag'], async () => 1)).toBe(1);
  });

  test.each(CLIENTS)('%s: everything works on a cluster', async (client) => {
    await cluster.setUser('limited', 'reset', 'on', '>limited-password', ...rules);
    const link = secure({ ...password, port: `${cluster.tlsPort}`, 'cluster-mode': 'true' });
    const tls = { ca: readFileSync(cluster.caFile) };
    const tier = await ready(lab.tier({ tls, client, readSecret }, link));
    await works(tier);
    expect(await tier.invalidateTables(lab.pool(tier))).toBe(true);
  });
});

test('the README lists these commands and patterns', () => {
  const privacy = readFileSync('runtime/README.md', 'utf8').split('\n## Privacy\n')[1]!.split('\n## ')[0]!;
  const needed = MINIMAL.slice(1).map((rule) => rule.replace(/^\+/, '').replace('|', ' '));
  expect(needed.filter((rule) => !privacy.includes(`\`${rule}\``))).toEqual([]);
});

test('a user without the pattern of the version keys is never stale, and it is counted', async () => {
  await lab.redis.command(
    'ACL',
    'SETUSER',
    'blind',
    'reset',
    'on',
    '>blind-password',
    ...READ_WRITE_COMMANDS,
    '~app:*',
  );
  const link = secure({ auth: 'password', user: 'blind', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:a' });
  const tier = await ready(lab.tier({ ...trusting(), readSecret: async () => 'blind-password' }, link));
  const pool = lab.pool(tier);
  const read = async () => (await pool.query(PRODUCT, [7])).rows[0].name;
  expect(await read()).toBe('product 7');
  await lab.outside("update products set name = 'behind' where id = 7");
  expect(await read()).toBe('behind');
  await pool.query("update products set name = 'new' where id = 7");
  expect(await read()).toBe('new');
  const metrics = tier.metrics();
  expect(metrics).toMatchObject({ unacknowledged: { announcement: 1, invalidation: 1 }, error: { write: 4 } });
  expect(metrics).not.toHaveProperty('hit');
  expect(metrics).not.toHaveProperty('store');
  expect(metrics.pending_invalidations).not.toBe(0);
  expect(await lab.keys(':e1:')).toEqual([]);
});

test('D7: a certificate that nobody vouches for is a cache that is away', async () => {
  const problems: string[] = [];
  const tier = lab.tier({ onProblem: ({ message }) => problems.push(message) }, secure({}));
  const pool = tier.wrap(new Pool(lab.postgres.config()), RULES);
  expect((await pool.query(PRODUCT, [7])).rows).toHaveLength(1);
  await until('it is told', () => problems.length > 0);
  expect(problems.join()).toMatch(/certificate|self-signed/);
  expect(tier.metrics()).toMatchObject({ bypass: { unavailable: 1 } });
  await pool.end();
});
