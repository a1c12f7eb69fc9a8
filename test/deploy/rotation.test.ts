import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { DescribeReplicationGroupsCommand, ElastiCacheClient } from '@aws-sdk/client-elasticache';
import type { RunningApplication } from '../end-to-end/running-application';
import { shopWorks } from '../end-to-end/shop';
import { until } from '../end-to-end/stage';
import { DeployedRotation, STEPS } from './application/deployed-rotation';
import { DeployedStack } from './application/deployed-stack';
import { ServersOfStacks } from './application/real-servers';
import { bootstrap, cdkWorks, synthesize } from './emulator/cdk';
import { type Emulator, startEmulator } from './emulator/emulator';

/*
 * Secrets that are rotated under an application, by the function that was deployed for it, and while the stack is updated.
 * Made up: this test calls the function, in the place of Secrets Manager; `with_servers.py` gives a token or password to the
 * server, in the place of ElastiCache; and the function waits a thousandth of its pauses.
 */

const TOKEN = 'CachedDatabase-token';
const USERS = 'CachedDatabase-users';
/** Nothing that replaces a cache. A user that is edited is given the password that CloudFormation knows. */
const EDITS = {
  'AWS::Lambda::Function': { MemorySize: 512 },
  'AWS::ElastiCache::ReplicationGroup': { CacheNodeType: 'cache.r7g.xlarge' },
  'AWS::ElastiCache::User': { Tags: [{ Key: 'edited', Value: 'yes' }] },
};

/** A stack that runs. */
interface Running {
  readonly name: string;
  readonly app: RunningApplication;
  readonly rotation: DeployedRotation;
  /** The token or password that the deployment made. */
  readonly first: string;
}

const deploy = (assembly: string) => cdkWorks(emulator, 'deploy', '--app', assembly, '--all', '--concurrency', '2');
let servers: ServersOfStacks;
let emulator: Emulator;
let stacks: readonly Running[];
let edited: Promise<string>;

beforeAll(async () => {
  servers = await ServersOfStacks.start({ [TOKEN]: { database: true }, [USERS]: { database: true } });
  emulator = await startEmulator({
    program: join(__dirname, 'emulator', 'with_servers.py'),
    environment: {
      ...servers.environment,
      // Roles may do what their policies say.
      AUTH: 'true',
      NODE_OPTIONS: `--require=${join(__dirname, 'application', 'short-waits.cjs')}`,
    },
  });
  const cachedDatabase = { application: 'lambda', rules: [{ tables: ['products', 'orders'], ttl: '5m' }] };
  const environments = { token: { auth: 'auth-token' }, users: { auth: 'users' } };
  const cacheTier = { stacks: ['CachedDatabase'], cachedDatabase, environments };
  const [assembly] = await Promise.all([synthesize('bin/app.ts', { cacheTier }), bootstrap(emulator)]);
  await deploy(assembly);
  edited = synthesize('bin/app.ts', { cacheTier, edits: EDITS });
  stacks = await Promise.all([TOKEN, USERS].map(running));
});
afterAll(async () => {
  await emulator?.stop();
  await servers?.stop();
});

async function running(name: string): Promise<Running> {
  const stack = await DeployedStack.of(emulator, name);
  await stack.openDatabase(servers.of(name), 'app');
  const rotation = await DeployedRotation.of(stack, servers.of(name));
  return { name, app: stack.application, rotation, first: await rotation.password('AWSCURRENT') };
}

/** Writes, and reads until the cache answers, on connections that the application makes now, with whatever it knows. */
async function answers({ name, app }: Running, price: string): Promise<void> {
  await servers.of(name).redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
  expect(await app.ask('POST', '/products/7/price', { price: Number(price) })).toMatchObject({ status: 200 });
  const fromTheCache = async () => {
    const { status, headers, body } = await app.ask('GET', '/products/7');
    expect([status, body.price]).toEqual([200, price]);
    return headers['x-cache'] === 'hit';
  };
  // As long as a lost announcement may keep a table from the cache.
  await until(`an answer of ${name} from the cache`, fromTheCache, 40);
}

test('applications answer from the cache between the steps of two rotations, and after them', async () => {
  await Promise.all(stacks.map(rotatedTwice));
});

async function rotatedTwice(running: Running): Promise<void> {
  const { name, app, rotation, first } = running;
  await shopWorks(app, {
    change: (id, price) => servers.of(name).sql('app', `update products set price = ${price} where id = ${id}`),
  });
  for (const round of [1, 2]) {
    rotation.begin();
    for (const [number, step] of STEPS.entries()) {
      await rotation.step(step);
      await answers(running, `${round}.1${number}`);
    }
    const [current, previous] = [await rotation.password('AWSCURRENT'), await rotation.password('AWSPREVIOUS')];
    expect([await rotation.connect(current), await rotation.connect(previous)]).toEqual(['+OK', '+OK']);
  }
  expect(await rotation.connect(first)).toMatch(/^-WRONGPASS/);
}

test('an update amid a rotation takes nothing back, and the rotation ends as ever', async () => {
  for (const { rotation } of stacks) {
    rotation.begin();
    for (const step of ['createSecret', 'setSecret']) await rotation.step(step);
  }
  let updating = true;
  const asked = stacks.map(async ({ app }) => {
    const statuses = new Set<number>();
    for (; updating; await pause(50)) statuses.add((await app.ask('GET', '/products/7')).status);
    return [...statuses];
  });
  await deploy(await edited);
  updating = false;
  expect(await Promise.all(asked)).toEqual([[200], [200]]);
  const client = new ElastiCacheClient(emulator.client);
  const { ReplicationGroups = [] } = await client.send(new DescribeReplicationGroupsCommand());
  expect(ReplicationGroups.map(({ CacheNodeType }) => CacheNodeType)).toEqual(Array(2).fill('cache.r7g.xlarge'));

  for (const running of stacks) {
    const { name, rotation, first } = running;
    const [current, pending] = [await rotation.password('AWSCURRENT'), await rotation.password('AWSPENDING')];
    // CloudFormation remembers what it has set at first, and sets what is current now.
    expect(await rotation.connect(first)).toMatch(/^-WRONGPASS/);
    expect(await rotation.connect(current)).toBe('+OK');
    // A user has the current one alone then, as docs/who-may-connect.md says, until testSecret gives it the other again.
    expect(await rotation.connect(pending)).toMatch(name === TOKEN ? '+OK' : /^-WRONGPASS/);
    await answers(running, '3.10');
    await rotation.step('testSecret');
    expect(await rotation.connect(pending)).toBe('+OK');
    await rotation.step('finishSecret');
    await answers(running, '3.20');
    expect(await rotation.password('AWSCURRENT')).toBe(pending);
    expect([await rotation.connect(pending), await rotation.connect(current)]).toEqual(['+OK', '+OK']);
  }
  expect((await deploy(await edited)).match(/\(no changes\)/g)).toHaveLength(2);
  for (const running of stacks) await answers(running, '3.30');
});

test('templates refer to what is current, and hold no version of a secret', async () => {
  const client = new CloudFormationClient(emulator.client);
  for (const StackName of [TOKEN, USERS]) {
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName }));
    expect(TemplateBody).toContain(':SecretString:password::}}');
  }
});
