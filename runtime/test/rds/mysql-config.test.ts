import { type AddressInfo, createServer, type Server } from 'node:net';
import { createPool, type Pool } from 'mysql2/promise';
import { type Certificate, makeCertificate } from '../../../test/servers/certificate';
import { type Link, linkEnvironment } from '../../lib/link';
import { mysqlConfig } from '../../lib/rds/mysql-config';
import { type RunningMariaDb, startMariaDb } from '../servers/mariadb';

jest.setTimeout(120_000);
const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-AbCdEf';

let certificate: Certificate;
let mariadb: RunningMariaDb;
let stages: Map<string, string>;
let reads: string[];
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  certificate = await makeCertificate();
  mariadb = await startMariaDb(certificate);
  await mariadb.query(
    "create database shop; create user app@'%' identified by 'first'; grant all on shop.* to app@'%'",
  );
}, 300_000);
beforeEach(async () => {
  stages = new Map([['AWSCURRENT', 'first']]);
  reads = [];
  await rotate('first');
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});
afterAll(() => mariadb?.stop());

const rotate = (password: string) => mariadb.query(`alter user app@'%' identified by '${password}'`);

async function readSecret(_arn: string, stage = 'AWSCURRENT'): Promise<string> {
  reads.push(stage);
  const password = stages.get(stage);
  if (password === undefined) throw new Error('no such version');
  return JSON.stringify({ username: 'app', password });
}

function poolOf(fields: Link = {}, options = {}): Pool {
  const environment = linkEnvironment('database', {
    version: '1',
    engine: 'mariadb',
    endpoint: 'localhost',
    port: `${mariadb.port}`,
    database: 'shop',
    tls: 'true',
    auth: 'password',
    user: 'app',
    'secret-arn': ARN,
    ...fields,
  });
  const pool = createPool(mysqlConfig({ environment, readSecret, ca: certificate.ca, ...options }));
  ends.push(() => pool.end());
  return pool;
}

/** Connects anew, and says as whom and how. */
async function signIn(pool: Pool): Promise<unknown> {
  const connection = await pool.getConnection();
  try {
    const [[row]] = (await connection.query(
      "select user() as user, database() as db, variable_value <> '' as tls from information_schema.session_status " +
        "where variable_name = 'SSL_CIPHER'",
    )) as unknown as [[unknown]];
    return row;
  } finally {
    connection.destroy();
  }
}

// First: what a refused pool of another test reads late would be counted here.
test('what is not signed in, for it never greeted, says nothing of its password', async () => {
  const silent: Server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  ends.push(() => silent.close());
  const pool = poolOf({ endpoint: '127.0.0.1', port: `${(silent.address() as AddressInfo).port}` });
  for (let turn = 0; turn < 3; turn += 1) await expect(signIn(pool)).rejects.toThrow();
  expect(reads).toEqual(['AWSCURRENT']);
});

test('a pool signs in by TLS with the password in the secret, which is read once', async () => {
  const pool = poolOf();
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await signIn(pool)).toEqual({ user: 'app@127.0.0.1', db: 'shop', tls: 1 });
  }
  expect(reads).toEqual(['AWSCURRENT']);
});

test('queries, parameters and transactions go their usual way', async () => {
  const pool = poolOf();
  await pool.query('create or replace table products (id int primary key, name text)');
  await pool.execute('insert into products values (?, ?)', [7, 'seven']);
  const connection = await pool.getConnection();
  await connection.beginTransaction();
  await connection.execute('update products set name = ? where id = ?', ['new', 7]);
  await connection.rollback();
  connection.release();
  expect((await pool.execute('select name from products where id = ?', [7]))[0]).toEqual([{ name: 'seven' }]);
  expect(reads).toEqual(['AWSCURRENT']);
});

test('a rotation that has ended refuses one connection, and none after it', async () => {
  const pool = poolOf();
  const kept = await pool.getConnection();
  await rotate('second');
  stages.set('AWSCURRENT', 'second');
  await expect(signIn(pool)).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
  for (let turn = 0; turn < 3; turn += 1) await signIn(pool);
  expect((await kept.query('select 1 as one'))[0]).toEqual([{ one: 1 }]);
  kept.release();
  expect(reads).toEqual(['AWSCURRENT', 'AWSCURRENT']);
});

test('a rotation in flight refuses one connection as well: the password that it is making is tried', async () => {
  const pool = poolOf();
  await signIn(pool);
  stages.set('AWSPENDING', 'second');
  await rotate('second');
  await expect(signIn(pool)).rejects.toMatchObject({ code: 'ER_ACCESS_DENIED_ERROR' });
  await signIn(pool);
  expect(reads).toEqual(['AWSCURRENT', 'AWSCURRENT', 'AWSPENDING']);
});

test('without TLS in the link it signs in without', async () => {
  expect(await signIn(poolOf({ tls: undefined } as Link))).toMatchObject({ tls: 0 });
});

test('a secret that cannot be read fails a connection with what is wrong', async () => {
  stages.clear();
  await expect(signIn(poolOf())).rejects.toMatchObject({
    code: 'ERR_CACHE_TIER_CREDENTIAL',
    message: `the secret '${ARN}' could not be read`,
  });
});

test('a certificate that nobody known has signed is refused, and one for another name', async () => {
  const { ca } = await makeCertificate();
  for (const other of [undefined, ca]) {
    await expect(signIn(poolOf({}, { ca: other }))).rejects.toMatchObject({
      code: expect.stringMatching(/^(UNABLE_TO_|SELF_SIGNED_|CERT_SIGNATURE_|HANDSHAKE_SSL_ERROR)/),
    });
  }
  await expect(signIn(poolOf({ endpoint: '127.1' }))).rejects.toThrow(/does not match certificate's altnames/);
});

test('a token is sent as it is, within TLS alone', async () => {
  const environment = linkEnvironment('database', {
    endpoint: 'shop.abc.us-east-1.rds.amazonaws.com',
    tls: 'true',
    auth: 'iam',
    user: 'app',
  });
  const { authPlugins } = mysqlConfig({ environment });
  const plugin = authPlugins!.mysql_clear_password!({ connection: { config: { password: 'token' } } });
  expect(plugin()).toEqual(Buffer.from('token\0'));
});
