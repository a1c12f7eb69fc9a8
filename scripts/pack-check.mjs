// Looks at the packed packages as a registry, a type checker and an empty CDK app would.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const run = (command, args, options = {}) =>
  execFileSync(command, args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8', ...options });
const packages = (folder) => readdirSync(folder).filter((name) => name.endsWith('.tgz'));
const { devDependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

const TSC = resolve('node_modules/.bin/tsc');

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

console.log(run(process.execPath, ['scripts/pack.mjs']).trim());

for (const name of packages('build')) {
  run('npx', ['publint', '--strict', `build/${name}`]);
  if (!name.startsWith('cache-tier-check')) run('npx', ['attw', `build/${name}`, '--profile', 'node16', '--quiet']);
  console.log(`${name}  publint and types are clean`);
}

// The oldest CDK that package.json promises and the one that the tests run on must make the same of it.
const floor = peerDependencies['aws-cdk-lib'].replace('^', '');
const templates = [floor, devDependencies['aws-cdk-lib']].map((version) => {
  const template = consume(version);
  console.log(
    `installed in an empty app with aws-cdk-lib ${version}: ${Object.keys(template.Resources).length} resources`,
  );
  return JSON.stringify(template);
});
if (templates[0] !== templates[1]) throw new Error(`aws-cdk-lib ${floor} and ${devDependencies['aws-cdk-lib']} differ`);

/** An app in JavaScript, with no compiler and no bundler installed. */
function consume(version) {
  const folder = mkdtempSync(join(tmpdir(), 'cdk-cache-tier-consumer-'));
  const tarball = packages('build').find((name) => name.startsWith('cdk-cache-tier-'));
  try {
    const constructs = version === floor ? peerDependencies.constructs.replace('^', '') : devDependencies.constructs;
    writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }');
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
        `aws-cdk-lib@${version}`,
        `constructs@${constructs}`,
      ],
      { cwd: folder },
    );
    writeFileSync(join(folder, 'app.js'), APP);
    const env = { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: join(folder, 'cdk.out') };
    run(process.execPath, ['app.js'], { cwd: folder, env });
    writeFileSync(join(folder, 'app.ts'), TYPED);
    run(
      TSC,
      ['--noEmit', '--strict', '--skipLibCheck', '--module', 'node16', '--target', 'es2022', '--types', '', 'app.ts'],
      {
        cwd: folder,
      },
    );
    console.log(run('npx', ['--no-install', 'cdk-cache-tier', 'check', 'cdk.out'], { cwd: folder }).trim());
    return JSON.parse(readFileSync(join(folder, 'cdk.out', 'Consumer.template.json'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
