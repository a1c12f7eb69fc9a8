import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { cdk, type Ended, run, synthesize } from './emulator/cdk';
import { Creation } from './faults/creation';
import { type FaultyEmulator, startFaultyEmulator, WAIT } from './faults/faulty-emulator';
import { startNetwork } from './faults/network';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const STACK = 'AWS::CloudFormation::Stack';
const ARN = 'ArnParameterF2FCC9E3';
const CUSTOM = 'Custom::VpcRestrictDefaultSG';

const cacheTier = {
  stacks: ['CacheStack'],
  environments: {
    refused: {},
    undone: {},
    stuck: {},
    killed: {},
    cut: {},
    silent: {},
    crashed: {},
    protected: { stacks: ['CachedDatabase'] },
  },
};

/** The same app thrice: as it is, as it becomes, and with functions that do not answer. */
const made = { deployed: '', next: '', silent: '' };
let emulator: FaultyEmulator;
let creation: Creation;

beforeAll(async () => {
  [emulator, made.deployed, made.next, made.silent] = await Promise.all([
    startFaultyEmulator(),
    synthesize('bin/app.ts', { cacheTier }),
    synthesize('bin/app.ts', {
      cacheTier,
      edits: {
        [GROUP]: { CacheNodeType: 'cache.r7g.xlarge' },
        'AWS::SSM::Parameter': { Description: 'Where the cache is' },
      },
    }),
    synthesize('bin/app.ts', {
      cacheTier,
      edits: { [CUSTOM]: { ServiceTimeout: 2 }, 'AWS::Lambda::Function': { Handler: 'nowhere.handler' } },
    }),
  ]);
  creation = new Creation(emulator);
  await creation.prepare(Object.values(made).map((directory) => new CloudAssembly(directory)));
});
afterAll(() => emulator?.stop());

const deploy = (stack: string, assembly = made.deployed) => cdk(emulator, 'deploy', '--app', assembly, stack);

/** `npm run deploy`, which looks at the state of a stack first. */
const guarded = (stack: string, assembly = made.deployed) =>
  run(
    process.execPath,
    ['scripts/deploy.mjs', '--app', assembly, stack, '--require-approval', 'never'],
    emulator.environment,
  );

/** What a deployment that went well has put there. */
async function deployed(stack: string): Promise<void> {
  const { stacks } = new CloudAssembly(made.deployed);
  const artifact = stacks.find(({ stackName }) => stackName === stack);
  if (artifact === undefined) throw new Error(stack);
  expect(await creation.create(artifact)).toBe('CREATE_COMPLETE');
}

/** What became of a stack, and what the command line said. */
async function outcome(
  stack: string,
  ended: Ended | Promise<Ended>,
): Promise<[number | null, string | undefined, string]> {
  const { status, output } = await ended;
  return [status, await creation.state(stack), output];
}

/** Starts with all others, because a deployment waits more than it works, and is judged by itself. */
function fault(name: string, scenario: () => Promise<void>): void {
  let going: Promise<void>;
  beforeAll(() => {
    going = scenario();
    going.catch(() => undefined);
  });
  test(name, () => going);
}

fault(
  'a first deployment that a service refuses is undone, and says what it refused; the next one succeeds',
  async () => {
    const stack = 'CacheStack-refused';
    emulator.refuse(stack, { [GROUP]: { create: 'You have exceeded your maximum number of nodes.' } });
    const [status, state, output] = await outcome(stack, deploy(stack));
    expect([status, state]).toEqual([1, 'ROLLBACK_COMPLETE']);
    expect(output).toMatch(/CREATE_FAILED .* Cache \(Cache18F6EE16\) You have exceeded your maximum number of nodes\./);
    emulator.allow(stack);
    expect((await outcome(stack, deploy(stack))).slice(0, 2)).toEqual([0, 'CREATE_COMPLETE']);
  },
);

fault(
  'an update that a service refuses is undone, and the cache is the one that it was; the next one succeeds',
  async () => {
    const stack = 'CacheStack-undone';
    await deployed(stack);
    const before = await creation.physicalId(stack, GROUP);
    emulator.refuse(stack, { [GROUP]: { update: 'Insufficient capacity.' } });
    const [status, state, output] = await outcome(stack, deploy(stack, made.next));
    expect([status, state]).toEqual([1, 'UPDATE_ROLLBACK_COMPLETE']);
    expect(output).toMatch(/UPDATE_FAILED .* Cache \(Cache18F6EE16\) Insufficient capacity\./);
    emulator.allow(stack);
    expect((await outcome(stack, deploy(stack, made.next))).slice(0, 2)).toEqual([0, 'UPDATE_COMPLETE']);
    expect(await creation.physicalId(stack, GROUP)).toBe(before);
  },
);

fault('an update that cannot be undone either waits for cdk rollback, and succeeds after it', async () => {
  const stack = 'CacheStack-stuck';
  await deployed(stack);
  emulator.refuse(stack, {
    [GROUP]: { update: ['', 'The cluster is not available.'] },
    [ARN]: { update: 'Rate exceeded.' },
  });
  const [status, state] = await outcome(stack, deploy(stack, made.next));
  expect([status, state]).toEqual([1, 'UPDATE_ROLLBACK_FAILED']);
  const [blocked, , output] = await outcome(stack, guarded(stack, made.next));
  expect(blocked).toBe(1);
  expect(output).toContain(`${stack} is in UPDATE_ROLLBACK_FAILED: its last update failed, and so did undoing it.`);
  expect(output).toContain(`npx cdk rollback '${stack}'`);
  emulator.allow(stack);
  const back = await outcome(stack, cdk(emulator, 'rollback', '--app', made.next, stack));
  expect(back.slice(0, 2)).toEqual([0, 'UPDATE_ROLLBACK_COMPLETE']);
  expect((await outcome(stack, deploy(stack, made.next))).slice(0, 2)).toEqual([0, 'UPDATE_COMPLETE']);
});

fault('a deployment goes on when the command line is killed, and is there for the next one', async () => {
  const stack = 'CacheStack-killed';
  emulator.refuse(stack, { [GROUP]: { create: WAIT } });
  const abort = new AbortController();
  const going = deployUntil(stack, abort.signal);
  await creation.until(stack, GROUP, 'CREATE_IN_PROGRESS');
  abort.abort();
  expect(await going).toBe('SIGKILL');
  const [blocked, state, words] = await outcome(stack, guarded(stack));
  expect([blocked, state]).toEqual([1, 'CREATE_IN_PROGRESS']);
  expect(words).toContain(`${stack} is in CREATE_IN_PROGRESS: another operation is under way; wait until it has ended`);
  emulator.allow(stack);
  await creation.until(stack, STACK, 'CREATE_COMPLETE');
  const [status, , output] = await outcome(stack, deploy(stack));
  expect(status).toBe(0);
  expect(output).toContain(`${stack} (no changes)`);
});

fault('a network that breaks for a moment does not end a deployment', async () => {
  const stack = 'CacheStack-cut';
  emulator.refuse(stack, { [GROUP]: { create: WAIT } });
  const network = await startNetwork(emulator.url);
  const going = cdk(behind(network.url), 'deploy', '--app', made.deployed, stack);
  await creation.until(stack, GROUP, 'CREATE_IN_PROGRESS');
  network.cut();
  emulator.allow(stack);
  await creation.until(stack, STACK, 'CREATE_COMPLETE');
  network.mend();
  const [status, state] = await outcome(stack, going);
  network.close();
  expect([status, state]).toEqual([0, 'CREATE_COMPLETE']);
});

fault('a service that comes back without its data ends a deployment in words, and a first one succeeds', async () => {
  const stack = 'CacheStack-crashed';
  const first = await startFaultyEmulator();
  const account = new Creation(first);
  await account.prepare([new CloudAssembly(made.deployed)]);
  first.refuse(stack, { [GROUP]: { create: WAIT } });
  const going = cdk(first, 'deploy', '--app', made.deployed, stack);
  await account.until(stack, GROUP, 'CREATE_IN_PROGRESS');
  await first.kill();
  await first.stop();
  const second = await startFaultyEmulator({ environment: { GATEWAY_PORT: new URL(first.url).port } });
  const { status, output } = await going;
  expect(status).toBe(1);
  expect(output).toContain('the stack disappeared while we were deploying it');
  const unprepared = await cdk(first, 'deploy', '--app', made.deployed, stack);
  expect(unprepared.status).toBe(1);
  expect(unprepared.output).toContain("Please run 'cdk bootstrap'");
  await account.prepare([new CloudAssembly(made.deployed)]);
  expect((await cdk(first, 'deploy', '--app', made.deployed, stack)).status).toBe(0);
  expect(await account.state(stack)).toBe('CREATE_COMPLETE');
  await second.stop();
});

fault('a custom resource that does not answer, or refuses to go, is told by its name', async () => {
  const stack = 'CacheStack-silent';
  const [status, state, output] = await outcome(stack, deploy(stack, made.silent));
  expect([status, state]).toEqual([1, 'ROLLBACK_COMPLETE']);
  expect(output).toMatch(/CREATE_FAILED .* Vpc\/RestrictDefaultSecurityGroupCustomResource.* timed out after 2s/);
  expect((await outcome(stack, deploy(stack))).slice(0, 2)).toEqual([0, 'CREATE_COMPLETE']);

  emulator.refuse(stack, { [CUSTOM]: { delete: 'Received response status [FAILED] from custom resource.' } });
  const gone = await outcome(stack, destroy(stack));
  expect(gone.slice(0, 2)).toEqual([1, 'DELETE_FAILED']);
  expect(gone[2]).toContain('Received response status [FAILED] from custom resource.');
  emulator.allow(stack);
  expect((await outcome(stack, destroy(stack))).slice(0, 2)).toEqual([0, undefined]);
});

fault('a database that is protected holds its stack, until its protection is taken away', async () => {
  const stack = 'CachedDatabase-protected';
  emulator.refuse(stack, { Outputs: { create: 'Too many.' } });
  const [status, state, output] = await outcome(stack, deploy(stack));
  expect([status, state]).toEqual([1, 'ROLLBACK_FAILED']);
  expect(output).toContain('Cannot delete a database when DeletionProtection is enabled.');
  emulator.allow(stack);
  const again = await outcome(stack, deploy(stack));
  expect(again.slice(0, 2)).toEqual([1, 'DELETE_FAILED']);
  const [blocked, , words] = await outcome(stack, guarded(stack));
  expect(blocked).toBe(1);
  expect(words).toMatch(
    new RegExp(`${stack} is in DELETE_FAILED: .*deletion protection.* then npx cdk destroy '${stack}'`),
  );
  const id = await creation.physicalId(stack, 'AWS::RDS::DBInstance');
  await creation.rds('ModifyDBInstance', {
    DBInstanceIdentifier: id,
    DeletionProtection: 'false',
    ApplyImmediately: 'true',
  });
  expect((await outcome(stack, destroy(stack))).slice(0, 2)).toEqual([0, undefined]);
  expect((await outcome(stack, deploy(stack))).slice(0, 2)).toEqual([0, 'CREATE_COMPLETE']);
});

const destroy = (stack: string) => cdk(emulator, 'destroy', '--app', made.deployed, stack);

/** The emulator as it is found through a network. */
function behind(url: string): FaultyEmulator {
  return { ...emulator, environment: { ...emulator.environment, AWS_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: url } };
}

/** Deploys until somebody kills the command line, and says how it ended. */
async function deployUntil(stack: string, signal: AbortSignal): Promise<string | null> {
  const args = [
    resolve('node_modules/aws-cdk/bin/cdk'),
    'deploy',
    '--app',
    made.deployed,
    stack,
    '--require-approval',
    'never',
  ];
  const env = { ...process.env, ...emulator.environment };
  const child = spawn(process.execPath, args, { env, stdio: 'ignore', signal, killSignal: 'SIGKILL' });
  child.on('error', () => undefined);
  return new Promise((ended) => child.on('exit', (_, by) => ended(by)));
}
