import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { connect } from 'node:tls';
import { Cluster } from 'ioredis';
import { type RunningCluster, startCluster } from './redis-cluster';

// Servers and processes start within a second; a busy machine needs longer.
jest.setTimeout(60_000);

let cluster: RunningCluster;
beforeAll(async () => {
  cluster = await startCluster({ replicas: 1, args: ['--maxmemory', '12mb'] });
});
afterAll(() => cluster?.stop());

test('it has three primaries with a replica each, that serve all slots', async () => {
  expect(cluster.nodes.map(({ role, shard }) => `${shard} ${role}`)).toEqual([
    '0 primary',
    '0 replica',
    '1 primary',
    '1 replica',
    '2 primary',
    '2 replica',
  ]);
  for (const info of await cluster.everywhere('CLUSTER', 'INFO')) {
    expect(info).toContain('cluster_state:ok');
    expect(info).toContain('cluster_slots_ok:16384');
    expect(info).toContain('cluster_known_nodes:6');
  }
  expect(await cluster.everywhere('CONFIG', 'GET', 'maxmemory')).toContainEqual(['maxmemory', '12582912']);
});

test.each(['tls', 'tcp'])('a client by %s reaches every shard under the name of the certificate', async (kind) => {
  const tls = kind === 'tls' ? { ca: readFileSync(cluster.caFile) } : undefined;
  const start = { host: 'localhost', port: tls ? cluster.tlsPort : cluster.port };
  const client = new Cluster([start], { redisOptions: { ...(tls && { tls }) } });
  const keys = Array.from({ length: 100 }, (_, i) => `${kind}:${i}`);
  await Promise.all(keys.map((key) => client.set(key, key)));
  expect(await Promise.all(keys.map((key) => client.get(key)))).toEqual(keys);
  const ports = client.nodes('master').map((node) => node.options.port);
  const primaries = cluster.nodes.filter(({ role }) => role === 'primary');
  expect(ports.sort()).toEqual(primaries.map((node) => (tls ? node.tlsPort : node.port)).sort());
  client.disconnect();
});

test('a client that asks the wrong node is sent to the port of its own kind', async () => {
  const owner = await cluster.slotOwner('a key');
  const other = cluster.nodes.find(({ role, shard }) => role === 'primary' && shard !== owner.shard);
  if (!other) throw new Error('There is one shard');
  const slot = await cluster.slotOf('a key');
  const secure = connect({ host: 'localhost', port: other.tlsPort, ca: readFileSync(cluster.caFile) });
  expect(await ask(secure, 'GET "a key"')).toBe(`-MOVED ${slot} localhost:${owner.tlsPort}\r\n`);
  const plain = createConnection({ host: '127.0.0.1', port: other.port });
  expect(await ask(plain, 'GET "a key"')).toBe(`-MOVED ${slot} localhost:${owner.port}\r\n`);
});

test('a user that was set is known to every node', async () => {
  await cluster.setUser('app', 'on', '>secret', '~*', '+@all');
  for (const node of cluster.nodes) {
    const client = createConnection({ host: '127.0.0.1', port: node.port });
    expect(await ask(client, 'AUTH app secret')).toBe('+OK\r\n');
  }
});

test('a slot that moves answers ASK for keys that are gone, and MOVED once it has moved', async () => {
  const from = await cluster.slotOwner('{m}1');
  const to = cluster.primary((from.shard + 1) % 3);
  const slot = await cluster.slotOf('{m}1');
  await from.command('SET', '{m}1', 'one');
  const migration = await cluster.startMigration(slot, to);
  expect(await from.command('GET', '{m}1')).toBe('one');
  await expect(from.command('GET', '{m}2')).rejects.toThrow(`ASK ${slot} localhost:${to.port}`);
  await migration.moveKeys();
  await expect(from.command('GET', '{m}1')).rejects.toThrow(`ASK ${slot}`);
  await migration.finish();
  await expect(from.command('GET', '{m}1')).rejects.toThrow(`MOVED ${slot} localhost:${to.port}`);
  expect(await to.command('GET', '{m}1')).toBe('one');
  expect(await cluster.slotOwner('{m}1')).toBe(to);

  await cluster.migrateSlot(slot, from);
  expect(await from.command('GET', '{m}1')).toBe('one');
});

test('after a failover the replica serves, and the old primary follows', async () => {
  const before = cluster.primary(1);
  const after = await cluster.failover(1);
  expect(after).not.toBe(before);
  expect(cluster.primary(1)).toBe(after);
  expect(before.role).toBe('replica');
  expect(await after.command('ROLE')).toContain('master');
  expect(await before.command('ROLE')).toContain('slave');
});

test('a frozen primary is replaced, and follows when it is thawed', async () => {
  const before = cluster.primary(2);
  before.freeze();
  const after = await cluster.failover(2);
  expect(await after.command('ROLE')).toContain('master');
  before.thaw();
  await cluster.settled();
  expect(await before.command('ROLE')).toContain('slave');
});

async function ask(socket: ReturnType<typeof createConnection>, command: string): Promise<string> {
  socket.write(`${command}\r\n`);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return `${answer}`;
}
