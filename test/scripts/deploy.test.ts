import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ALLOW_ALL, protectingPolicy } from '../../lib/rules/stack-policy-document';
import { cache, Lab } from '../deployed/lab';

const SCRIPT = resolve(__dirname, '../../scripts/deploy.mjs');
const POLICY = protectingPolicy(['AWS::ElastiCache::ReplicationGroup'], []);
/** The CDK CLI of these tests: it notes what it is called with, synthesizes a copy, and lists as it is told. */
const NPX = `#!/bin/sh
shift
printf '%s\\n' "$*" >> "$LOG"
case $1 in
  synth)
    while [ "$1" != --output ]; do shift; done
    mkdir -p "$2" && cp -R "$ASSEMBLY/." "$2" ;;
  list) printf '%s\\n' "$LIST" ;;
  deploy) exit "$DEPLOY_CODE" ;;
esac
`;
let lab: Lab;
let log: string;
beforeAll(async () => {
  lab = await Lab.start();
  chmodSync(lab.write('bin/npx', NPX), 0o755);
  log = join(lab.folder, 'log');
});
afterAll(() => lab.stop());
beforeEach(() => {
  lab.aws.reset();
  for (const name of ['log', 'cdk.out', 'app']) rmSync(join(lab.folder, name), { recursive: true, force: true });
  lab.assembly('app', {
    Shop: { template: cache({ Port: 6380 }), policy: POLICY },
    Board: { template: cache(), policy: POLICY },
  });
});

const list = (...ids: string[]) => JSON.stringify(ids.map((id) => ({ id, dependencies: [] })));
const deployed = (template: object = cache()) => ({ template: JSON.stringify(template) });

async function deploy(argv: readonly string[], given: { readonly [name: string]: string } = {}) {
  const child = spawn(process.execPath, [SCRIPT, ...argv], {
    cwd: lab.folder,
    env: {
      ...process.env,
      PATH: `${join(lab.folder, 'bin')}:${process.env.PATH}`,
      LOG: log,
      ASSEMBLY: join(lab.folder, 'app'),
      LIST: list('Shop'),
      DEPLOY_CODE: '0',
      ...given,
    },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  const called = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
  return { code, text, called };
}

test('a first deployment has nothing to lose; the policy is set after it', async () => {
  lab.aws.fault = () => undefined;
  const found = await deploy(['Board', '--require-approval', 'never'], { LIST: list('Board') });
  expect(found.called).toEqual([
    'synth --quiet --output cdk.out',
    'list --app cdk.out --json --show-dependencies --no-notices Board',
    'deploy --app cdk.out Board --require-approval never',
  ]);
  expect(found.code).toBe(0);
  expect(found.text).toContain('Board is not deployed yet: there is nothing to lose.');
});

test('an update that loses nothing is deployed, and the policy is set', async () => {
  lab.aws.stacks.Board = deployed();
  expect(await deploy(['Board'], { LIST: list('Board') })).toMatchObject({ code: 0 });
  expect(JSON.parse(lab.aws.stacks.Board.policy ?? '')).toEqual(POLICY);
});

test('an update that would lose data stops before the deployment, with what to do', async () => {
  lab.aws.stacks.Shop = deployed();
  const found = await deploy(['Shop']);
  expect(found.code).toBe(1);
  expect(found.called.map((line) => line.split(' ')[0])).toEqual(['synth', 'list']);
  expect(found.text).toContain('is replaced');
  expect(found.text).toContain(
    'Stopped: the deployment would lose data, take away what holds it, or be refused; nothing was deployed.',
  );
  expect(lab.aws.stacks.Shop.policy).toBeUndefined();
});

test('who accepts the loss deploys with the policy lifted, and has it again after the deployment, failed or not', async () => {
  for (const DEPLOY_CODE of ['0', '1']) {
    lab.aws.stacks.Shop = deployed();
    lab.aws.calls.length = 0;
    expect(await deploy(['--accept-data-loss', 'Shop'], { DEPLOY_CODE })).toMatchObject({ code: Number(DEPLOY_CODE) });
    const set = lab.aws.calls.filter(({ action }) => action === 'SetStackPolicy');
    expect(set.map(({ parameters }) => JSON.parse(parameters.StackPolicyBody))).toEqual([ALLOW_ALL, POLICY]);
  }
});

test('--unguarded deploys without a look, and lifts nothing', async () => {
  lab.aws.stacks.Shop = deployed();
  const found = await deploy(['--unguarded', 'Shop']);
  expect(found).toMatchObject({ code: 0, called: expect.arrayContaining(['deploy --app cdk.out Shop']) });
  expect(lab.aws.calls.map(({ action }) => action)).toEqual(['DescribeStacks', 'SetStackPolicy']);
  expect(JSON.parse(lab.aws.stacks.Shop.policy ?? '')).toEqual(POLICY);
});

test('what cannot be read stops too, and says how to go on', async () => {
  lab.aws.fault = () => ({ code: 'ExpiredToken', message: 'expired', status: 403 });
  for (const argv of [['Shop'], ['Shop', '--accept-data-loss']]) {
    const found = await deploy(argv);
    expect(found.code).toBe(2);
    expect(found.called.some((line) => line.startsWith('deploy'))).toBe(false);
    expect(found.text).toMatch(/Shop: the AWS credentials have expired.*\n.*--unguarded deploys without a look/);
  }
});

test('after a failed deployment the state of the stack is told, and its policy is left alone', async () => {
  lab.aws.stacks.Board = { ...deployed(), status: 'UPDATE_ROLLBACK_COMPLETE' };
  const found = await deploy(['Board'], { LIST: list('Board'), DEPLOY_CODE: '1' });
  expect(found.code).toBe(1);
  expect(found.text).toContain('Board is in UPDATE_ROLLBACK_COMPLETE: its last update failed and was undone');
  expect(lab.aws.stacks.Board.policy).toBeUndefined();
});

test('a policy that was not set is told, after a deployment that went well', async () => {
  lab.aws.stacks.Board = deployed();
  lab.aws.fault = ({ action }) =>
    action === 'SetStackPolicy' ? { code: 'AccessDenied', message: 'no', status: 403 } : undefined;
  const found = await deploy(['Board'], { LIST: list('Board') });
  expect(found).toMatchObject({ code: 2, text: expect.stringContaining('The stack policy was not set') });
});

test('the context is for the synthesis; profile and Region for the guard too; the rest for the deployment', async () => {
  lab.write('profiles', '[deployer]\naws_access_key_id = AKIDPROFILE\naws_secret_access_key = secret\n');
  lab.aws.stacks.Board = deployed();
  const argv = [
    '-c',
    'cacheTier.replicas=2',
    '--profile',
    'deployer',
    '--region=us-west-2',
    'Board',
    '--parameters',
    'A=b',
    '-R',
  ];
  const found = await deploy(argv, {
    LIST: list('Board'),
    AWS_SHARED_CREDENTIALS_FILE: join(lab.folder, 'profiles'),
  });
  expect(found.called).toEqual([
    'synth --quiet --output cdk.out -c cacheTier.replicas=2 --profile deployer --region=us-west-2',
    'list --app cdk.out --json --show-dependencies --no-notices Board',
    'deploy --app cdk.out Board --profile deployer --region=us-west-2 --parameters A=b -R',
  ]);
  expect(new Set(lab.aws.calls.map(({ region, key }) => `${region} ${key}`))).toEqual(
    new Set(['us-west-2 AKIDPROFILE']),
  );
});

test('stacks that others depend on are asked for with them, unless alone', async () => {
  lab.aws.stacks = { Shop: deployed(), Board: deployed() };
  const LIST = JSON.stringify([{ id: 'Board', dependencies: [{ id: 'Shop', dependencies: [] }] }]);
  expect(await deploy(['Board'], { LIST })).toMatchObject({ code: 1 });
  expect(await deploy(['-e', 'Board'], { LIST })).toMatchObject({ code: 0 });
});

test('a change set that is only prepared gets no policy', async () => {
  lab.aws.stacks.Board = deployed();
  expect(await deploy(['Board', '-m', 'prepare-change-set'], { LIST: list('Board') })).toMatchObject({ code: 0 });
  expect(lab.aws.stacks.Board.policy).toBeUndefined();
});

test.each<[string[], string, string]>([
  [
    ['--unguarded', '--accept-data-loss', 'Shop'],
    list('Shop'),
    "'--unguarded' and '--accept-data-loss' exclude each other; choose one\n",
  ],
  [['Nope*'], '[]', 'No stack is called Nope*.\n'],
  [[], list('Shop', 'Board'), 'Name the stacks to deploy, with wildcards if you like, or say --all: Shop, Board\n'],
  [['--app', 'nowhere', 'Shop'], '[]', '--app nowhere: is no cloud assembly; leave it out to synthesize\n'],
])('%j deploys nothing', async (argv, LIST, text) => {
  const found = await deploy(argv, { LIST });
  expect(found).toMatchObject({ code: 2, text });
  expect(found.called.some((line) => line.startsWith('deploy'))).toBe(false);
});

test('an assembly that is there already is deployed as it is, and --all means all of it', async () => {
  lab.aws.stacks = { Board: deployed() };
  const found = await deploy(['--app', 'app', '--all'], { LIST: list('Board') });
  expect(found.called).toEqual(['list --app app --json --show-dependencies --no-notices', 'deploy --app app --all']);
  expect(found.code).toBe(0);
});
