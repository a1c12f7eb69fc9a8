import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { Client, Pool } from 'pg';
import { type Certificate, makeCertificate, writeCertificate } from '../../../test/servers/certificate';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { type Link, linkEnvironment } from '../../lib/link';
import { postgresConfig } from '../../lib/rds/postgres-config';
import { CacheTier } from '../../lib/tier/cache-tier';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';
import { PASSWORD_USER, type RunningPostgres, startPostgres } from '../servers/postgres';
import { initialisedCluster } from '../servers/postgres-cluster';
import { type SecretsManager, startSecretsManager } from '../servers/secrets-manager';
import { until } from '../tier/tier-lab';

jest.setTimeout(60_000);
const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-AbCdEf';
const PRODUCT = 'select name from products where id = 7';

let folder: string;
let certificate: Certificate;
let postgres: RunningPostgres;
let redis: RunningServer;
let secrets: SecretsManager;
let restore: () => void;
const ends: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  certificate = await makeCertificate();
  folder = mkdtempSync(join(tmpdir(), 'cache-tier-rds-'));
  writeCertificate(folder, certificate);
  const { identity } = initialisedCluster();
  if (identity)
    for (const path of ['', 'server.key', 'server.pem']) chownSync(join(folder, path), identity.uid, identity.gid);
  const files = { ssl_cert_file: join(folder, 'server.pem'), ssl_key_file: join(folder, 'server.key') };
  [postgres, redis, secrets] = await Promise.all([
    startPostgres({ settings: { ssl: 'on', ...files } }),
    startServer({ certificate }),
    startSecretsManager(ARN),
  ]);
  await postgres.query('create table products (id int primary key, name text)');
  await postgres.query(`grant all on products to ${PASSWORD_USER.user}`);
  restore = useAwsEnvironment({ ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url });
});
beforeEach(async () => {
  await postgres.query('truncate products');
  await postgres.query("insert into products values (7, 'seven')");
  await rotate('secret');
  secrets.stages.set('AWSCURRENT', secretOf('secret'));
  secrets.stages.delete('AWSPENDING');
  secrets.down = false;
  secrets.calls.length = 0;
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(async () => {
  restore?.();
  await Promise.all([postgres?.stop(), redis?.stop(), secrets?.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

const secretOf = (password: string) => JSON.stringify({ username: PASSWORD_USER.user, password, engine: 'postgres' });
const rotate = (password: string) => postgres.query(`alter role ${PASSWORD_USER.user} password '${password}'`);

/** What the link of a database writes. */
function variables(fields: Link = {}): { [variable: string]: string } {
  return linkEnvironment('database', {
    version: '1',
    engine: 'postgres',
    endpoint: 'localhost',
    port: `${postgres.port}`,
    database: 'postgres',
    tls: 'true',
    auth: 'password',
    user: PASSWORD_USER.user,
    'secret-arn': ARN,
    arn: 'arn:aws:rds:us-east-1:111122223333:db:shop',
    ...fields,
  });
}

function configOf(fields: Link = {}, options = {}) {
  return postgresConfig({ environment: variables(fields), ca: certificate.ca, ...options });
}

function poolOf(...args: Parameters<typeof configOf>): Pool {
  const pool = new Pool(configOf(...args));
  pool.on('error', () => undefined);
  ends.push(() => pool.end());
  return pool;
}

/** Connects anew, and says as whom and how. */
async function signIn(pool: Pool) {
  const client = await pool.connect();
  try {
    const text = 'select current_user as user, ssl from pg_stat_ssl where pid = pg_backend_pid()';
    return (await client.query(text)).rows[0];
  } finally {
    client.release(true);
  }
}

test('the environment alone makes a pool and a cache that hits, and reads what was written', async () => {
  const caFile = join(folder, 'ca.pem');
  const cache: Link = {
    version: '1',
    engine: 'valkey',
    endpoint: 'localhost',
    port: `${redis.tlsPort}`,
    tls: 'true',
    rules: JSON.stringify([{ tables: ['products'], ttl: 300 }]),
    invalidation: 'writes',
    'max-ttl': '3600',
  };
  const environment = { ...variables(), ...linkEnvironment('cache', cache), NODE_EXTRA_CA_CERTS: caFile };
  const tier = CacheTier.fromEnv({
    environment,
    // Node.js reads NODE_EXTRA_CA_CERTS when a process starts, and this one has started.
    tls: { ca: certificate.ca },
    deadlineMs: 5_000,
    writeDeadlineMs: 5_000,
    earlyFactor: 0,
  });
  const db = tier.wrap(new Pool(postgresConfig({ environment })));
  ends.push(() => db.end().then(() => tier.close()));
  expect(await tier.ready(10_000)).toBe(true);
  expect((await db.query(PRODUCT)).rows).toEqual([{ name: 'seven' }]);
  await tier.settled();
  expect((await db.query(PRODUCT)).rows).toEqual([{ name: 'seven' }]);
  expect(tier.metrics()).toMatchObject({ hit: 1 });
  await db.query("update products set name = 'new' where id = 7");
  expect((await db.query(PRODUCT)).rows).toEqual([{ name: 'new' }]);
});

test('a pool signs in by TLS with the password in the secret, which is read once', async () => {
  const pool = poolOf();
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await signIn(pool)).toEqual({ user: PASSWORD_USER.user, ssl: true });
  }
  expect(secrets.calls).toEqual(['AWSCURRENT']);
});

test('a client of its own takes the same options', async () => {
  const client = new Client(configOf());
  await client.connect();
  await client.end();
});

test('a rotation that has ended refuses one connection, and none after it', async () => {
  const pool = poolOf();
  const kept = await pool.connect();
  await rotate('second');
  secrets.stages.set('AWSCURRENT', secretOf('second'));
  await expect(signIn(pool)).rejects.toMatchObject({ code: '28P01' });
  for (let turn = 0; turn < 3; turn += 1) await signIn(pool);
  expect((await kept.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  kept.release();
  expect(secrets.calls).toEqual(['AWSCURRENT', 'AWSCURRENT']);
});

test('a rotation in flight refuses one connection as well: the password that it is making is tried', async () => {
  const pool = poolOf();
  await signIn(pool);
  secrets.stages.set('AWSPENDING', secretOf('second'));
  await rotate('second');
  await expect(signIn(pool)).rejects.toMatchObject({ code: '28P01' });
  await signIn(pool);
  expect(secrets.calls).toEqual(['AWSCURRENT', 'AWSCURRENT', 'AWSPENDING']);
  // It goes back before it has ended.
  await rotate('secret');
  await expect(signIn(pool)).rejects.toMatchObject({ code: '28P01' });
  await signIn(pool);
});

test('connections that are refused at once are one call of the service', async () => {
  const pool = poolOf({}, { max: 8 });
  await signIn(pool);
  await rotate('second');
  secrets.stages.set('AWSCURRENT', secretOf('second'));
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => signIn(pool)));
  expect(outcomes.map(({ status }) => status)).toContain('rejected');
  await Promise.all(Array.from({ length: 8 }, () => signIn(pool)));
  expect(secrets.calls).toEqual(['AWSCURRENT', 'AWSCURRENT']);
});

test('a secret that cannot be read fails a connection with what is wrong, and quotes nothing', async () => {
  secrets.down = true;
  const pool = poolOf();
  const error = await signIn(pool).catch((caught) => caught);
  expect(error).toMatchObject({ code: 'ERR_CACHE_TIER_CREDENTIAL', message: `the secret '${ARN}' could not be read` });
  expect(error.cause).toBeInstanceOf(Error);
  secrets.down = false;
  const signedIn = () =>
    signIn(pool).then(
      () => true,
      () => false,
    );
  await until('it is read', signedIn);
  const everything = inspect([pool.options, configOf()], { depth: 6, showHidden: true });
  expect(everything).not.toContain('"secret"');
});

test('once a password is known, connections go on when the service is down', async () => {
  const pool = poolOf();
  await signIn(pool);
  secrets.down = true;
  expect(await signIn(pool)).toMatchObject({ ssl: true });
});

test('the secret of another user is refused, as a rotation between two users cannot be followed', async () => {
  secrets.stages.set('AWSCURRENT', JSON.stringify({ username: 'with_password_clone', password: 'secret' }));
  await expect(signIn(poolOf())).rejects.toMatchObject({
    code: 'ERR_CACHE_TIER_CREDENTIAL',
    message:
      `the secret '${ARN}' needs to be of the user 'with_password', but it is of 'with_password_clone'; a rotation that ` +
      'alternates between two users cannot be followed',
  });
});

test('a certificate that nobody known has signed is refused', async () => {
  const { ca } = await makeCertificate();
  for (const other of [undefined, ca]) {
    await expect(signIn(poolOf({}, { ca: other }))).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED_|CERT_SIGNATURE_)/),
    });
  }
});

test('a certificate for another name is refused', async () => {
  // A name for the same machine, which the certificate does not know.
  await expect(signIn(poolOf({ endpoint: '127.1' }))).rejects.toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('a server without TLS is refused where the link says that it has it', async () => {
  const plain = await startPostgres();
  ends.push(() => plain.stop());
  await expect(signIn(poolOf({ port: `${plain.port}` }))).rejects.toThrow('does not support SSL');
});

test('the authorities come from a file that Node.js is told of as well', async () => {
  const file = join(folder, 'extra.pem');
  writeFileSync(file, certificate.ca);
  const environment = { ...variables(), NODE_EXTRA_CA_CERTS: file };
  expect(await signIn(poolOf({}, { ca: undefined, environment }))).toMatchObject({ ssl: true });
});
