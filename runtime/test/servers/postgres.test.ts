import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { PASSWORD_USER, type RunningPostgres, startPostgres } from './postgres';

// Servers and processes start within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres({ settings: { deadlock_timeout: '123ms' } });
});
afterAll(() => server?.stop());

test.each([
  ['wal_level', 'logical'],
  ['max_prepared_transactions', '10'],
  ['fsync', 'off'],
  ['server_encoding', 'UTF8'],
  ['deadlock_timeout', '123ms'],
])('its setting %s is %s', async (name, value) => {
  expect((await server.query('SELECT current_setting($1) AS value', [name])).rows).toEqual([{ value }]);
});

test('it takes clients by TCP and by its Unix socket', async () => {
  const by = async (host: string) => first(await connected({ ...server.config(), host }), 'SELECT inet_server_addr()');
  expect(await by(server.host)).toEqual({ inet_server_addr: '127.0.0.1' });
  expect(await by(server.folder)).toEqual({ inet_server_addr: null });
});

test('a user with a password is let in by that password alone', async () => {
  const config = server.config('postgres', PASSWORD_USER.user);
  expect(await first(await connected(config), 'SELECT current_user')).toEqual({ current_user: 'with_password' });
  await expect(connected({ ...config, password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
  const trusted = server.config('postgres', 'without_password');
  expect(await first(await connected(trusted), 'SELECT current_user')).toEqual({ current_user: 'without_password' });
});

test('a database is a copy of its template', async () => {
  const template = await server.createDatabase();
  const client = await connected(server.config(template));
  await client.query('CREATE TABLE one AS SELECT 1 AS id');
  await client.end();
  const copy = await server.createDatabase('a_copy', template);
  expect(copy).toBe('a_copy');
  expect(await first(await connected(server.config(copy)), 'SELECT * FROM one')).toEqual({ id: 1 });
});

test('a frozen server answers once it is thawed', async () => {
  const client = await connected(server.config());
  server.freeze();
  let answered = false;
  const answer = client.query('SELECT 1 AS one').then((result) => {
    answered = true;
    return result.rows;
  });
  await pause(50);
  expect(answered).toBe(false);
  server.thaw();
  expect(await answer).toEqual([{ one: 1 }]);
  await client.end();
});

test('a killed server breaks its connections, and starts again with what was committed', async () => {
  const client = await connected(server.config());
  await client.query('CREATE TABLE kept AS SELECT 2 AS id');
  const broken = new Promise<Error>((resolve) => client.on('error', resolve));
  await server.kill();
  expect(await broken).toBeInstanceOf(Error);
  expect(await listens(server.port)).toBe(false);
  await server.restart();
  expect((await server.query('SELECT * FROM kept')).rows).toEqual([{ id: 2 }]);
});

test('a stopped server leaves nothing behind', async () => {
  const other = await startPostgres();
  expect(await listens(other.port)).toBe(true);
  await other.stop();
  expect(await listens(other.port)).toBe(false);
  expect(existsSync(other.folder)).toBe(false);
});

test('a server whose process was killed leaves nothing behind, even when it is frozen', async () => {
  const script = `require('./runtime/test/servers/postgres').startPostgres().then(async (server) => {
    await server.restart();
    server.freeze();
    process.send(server);
  })`;
  const owner = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 2, 2, 'ipc'] });
  const [{ port, folder }] = (await once(owner, 'message')) as [RunningPostgres];
  expect(existsSync(folder)).toBe(true);
  owner.kill('SIGKILL');
  while ((await listens(port)) || existsSync(folder)) await pause(10);
});

async function connected(config: ClientConfig): Promise<Client> {
  const client = new Client(config);
  await client.connect();
  return client;
}

async function first(client: Client, sql: string): Promise<unknown> {
  const { rows } = await client.query(sql);
  await client.end();
  return rows[0];
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.destroy());
    socket.on('error', () => undefined).on('close', (failed) => resolve(!failed));
  });
}
