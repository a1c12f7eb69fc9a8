import { setTimeout as pause } from 'node:timers/promises';
import { freePorts } from '../../../test/servers/free-ports';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { type RunningReplicated, startReplicated } from '../servers/redis-replica';
import { startProxy } from '../servers/tcp-proxy';
import type { ContractSettings } from './driver-contract';
import { driverFactory, RIGHTS, replid, trust } from './observed-driver';
import { startRelay } from './relay';

export function connectionContract({ make, moreRights = [] }: ContractSettings): void {
  const observe = driverFactory(make);

  describe('a connection', () => {
    let server: RunningServer;
    beforeAll(async () => {
      server = await startServer();
      await server.command('ACL', 'SETUSER', 'app', ...RIGHTS, ...moreRights);
    });
    afterAll(() => server?.stop());
    const secure = () => ({ port: server.tlsPort, tls: trust(server.caFile), username: 'app' });

    test('D1: while it is refused, commands fail at once, and the driver is not up', async () => {
      const [port] = await freePorts(1);
      const { driver, errors, until } = observe({ port });
      expect(driver.isUp(driver.serverOf('a'))).toBe(false);
      await expect(driver.read(['a'])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
      await expect(driver.run({ text: '', sha: '' }, ['a'], [])).rejects.toMatchObject({
        code: 'ERR_CACHE_TIER_UNREACHABLE',
      });
      await until(() => errors.length > 2);
      expect(driver.isUp(driver.serverOf('a'))).toBe(false);
      await expect(driver.probe(driver.serverOf('a'))).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
    });

    test('it tells when it is up, when it is down, and when it is up again; who has unsubscribed is not told', async () => {
      const proxy = await startProxy(server.port);
      const { driver, up, down } = observe({ host: proxy.host, port: proxy.port });
      const name = `${proxy.host}:${proxy.port}`;
      expect([driver.serverOf('a'), driver.servers()]).toEqual([name, [name]]);
      const told: [string, boolean][] = [];
      const unsubscribe = driver.onChange((which, isUp) => told.push([which, isUp]));
      await up();
      proxy.refuse();
      await down();
      proxy.accept();
      await up();
      unsubscribe();
      proxy.refuse();
      await down();
      expect(told).toEqual([
        [name, true],
        [name, false],
        [name, true],
      ]);
      await proxy.close();
    });

    test('D11: an attempt that is not answered ends in its own time, and the next one may be', async () => {
      const proxy = await startProxy(server.port);
      proxy.freeze();
      const { errors, until, up } = observe({ host: proxy.host, port: proxy.port, connectTimeoutMs: 100 });
      await until(() => errors.length > 1);
      proxy.thaw();
      await up();
      await proxy.close();
    });

    test('without a password yet it does not connect, and connects once there is one', async () => {
      const proxy = await startProxy(server.tlsPort);
      let password: string | undefined;
      const { errors, until, up } = observe({
        ...secure(),
        host: proxy.host,
        port: proxy.port,
        password: () => password,
      });
      await until(() => errors.length > 2);
      expect(errors.map((error) => (error as NodeJS.ErrnoException).code)).toContain('ERR_CACHE_TIER_NO_CREDENTIAL');
      expect(proxy.bytes.toServer).toBe(0);
      password = 'first';
      await up();
      await proxy.close();
    });

    test('D8: a wrong password is told, tried again by the backoff, and never written anywhere', async () => {
      let refused = 0;
      let password = 'wrong-password';
      const began = performance.now();
      const { errors, until, up } = observe({
        ...secure(),
        password: () => password,
        reconnectMinMs: 20,
        reconnectMaxMs: 80,
        onAuthenticationError: () => {
          refused += 1;
        },
      });
      await until(() => refused === 5);
      // At least half of 20, 40, 80 and 80 lies between five attempts.
      expect(performance.now() - began).toBeGreaterThan(110);
      expect(errors.map(String).join()).not.toContain(password);
      password = 'first';
      await up();
      expect(refused).toBe(5);
    });

    test('D8: after a rotation the next connection takes the new password', async () => {
      let password = 'first';
      const { driver, up, down } = observe({ ...secure(), password: () => password });
      await up();
      await server.command('ACL', 'SETUSER', 'app', 'resetpass', '>second');
      const lost = down();
      await server.command('CLIENT', 'KILL', 'USER', 'app');
      await lost;
      await expect(driver.read(['app:a'])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
      password = 'second';
      await up();
      expect((await driver.read(['app:a'])).values).toEqual([null]);
      await server.command('ACL', 'SETUSER', 'app', 'resetpass', '>first');
    });

    test('R12: a server that has restarted has another generation', async () => {
      const first = await startServer();
      // A server that starts again is another process behind the same port.
      const relay = await startRelay(first.port);
      const { driver, up, readAgain } = observe({ port: relay.port });
      await up();
      const before = await driver.read(['a']);
      expect(before.generation).toBe(await replid(first));
      relay.target = server.port;
      await first.stop();
      const after = await readAgain('a');
      expect(after.generation).not.toBe(before.generation);
      expect(after.generation).toBe(await replid(server));
      relay.close();
    });
  });

  describe('a primary and its replica', () => {
    let pair: RunningReplicated;
    beforeEach(async () => {
      pair = await startReplicated();
    });
    afterEach(() => pair?.stop());

    test('L2: a replica is refused, and once it is promoted it is used, under another generation', async () => {
      const primary = observe({ port: pair.primary.port });
      const replica = observe({ port: pair.replica.port });
      await primary.up();
      await replica.until(() => replica.errors.length > 1);
      expect(replica.errors.map(String).join()).toMatch(/is a slave|No primary node found/);
      const before = await primary.driver.read(['a']);
      await pair.promote();
      await replica.up();
      const after = await replica.driver.read(['a']);
      expect(after.generation).not.toBe(before.generation);
      expect(after.generation).toBe(await replid(pair.primary));
    });

    test('D9: a primary that is made a replica is left at the first write', async () => {
      const { driver, up, down, errors } = observe({ port: pair.primary.port });
      await up();
      await pair.failover();
      await expect(driver.set('a', Buffer.from('1'), { px: 1000 })).rejects.toThrow('READONLY');
      await down();
      expect(errors.map(String).join()).toContain('READONLY');
    });

    test('D9: a primary that is made a replica is left although there are only reads', async () => {
      const { driver, up, down } = observe({ port: pair.primary.port });
      await up();
      await driver.read(['a']);
      await pair.failover();
      const left = down();
      let reading = true;
      left.then(() => {
        reading = false;
      });
      while (reading) {
        await driver.read(['a']).catch(() => undefined);
        await pause(20);
      }
      await expect(driver.read(['a'])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
    });
  });
}
