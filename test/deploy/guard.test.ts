import { execFileSync } from 'node:child_process';
import { CloudFormationClient, GetStackPolicyCommand } from '@aws-sdk/client-cloudformation';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { cdk, run } from './emulator/cdk';
import { Creation } from './faults/creation';
import { type FaultyEmulator, startFaultyEmulator } from './faults/faulty-emulator';
import { app } from './lifecycle/app';
import { assemble, stacksOf } from './lifecycle/assembly';
import { editsOf } from './lifecycle/updates';

const STACK = 'CacheStack-guarded';
const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const cacheTier = { stacks: ['CacheStack'], environments: { guarded: {} } };

/** The app as it is deployed, with a larger machine, and with what would replace the cache. */
const made = { deployed: '', larger: '', replacing: '' };
let emulator: FaultyEmulator;
let creation: Creation;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/bundle.mjs', 'guard']);
  made.deployed = assemble(app(cacheTier));
  const edited = (property: string, value: unknown) =>
    assemble(app(cacheTier), editsOf([{ type: GROUP, property, to: () => value }], stacksOf(made.deployed)));
  made.larger = edited('CacheNodeType', 'cache.r7g.xlarge');
  made.replacing = edited('Port', 6380);
  emulator = await startFaultyEmulator();
  creation = new Creation(emulator);
  const assemblies = Object.values(made).map((directory) => new CloudAssembly(directory));
  await creation.prepare(assemblies);
  expect(await creation.create(assemblies[0].getStackByName(STACK))).toBe('CREATE_COMPLETE');
});
afterAll(() => emulator?.stop());

const diff = (assembly: string, ...options: string[]) =>
  run(process.execPath, ['dist/bin/cdk-cache-tier.js', 'diff', ...options, assembly], emulator.environment);

const npmRunDeploy = (assembly: string, ...options: string[]) => {
  const args = ['scripts/deploy.mjs', '--app', assembly, STACK, '--require-approval', 'never', ...options];
  return run(process.execPath, args, emulator.environment);
};

test('what is deployed as it is has no changes, and what would replace the cache is named', async () => {
  expect((await diff(made.deployed)).status).toBe(0);
  const { status, output } = await diff(made.replacing);
  expect(status).toBe(1);
  expect(output).toMatch(/Cache18F6EE16 \(AWS::ElastiCache::ReplicationGroup\) is replaced: Port/);
});

test('a prepared change set is asked too, and one that nobody prepared is told', async () => {
  const prepared = ['--method=prepare-change-set', '--change-set-name', 'looked-at'];
  expect((await cdk(emulator, 'deploy', '--app', made.replacing, STACK, ...prepared)).status).toBe(0);
  const { status, output } = await diff(made.replacing, '--change-set', 'looked-at');
  expect(status).toBe(1);
  expect(output).toContain('Cache18F6EE16 (AWS::ElastiCache::ReplicationGroup) is replaced');
  expect((await diff(made.replacing, '--change-set', 'nobody-made-it')).status).toBe(2);
});

test('npm run deploy stops before a replacement, deploys an update, and sets the stack policy', async () => {
  const before = await creation.physicalId(STACK, GROUP);
  const stopped = await npmRunDeploy(made.replacing);
  expect([stopped.status, await creation.state(STACK)]).toEqual([1, 'CREATE_COMPLETE']);
  expect(stopped.output).toContain('nothing was deployed');

  expect((await npmRunDeploy(made.larger)).status).toBe(0);
  expect([await creation.state(STACK), await creation.physicalId(STACK, GROUP)]).toEqual(['UPDATE_COMPLETE', before]);
  const client = new CloudFormationClient(emulator.client);
  const { StackPolicyBody = '' } = await client.send(new GetStackPolicyCommand({ StackName: STACK }));
  expect(StackPolicyBody).toContain('Update:Replace');

  expect((await npmRunDeploy(made.replacing, '--accept-data-loss')).status).toBe(0);
  expect(await creation.physicalId(STACK, GROUP)).not.toBe(before);
});

test('without credentials nothing is compared, in words', async () => {
  const environment = { ...emulator.environment, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', HOME: '/nowhere' };
  const args = ['dist/bin/cdk-cache-tier.js', 'diff', made.deployed];
  const { status, output } = await run(process.execPath, args, environment);
  expect(status).toBe(2);
  expect(output).toContain('no AWS credentials are in force; sign in');
});
