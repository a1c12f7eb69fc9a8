import { freePorts } from '../../../test/servers/free-ports';
import { type Attempt, type Pace, Reconnector } from '../../lib/drivers/reconnector';
import type { MemcachedSession } from '../../lib/wire/memcached-session';
import { openMemcached } from '../../lib/wire/open-memcached';
import { type RunningMemcached, startMemcached } from '../servers/memcached';
import { type RunningProxy, startProxy } from '../servers/tcp-proxy';

let server: RunningMemcached;
let proxy: RunningProxy;
beforeAll(async () => {
  server = await startMemcached();
});
beforeEach(async () => {
  proxy = await startProxy(server.port);
});
const made: Reconnector<MemcachedSession>[] = [];
afterEach(async () => {
  jest.restoreAllMocks();
  proxy.thaw();
  await Promise.all(made.splice(0).map((reconnector) => reconnector.close()));
  await proxy.close();
});
afterAll(() => server.stop());

const openNow = (attempt: Attempt, port = proxy.port) =>
  openMemcached({ address: { host: '127.0.0.1', port }, ...attempt });

/** Sessions of the real client, and what was told of them. */
function reconnecting(open = openNow, pace: Pace = {}, failure?: Error) {
  const told: (boolean | string)[] = [];
  let look = () => {};
  const tell = (what: boolean | string) => {
    told.push(what);
    look();
    if (failure) throw failure;
  };
  const reconnector = new Reconnector<MemcachedSession>(
    { server: 'node', open, onChange: tell, onError: ({ message }) => tell(message) },
    // The same object: a test changes it later.
    Object.assign(pace, { reconnectMinMs: 1, reconnectMaxMs: 4, ...pace }),
  );
  made.push(reconnector);
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      look = () => holds() && resolve();
      look();
    });
  const up = () => until(() => reconnector.session !== undefined);
  return { reconnector, told, until, up };
}

const LATE = 'node cannot be reached now';
/** What the socket says of it. */
const LOST = expect.stringMatching(/ECONNRESET|closed/);

test('a session that is lost is followed by the next one, and each change is told once', async () => {
  const { reconnector, told, until, up } = reconnecting();
  expect(() => reconnector.current()).toThrow(LATE);
  await up();
  const first = reconnector.current();
  proxy.drop();
  await until(() => told.includes(false));
  await up();
  expect(reconnector.current()).not.toBe(first);
  await reconnector.current().ping();
  expect(told).toEqual([true, false, LOST, true]);
});

test('an attempt that is not answered ends in its time, and the next one may be', async () => {
  proxy.freeze();
  const pace = { connectTimeoutMs: 20 };
  const { told, until, up } = reconnecting(openNow, pace);
  await until(() => told.length === 2);
  pace.connectTimeoutMs = 2000;
  proxy.thaw();
  await up();
  expect(new Set(told.slice(0, 2))).toEqual(new Set([expect.stringContaining(LATE)]));
});

test('a server that does not answer a probe in the time of an attempt is left', async () => {
  const pace = { connectTimeoutMs: 2000 };
  const { reconnector, told, until, up } = reconnecting(openNow, pace);
  await expect(reconnector.probe()).rejects.toThrow(LATE);
  await up();
  await reconnector.probe();
  pace.connectTimeoutMs = 20;
  proxy.freeze();
  await expect(reconnector.probe()).rejects.toThrow('it was ended here');
  await until(() => told.length >= 3);
  expect(told.slice(0, 3)).toEqual([true, false, `${LATE}: it has not answered within 20 ms`]);
});

describe('the delay', () => {
  /** What timers were asked for that begin the next attempt; the jitter is at its most. */
  function delays() {
    jest.spyOn(Math, 'random').mockReturnValue(1);
    const timers = jest.spyOn(global, 'setTimeout');
    return () => timers.mock.calls.map(([, ms]) => ms).filter((ms) => [1, 2, 4].includes(ms!));
  }

  test('doubles up to its most while attempts fail', async () => {
    const asked = delays();
    const [port] = await freePorts(1);
    const { told, until } = reconnecting((attempt) => openNow(attempt, port));
    await until(() => told.length === 5);
    expect(asked()).toEqual([1, 2, 4, 4, 4]);
    expect(new Set(told)).toEqual(new Set([expect.stringContaining(`connect ECONNREFUSED 127.0.0.1:${port}`)]));
  });

  test.each([
    ['goes on after a session that did not last', 1000, 2],
    ['starts anew after one that did', 1001, 1],
  ])('%s', async (_, lasted, second) => {
    const now = jest.spyOn(performance, 'now').mockReturnValue(0);
    const asked = delays();
    const { told, until, up } = reconnecting();
    for (const losses of [1, 2]) {
      await up();
      now.mockReturnValue(losses * lasted);
      proxy.drop();
      await until(() => told.filter((what) => what === false).length === losses);
    }
    expect(asked()).toEqual([1, second]);
  });
});

test('a session that is lost before it is used is ended, and counts as an attempt that failed', async () => {
  const ended = jest.fn();
  const { told, up } = reconnecting(async (attempt) => {
    const session = await openNow(attempt);
    if (told.length > 0) return session;
    proxy.drop();
    await expect(session.ping()).rejects.toThrow('cannot be reached now');
    return Object.assign(session, { end: ended });
  });
  await up();
  expect(ended).toHaveBeenCalledTimes(1);
  expect(told).toEqual([LOST, true]);
});

describe('closing', () => {
  test('ends the session, and opens no other one', async () => {
    const { reconnector, told, up } = reconnecting();
    await up();
    const session = reconnector.current();
    await reconnector.close();
    await expect(session.ping()).rejects.toThrow('it was ended here');
    expect([told, reconnector.session]).toEqual([[true, false], undefined]);
  });

  test('ends an attempt that is under way, and tells nothing of it', async () => {
    proxy.freeze();
    const connected = proxy.connected();
    const { reconnector, told } = reconnecting(openNow, { connectTimeoutMs: 120_000 });
    await connected;
    await reconnector.close();
    expect(told).toEqual([]);
  });

  test('ends a session that comes all the same', async () => {
    const { signal } = new AbortController();
    const opening = openNow({ signal, onLost: () => undefined });
    const { reconnector, told } = reconnecting(() => opening);
    await reconnector.close();
    await expect((await opening).ping()).rejects.toThrow('it was ended here');
    expect(told).toEqual([]);
  });
});

test('listeners that throw change nothing', async () => {
  const { reconnector, told, until, up } = reconnecting(openNow, {}, new Error('of a listener'));
  await up();
  proxy.drop();
  await until(() => told.length === 7);
  await reconnector.current().ping();
  expect(told).toEqual([true, 'of a listener', false, 'of a listener', LOST, true, 'of a listener']);
});
