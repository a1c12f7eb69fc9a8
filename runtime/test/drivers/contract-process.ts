import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { freePorts } from '../../../test/servers/free-ports';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import type { ContractSettings } from './driver-contract';

/** Node.js ends a process by itself once nothing is open, and with an error at a rejection that nobody handles. */
export function processContract({ file, factory }: ContractSettings): void {
  describe('a process', () => {
    let server: RunningServer;
    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(() => server?.stop());

    test('ends by itself after close, and no rejection is left unhandled', async () => {
      const [port] = await freePorts(1);
      const { stdout, stderr, code } = await run(file, [
        `const make = (options) => driverModule.${factory}({ host: 'localhost', clusterMode: false, ...options });`,
        `const refused = make({ port: ${port} });`,
        `const tls = make({ port: ${server.tlsPort}, tls: true });`,
        `const unknown = make({ host: 'nowhere.invalid', port: 1 });`,
        `const cluster = make({ port: ${port}, clusterMode: true });`,
        `const wrong = make({ port: ${server.port}, username: 'nobody', password: () => 'wrong' });`,
        `const none = make({ port: ${server.port}, password: () => undefined });`,
        `const driver = make({ port: ${server.port} });`,
        `driver.onChange(async (name, up) => {`,
        `  if (!up) return;`,
        `  await driver.set('a', Buffer.from('1'), { px: 1000 });`,
        `  const lost = driver.read(['a']);`,
        `  const all = [refused, tls, unknown, cluster, wrong, none, driver];`,
        `  await new Promise((resolve) => setTimeout(resolve, 300));`,
        `  await Promise.all(all.map((one) => one.close()));`,
        `  // A socket that is destroyed is open until the event loop has turned.`,
        `  const open = () => process.getActiveResourcesInfo().filter((one) => /TCP|TLS/.test(one));`,
        `  for (let left = 500; open().length > 0 && left > 0; left -= 1) await new Promise((resolve) => setTimeout(resolve, 10));`,
        `  console.log('closed', open().join());`,
        `});`,
      ]);
      expect(stderr).toBe('');
      expect(stdout).toBe('closed \n');
      expect(code).toBe(0);
    });

    test('loads the client library only when a driver is made', async () => {
      const { stdout, code } = await run(file, [
        `const loaded = () => Object.keys(require.cache).length;`,
        `console.log(loaded() === 0);`,
        `const driver = driverModule.${factory}({ host: 'localhost', port: ${server.port}, clusterMode: false });`,
        `console.log(loaded() > 0);`,
        `driver.close();`,
      ]);
      expect(stdout).toBe('true\ntrue\n');
      expect(code).toBe(0);
    });

    test('without the client library the error says what to install', async () => {
      const { stdout } = await run(file, [
        `require('node:module')._load = (name) => { const error = new Error("Cannot find module '" + name + "'"); error.code = 'MODULE_NOT_FOUND'; throw error; };`,
        `try { driverModule.${factory}({ host: 'localhost', port: 1, clusterMode: false }); } catch (error) { console.log(error.code, error.message); }`,
      ]);
      expect(stdout).toMatch(/^ERR_CACHE_TIER_PEER .*'npm install (ioredis|redis|@valkey\/valkey-glide)'\n$/);
    });
  });
}

/** Runs code in a process of its own, after the driver's, bundled without any client library. */
async function run(file: string, code: readonly string[]) {
  const { outputFiles } = buildSync({
    entryPoints: [resolve(__dirname, '../../lib/drivers', file)],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'iife',
    globalName: 'driverModule',
    write: false,
  });
  const child = spawn(process.execPath, ['-'], { cwd: resolve(__dirname, '../../..'), stdio: 'pipe' });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.end([outputFiles[0].text, ...code].join('\n'));
  const [exit] = await once(child, 'close');
  return { stdout, stderr, code: exit };
}
