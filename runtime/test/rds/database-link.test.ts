import type { PoolOptions } from 'mysql2';
import type { PoolConfig } from 'pg';
import { type Link, LinkError, linkEnvironment } from '../../lib/link';
import { mysqlConfig } from '../../lib/rds/mysql-config';
import { postgresConfig } from '../../lib/rds/postgres-config';

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!db-1-AbCdEf';
const POSTGRES: Link = {
  engine: 'postgres',
  endpoint: 'shop.abc.us-east-1.rds.amazonaws.com',
  'reader-endpoint': 'shop.cluster-ro-abc.us-east-1.rds.amazonaws.com',
  port: '5433',
  database: 'shop',
  tls: 'true',
  auth: 'password',
  user: 'app',
  'secret-arn': ARN,
};
const MYSQL: Link = { ...POSTGRES, engine: 'mysql', port: '3307' };
const readSecret = async () => '{"username":"app","password":"secret"}';

function configOf(fields: Link, variables: { [name: string]: string } = {}, options = {}) {
  const environment = { ...linkEnvironment('database', fields), ...variables };
  const make = fields.engine === 'postgres' ? postgresConfig : mysqlConfig;
  return make({ environment, readSecret, ...options });
}

test('the options are what node-postgres and mysql2 take', () => {
  const environment = linkEnvironment('database', POSTGRES);
  const postgres: PoolConfig = postgresConfig({ environment, readSecret });
  expect(postgres).toMatchObject({
    host: POSTGRES.endpoint,
    port: 5_433,
    user: 'app',
    database: 'shop',
    ssl: { rejectUnauthorized: true },
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  const mysql: PoolOptions = mysqlConfig({ environment: linkEnvironment('database', MYSQL), readSecret });
  expect(mysql).toMatchObject({
    host: MYSQL.endpoint,
    port: 3_307,
    user: 'app',
    database: 'shop',
    ssl: { rejectUnauthorized: true, verifyIdentity: true },
    connectionLimit: 10,
    connectTimeout: 10_000,
    enableKeepAlive: true,
  });
});

test.each([POSTGRES, MYSQL])('the reader endpoint is asked for, $engine', (link) => {
  expect(configOf(link, {}, { reader: true }).host).toBe(POSTGRES['reader-endpoint']);
});

test.each([POSTGRES, MYSQL])('AWS Lambda has few connections, unless others are asked for: $engine', (link) => {
  const lambda = { AWS_LAMBDA_FUNCTION_NAME: 'shop' };
  const limit = link.engine === 'postgres' ? 'max' : 'connectionLimit';
  expect(configOf(link, lambda)).toMatchObject({ [limit]: 2 });
  expect(configOf(link, lambda, { max: 5 })).toMatchObject({ [limit]: 5 });
  expect(() => configOf(link, {}, { max: 0 })).toThrow("'max' needs a whole number of 1 or more, got 0");
});

test('without TLS in the link there is none, and without a credential no password', () => {
  const { endpoint, user } = POSTGRES;
  const config = configOf({ engine: 'postgres', endpoint, user });
  expect(config).toMatchObject({ ssl: false, port: 5_432 });
  expect(config).not.toHaveProperty('password');
  const mysql = configOf({ engine: 'mysql', endpoint, user });
  expect(mysql).toMatchObject({ port: 3_306 });
  for (const name of ['ssl', 'stream', 'authPlugins']) expect(mysql).not.toHaveProperty(name);
});

const without = (link: Link, ...fields: readonly string[]): Link =>
  Object.fromEntries(Object.entries(link).filter(([field]) => !fields.includes(field)));

test.each([
  [
    without(POSTGRES, 'endpoint'),
    "there is no connection 'database': the variable CACHE_TIER_DATABASE_ENDPOINT is not set; call connect() of the " +
      'database in the stack',
  ],
  [without(POSTGRES, 'user'), 'postgresConfig() needs the variable CACHE_TIER_DATABASE_USER, not set'],
  [without(MYSQL, 'user'), 'mysqlConfig() needs the variable CACHE_TIER_DATABASE_USER, not set'],
  [without(POSTGRES, 'secret-arn'), 'postgresConfig() needs the variable CACHE_TIER_DATABASE_SECRET_ARN, not set'],
  [{ ...POSTGRES, tls: 'yes' }, `the field 'tls' of a link needs to be 'true' or 'false', got "yes"`],
  [{ ...POSTGRES, port: 'x' }, "CACHE_TIER_DATABASE_PORT needs a number from 1 to 65535, got 'x'"],
  [{ ...POSTGRES, auth: 'auth-token' }, "a database needs 'iam' or 'password' as its 'auth', got 'auth-token'"],
  [
    { ...without(POSTGRES, 'tls'), auth: 'iam' },
    'an IAM token needs TLS, as it is sent as it is: the link has to say that the database has it',
  ],
  [
    { ...POSTGRES, endpoint: 'localhost', auth: 'iam' },
    "an IAM token is signed for a Region: the field 'arn' of the link is no ARN of RDS, and AWS_REGION is not set",
  ],
])('a link that lacks something is refused, and says what: %#', (link, message) => {
  expect(() => configOf(link)).toThrow(new LinkError(message));
});

test('each driver refuses the other engines, and names the function for them', () => {
  const environment = linkEnvironment('database', { ...POSTGRES, engine: 'mariadb' });
  expect(() => postgresConfig({ environment })).toThrow(
    "postgresConfig() needs postgres in CACHE_TIER_DATABASE_ENGINE, got 'mariadb'; call mysqlConfig()",
  );
  expect(() => mysqlConfig({ environment: linkEnvironment('database', POSTGRES) })).toThrow(
    "mysqlConfig() needs mysql or mariadb in CACHE_TIER_DATABASE_ENGINE, got 'postgres'; call postgresConfig()",
  );
});

test('another connection has another name, and no reader is missing before it is asked for', () => {
  const environment = linkEnvironment('orders', without(POSTGRES, 'reader-endpoint'));
  expect(postgresConfig({ environment, readSecret, connection: 'orders' }).user).toBe('app');
  expect(() => postgresConfig({ environment, readSecret, connection: 'orders', reader: true })).toThrow(
    'postgresConfig() needs the variable CACHE_TIER_ORDERS_READER_ENDPOINT, not set',
  );
});
