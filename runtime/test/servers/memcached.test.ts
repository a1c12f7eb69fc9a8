import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCertificate } from '../../../test/servers/certificate';
import { type MemcachedOptions, type RunningMemcached, startMemcached } from './memcached';

// A server starts within a second; a busy machine needs longer.
jest.setTimeout(60_000);

const running: RunningMemcached[] = [];
const start = async (options: MemcachedOptions = {}) => {
  const server = await startMemcached(options);
  running.push(server);
  return server;
};
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

test('a server takes commands and arguments', async () => {
  const server = await start({ args: ['-m', '96'] });
  expect(await server.command('set key 0 0 5\r\nvalue')).toBe('STORED\r\n');
  expect(await server.command('get key')).toBe('VALUE key 0 5\r\nvalue\r\nEND\r\n');
  expect(await server.command('stats settings')).toContain(`maxbytes ${96 * 1024 * 1024}\r\n`);
});

test('a server that was restarted is at the same place, and empty', async () => {
  const server = await start({ host: '127.0.0.2' });
  const { pid, port } = server;
  await server.command('set key 0 0 5\r\nvalue');
  await server.kill();
  expect(await listens(server)).toBe(false);
  await server.restart();
  expect(server.pid).not.toBe(pid);
  expect(server.port).toBe(port);
  expect(await server.command('get key')).toBe('END\r\n');
});

test('a server takes TLS alone', async () => {
  const server = await start({ certificate: await makeCertificate() });
  expect(await server.command('version')).toMatch(/^VERSION \d+/);
  expect(existsSync(server.caFile)).toBe(true);
});

test('a server with authentication in its text protocol knows its users', async () => {
  const server = await start({ ascii: { app: 'one' } });
  expect(await server.command('get key')).toBe('END\r\n');
});

test('a server with SASL refuses text', async () => {
  const server = await start({ sasl: { app: 'one' } });
  await expect(server.command('version')).rejects.toThrow('With SASL the server has no text protocol');
});

test('a frozen server answers once it is thawed', async () => {
  const server = await start();
  server.freeze();
  let answered = false;
  const answer = server.command('version').then(() => {
    answered = true;
  });
  await pause(20);
  expect(answered).toBe(false);
  server.thaw();
  await answer;
});

test('a server that does not start says why', async () => {
  await expect(startMemcached({ args: ['-I', '1'] })).rejects.toThrow('Item max size cannot be less than');
});

test('a server whose process was killed leaves nothing behind', async () => {
  const script = `require('./runtime/test/servers/memcached').startMemcached().then(({ host, port, caFile }) =>
    process.send({ host, port, caFile }))`;
  const owner = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 2, 2, 'ipc'] });
  const [server] = (await once(owner, 'message')) as [RunningMemcached];
  owner.kill('SIGKILL');
  while ((await listens(server)) || existsSync(server.caFile)) await pause(10);
});

function listens({ host, port }: RunningMemcached): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host }, () => socket.destroy());
    socket.on('error', () => undefined).on('close', (failed) => resolve(!failed));
  });
}
