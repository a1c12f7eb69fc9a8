import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { AWS_ENVIRONMENT } from '../servers/aws-environment';

/** Folders with the room as an application has it: one where the optional peers are installed, and one where not. */
let installed: string;
let bare: string;
beforeAll(() => {
  [installed, bare] = ['installed', 'bare'].map((name) => mkdtempSync(join(tmpdir(), `cache-tier-${name}-`)));
  symlinkSync(resolve('node_modules'), join(installed, 'node_modules'));
  for (const folder of [installed, bare]) {
    buildSync({
      stdin: {
        contents: `export * from './credential-source'; export * from './link-parameter';`,
        resolveDir: 'runtime/lib/aws',
      },
      bundle: true,
      platform: 'node',
      external: ['@aws-sdk/*'],
      outfile: join(folder, 'aws.js'),
    });
  }
});
afterAll(() => {
  for (const folder of [installed, bare]) rmSync(folder, { recursive: true, force: true });
});

const IAM = `{ endpoint: 'x', auth: 'iam', user: 'api', arn: 'arn:aws:elasticache:us-east-1:1:replicationgroup:shop' }`;
const PASSWORD = `{ endpoint: 'x', auth: 'password', user: 'api', 'secret-arn': 'arn:aws:secretsmanager:us-east-1:1:secret:s' }`;

/** What a process printed that closes nothing: it has to end by itself. */
async function run(folder: string, script: string, environment: { readonly [name: string]: string } = {}) {
  const prelude = `
    const { credentialSource, linkParameter } = require('./aws.js');
    const onProblem = ({ code, message }) => console.log(code, message);
    const sdkLoaded = () => Object.keys(require.cache).some((file) => file.includes('@aws-sdk'));`;
  const child = spawn(process.execPath, ['-e', `${prelude} (async () => {${script}})();`], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NODE_NO_WARNINGS: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 15_000,
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return output.trim();
}

test('IAM with credentials in the environment needs no package at all', async () => {
  const script = `
    const source = credentialSource(${IAM}, { onProblem });
    await source.ready;
    console.log(source.current().split('&')[0], sdkLoaded());`;
  expect(await run(bare, script, AWS_ENVIRONMENT)).toBe('shop/?Action=connect false');
});

/** What is opened with a package each. */
const SOURCES = {
  IAM: `credentialSource(${IAM}, { onProblem })`,
  'a password': `credentialSource(${PASSWORD}, { onProblem })`,
  'a link': `linkParameter({ name: '/x', onProblem })`,
};

test.each([
  ['IAM', '@aws-sdk/credential-provider-node', 'Signing in with an IAM role'],
  ['a password', '@aws-sdk/client-secrets-manager', 'Reading a password from Secrets Manager'],
  ['a link', '@aws-sdk/client-ssm', 'Reading the link from an SSM parameter'],
] as const)(
  'a source of %s without its package throws nothing, and says once what to install',
  async (what, name, purpose) => {
    const open = SOURCES[what];
    const script = `
    const source = ${open};
    await source.ready;
    console.log(source.current());`;
    const problem = `ERR_CACHE_TIER_PEER ${purpose} needs the package '${name}': run 'npm install ${name}'`;
    expect(await run(bare, script)).toBe(`${problem}\nundefined`);
  },
);

test('a bundler passes over packages that are not installed', async () => {
  const folder = join(bare, 'bundled');
  buildSync({ entryPoints: [join(bare, 'aws.js')], bundle: true, platform: 'node', outfile: join(folder, 'aws.js') });
  const script = `
    const source = credentialSource(${PASSWORD}, { onProblem });
    await source.ready;`;
  expect(await run(folder, script)).toMatch(/^ERR_CACHE_TIER_PEER /);
});

test.each(Object.entries(SOURCES))('no package is loaded while a source of %s is constructed', async (_what, open) => {
  const script = `
    const onProblem = () => {};
    const source = ${open};
    console.log(sdkLoaded());
    await source.ready;
    console.log(sdkLoaded());`;
  const environment = { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' };
  expect(await run(installed, script, environment)).toBe('false\ntrue');
});

test('a profile that is named goes before credentials in the environment, as in the AWS SDK', async () => {
  const AWS_SHARED_CREDENTIALS_FILE = join(installed, 'credentials');
  writeFileSync(AWS_SHARED_CREDENTIALS_FILE, '[other]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = key\n');
  const script = `
    const source = credentialSource(${IAM}, { onProblem });
    await source.ready;
    console.log(source.current());`;
  const environment = { ...AWS_ENVIRONMENT, AWS_PROFILE: 'other', AWS_SHARED_CREDENTIALS_FILE };
  expect(await run(installed, script, environment)).toContain('Credential=AKIAPROFILE%2F');
});

describe('with the credentials of a container', () => {
  let http: Server;
  let calls = 0;
  beforeAll(async () => {
    http = createServer((_request, response) => {
      calls += 1;
      const Expiration = new Date(Date.now() + 3_600_000).toISOString();
      response.end(JSON.stringify({ AccessKeyId: `AKIA${calls}`, SecretAccessKey: 'key', Token: 'token', Expiration }));
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    http.closeAllConnections();
    await once(http.close(), 'close');
  });

  test('the chain of the AWS SDK gives them, and other ones after a refusal', async () => {
    const script = `
      const source = credentialSource(${IAM}, { onProblem });
      await source.ready;
      const id = () => /Credential=(\\w+)%2F/.exec(source.current())[1];
      const first = id();
      console.log(first);
      source.authenticationFailed();
      while (id() === first) await new Promise((resolve) => setTimeout(resolve, 20));
      console.log(id());`;
    const AWS_CONTAINER_CREDENTIALS_FULL_URI = `http://127.0.0.1:${(http.address() as AddressInfo).port}/credentials`;
    expect(await run(installed, script, { AWS_CONTAINER_CREDENTIALS_FULL_URI })).toBe('AKIA1\nAKIA2');
    expect(calls).toBe(2);
  });
});
