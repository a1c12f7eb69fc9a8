import { type RunningReplicated, startReplicated } from './redis-replica';

// Servers and processes start within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let servers: RunningReplicated;
beforeEach(async () => {
  servers = await startReplicated();
});
afterEach(() => servers?.stop());

test('the replica has what the primary was told, and takes no writes', async () => {
  await servers.primary.command('SET', 'key', 'value');
  await servers.caughtUp();
  expect(await servers.replica.command('GET', 'key')).toBe('value');
  await expect(servers.replica.command('SET', 'key', 'other')).rejects.toThrow('READONLY');
});

test('a write that the replica has not got is lost by a failover', async () => {
  const { primary, replica } = servers;
  await primary.command('SET', 'kept', 'yes');
  await servers.caughtUp();
  servers.disconnectReplica();
  await primary.command('SET', 'lost', 'yes');
  await servers.failover();
  expect(servers.primary).toBe(replica);
  expect(servers.replica).toBe(primary);
  for (const server of [primary, replica]) {
    expect(await server.command('GET', 'kept')).toBe('yes');
    expect(await server.command('GET', 'lost')).toBeNull();
  }
});

test('a replica that was cut off catches up', async () => {
  servers.disconnectReplica();
  await servers.primary.command('SET', 'key', 'value');
  expect(await servers.replica.command('GET', 'key')).toBeNull();
  servers.reconnectReplica();
  await servers.caughtUp();
  expect(await servers.replica.command('GET', 'key')).toBe('value');
});

test('after a promotion both take writes', async () => {
  const { primary, replica } = servers;
  await servers.promote();
  expect(await primary.command('SET', 'key', 'old')).toBe('OK');
  expect(await replica.command('SET', 'key', 'new')).toBe('OK');
});
