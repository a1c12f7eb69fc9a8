import { type RunningCluster, startCluster } from '../servers/redis-cluster';
import type { ContractSettings } from './driver-contract';
import { driverFactory, type Observed, RIGHTS, replid, trust } from './observed-driver';

export function clusterContract({ make, moreRights = [] }: ContractSettings): void {
  describe('a cluster', () => {
    const observe = driverFactory(make);
    let cluster: RunningCluster;
    let it: Observed;
    const options = () => ({
      port: cluster.tlsPort,
      clusterMode: true,
      tls: trust(cluster.caFile),
      username: 'app',
      password: () => 'first',
    });
    const nameOf = async (key: string) => `localhost:${(await cluster.slotOwner(key)).tlsPort}`;
    /** Reads until the answer comes from the owner of the key, and every answer on the way has to be right. */
    const readFrom = async (key: string) => {
      const owner = await nameOf(key);
      for (;;) {
        const reading = await it.driver.read([key]).catch(() => undefined);
        if (reading !== undefined && it.driver.serverOf(key) === owner) return reading;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };

    beforeAll(async () => {
      cluster = await startCluster({ replicas: 1 });
      await cluster.setUser('app', ...RIGHTS, ...moreRights);
    });
    afterAll(() => cluster?.stop());
    beforeEach(async () => {
      it = observe(options());
      expect(it.driver.serverOf('app:a')).toBe('unknown');
      expect(it.driver.isUp('unknown')).toBe(false);
      await expect(it.driver.read(['app:a'])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
      await it.up();
    });

    test('it knows the primaries, and which of them owns a key', async () => {
      const primaries = [0, 1, 2].map((shard) => `localhost:${cluster.primary(shard).tlsPort}`);
      expect([...it.driver.servers()].sort()).toEqual(primaries.sort());
      for (const key of ['app:1', 'app:2', 'app:3', 'app:4', 'app:5']) {
        expect(it.driver.serverOf(key)).toBe(await nameOf(key));
      }
    });

    test('K15: it computes the slot of a key as the server does', async () => {
      for (const key of [
        '',
        'a',
        '123456789',
        '{a}b',
        'a{}b{c}',
        '{{a}}',
        'a}{b}',
        'x{',
        '{é}k',
        'ü',
        '👍{}',
        '{a}{b}',
      ]) {
        expect([key, it.driver.groupOf(key)]).toEqual([key, await cluster.slotOf(key)]);
      }
    });

    test('it starts at a replica as well', async () => {
      const replica = cluster.nodes.find(({ role }) => role === 'replica')!;
      const other = observe({ ...options(), port: replica.tlsPort });
      await other.up();
      expect([...other.driver.servers()].sort()).toEqual([...it.driver.servers()].sort());
    });

    test('D10: a slot that has moved fails with MOVED, and is then read at its new owner', async () => {
      const key = 'app:moved';
      await it.driver.set(key, Buffer.from('here'), { px: 60_000 });
      const before = await it.driver.read([key]);
      const from = await cluster.slotOwner(key);
      const to = cluster.nodes.find(({ role, shard }) => role === 'primary' && shard !== from.shard)!;
      await cluster.migrateSlot(await cluster.slotOf(key), to);
      // The driver may have looked at the map in between.
      const first = await it.driver.read([key]).catch((error: Error) => error);
      if (first instanceof Error) expect(first.message).toContain('MOVED');
      else expect(first.generation).toBe(await replid(to));
      const after = await readFrom(key);
      expect(`${after.values[0]}`).toBe('here');
      expect(after.generation).toBe(await replid(to));
      expect(after.generation).not.toBe(before.generation);
    });

    test('D10: a slot on its way fails with ASK or TRYAGAIN, and nothing follows them', async () => {
      const key = 'app:{ask}:1';
      const from = await cluster.slotOwner(key);
      const to = cluster.nodes.find(({ role, shard }) => role === 'primary' && shard !== from.shard)!;
      await it.driver.set(key, Buffer.from('here'), { px: 60_000 });
      const migration = await cluster.startMigration(await cluster.slotOf(key), to);
      await expect(it.driver.read(['app:{ask}:none'])).rejects.toThrow('ASK');
      await expect(it.driver.read([key, 'app:{ask}:none'])).rejects.toThrow(/TRYAGAIN|ASK/);
      expect((await it.driver.read([key])).generation).toBe(await replid(from));
      expect(it.driver.serverOf(key)).toBe(`localhost:${from.tlsPort}`);
      await migration.moveKeys();
      await migration.finish();
      expect((await readFrom(key)).generation).toBe(await replid(to));
    });

    test('D10: a slot that nobody serves fails with CLUSTERDOWN, and its owner is not known until it has one', async () => {
      const key = 'app:down';
      const slot = `${await cluster.slotOf(key)}`;
      const owner = await cluster.slotOwner(key);
      await cluster.everywhere('CONFIG', 'SET', 'cluster-require-full-coverage', 'no');
      await owner.command('CLUSTER', 'DELSLOTS', slot);
      await expect(it.driver.read([key])).rejects.toThrow('CLUSTERDOWN');

      await it.until(() => it.driver.serverOf(key) === 'unknown');

      await expect(it.driver.read([key])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
      await owner.command('CLUSTER', 'ADDSLOTS', slot);

      await it.until(() => it.driver.serverOf(key) !== 'unknown');

      expect((await readFrom(key)).generation).toBe(await replid(owner));
    });

    test('R12, D9: after a failover the promoted replica answers, under another generation', async () => {
      const key = 'app:failover';
      await it.driver.set(key, Buffer.from('here'), { px: 60_000 });
      const before = await it.driver.read([key]);
      const old = await cluster.slotOwner(key);
      const told: string[] = [];
      it.driver.onChange((server, up) => told.push(`${server} ${up}`));
      const promoted = await cluster.failover(old.shard);
      const after = await readFrom(key);
      expect(after.generation).toBe(await replid(promoted));
      expect(after.generation).not.toBe(before.generation);
      await it.until(() => !it.driver.servers().includes(`localhost:${old.tlsPort}`));
      await it.up();
      expect(it.driver.isUp(`localhost:${old.tlsPort}`)).toBe(false);
      expect(told).toContain(`localhost:${old.tlsPort} false`);
      expect(told).toContain(`localhost:${promoted.tlsPort} true`);
    });

    test('a primary that is gone leaves the others, and it is used again when it is back', async () => {
      const owner = await cluster.slotOwner('app:frozen');
      const name = `localhost:${owner.tlsPort}`;
      await cluster.everywhere('CONFIG', 'SET', 'cluster-require-full-coverage', 'no');
      it = observe({ ...options(), connectTimeoutMs: 200 });
      await it.up();
      owner.freeze();
      const lost = it.until(() => !it.driver.isUp(name));
      await expect(it.driver.probe(name)).rejects.toThrow();
      await lost;
      for (const server of it.driver.servers().filter((one) => one !== name)) await it.driver.probe(server);
      owner.thaw();
      await it.up();
      expect((await readFrom('app:frozen')).generation).toBe(await replid(owner));
    });
  });
}
