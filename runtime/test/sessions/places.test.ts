import { readFileSync } from 'node:fs';
import { AccessString } from '../../../lib/access/access-string';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { CacheTier } from '../../lib/tier/cache-tier';
import type { CacheClient } from '../../lib/tier/tier-options';
import { type RunningCluster, startCluster } from '../servers/redis-cluster';

const CLIENTS: readonly CacheClient[] = ['ioredis', 'node-redis', 'valkey-glide'];
/** What the construct lets a session store do. */
const USER = ['reset', 'on', '>word', ...`${AccessString.sessionStore({ keys: ['session:*'] })}`.split(' ').slice(1)];

interface Place {
  readonly host: string;
  readonly tlsPort: number;
  readonly caFile: string;
}

function sessionsOn(client: CacheClient, place: () => Place, clusterMode: boolean, flush: () => Promise<unknown>) {
  let tier: CacheTier;
  beforeAll(async () => {
    const { host, tlsPort, caFile } = place();
    const link = { endpoint: host, port: `${tlsPort}`, tls: 'true', auth: 'password', user: 'app' };
    tier = CacheTier.fromLink(
      { ...link, 'secret-arn': 'arn:secret', 'cluster-mode': `${clusterMode}` },
      { client, tls: { ca: readFileSync(caFile) }, readSecret: async () => 'word' },
    );
    expect(await tier.ready(15_000)).toBe(true);
  });
  afterAll(() => tier?.close());

  test('S1, S2, S3: sessions are merged, touched and ended for good, by a user of session keys alone', async () => {
    const { promises: sessions } = tier.sessionStore({ deadlineMs: 5_000, touchAfter: 0 });
    // In cluster mode they lie in all shards.
    const ids = Array.from({ length: 12 }, (_, id) => `id ${id}`);
    await Promise.all(
      ids.map(async (id) => {
        expect(await sessions.load(id)).toBeUndefined();
        expect(await sessions.save(id, { user: 'ann', list: [], word: 'ünï 👍' })).toBe(true);
        const [one, other] = [(await sessions.load(id))!, (await sessions.load(id))!];
        expect(one).toEqual({ user: 'ann', list: [], word: 'ünï 👍' });
        Object.assign(one, { a: 1 });
        Object.assign(other, { b: 2 });
        expect(await Promise.all([sessions.save(id, one), sessions.save(id, other)])).toEqual([true, true]);
        expect(await sessions.load(id)).toEqual({ user: 'ann', list: [], word: 'ünï 👍', a: 1, b: 2 });
        expect(await sessions.touch(id, one)).toBe(true);
        await sessions.destroy(id);
        expect(await sessions.touch(id, one)).toBe(false);
        Object.assign(one, { a: 3 });
        expect(await sessions.save(id, one)).toBe(false);
        expect(await sessions.save(id, { user: 'ann' })).toBe(false);
        expect(await sessions.load(id)).toBeUndefined();
      }),
    );
    await flush();
  });
}

describe('a server with TLS and a user', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer();
    await server.command('ACL', 'SETUSER', 'app', ...USER);
  });
  afterAll(() => server?.stop());
  describe.each(CLIENTS)('%s', (client) =>
    sessionsOn(
      client,
      () => server,
      false,
      () => server.command('FLUSHALL'),
    ),
  );

  test('S5: a user who may not do it is no session that is missing', async () => {
    await server.command('ACL', 'SETUSER', 'other', ...USER.slice(0, 3), '+@all', '~elsewhere:*');
    const link = { endpoint: '127.0.0.1', port: `${server.port}`, auth: 'password', user: 'other' };
    const tier = CacheTier.fromLink({ ...link, 'secret-arn': 'arn:secret' }, { readSecret: async () => 'word' });
    await tier.ready();
    await expect(tier.sessionStore({ deadlineMs: 5_000 }).promises.load('an id')).rejects.toThrow(
      'the session store cannot be asked: NOPERM',
    );
    await tier.close();
  });
});

describe('a cluster with TLS and a user', () => {
  let cluster: RunningCluster;
  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.setUser('app', ...USER);
  });
  afterAll(() => cluster?.stop());
  describe.each(CLIENTS)('%s', (client) =>
    sessionsOn(
      client,
      () => cluster,
      true,
      () => cluster.everywhere('FLUSHALL'),
    ),
  );

  test('D10: a session whose slot has moved is found at its new owner', async () => {
    const link = { endpoint: cluster.host, port: `${cluster.port}`, 'cluster-mode': 'true' };
    const tier = CacheTier.fromLink(link);
    await tier.ready();
    const { promises: sessions } = tier.sessionStore({ deadlineMs: 5_000 });
    await sessions.save('moved', { user: 'ann' });
    const keys = (await cluster.everywhere('KEYS', 'session:*')).flat() as string[];
    const from = await cluster.slotOwner(keys[0]!);
    const to = cluster.nodes.find((node) => node.role === 'primary' && node.shard !== from.shard)!;
    await cluster.migrateSlot(await cluster.slotOf(keys[0]!), to);
    expect(await sessions.load('moved')).toEqual({ user: 'ann' });
    await tier.close();
  });
});
