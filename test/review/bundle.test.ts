import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = resolve(__dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  const script = pathToFileURL(join(ROOT, 'scripts/bundle.mjs')).href;
  const code = `
    const { BUNDLES, bundle } = await import(${JSON.stringify(script)});
    const to = (row) => ${JSON.stringify(folder)} + '/' + row.to.split('/').pop();
    await Promise.all(BUNDLES.filter(({ bin }) => bin).map((row) => bundle({ ...row, to: to(row) })));`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT });
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(bin: string, ...argv: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, bin), ...argv], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function versionIn(manifest: string): string {
  return JSON.parse(readFileSync(join(ROOT, manifest), 'utf8')).version;
}

test('each bin is one executable file that needs nothing but Node.js', () => {
  for (const bin of ['cdk-cache-tier.js', 'cache-tier-check.js']) {
    const text = readFileSync(join(folder, bin), 'utf8');
    expect(text.startsWith('#!/usr/bin/env node\n')).toBe(true);
    expect(statSync(join(folder, bin)).mode & 0o111).toBe(0o111);
    expect([...text.matchAll(/\brequire\("(?!node:|process"|buffer")([^"]+)"\)/g)].map(([, name]) => name)).toEqual([]);
    expect(text).toContain('Copyright Eemeli Aro');
  }
});

/** The files that a bundle is made of. */
function inputsOf(entry: string): string[] {
  const code = `
    const { build } = await import('esbuild');
    const external = ['aws-cdk-lib', 'constructs', 'cache-tier'];
    const { metafile } = await build({
      entryPoints: ['${entry}'], bundle: true, write: false, metafile: true, platform: 'node', external, outdir: '.',
    });
    console.log(JSON.stringify(Object.keys(metafile.inputs)));`;
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT, encoding: 'utf8' }),
  );
}

test('the schemas of all types are in the bins, and whoever loads a construct loads none of them', () => {
  expect(inputsOf('lib/index.ts')).not.toContainEqual(expect.stringMatching(/resource-schema|^lib\/review\//));
  expect(inputsOf('bin/cache-tier-check.ts')).toContain('lib/catalog/resource-schema.json');
  // What a reviewer downloads: the rules, the schemas, and a reader of YAML.
  expect(statSync(join(folder, 'cache-tier-check.js')).size).toBeLessThan(900_000);
});

test('cdk-cache-tier compares two templates, and needs nothing more for it', () => {
  const of = (Path: string) => JSON.stringify({ Resources: { R: { Type: 'AWS::IAM::Role', Properties: { Path } } } });
  for (const path of ['/a', '/b']) writeFileSync(join(folder, `${path.slice(1)}-role.json`), of(path));
  expect(run('cdk-cache-tier.js', 'diff', 'a-role.json', 'b-role.json')).toEqual({
    status: 0,
    stderr: '',
    stdout: `b-role.json (after a-role.json)
  note     R (AWS::IAM::Role) is replaced: Path cannot change in place

1 replaced, 0 may be replaced, 0 removed, 0 updated, 0 added.
`,
  });
});

test('each bin prints the version of the package that ships it', () => {
  expect(run('cdk-cache-tier.js', '--version').stdout).toBe(`${versionIn('package.json')}\n`);
  expect(run('cache-tier-check.js', '--version').stdout).toBe(`${versionIn('check/package.json')}\n`);
});

test('both bins judge a file, and differ only in how they are called', () => {
  const template = { Resources: { S: { Type: 'AWS::ElastiCache::SubnetGroup', Properties: { SubnetIds: ['a'] } } } };
  writeFileSync(join(folder, 'a.json'), JSON.stringify(template));
  const checked = run('cache-tier-check.js', 'a.json');
  expect(checked).toMatchObject({ status: 1, stderr: '' });
  expect(checked.stdout).toMatch(
    /^a\.json\n {2}S {2}AWS::ElastiCache::SubnetGroup, line 1\n {4}error {4}'Properties\.Desc/,
  );
  expect(run('cdk-cache-tier.js', 'check', 'a.json')).toEqual(checked);
  expect(run('cdk-cache-tier.js', 'check').stderr).toMatch(/; 'cdk-cache-tier check --help' says more\n$/);
  expect(run('cache-tier-check.js').stderr).toMatch(/; 'cache-tier-check --help' says more\n$/);
});

test('cdk-cache-tier without a subcommand that it knows tells its usage', () => {
  const usage = `Usage: cdk-cache-tier check [options] <file or directory>...   judges templates by our rules
       cdk-cache-tier diff [options] [<old>] <new>            says what an update replaces, interrupts or loses
       cdk-cache-tier protect [options] <cdk.out>             sets the stack policies that lie beside the templates
       cdk-cache-tier state [options] <cdk.out>               says what state each stack is in, and what comes next
       (--help of each says more)
`;
  expect(run('cdk-cache-tier.js', '--help')).toEqual({ status: 0, stdout: usage, stderr: '' });
  expect(run('cdk-cache-tier.js')).toEqual({ status: 2, stdout: '', stderr: usage });
  expect(run('cdk-cache-tier.js', 'chek')).toEqual({ status: 2, stdout: '', stderr: usage });
});
