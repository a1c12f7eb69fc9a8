import { Annotations, App, type Stack } from 'aws-cdk-lib';
import { Client } from 'pg';
import { readStacks } from '../../lib/stacks/app-stacks';
import type { RunningPostgres } from '../../runtime/test/servers/postgres';
import { FLAGS } from '../connect/connect-given';
import { shopWorks } from './shop';
import { secretArn, useStage } from './stage';

jest.setTimeout(90_000);
let postgres: RunningPostgres;
const stage = useStage({ databasePort: () => postgres.port });
beforeAll(async () => {
  postgres = await stage.postgres();
}, 60_000);

/** How a client proves who it is does not depend on where it runs: on Fargate one of them shows it. */
const CASES = [
  ['lambda', 'iam'],
  ['lambda', 'auth-token'],
  ['lambda', 'users'],
  ['fargate', 'iam'],
] as const;

/** The stack that `npx cdk deploy CachedDatabase` makes of a configuration. */
function stackOf(application: string, auth: string): Stack {
  const cachedDatabase = { application, rules: [{ tables: ['products', 'orders'], ttl: '5m' }] };
  const [{ make }] = readStacks({ cacheTier: { auth, stacks: ['CachedDatabase'], cachedDatabase } });
  const stack = make(new App({ context: FLAGS }));
  // A token is asked for here, with what comes of that.
  Annotations.of(stack).acknowledgeWarning('cdk-cache-tier:auth-token-kept');
  return stack;
}

test.each(CASES)(
  'the application of a stack on %s, with a cache that asks for %s, answers from the cache, and after a write with what was written',
  async (platform, auth) => {
    const stack = stackOf(platform, auth);
    const database = await openDatabase(stack);
    const app = await stage.start('orders', stack);
    const { taken } = stage.gate;
    const before = taken();
    await shopWorks(app, {
      change: (id, price) => database(`update products set price = ${price} where id = ${id}`),
    });
    expect(stage.gate.refused).toEqual([]);
    expect(taken() > before).toBe(auth === 'iam');
  },
);

test('the application in front of a database that exists is its master user, as its secret says', async () => {
  const [{ make }] = readStacks({
    cacheTier: { stacks: ['CacheInFrontOf'], cacheInFrontOf: { application: 'lambda' } },
  });
  // That a network which is not of this app may have no way out is a warning, which would end a synthesis without the CLI.
  const context = { ...FLAGS, '@aws-cdk/core:annotationsInValidationReport': false };
  const stack = make(new App({ context }));
  await postgres.query("create role existing login password 'old' in role password_required");
  await postgres.query('create database existing owner existing');
  stage.aws.secrets.set(secretArn('DatabaseSecretArn'), JSON.stringify({ username: 'existing', password: 'old' }));
  const app = await stage.start('orders', stack);
  await app.ask('POST', '/setup');
  expect((await app.ask('GET', '/products/7')).body).toMatchObject({ id: 7, price: '7.99' });
});

/** Makes the user and the database that the template names, and the secret as RDS would write it. */
async function openDatabase(stack: Stack) {
  const [[id, instance]] = Object.entries(stage.deployed(stack).resources('AWS::RDS::DBInstance'));
  const { MasterUsername: user, DBName: database } = instance;
  const password = 'a-password-that-rds-made';
  await postgres.query(`drop database if exists ${database}`);
  await postgres.query(`drop role if exists ${user}`);
  await postgres.query(`create role ${user} login password '${password}' in role password_required`);
  await postgres.query(`create database ${database} owner ${user}`);
  stage.aws.secrets.set(secretArn(id), JSON.stringify({ username: user, password }));
  return async (sql: string) => {
    const client = new Client(postgres.config(database));
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
}
