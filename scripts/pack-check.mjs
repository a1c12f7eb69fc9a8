// Looks at the packed packages as a registry, a type checker and an empty CDK app would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', ...options });
const packages = (folder) => readdirSync(folder).filter((name) => name.endsWith('.tgz'));
const { devDependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** A program of this repository: `npx` would look for it for longer than it runs. */
const program = (name) => resolve('node_modules/.bin', name);
const TSC = program('tsc');

/** What the types must let through, without a look into our own libraries' sources. */
const TYPED = `
import { App, Stack } from 'aws-cdk-lib/core';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { EngineParameters, type IReplicationGroup, ReplicationGroup } from 'cdk-cache-tier';
import { cacheFindings } from 'cdk-cache-tier/testing';
const stack = new Stack(new App(), 'Stack');
const cache: IReplicationGroup = new ReplicationGroup(stack, 'Cache', {
  vpc: new Vpc(stack, 'Vpc'),
  parameters: EngineParameters.of({ timeout: 300 }),
});
export const host: string = cache.endpoint.hostname;
export const clean: boolean = cacheFindings(stack).length === 0;
`;

/** What somebody writes who has just installed the package. */
const APP = `
const { App, Stack, Validations } = require('aws-cdk-lib');
const { Vpc } = require('aws-cdk-lib/aws-ec2');
const { Code, Function: LambdaFunction, Runtime } = require('aws-cdk-lib/aws-lambda');
const { CacheAuth, CachePolicy, Durability, EngineVersion, Profile, ReplicationGroup, Topology } = require('cdk-cache-tier');
const app = new App({ analyticsReporting: false });
Validations.of(app).addPlugins(new CachePolicy());
const stack = new Stack(app, 'Consumer');
const vpc = new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
new ReplicationGroup(stack, 'Cache', { vpc });
new ReplicationGroup(stack, 'Dev', { vpc, profile: Profile.DEV });
new ReplicationGroup(stack, 'Durable', {
  vpc,
  engine: EngineVersion.VALKEY_9_0,
  topology: Topology.clusterMode({ shards: 2 }),
  durability: Durability.SYNC,
});
const old = new ReplicationGroup(stack, 'Old', { vpc, engine: EngineVersion.REDIS_6_2, auth: CacheAuth.authToken() });
old.addRotation();
const code = Code.fromInline('exports.handler = async () => {};');
const client = new LambdaFunction(stack, 'Client', { vpc, code, runtime: Runtime.NODEJS_24_X, handler: 'index.handler' });
old.connect(client);
app.synth();
`;

/** What an application writes; no cache and no database is there. */
const APPLICATION = `
import { cached, CacheTier, type MetricsSnapshot } from 'cache-tier';
import { Pool } from 'pg';
const tier = CacheTier.fromLink({ endpoint: 'localhost', port: '1' }, { mode: 'on' });
const db: Pool = tier.wrap(new Pool({ host: 'localhost', port: 1 }), { rules: [{ tables: ['products'], ttl: '5m' }] });
async function main(): Promise<void> {
  const refused = await db.query(cached('select 1 as one from products', { ttl: '1m' })).catch((error: Error) => error);
  const value: { readonly at: Date } = await tier.cacheAside.getOrSet('key', () => ({ at: new Date() }), { ttl: '1m' });
  const metrics: MetricsSnapshot = tier.metrics();
  await db.end();
  await tier.close();
  console.log(value.at instanceof Date && refused instanceof Error ? 'answers without a cache' : 'wrong', Object.keys(metrics).length);
}
void main();
`;

console.log(run(process.execPath, ['scripts/pack.mjs']).trim());

for (const name of packages('build')) {
  run(program('publint'), ['--strict', `build/${name}`]);
  if (!name.startsWith('cache-tier-check')) run(program('attw'), [`build/${name}`, '--profile', 'strict', '--quiet']);
  console.log(`${name}  publint and types are clean`);
}

// The oldest CDK that package.json promises and the one that the tests run on must make the same of it.
const floor = peerDependencies['aws-cdk-lib'].replace('^', '');
const templates = consume().map(({ version, template }) => {
  console.log(`in an empty app with aws-cdk-lib ${version}: ${Object.keys(template.Resources).length} resources`);
  return JSON.stringify(template);
});
if (templates[0] !== templates[1]) throw new Error(`aws-cdk-lib ${floor} and ${devDependencies['aws-cdk-lib']} differ`);

load();

/** An application that installs the runtime, one client and one driver: it loads both ways, its types hold, its command runs. */
function load() {
  const folder = mkdtempSync(join(tmpdir(), 'cache-tier-application-'));
  const tarball = packages('build').find((name) => name.startsWith('cache-tier-0'));
  const { devDependencies: tested } = JSON.parse(readFileSync('runtime/package.json', 'utf8'));
  try {
    writeFileSync(join(folder, 'package.json'), '{ "name": "application", "private": true }');
    const wanted = ['ioredis', 'pg', '@types/pg'].map((name) => `${name}@${tested[name]}`);
    run(
      'npm',
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--ignore-scripts',
        '--prefer-offline',
        '--silent',
        resolve('build', tarball),
        ...wanted,
        `@types/node@${devDependencies['@types/node']}`,
      ],
      { cwd: folder },
    );
    writeFileSync(join(folder, 'application.ts'), APPLICATION);
    writeFileSync(
      join(folder, 'application.mjs'),
      `import { CacheTier, LinkError } from 'cache-tier';\nimport { LinkError as same } from 'cache-tier/link';\nif (!CacheTier.fromEnv || LinkError !== same) throw new Error('not the same link');\n`,
    );
    run(TSC, ['--strict', '--module', 'node16', '--target', 'es2022', '--types', 'node', 'application.ts'], {
      cwd: folder,
    });
    run(process.execPath, ['application.mjs'], { cwd: folder });
    console.log(
      `installed in an empty application: ${run(process.execPath, ['application.js'], { cwd: folder }).trim()}`,
    );
    console.log(
      `npx cache-tier --version: ${run('npx', ['--no-install', 'cache-tier', '--version'], { cwd: folder }).trim()}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An app in JavaScript, with no compiler and no bundler installed: with the oldest CDK, and with that of this repository. */
function consume() {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-cache-tier-consumer-'));
  const tarball = packages('build').find((name) => name.startsWith('cdk-cache-tier-'));
  const peers = Object.entries(peerDependencies).map(([name, range]) => `${name}@${range.replace('^', '')}`);
  try {
    writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }');
    const install = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline', '--silent'];
    run('npm', [...install, resolve('build', tarball), ...peers], { cwd: folder });
    writeFileSync(join(folder, 'app.js'), APP);
    writeFileSync(join(folder, 'app.ts'), TYPED);
    const made = [{ version: floor, template: synthesized(folder) }];
    // The package stays as it is installed; another CDK is put beside it.
    for (const name of Object.keys(peerDependencies)) {
      rmSync(join(folder, 'node_modules', name), { recursive: true });
      symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name), 'junction');
    }
    made.push({ version: devDependencies['aws-cdk-lib'], template: synthesized(folder) });
    console.log(run('npx', ['--no-install', 'cdk-cache-tier', 'check', 'cdk.out'], { cwd: folder }).trim());
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The template that the app makes, whose types hold too. */
function synthesized(folder) {
  const out = join(folder, 'cdk.out');
  rmSync(out, { recursive: true, force: true });
  const env = { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: out };
  run(process.execPath, ['app.js'], { cwd: folder, env });
  const types = ['--strict', '--skipLibCheck', '--module', 'node16', '--target', 'es2022', '--types', ''];
  run(TSC, ['--noEmit', ...types, 'app.ts'], { cwd: folder });
  return JSON.parse(readFileSync(join(out, 'Consumer.template.json'), 'utf8'));
}
