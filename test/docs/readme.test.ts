import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { App, Stack } from 'aws-cdk-lib/core';
import { Durability } from '../../lib/cache/durability';
import { Profile } from '../../lib/cache/profile';
import { DEFAULT_ENGINE_VERSION, ReplicationGroup } from '../../lib/cache/replication-group';
import { Workload } from '../../lib/cache/workload';
import { QUOTAS } from '../../lib/catalog/quotas';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { ALL_RULES } from '../../lib/rules/tables';
import { readStacks } from '../../lib/stacks/app-stacks';
import { CacheStack } from '../../lib/stacks/cache-stack';
import { LinkField } from '../../runtime/lib/link';
import { WRAP_DEFAULTS } from '../../runtime/lib/pg/cache-policy';
import { PROTOCOL_DEFAULTS } from '../../runtime/lib/protocol/protocol';
import { TIER_DEFAULTS } from '../../runtime/lib/tier/tier-options';
import { anchorsOf, blocksOf, DOCUMENTS, isOfApplication, proseOf, textOf } from './documents';
import { OPTION_TABLES, optionsOf, optionTables } from './option-tables';

const blocks = DOCUMENTS.flatMap(blocksOf);
const blocksIn = (language: string) => blocks.filter((block) => block.language === language);
/** All that is said of the app. */
const APP = textOf('docs/the-app.md');

/** What the blocks find there: the app of the first one. */
const FIXTURE = `
import type { Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { App, Stack } from 'aws-cdk-lib/core';
import type { ReplicationGroup } from 'cdk-cache-tier';
declare global {
  const app: App;
  const stack: Stack;
  const vpc: Vpc;
  const cache: ReplicationGroup;
  const api: LambdaFunction;
}
`;

test('every TypeScript block compiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-cache-tier-docs-'));
  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    const options = JSON.parse(readFileSync('tsconfig.json', 'utf8')).compilerOptions;
    const paths = {
      'cdk-cache-tier': [resolve('lib/index.ts')],
      'cdk-cache-tier/testing': [resolve('lib/testing/index.ts')],
      'cache-tier': [resolve('runtime/lib/index.ts')],
      'cache-tier/link': [resolve('runtime/lib/link.ts')],
      'cache-tier/memcached': [resolve('runtime/lib/memcached.ts')],
    };
    const compilerOptions = { ...options, noUnusedLocals: false, typeRoots: [resolve('node_modules/@types')], paths };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.mts'] }));
    writeFileSync(join(folder, 'fixture.ts'), FIXTURE);
    // A block starts on the line on which it stands in its document.
    for (const { file, line, text } of blocksIn('ts')) {
      // Those of an application await at their top, which a module can.
      const extension = isOfApplication(text) ? 'mts' : 'ts';
      const name = `${file.replaceAll('/', '-').replace('.md', '')}-${line}.${extension}`;
      writeFileSync(join(folder, name), `${'\n'.repeat(line - 1)}${text}\nexport {};\n`);
    }
    const { stdout } = spawnSync(resolve('node_modules/.bin/tsc'), ['--noEmit', '-p', folder], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test.each(blocksIn('json'))('the JSON block of $file, line $line, can be read', ({ text }) => {
  const { context = {} } = JSON.parse(text);
  expect(() => readStacks(context)).not.toThrow();
});

test.each(blocksIn('sh'))('the commands of $file, line $line, exist', ({ text }) => {
  const commands = commandsOf(text);
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.filter((command) => !exists(command))).toEqual([]);
});

test('a command that does not exist is found in a block', () => {
  const commands = [
    'npm start',
    'npm run nothing',
    'npx no-such-bin check',
    'npx cdk-cache-tier review cdk.out',
    'node scripts/nothing.mjs',
    '.ci/nothing',
    'nothing',
  ];
  expect(commandsOf(`npm ci && ${commands.join(' \\\n  | ')}  # npm test`)).toEqual(['npm ci', ...commands]);
  expect(commands.filter(exists)).toEqual([]);
});

/** The commands of a shell block, without its comments. */
function commandsOf(text: string): string[] {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|\|/))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/** Whether a command names a script, a command line or a file that is here. */
function exists(command: string): boolean {
  const { scripts, workspaces } = packageIn('.');
  const [program, ...words] = command.split(/\s+/);
  const [first = '', second = ''] = words.filter((word) => !word.startsWith('-'));
  if (program === 'npm' && first === 'run') return second in scripts;
  if (program === 'npm') return ['ci', 'install', 'test'].includes(first);
  if (program === 'node') return existsSync(words.find((word) => /\.m?[jt]s$/.test(word)) ?? '');
  if (program !== 'npx') return existsSync(program);
  if (first === 'cdk-cache-tier' && !['check', 'diff', 'protect', 'state'].includes(second)) return false;
  const ours = ['.', ...workspaces].flatMap((folder) => Object.keys(packageIn(folder).bin ?? {}));
  return ours.includes(first) || existsSync(join('node_modules/.bin', first));
}

function packageIn(folder: string): { scripts: object; workspaces: string[]; bin?: object } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

test.each(blocksIn('sh').filter(({ text }) => text.includes('-c ')))(
  'the context of the commands of $file, line $line, is accepted',
  ({ text }) => {
    for (const command of text.replaceAll('\\\n', ' ').split('\n')) {
      const pairs = [...command.matchAll(/-c (?:'([^=]+)=([^']+)'|([^=\s]+)=(\S+))/g)];
      const context = Object.fromEntries(pairs.map(([, a, b, c, d]) => [a ?? c, b ?? d]));
      expect(() => readStacks(context)).not.toThrow();
    }
  },
);

test.each(DOCUMENTS)('every relative link of %s leads somewhere', (file) => {
  const broken = [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path, anchor] = link.split('#');
      const target = path === '' ? file : join(dirname(file), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
  expect(broken).toEqual([]);
});

test.each(DOCUMENTS)('every file that %s names exists', (file) => {
  const named = [...proseOf(file).matchAll(/`((?:lib|bin|test|scripts|bench|docs|runtime|check)\/[\w./-]+)`/g)];
  const made = /^(runtime|check)\/dist\//;
  expect(named.map(([, path]) => path).filter((path) => !made.test(path) && !existsSync(path))).toEqual([]);
});

test.each(DOCUMENTS)('every rule that %s lowers or acknowledges exists', (file) => {
  const ids = [...textOf(file).matchAll(/(?:cdk-cache-tier:|CachePolicy::|id: '|--lower )([a-z][a-z0-9-]+)/g)];
  const known = new Set([...ALL_RULES.map(({ id }) => id), 'replaced', 'removed']);
  expect(ids.map(([, id]) => id).filter((id) => id.includes('-') && !known.has(id))).toEqual([]);
});

/** What the error about a wrong value says that is allowed. */
function allowed(context: object): string[] {
  try {
    readStacks({ cacheTier: context });
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    const [, list] = error.problems[0].match(/needs (?:keys among|one of) (.*?), got/) ?? [];
    return list?.split(', ') ?? [];
  }
  return [];
}

test('every key of the context stands on the page of the app', () => {
  const inside = ['backup', 'network', 'rotation'].flatMap((key) =>
    allowed({ [key]: { wrong: 1 } }).map((nested) => `${key}.${nested}`),
  );
  const keys = [...allowed({ wrong: 1 }).filter((key) => !['backup', 'network', 'rotation'].includes(key)), ...inside];
  expect(keys.length).toBeGreaterThan(15);
  expect([...keys, 'environments'].filter((key) => !APP.includes(`\n| \`${key}\` |`))).toEqual([]);
});

test.each(['profile', 'engine', 'durability', 'workload', 'auth'])(
  'every value of the key %s stands on the page of the app',
  (key) => {
    const row = APP.split('\n').find((line) => line.startsWith(`| \`${key}\` |`)) ?? '';
    expect(row.split('|')[2]).toBe(
      ` ${allowed({ [key]: 'wrong' })
        .map((value) => `\`${value}\``)
        .join(', ')} `,
    );
  },
);

test('the ranges of the context stand on the page of the app', () => {
  expect(APP).toContain(`| \`shards\` | 1 to ${QUOTAS.shards};`);
  expect(APP).toContain(`| \`replicas\` | 0 to ${QUOTAS.replicasPerShard},`);
  expect(APP).toContain(`| \`backup.retentionDays\` | 0 to ${QUOTAS.snapshotRetentionDays};`);
});

test('the defaults stand in the README and on their page', () => {
  for (const text of [textOf('README.md'), textOf('docs/defaults.md')]) {
    for (const profile of [Profile.PRODUCTION, Profile.DEV]) expect(text).toContain(`\`${profile.nodeType}\``);
    expect(text).toContain(String(DEFAULT_ENGINE_VERSION).replace('valkey', 'Valkey'));
    for (const value of Object.values(Workload.CACHE.parameters)) expect(text).toContain(value);
  }
});

test('the error on the page of checks is what a construct says', () => {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
  const [{ text }] = blocksIn('text').filter((block) => block.text.startsWith('Shop/Cache:'));
  expect(() => new ReplicationGroup(stack, 'Cache', { vpc, durability: Durability.SYNC })).toThrow(text);
});

test('the outputs and parameters of the stack stand on the page of the app', () => {
  const template = Template.fromStack(new CacheStack(new App(), 'CacheStack'));
  const names = Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties.Name);
  expect(names).toHaveLength(6);
  expect([...Object.keys(template.toJSON().Outputs), ...names].filter((name) => !APP.includes(`\`${name}\``))).toEqual(
    [],
  );
});

test('every type of resource that the stack makes stands on the page of permissions', () => {
  const { Resources } = Template.fromStack(new CacheStack(new App(), 'CacheStack')).toJSON();
  const page = textOf('docs/deploy-permissions.md');
  const types = Object.values(Resources as { [id: string]: { Type: string } }).map(({ Type }) => Type);
  expect(types.filter((type) => type.startsWith('AWS::') && !page.includes(`### ${type}\n`))).toEqual([]);
  expect(types.filter((type) => !page.includes(type))).toEqual([]);
});

test('every field of a link stands on its page', () => {
  const page = textOf('docs/link.md');
  const rows = Object.entries(LinkField).map(
    ([name, field]) => `| \`${name}\` | \`${name === 'VERSION' ? 'CACHE_TIER_CACHE' : '...'}_${name}\`, \`${field}\` |`,
  );
  expect(rows.filter((row) => !page.includes(row))).toEqual([]);
});

test('every page of docs stands on its list, and every decision on its own', () => {
  const listed = textOf('docs/README.md') + textOf('docs/decisions/README.md');
  const pages = DOCUMENTS.filter(
    (file) => /^docs\/(decisions\/)?[\w-]+\.md$/.test(file) && !file.endsWith('README.md'),
  );
  expect(pages.filter((file) => !listed.includes(`](${basename(file)})`))).toEqual([]);
});

test('every room stands in the picture of the architecture', () => {
  const rooms = ['lib', 'runtime/lib'].flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])),
  );
  const pictures = blocksOf('docs/architecture.md')
    .map(({ text }) => text)
    .join('\n');
  expect(rooms.filter((room) => !new RegExp(`(^| )${room}( |$)`, 'm').test(pictures))).toEqual([]);
});

test('the tables of options are what the comments in the source say', () => {
  expect(textOf('docs/runtime-options.md')).toContain(optionTables());
});

test('every option says what it means, and what happens without it', () => {
  const all = OPTION_TABLES.flatMap(({ file, name }) => optionsOf(file, name));
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter(({ meaning, fallback }) => meaning === '' || fallback === '')).toEqual([]);
});

test.each([
  [{ ...PROTOCOL_DEFAULTS, ...TIER_DEFAULTS }, 'runtime/lib/tier/tier-options.ts', 'CacheTierOptions', 15],
  [WRAP_DEFAULTS, 'runtime/lib/pg/cache-policy.ts', 'WrapOptions', 2],
])('the defaults that the comments name are those of the code', (defaults: object, file, name, least) => {
  const documented = optionsOf(file, name).filter((option) => /^('.*'|[\d.,]+|true|false)$/.test(option.fallback));
  expect(documented.length).toBeGreaterThanOrEqual(least);
  for (const option of documented) {
    const value = JSON.parse(option.fallback.replaceAll(',', '').replaceAll("'", '"'));
    expect([option.name, (defaults as { [name: string]: unknown })[option.name]]).toEqual([option.name, value]);
  }
});
