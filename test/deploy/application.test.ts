import { join } from 'node:path';
import { shopWorks } from '../end-to-end/shop';
import { until } from '../end-to-end/stage';
import { DeployedStack } from './application/deployed-stack';
import { ServersOfStacks } from './application/real-servers';
import { bootstrap, cdkWorks, synthesize } from './emulator/cdk';
import { type Emulator, startEmulator } from './emulator/emulator';

/*
 * Applications as they are deployed, and not as a test starts them: their code, their environment, their roles and their
 * secrets are what `cdk deploy` made of the template. The servers stand where the template says.
 */

const STACKS = {
  CachedDatabase: { iam: true, database: true },
  SessionStore: { iam: true, clusterMode: true },
  Leaderboard: { iam: true, clusterMode: true },
};
let servers: ServersOfStacks;
let emulator: Emulator;

beforeAll(async () => {
  servers = await ServersOfStacks.start(STACKS);
  emulator = await startEmulator({
    program: join(__dirname, 'emulator', 'with_servers.py'),
    // Roles may do what their policies say.
    environment: { ...servers.environment, AUTH: 'true' },
  });
  const application = 'lambda';
  const cachedDatabase = { application, rules: [{ tables: ['products', 'orders'], ttl: '5m' }] };
  const sections = { cachedDatabase, sessionStore: { application }, leaderboard: { application } };
  const cacheTier = { stacks: Object.keys(STACKS), ...sections };
  const [assembly] = await Promise.all([synthesize('bin/app.ts', { cacheTier }), bootstrap(emulator)]);
  await cdkWorks(emulator, 'deploy', '--app', assembly, '--all', '--concurrency', '3');
});
afterEach(() => {
  for (const name of Object.keys(STACKS)) expect([...new Set(servers.of(name).gate?.refused)]).toEqual([]);
});
afterAll(async () => {
  await emulator?.stop();
  await servers?.stop();
});

/** A stack whose application is let in by IAM, as the user of an access, if the policies of its role say so. */
async function deployed(name: keyof typeof STACKS, access: string): Promise<DeployedStack> {
  const stack = await DeployedStack.of(emulator, name);
  await stack.openGate(servers.of(name), access);
  return stack;
}

test('a shop in front of its database answers from the cache, and after a write with what was written', async () => {
  const stack = await deployed('CachedDatabase', 'readwrite');
  const { sql, gate } = servers.of('CachedDatabase');
  await stack.openDatabase(servers.of('CachedDatabase'), 'app');
  await shopWorks(stack.application, {
    change: (id, price) => sql('app', `update products set price = ${price} where id = ${id}`),
  });
  expect(gate?.taken()).toBeGreaterThan(0);
  expect(await stack.unsigned()).toBe(403);
});

test('people log in, and are known by their cookies', async () => {
  const { application } = await deployed('SessionStore', 'sessions');
  let login = await application.ask('POST', '/login', { user: 'ada' });
  await until('the store is reached', async () => {
    if (login.status !== 200) login = await application.ask('POST', '/login', { user: 'ada' });
    return login.status === 200;
  });
  const [cookie] = login.cookies[0].split(';');
  await application.ask('POST', '/cart', { item: 'book' }, cookie);
  const me = { user: 'ada', cart: ['book'] };
  expect(await application.ask('GET', '/me', undefined, cookie)).toMatchObject({ status: 200, body: me });
  expect(await application.ask('GET', '/me')).toMatchObject({ status: 401 });
});

test('the leaderboard knows who is ahead', async () => {
  const { application } = await deployed('Leaderboard', 'leaderboard');
  await until('the board is reached', async () => (await application.ask('GET', '/')).status === 200);
  for (const [member, score] of Object.entries({ ada: 300, bob: 400 }))
    expect(await application.ask('POST', '/scores', { member, score })).toMatchObject({ status: 200 });
  expect((await application.ask('GET', '/top?count=1')).body).toEqual([{ member: 'bob', score: 400, rank: 1 }]);
});
