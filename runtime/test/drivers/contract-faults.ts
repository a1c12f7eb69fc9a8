import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { startProxy } from '../servers/tcp-proxy';
import type { ContractSettings } from './driver-contract';
import { driverFactory, trust } from './observed-driver';

export function faultContract({ make }: ContractSettings): void {
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
      const half = await holdingProxy(server.port);
      const { driver, up, down } = observe({ port: half.port, connectTimeoutMs: 300 });
      await up();
      half.holdAfter(5_000);
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

    test('D7: a certificate that nobody trusts, or of another name, is no connection', async () => {
      const untrusted = observe({ port: server.tlsPort, tls: true });
      const misnamed = observe({ port: server.tlsPort, tls: { ...trust(server.caFile), servername: 'cache.example' } });
      for (const { driver, errors, until } of [untrusted, misnamed]) {
        await until(() => errors.length > 1);
        expect(driver.isUp(driver.serverOf('a'))).toBe(false);
        expect(errors.map(String).join()).toMatch(/certificate|altnames/i);
      }
    });

    test('D7: plain text to a TLS port, and TLS to a plain port, is no connection', async () => {
      const plain = observe({ port: server.tlsPort, connectTimeoutMs: 200 });
      const secure = observe({ port: server.port, tls: trust(server.caFile), connectTimeoutMs: 200 });
      for (const it of [plain, secure]) {
        await it.until(() => it.errors.length > 1);
        expect(it.driver.isUp(it.driver.serverOf('a'))).toBe(false);
      }
    });

    test.each(['LOADING', 'MASTERDOWN', 'READONLY'])('D10: a server that answers %s is left', async (code) => {
      const fake = await answeringProxy(server.port, `-${code} it is so\r\n`);
      const { driver, up, down } = observe({ port: fake.port });
      await up();
      const lost = down();
      fake.answer();
      await expect(driver.read(['small'])).rejects.toThrow();
      await lost;
      await up();
      fake.close();
    });

    test.each(['TRYAGAIN', 'BUSY', 'NOPERM'])('D10: an answer %s fails the command, and nothing else', async (code) => {
      const fake = await answeringProxy(server.port, `-${code} it is so\r\n`);
      const { driver, up } = observe({ port: fake.port });
      await up();
      fake.answer();
      await expect(driver.read(['small'])).rejects.toThrow(code);
      expect(driver.isUp(driver.serverOf('small'))).toBe(true);
      expect(`${(await driver.read(['small'])).values[0]}`).toBe('x');
      fake.close();
    });
  });
}

/** Stands before a server and passes on all, until it holds back what comes after so many bytes. */
async function holdingProxy(target: number) {
  let left = Number.POSITIVE_INFINITY;
  const proxy = await relay(target, (client, chunk) => {
    client.write(chunk.subarray(0, Math.max(0, left)));
    left -= chunk.length;
  });
  return {
    ...proxy,
    holdAfter: (bytes: number) => {
      left = bytes;
      proxy.onNext(() => {
        left = Number.POSITIVE_INFINITY;
      });
    },
  };
}

/** Stands before a server and gives an answer of its own in place of the next one. */
async function answeringProxy(target: number, reply: string) {
  let armed = false;
  const proxy = await relay(target, (client, chunk) => {
    client.write(armed ? reply : chunk);
    armed = false;
  });
  return {
    ...proxy,
    answer: () => {
      armed = true;
    },
  };
}

async function relay(target: number, toClient: (client: Socket, chunk: Buffer) => void) {
  let next: () => void = () => undefined;
  const server = createServer((client) => {
    next();
    const upstream = connect({ port: target, host: '127.0.0.1' });
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      from.on('error', () => undefined).on('close', () => to.destroy());
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => toClient(client, chunk));
  });
  server.listen(0, 'localhost').unref();
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    onNext: (act: () => void) => {
      next = act;
    },
    close: () => {
      server.close();
    },
  };
}
