import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { startProxy } from '../servers/tcp-proxy';
import type { ContractSettings } from './driver-contract';
import { driverFactory, trust } from './observed-driver';
import { answerNext, holdAfter, startRelay } from './relay';

export function faultContract({ make, tells = true, allTlsOptions = true }: ContractSettings): void {
  describe('faults', () => {
    const observe = driverFactory(make);
    let server: RunningServer;
    beforeAll(async () => {
      server = await startServer();
      await server.command('SET', 'big', 'x'.repeat(1_000_000));
      await server.command('SET', 'small', 'x');
    });
    afterAll(() => server?.stop());

    test('D2: what is asked of a frozen server is answered when it goes on', async () => {
      const { driver, up } = observe({ port: server.port });
      await up();
      server.freeze();
      const late = observe({ port: server.port });
      const reading = driver.read(['small']);
      expect(await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 50, 'silence'))])).toBe(
        'silence',
      );
      expect(late.driver.isUp(late.driver.serverOf('small'))).toBe(false);
      server.thaw();
      expect(`${(await reading).values[0]}`).toBe('x');
      await late.up();
    });

    test('D3: a slow answer is an answer', async () => {
      const proxy = await startProxy(server.port);
      const { driver, up } = observe({ host: proxy.host, port: proxy.port });
      await up();
      proxy.delay(200);
      expect(`${(await driver.read(['small'])).values[0]}`).toBe('x');
      await proxy.close();
    });

    test('D4: a connection that is reset in the middle of an answer fails the read, and the next one works', async () => {
      const proxy = await startProxy(server.port);
      const { driver, up, down } = observe({ host: proxy.host, port: proxy.port });
      await up();
      const lost = down();
      proxy.cutAfter(5_000);
      await expect(driver.read(['big'])).rejects.toThrow();
      await lost;
      await up();
      expect((await driver.read(['big'])).values[0]).toHaveLength(1_000_000);
      await proxy.close();
    });

    test('D5: half an answer and then silence stops nobody else, and an unanswered probe ends it', async () => {
      const half = await startRelay(server.port);
      const { driver, up, down } = observe({ port: half.port, connectTimeoutMs: 300 });
      await up();
      holdAfter(half, 5_000);
      const reading = expect(driver.read(['big'])).rejects.toThrow();
      const other = observe({ port: server.port });
      await other.up();
      expect((await other.driver.read(['big'])).values[0]).toHaveLength(1_000_000);
      const lost = down();
      await expect(driver.probe(driver.serverOf('big'))).rejects.toThrow();
      await lost;
      await reading;
      await up();
      expect(`${(await driver.read(['small'])).values[0]}`).toBe('x');
      half.close();
    });

    test('D6: a name that nobody knows fails commands at once, for as long as nobody knows it', async () => {
      const { driver, errors, until } = observe({ host: 'nowhere.invalid', port: 6379 });
      await until(() => errors.length > 1);
      expect(driver.isUp(driver.serverOf('a'))).toBe(false);
      await expect(driver.read(['a'])).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_UNREACHABLE' });
    });

    const refuses = async ({ driver, errors, until }: ReturnType<typeof observe>) => {
      await until(() => errors.length > 1);
      expect(driver.isUp(driver.serverOf('a'))).toBe(false);
      expect(errors.map(String).join()).toMatch(/certificate|altnames/i);
    };

    test('D7: a certificate that nobody trusts is no connection', async () => {
      await refuses(observe({ port: server.tlsPort, tls: true }));
    });

    const ofAnotherName = () =>
      observe({ port: server.tlsPort, tls: { ...trust(server.caFile), servername: 'cache.example' } });
    if (allTlsOptions) {
      test('D7: a certificate of another name is no connection', () => refuses(ofAnotherName()));
    } else {
      test('an option of TLS that the client does not know is an error', () => {
        expect(ofAnotherName).toThrow("'tls.servername' needs another client: Valkey GLIDE takes 'tls.ca' only");
      });
    }

    test('D7: plain text to a TLS port, and TLS to a plain port, is no connection', async () => {
      const plain = observe({ port: server.tlsPort, connectTimeoutMs: 200 });
      const secure = observe({ port: server.port, tls: trust(server.caFile), connectTimeoutMs: 200 });
      for (const it of [plain, secure]) {
        await it.until(() => it.errors.length > 1);
        expect(it.driver.isUp(it.driver.serverOf('a'))).toBe(false);
      }
    });

    // GLIDE reads by two commands at once, and asks by itself in between: real servers show what it does with errors.
    if (!tells) return;

    test.each(['LOADING', 'MASTERDOWN', 'READONLY'])('D10: a server that answers %s is left', async (code) => {
      const fake = await startRelay(server.port);
      const { driver, up, down } = observe({ port: fake.port });
      await up();
      const lost = down();
      answerNext(fake, `-${code} it is so\r\n`);
      await expect(driver.read(['small'])).rejects.toThrow();
      await lost;
      await up();
      fake.close();
    });

    test.each(['TRYAGAIN', 'BUSY', 'NOPERM'])('D10: an answer %s fails the command, and nothing else', async (code) => {
      const fake = await startRelay(server.port);
      const { driver, up } = observe({ port: fake.port });
      await up();
      answerNext(fake, `-${code} it is so\r\n`);
      await expect(driver.read(['small'])).rejects.toThrow(code);
      expect(driver.isUp(driver.serverOf('small'))).toBe(true);
      expect(`${(await driver.read(['small'])).values[0]}`).toBe('x');
      fake.close();
    });
  });
}
