import { Annotations, App, type Stack } from 'aws-cdk-lib';
import { readStacks } from '../../lib/stacks/app-stacks';
import { FLAGS } from '../connect/connect-given';
import type { RunningApplication } from './running-application';
import { secretArn, until, useStage } from './stage';

jest.setTimeout(90_000);
const stage = useStage({ clusterMode: true });

const PLATFORMS = ['lambda', 'fargate'];
const EACH = PLATFORMS.flatMap((platform) => ['iam', 'auth-token', 'users'].map((auth) => [platform, auth] as const));

/** The stack that `npx cdk deploy` makes of a configuration. */
function stackOf(name: string, section: string, application: string, auth: string): Stack {
  const [{ make }] = readStacks({ cacheTier: { auth, stacks: [name], [section]: { application } } });
  const stack = make(new App({ context: FLAGS }));
  Annotations.of(stack).acknowledgeWarning('cdk-cache-tier:auth-token-kept');
  return stack;
}

describe.each(EACH)('on %s, with a cache that asks for %s,', (platform, auth) => {
  test('people log in, fill a cart and log out', async () => {
    const stack = stackOf('SessionStore', 'sessionStore', platform, auth);
    for (const id of Object.keys(stage.deployed(stack).resources('AWS::SecretsManager::Secret'))) {
      if (id.includes('CookieSecret')) stage.aws.secrets.set(secretArn(id), 'what-signs-cookies');
    }
    const app = await stage.start('sessions', stack);
    await peopleShop(app);
    expect(stage.gate.refused).toEqual([]);
  });

  test('the leaderboard knows who is ahead', async () => {
    const app = await stage.start('leaderboard', stackOf('Leaderboard', 'leaderboard', platform, auth));
    await playersPlay(app);
    expect(stage.gate.refused).toEqual([]);
  });
});

async function peopleShop(app: RunningApplication): Promise<void> {
  expect(await app.ask('GET', '/health')).toMatchObject({ status: 200 });
  expect(await app.ask('GET', '/me')).toMatchObject({ status: 401 });
  expect(await app.ask('POST', '/cart', { item: 'book' })).toMatchObject({ status: 401 });
  let login = await app.ask('POST', '/login', { user: 'ada' });
  await until('the store is reached', async () => {
    if (login.status !== 200) login = await app.ask('POST', '/login', { user: 'ada' });
    return login.status === 200;
  });
  expect(login).toMatchObject({ status: 200, body: { user: 'ada' } });
  const [cookie] = login.cookies;
  expect(cookie).toMatch(/^__Host-sid=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const [ada] = cookie.split(';');
  expect(await app.ask('POST', '/cart', { item: 'book' }, ada)).toMatchObject({ body: { cart: ['book'] } });
  expect(await app.ask('POST', '/cart', { item: 'pen' }, ada)).toMatchObject({ body: { cart: ['book', 'pen'] } });
  expect(await app.ask('GET', '/me', undefined, ada)).toMatchObject({ body: { user: 'ada', cart: ['book', 'pen'] } });
  // Somebody else is somebody else.
  const [bob] = (await app.ask('POST', '/login', { user: 'bob' })).cookies[0].split(';');
  expect(await app.ask('GET', '/me', undefined, bob)).toMatchObject({ body: { user: 'bob', cart: [] } });
  const keys = (await stage.redis.command('KEYS', '*')) as string[];
  expect(keys.filter((key) => !key.startsWith('session:'))).toEqual([]);
  expect(await app.ask('GET', '/me', undefined, `${ada.slice(0, -3)}abc`)).toMatchObject({ status: 401 });

  expect(await app.ask('POST', '/logout', undefined, ada)).toMatchObject({ status: 204 });
  // The cookie that ended is kept by whoever kept it, and is worth nothing.
  expect(await app.ask('GET', '/me', undefined, ada)).toMatchObject({ status: 401 });
  expect(await app.ask('GET', '/me', undefined, bob)).toMatchObject({ body: { user: 'bob' } });
  expect(await app.ask('GET', '/nothing')).toMatchObject({ status: 404 });
}

async function playersPlay(app: RunningApplication): Promise<void> {
  await until('the board is reached', async () => (await app.ask('GET', '/')).status === 200);
  const scores = { ada: 300, bob: 200, cleo: 100, dan: 50 };
  for (const [member, score] of Object.entries(scores)) {
    expect(await app.ask('POST', '/scores', { member, score })).toMatchObject({ status: 200, body: { member, score } });
  }
  expect((await app.ask('GET', '/top?count=2')).body).toEqual([
    { member: 'ada', score: 300, rank: 1 },
    { member: 'bob', score: 200, rank: 2 },
  ]);
  expect(await app.ask('POST', '/scores', { member: 'dan', score: 250 })).toMatchObject({ body: { rank: 2 } });
  expect((await app.ask('GET', '/around/bob?count=1')).body).toEqual([
    { member: 'dan', score: 250, rank: 2 },
    { member: 'bob', score: 200, rank: 3 },
    { member: 'cleo', score: 100, rank: 4 },
  ]);
  expect(await app.ask('GET', '/around/nobody')).toMatchObject({ status: 404 });
  expect(await app.ask('POST', '/scores', { member: 'eve', score: 'many' })).toMatchObject({ status: 400 });
  expect((await app.ask('GET', '/')).body).toMatchObject({ application: 'leaderboard', members: 4 });
}
