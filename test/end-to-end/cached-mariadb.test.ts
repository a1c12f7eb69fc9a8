import { App, type Stack } from 'aws-cdk-lib';
import { readStacks } from '../../lib/stacks/app-stacks';
import { type RunningMariaDb, startMariaDb } from '../../runtime/test/servers/mariadb';
import { FLAGS } from '../connect/connect-given';
import { shopWorks } from './shop';
import { secretArn, useStage } from './stage';

jest.setTimeout(90_000);
let mariadb: RunningMariaDb;
const stage = useStage({ databasePort: () => mariadb.port });
beforeAll(async () => {
  mariadb = await startMariaDb(stage.certificate);
  stage.atEnd(() => mariadb.stop());
}, 300_000);

/** The stack that `npx cdk deploy CachedDatabase` makes of a configuration. */
function stackOf(application: string): Stack {
  const cachedDatabase = { application, database: { engine: 'mariadb' } };
  const [{ make }] = readStacks({ cacheTier: { stacks: ['CachedDatabase'], cachedDatabase } });
  return make(new App({ context: FLAGS }));
}

test.each(['lambda', 'fargate'])(
  'the application on %s, over MariaDB, says itself what is cached',
  async (platform) => {
    const stack = stackOf(platform);
    const [[id, { MasterUsername: user, DBName: database }]] = Object.entries(
      stage.deployed(stack).resources('AWS::RDS::DBInstance'),
    );
    const password = 'a-password-that-rds-made';
    await mariadb.query(
      `drop database if exists ${database}; create database ${database}; ` +
        `create or replace user '${user}'@'%' identified by '${password}' require ssl; ` +
        `grant all on ${database}.* to '${user}'@'%'`,
    );
    stage.aws.secrets.set(secretArn(id), JSON.stringify({ username: user, password }));
    const app = await stage.start('orders', stack);
    await shopWorks(app, {
      change: (product, price) =>
        mariadb.query(`update ${database}.products set price = ${price} where id = ${product}`),
    });
    // How old the answer is, which the application knows because it says itself what is kept.
    expect((await app.ask('GET', '/products/7')).headers).toMatchObject({ age: expect.stringMatching(/^\d+$/) });
  },
);
