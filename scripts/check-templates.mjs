// `npm run check:templates`: what cfn-lint and checkov say of the templates of the app and of the examples. Needs python3
// with pip: both are installed, as pinned in requirements-check.txt, into .venv; with --install nothing else
// is done. What stands is in check-templates.exceptions.json, by id, place and reason; an exception that nothing needs is
// an error too.
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installTools, programsOf } from './python-tools.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const REQUIREMENTS = 'requirements-check.txt';
const VENV = '.venv';
const BIN = programsOf(VENV);
const install = () => installTools(REQUIREMENTS, VENV);
const REGIONS = ['us-east-1', 'eu-west-1', 'cn-north-1', 'us-gov-west-1'];

/** What the app can be told, by the name of an environment. */
const ENVIRONMENTS = {
  production: {},
  dev: { profile: 'dev' },
  redis: { engine: 'redis-7.1' },
  sharded: { engine: 'valkey-9.0', shards: 3, replicas: 2, durability: 'sync' },
  token: { auth: 'auth-token' },
  users: { engine: 'redis-6.2', shards: 2, auth: 'users' },
  windows: { backup: { retentionDays: 35, window: '03:00-04:00' }, maintenanceWindow: 'sun:05:00-sun:06:00' },
  given: {
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    },
  },
  placed: { account: '111122223333', region: 'eu-west-1' },
};

/** The same for Memcached, each in a stack of its own. */
const CLUSTERS = {
  production: {},
  dev: { profile: 'dev' },
  stated: {
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
    },
    maintenanceWindow: 'sun:05:00-sun:06:00',
    memcached: {
      engine: 'memcached-1.5.16',
      nodes: 40,
      nodeType: 'cache.m6g.large',
      parameters: { idle_timeout: 300 },
    },
  },
};

/** Databases, and the authentication of their caches: these do not know each other, so that each is asked about once. */
const DATABASES = { postgres: 'iam', mysql: 'auth-token', 'aurora-postgres': 'users', 'aurora-mysql': 'none' };

/** What a Region may not have: resource types, their properties, and the values of properties with such names. */
const OFFERED = /(Type|Class|Engine|Version|Family|Runtime)$/;

/** The same for the stacks with databases and stores. */
const PATTERNS = {
  ...Object.fromEntries(
    Object.entries(DATABASES).map(([engine, auth]) => [
      `${engine}-${auth}`,
      { stacks: ['CachedDatabase'], auth, cachedDatabase: { database: { engine } } },
    ]),
  ),
  mariadb: { stacks: ['CachedDatabase'], cachedDatabase: { database: { engine: 'mariadb', proxy: true } } },
  serverless: {
    stacks: ['CachedDatabase'],
    cachedDatabase: { database: { engine: 'aurora-postgres', serverless: {}, credentials: 'generated', proxy: true } },
  },
  following: {
    stacks: ['CachedDatabase'],
    cachedDatabase: {
      database: { changeDataCapture: true, credentials: 'generated' },
      rules: [{ tables: ['a'], ttl: '5m' }],
    },
  },
  ...Object.fromEntries(
    [{}, { profile: 'dev' }, { engine: 'redis-7.1', auth: 'users' }].map((common, index) => [
      `stores-${index}`,
      { stacks: ['CacheInFrontOf', 'SessionStore', 'Leaderboard'], ...common },
    ]),
  ),
  memcached: { stacks: ['CachedDatabase'], cachedDatabase: { memcached: {} } },
  dev: { profile: 'dev', stacks: ['CachedDatabase'] },
  ...Object.fromEntries(
    ['lambda', 'fargate'].map((application) => [
      application,
      {
        stacks: ['CachedDatabase', 'CacheInFrontOf', 'SessionStore', 'Leaderboard'],
        ...Object.fromEntries(
          ['cachedDatabase', 'cacheInFrontOf', 'sessionStore', 'leaderboard'].map((section) => [
            section,
            { application },
          ]),
        ),
      },
    ]),
  ),
};

const out = mkdtempSync(join(tmpdir(), 'check-templates-'));
try {
  if (process.argv.includes('--install')) install();
  else main();
} finally {
  rmSync(out, { recursive: true, force: true });
}

async function main() {
  const times = { install: await timed(install), synth: await timed(synth) };
  const templates = templateFiles(out);
  const findings = [];
  const everywhere = templatesForRegions(templates);
  const once = templates.filter((file) => !everywhere.includes(file));
  const [odd, even] = [1, 0].map((rest) => everywhere.filter((_, index) => index % 2 === rest));
  times.check = await timed(async () => {
    // Two at a time: machines that build have two processors.
    const one = [cfnLint(odd, REGIONS), cfnLint(once, REGIONS.slice(0, 1))];
    const other = [cfnLint(even, REGIONS), checkov(templates)];
    findings.push(...(await Promise.all([inTurn(one), inTurn(other)])).flat());
  });
  const exceptions = JSON.parse(readFileSync('scripts/check-templates.exceptions.json', 'utf8'));
  const stands = (finding) => exceptions.find(({ id, where }) => id === finding.id && where === finding.where);
  const count = (exception) => findings.filter((finding) => stands(finding) === exception).length;
  const unused = exceptions.filter((exception) => count(exception) === 0);
  const open = findings.filter((finding) => stands(finding) === undefined);

  for (const { id, where, file, message } of open) console.error(`${file}: ${id} in ${where}: ${message}`);
  for (const { id, where } of unused) console.error(`exception ${id} in ${where}: nothing needs it; remove it`);
  console.log(`${'stands'.padEnd(12)} ${'times'.padStart(5)}  where`);
  for (const exception of exceptions) {
    console.log(`${exception.id.padEnd(12)} ${String(count(exception)).padStart(5)}  ${exception.where}`);
  }
  const seconds = Object.entries(times).map(([name, time]) => `${name} ${time.toFixed(1)} s`);
  console.log(`${templates.length} templates, ${open.length} findings beyond these (${seconds.join(', ')}).`);
  if (open.length + unused.length > 0) process.exitCode = 1;
}

/** Writes the templates of the app in every environment, and those of each example, to folders of their own. */
async function synth() {
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8'));
  const app = {
    ...context,
    cacheTier: { environments: environments() },
    // Warnings of ours are for whoever runs the app: here two other tools judge.
    '@aws-cdk/core:annotationsInValidationReport': false,
  };
  await Promise.all([
    synthesize('bin/app.ts', [], { CDK_OUTDIR: join(out, 'app'), CDK_CONTEXT_JSON: JSON.stringify(app) }),
    synthesize('scripts/synth-examples.ts', [out], {}),
  ]);
  const empty = readdirSync(out).filter((name) => templateFiles(join(out, name)).length === 0);
  if (empty.length > 0) throw new Error(`${empty.join(', ')} made no template`);
}

/** One after the other. */
async function inTurn(jobs) {
  const results = [];
  for (const job of jobs) results.push(...((await job()) ?? []));
  return results;
}

/** Those of caches that stand for themselves, and those of the other stacks. */
function environments() {
  const caches = Object.entries(ENVIRONMENTS).map(([name, config]) => [name, { stacks: ['CacheStack'], ...config }]);
  const clusters = Object.entries(CLUSTERS).map(([name, config]) => [
    `memcached-${name}`,
    { stacks: ['Memcached'], ...config },
  ]);
  const others = Object.entries(PATTERNS).map(([name, config]) => [`with-${name}`, config]);
  return Object.fromEntries([...caches, ...clusters, ...others]);
}

async function synthesize(file, args, env) {
  const settings = { CDK_VALIDATION: 'false', ...env };
  await started(process.execPath, ['--import', 'tsx', file, ...args], settings).then(succeeded);
}

/** The templates that have something which those before them have not: what the Regions offer is asked about these. */
function templatesForRegions(templates) {
  const asked = new Set();
  return templates.filter((file) => {
    const found = Object.values(readTemplate(file).Resources).flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties).map(([name, value]) =>
        OFFERED.test(name) && typeof value === 'string' ? `${Type}.${name}=${value}` : `${Type}.${name}`,
      ),
    );
    const before = asked.size;
    for (const one of found) asked.add(one);
    return asked.size > before;
  });
}

const cfnLint = (templates, regions) => async () => {
  const options = ['--include-checks', 'I', '--regions', ...regions, '--format', 'json', '--'];
  // The exit code says how grave the findings are; one that is no sum of 2, 4 and 8 says that it did not run.
  const { stdout, status, stderr } = await started(join(BIN, 'cfn-lint'), [...options, ...templates]);
  if (![0, 2, 4, 6, 8, 10, 12, 14].includes(status)) throw new Error(`cfn-lint ended with ${status}:\n${stderr}`);
  return JSON.parse(stdout || '[]').map(({ Filename, Rule, Message, Location }) => {
    const [section, logicalId] = Location.Path ?? [];
    const where = section === 'Resources' ? readTemplate(Filename).Resources[logicalId]?.Type : section;
    return { id: Rule.Id, where: where ?? 'the template', file: short(Filename), message: Message };
  });
};

const checkov = (templates) => async () => {
  const options = ['--framework', 'cloudformation', '--compact', '--quiet', '--skip-download', '--output', 'json'];
  const { stdout, status, stderr } = await started(join(BIN, 'checkov'), [...options, '--file', ...templates]);
  if (status !== 0 && status !== 1) throw new Error(`checkov ended with ${status}:\n${stderr}`);
  const { results, summary } = JSON.parse(stdout);
  if (summary.parsing_errors > 0 || summary.passed === 0) throw new Error(`checkov could not read the templates`);
  return results.failed_checks.map(({ check_id, check_name, resource, file_abs_path }) => ({
    id: check_id,
    where: resource.split('.')[0],
    file: short(file_abs_path),
    message: `${check_name} (${resource})`,
  }));
};

function templateFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(folder, file))
    .sort();
}

function readTemplate(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function short(file) {
  return file.split(`${basename(out)}/`).at(-1);
}

async function timed(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Runs a program beside others; how it ended is for the caller to judge. */
function started(command, args, env = {}) {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, ...env } };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) =>
      resolve({ command, args, status: error === null ? 0 : error.code, stdout, stderr, error }),
    );
  });
}

function succeeded({ command, args, status, stdout, stderr, error }) {
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? ''}\n${stdout}${stderr}`);
}
