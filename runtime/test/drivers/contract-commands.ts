import { createHash } from 'node:crypto';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { type RunningCluster, startCluster } from '../servers/redis-cluster';
import type { ContractSettings } from './driver-contract';
import { driverFactory, type Observed, RIGHTS, replid, trust } from './observed-driver';

const EVERY_BYTE = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const scriptOf = (text: string) => ({ text, sha: createHash('sha1').update(text).digest('hex') });

/** A kind of server, and how a driver reaches it. */
interface Place {
  start(rights: readonly string[]): Promise<void>;
  options(): Parameters<ReturnType<typeof driverFactory>>[0];
  everywhere(...command: string[]): Promise<unknown>;
  owner(key: string): Promise<RunningServer>;
  stop(): Promise<void>;
}

function single(secure: boolean): Place {
  let server: RunningServer;
  return {
    start: async (rights) => {
      server = await startServer();
      await server.command('ACL', 'SETUSER', 'app', ...rights);
    },
    options: () =>
      secure
        ? { port: server.tlsPort, tls: trust(server.caFile), username: 'app', password: () => 'first' }
        : { port: server.port },
    everywhere: (...command) => server.command(...command),
    owner: async () => server,
    stop: () => server?.stop(),
  };
}

function ofShards(): Place {
  let cluster: RunningCluster;
  return {
    start: async (rights) => {
      cluster = await startCluster();
      await cluster.setUser('app', ...rights);
    },
    options: () => ({
      port: cluster.tlsPort,
      clusterMode: true,
      tls: trust(cluster.caFile),
      username: 'app',
      password: () => 'first',
    }),
    everywhere: (...command) => cluster.everywhere(...command),
    owner: (key) => cluster.slotOwner(key),
    stop: () => cluster?.stop(),
  };
}

const places: [string, Place][] = [
  ['TCP', single(false)],
  ['TLS and a user of few rights', single(true)],
  ['three shards by TLS and a user of few rights', ofShards()],
];

export function commandContract({ make, moreRights = [], ordered = true }: ContractSettings): void {
  describe.each(places)('commands by %s', (_, place) => {
    const observe = driverFactory(make);
    let it: Observed;
    beforeAll(() => place.start([...RIGHTS, ...moreRights]));
    afterAll(() => place.stop());
    beforeEach(async () => {
      it = observe(place.options());
      await it.up();
    });

    test('a value of any bytes comes back, in the order of the keys, with null for none', async () => {
      const { driver } = it;
      const values = [EVERY_BYTE, Buffer.alloc(0), Buffer.from('\r\n$3\r\n'), Buffer.alloc(100_000, 7)];
      const keys = values.map((_, index) => `app:{bytes}:${index}`);
      expect(await Promise.all(keys.map((key, index) => driver.set(key, values[index], { px: 60_000 })))).toEqual(
        keys.map(() => true),
      );
      const read = await driver.read([keys[3], 'app:{bytes}:none', keys[1], keys[0], keys[2]]);
      // An equality of jest takes seconds for so long a value.
      expect(read.values[0]?.equals(values[3])).toBe(true);
      expect(read.values.slice(1)).toEqual([null, values[1], values[0], values[2]]);
      expect((await driver.read([keys[0]])).values).toEqual([EVERY_BYTE]);
      expect((await driver.read(['app:none'])).values).toEqual([null]);
    });

    test('many reads and writes of one tick do not mix, and keep their order where the client does', async () => {
      const { driver } = it;
      const keys = Array.from({ length: 50 }, (_, index) => `app:{tick${index % 5}}:${index} é\n`);
      const done = keys.flatMap((key, index) => {
        const set = driver.set(key, Buffer.from(`${index}`), { px: 60_000 }).then(() => undefined);
        return [set, ordered ? driver.read([key]) : set.then(() => driver.read([key]))];
      });
      const read = (await Promise.all(done)).filter((reading) => reading !== undefined);
      expect(read.map(({ values }) => `${values[0]}`)).toEqual(keys.map((_, index) => `${index}`));
      const group = keys.filter((key) => driver.groupOf(key) === driver.groupOf(keys[0]));
      expect((await driver.read(group)).values).toHaveLength(group.length);
    });

    test('the generation is the replication id of the server that owns the key', async () => {
      for (const key of ['app:a', 'app:b', 'app:c', 'app:d']) {
        expect((await it.driver.read([key])).generation).toBe(await replid(await place.owner(key)));
      }
    });

    test('a value lives as long as it is told, and `ifAbsent` leaves one that is there', async () => {
      const { driver } = it;
      const key = 'app:life';
      await driver.unlink([key]);
      expect(await driver.set(key, Buffer.from('one'), { px: 50_000, ifAbsent: true })).toBe(true);
      expect(await driver.set(key, Buffer.from('two'), { px: 90_000, ifAbsent: true })).toBe(false);
      const ttl = Number(await (await place.owner(key)).command('PTTL', key));
      expect(ttl > 0 && ttl <= 50_000).toBe(true);
      expect(`${(await driver.read([key])).values[0]}`).toBe('one');
    });

    test('keys that are there and keys that are not are unlinked at once', async () => {
      const keys = ['app:{gone}:1', 'app:{gone}:2'];
      await it.driver.set(keys[0], EVERY_BYTE, { px: 60_000 });
      expect(await it.driver.unlink(keys)).toBeUndefined();
      expect((await it.driver.read(keys)).values).toEqual([null, null]);
    });

    test('a script runs that the server does not know, and its replies are text, numbers and null', async () => {
      const script = scriptOf(
        'return {KEYS[1], ARGV[1], ARGV[2], #KEYS, {KEYS[2], false}, redis.call("GET", KEYS[2])}',
      );
      const keys = ['app:{s}:1', 'v:{s}:2'];
      await it.driver.unlink(keys);
      for (let round = 0; round < 2; round += 1) {
        await place.everywhere('SCRIPT', 'FLUSH');
        for (let time = 0; time < 2; time += 1) {
          const reply = await it.driver.run(script, keys, ['é\n', '']);
          expect(reply).toEqual([keys[0], 'é\n', '', 2, [keys[1], null], null]);
        }
      }
      await expect(it.driver.run(scriptOf('return redis.error_reply("BROKEN it")'), keys, [])).rejects.toThrow(
        'BROKEN',
      );
    });

    test('V8, O3: without memory a write fails, while reading and unlinking work', async () => {
      const { driver } = it;
      await driver.set('app:full', EVERY_BYTE, { px: 60_000 });
      await place.everywhere('CONFIG', 'SET', 'maxmemory', '1');
      try {
        await expect(driver.set('app:full', EVERY_BYTE, { px: 60_000 })).rejects.toThrow('OOM');
        expect((await driver.read(['app:full'])).values).toEqual([EVERY_BYTE]);
        await driver.unlink(['app:full']);
        expect((await driver.read(['app:full'])).values).toEqual([null]);
      } finally {
        await place.everywhere('CONFIG', 'SET', 'maxmemory', '0');
      }
      await it.up();
    });

    test('each server answers a probe and tells its time in milliseconds', async () => {
      expect(it.driver.servers().length).toBeGreaterThan(0);
      for (const server of it.driver.servers()) {
        expect(await it.driver.probe(server)).toBeUndefined();
        const before = Date.now();
        const told = await it.driver.time(server);
        // One clock of this machine gives both.
        expect(told).toBeGreaterThan(before - 1000);
        expect(told).toBeLessThan(Date.now() + 1000);
      }
    });

    test('a server that is not there is not up, and neither probe nor time reach it', async () => {
      expect(it.driver.isUp('nowhere:1')).toBe(false);
      await expect(it.driver.probe('nowhere:1')).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
      await expect(it.driver.time('nowhere:1')).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
    });

    test('after close every command fails, and nothing is up', async () => {
      const { driver } = it;
      await driver.close();
      expect(driver.servers().some((server) => driver.isUp(server))).toBe(false);
      await expect(driver.read(['app:a'])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
      await expect(driver.set('app:a', EVERY_BYTE, { px: 1 })).rejects.toMatchObject({
        code: 'ERR_CACHE_TIER_UNREACHABLE',
      });
      await driver.close();
    });
  });
}
