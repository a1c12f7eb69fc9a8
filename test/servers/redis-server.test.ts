import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { type RunningServer, startServer } from './redis-server';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ args: ['--maxmemory', '12mb'] });
});
afterAll(() => server?.stop());

test('the server takes arguments', async () => {
  expect(await server.command('CONFIG', 'GET', 'maxmemory')).toEqual(['maxmemory', `${12 * 1024 * 1024}`]);
});

test.each(['localhost', '127.0.0.1'])('its certificate is good for %s', async (host) => {
  const reply = await new Promise((resolve, reject) => {
    const socket = connect({ port: server.tlsPort, host, ca: readFileSync(server.caFile) }, () =>
      socket.write('PING\n'),
    );
    socket.on('data', (data) => resolve(`${data}`) ?? socket.destroy()).on('error', reject);
  });
  expect(reply).toBe('+PONG\r\n');
});

test('the administrator stays when the user default is switched off', async () => {
  await server.command('ACL', 'SETUSER', 'default', 'off');
  expect(await server.command('ACL', 'WHOAMI')).toBe('admin');
});

test('a frozen server answers once it is thawed', async () => {
  server.freeze();
  let answered = false;
  const answer = server.command('PING').then((reply) => {
    answered = true;
    return reply;
  });
  await pause(50);
  expect(answered).toBe(false);
  server.thaw();
  expect(await answer).toBe('PONG');
});

test('a stopped server leaves nothing behind', async () => {
  const other = await startServer();
  expect(await listens(other.port)).toBe(true);
  await other.stop();
  expect(await listens(other.port)).toBe(false);
  expect(existsSync(other.caFile)).toBe(false);
});

test('a server whose process was killed leaves nothing behind', async () => {
  const script = `require('./test/servers/redis-server').startServer().then((server) => process.send(server))`;
  const owner = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 2, 2, 'ipc'] });
  const [{ port, caFile }] = (await once(owner, 'message')) as [RunningServer];
  owner.kill('SIGKILL');
  while ((await listens(port)) || existsSync(caFile)) await pause(10);
});

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.destroy());
    socket.on('error', () => undefined).on('close', (failed) => resolve(!failed));
  });
}
