import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareFiles } from '../../lib/review/comparison';
import { type DeployedDiff, diff } from '../../lib/review/diff';
import { EXIT, main } from '../../lib/review/main';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, Resources: object): string {
  mkdirSync(join(folder, 'cdk.out'), { recursive: true });
  writeFileSync(join(folder, name), JSON.stringify({ Resources }));
  return join(folder, name);
}

const queue = (FifoQueue: boolean, attributes: object = {}) => ({
  Queue: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue }, ...attributes },
});

/** Runs the command; `deployed` answers for what is deployed. */
async function run(argv: readonly string[], deployed?: (asked: DeployedDiff) => Promise<never>) {
  let [out, err] = ['', ''];
  const stdout = { write: (text: string) => (out += text) };
  const stderr = { write: (text: string) => (err += text) };
  const compareDeployed = deployed ?? (() => Promise.reject(new Error('nothing is deployed here')));
  const io = { stdout, stderr, command: 'cdk-cache-tier diff', version: '1.2.3', cwd: folder };
  const code = await diff(argv, io, async () => ({ compareDeployed }));
  return { code, out: out.replaceAll(`${folder}/`, ''), err };
}

const SAYS_MORE = "; 'cdk-cache-tier diff --help' says more\n";

test.each<[string[], string]>([
  [[], "name an old and a new template or directory, or 'cdk.out' alone"],
  [['a', 'b', 'c'], 'an old and a new path are compared, got 3'],
  [['--stack', 'S', 'a', 'b'], "'--stack' needs what is deployed; leave the old path out"],
  [['--change-set', 'S', 'a', 'b'], "'--change-set' needs what is deployed; leave the old path out"],
  [['--format', 'xml', 'a', 'b'], "'--format' needs text, json, sarif, got 'xml'"],
  [['--against', 'a', 'b'], "Unknown option '--against'"],
  [
    ['--lower', 'replace=x', 'a', 'b'],
    "'--lower' needs the id of a rule, got 'replace'; near it: 'replaced', 'may-be-replaced', 'removed'",
  ],
  [
    ['--lower', 'replaced', 'a', 'b'],
    "'--lower' needs a reason, got 'replaced'; write replaced=<why it does not hold here>",
  ],
])('%j is bad usage', async (argv, message) => {
  expect(await run(argv)).toEqual({ code: EXIT.unusable, out: '', err: `${message}${SAYS_MORE}` });
});

test('--help names both ways, every option and the exit codes, and --version the version alone', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const text of [
    'diff [options] <old> <new>',
    'diff [options] <new>',
    '--stack',
    '--change-set',
    'Exit code: 0',
  ]) {
    expect(out).toContain(text);
  }
  expect(await run(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' });
});

test('two files are compared as by check --against, and nothing deployed is asked for', async () => {
  const [old, next] = [write('old.json', queue(false)), write('new.json', queue(true))];
  const { code, out } = await run([old, next]);
  expect({ code, out }).toEqual({
    code: 1,
    out: `new.json (after old.json)
  error    Queue (AWS::SQS::Queue) is replaced: FifoQueue cannot change in place; its data is lost: UpdateReplacePolicy is not stated, which means Delete

1 replaced, 0 may be replaced, 0 removed, 0 updated, 0 added; 1 resource would lose data.
`,
  });
  let against = '';
  const stdout = { write: (text: string) => (against += text) };
  main(['--against', old, next], { stdout, stderr: stdout, command: 'check', version: '1', cwd: folder });
  expect(against.replaceAll(`${folder}/`, '')).toBe(out);
});

test('an intended replacement is lowered with a reason, and fails with --strict', async () => {
  const paths = [write('old.json', queue(false)), write('new.json', queue(true))];
  const { code, out } = await run(['--lower', 'replaced=it is empty', ...paths]);
  expect(code).toBe(0);
  expect(out).toContain('  warning  Queue ');
  expect(out).toContain('lowered: it is empty');
  expect((await run(['--strict', '--lower', 'replaced=it is empty', ...paths])).code).toBe(1);
});

test('json and sarif are those of check', async () => {
  const paths = [write('old.json', queue(false)), write('new.json', queue(true))];
  const { changes, schemaVersion } = JSON.parse((await run(['--format', 'json', ...paths])).out);
  expect([schemaVersion, changes.length, changes[0].kind]).toEqual([1, 1, 'replaced']);
  const { runs } = JSON.parse((await run(['--format', 'sarif', ...paths])).out);
  expect(runs[0].results).toMatchObject([{ ruleId: 'replaced', level: 'error' }]);
});

describe('one path', () => {
  test('asks for what is deployed, with all that was said', async () => {
    let asked: DeployedDiff | undefined;
    await run(['--stack', 'A', '--stack', 'B', '--change-set', 'C', '--strict', 'cdk.out'], async (given) => {
      asked = given;
      throw new Error('no credentials');
    });
    expect(asked).toMatchObject({ after: 'cdk.out', stacks: ['A', 'B'], changeSet: 'C', strict: true, lowered: [] });
  });

  test('tells what was found, and its exit code', async () => {
    const [old, next] = [
      write('old.json', queue(false)),
      write('cdk.out/a.json', queue(false, { DeletionPolicy: 'Delete' })),
    ];
    const { code, out } = await run([next], async ({ lowered }) => compareFiles(old, next, lowered) as never);
    expect({ code, out }).toEqual({
      code: 0,
      out: `cdk.out/a.json (after old.json)
  note     Queue (AWS::SQS::Queue) is updated: DeletionPolicy changes in place

0 replaced, 0 may be replaced, 0 removed, 1 updated, 0 added.
`,
    });
  });

  test('that cannot be compared is 2, with the reason alone', async () => {
    expect(await run(['cdk.out'])).toEqual({ code: EXIT.unusable, out: '', err: 'nothing is deployed here\n' });
  });
});
