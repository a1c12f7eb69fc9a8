import { execFileSync } from 'node:child_process';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { Metric } from '../../lib/metrics/metrics';
import type { ProtocolOptions } from '../../lib/protocol/protocol';
import { type RunningProxy, startProxy } from '../servers/tcp-proxy';
import { Gate } from './hooked-driver';
import {
  counted,
  down,
  makeProcess,
  NAMES,
  onSingleServer,
  type Process,
  ROW_KEYS,
  Row,
  readOf,
  startProcess,
  up,
  watchRejections,
} from './lab';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** As an application has it. */
const DEADLINES = { deadlineMs: 50, writeDeadlineMs: 50 };

let server: RunningServer;
let proxy: RunningProxy;
let one: Process;
let row: Row;
let rejections: () => readonly unknown[];

const start = async (options: Partial<ProtocolOptions> = {}) => {
  one = await startProcess({ host: '127.0.0.1', port: proxy.port }, { ...DEADLINES, ...options });
};
const read = (change = {}) => one.protocol.reader.read(readOf(row, change));

/** Reads until the cache answers; each answer is right. */
async function recovered(): Promise<void> {
  for (let source = ''; source !== 'hit'; ) {
    const answer = await read();
    expect(answer.value).toBe(row.value);
    ({ source } = answer);
    await pause(2);
  }
}

beforeAll(async () => {
  server = await startServer();
  proxy = await startProxy(server.port);
});
afterAll(async () => {
  await proxy.close();
  await server.stop();
});
beforeEach(async () => {
  rejections = watchRejections();
  row = new Row();
  await server.command('FLUSHALL');
});
afterEach(async () => {
  server.thaw();
  proxy.thaw();
  proxy.accept();
  proxy.delay(0);
  await one.close();
  await new Promise(setImmediate);
  expect(rejections()).toEqual([]);
});

test('a loop of reads whose answers are there at once hears that the cache is back', async () => {
  await start();
  await recovered();
  server.freeze();
  expect((await read()).source).toBe('load');
  server.thaw();
  // No pause in between: each read ends in the turn of the event loop in which it begins, if it may.
  const end = performance.now() + 10_000;
  let source = '';
  while (source !== 'hit' && performance.now() < end) ({ source } = await read());
  expect(source).toBe('hit');
});

test('nobody waits for a holder that could not give its lease back, once the cache goes on', async () => {
  await start({ leaseMs: 30_000 });
  const another = await startProcess({ host: '127.0.0.1', port: server.port }, { waitMs: 2_000 });
  try {
    const gate = new Gate();
    const load = async () => {
      await gate.pass();
      return row.load();
    };
    const leading = read({ load });
    await gate.reached;
    server.freeze();
    // Another key: what is late opens the breaker, so nothing more is sent for the load that is under way.
    await read({ key: NAMES.entry('another') });
    gate.open();
    await leading;
    await one.protocol.reader.settled();
    server.thaw();
    expect((await another.protocol.reader.read(readOf(row))).source).toBe('load');
    expect(another.metrics.total(Metric.LEASE_TIMEOUT)).toBe(0);
  } finally {
    server.thaw();
    await another.close();
  }
});

test('D1: a cache that refuses connections is never waited for', async () => {
  await start();
  await recovered();
  proxy.refuse();
  await down(one.driver);
  row.value = 1;
  const sent = one.hooks.calls.length;
  expect(await read()).toEqual({ value: 1, source: 'load' });
  expect(one.hooks.calls.slice(sent).filter(({ name }) => name !== 'probe')).toEqual([]);
  expect(one.metrics.total(Metric.BYPASS, 'unavailable')).toBeGreaterThan(0);
  expect((await one.protocol.writer.announce(ROW_KEYS)).acknowledged).toBe(false);
  proxy.accept();
  await one.protocol.writer.drop(ROW_KEYS);
  await recovered();
});

test('D2: a frozen cache costs one deadline, and then nothing is sent to it but probes', async () => {
  await start();
  await recovered();
  await one.protocol.reader.settled();
  // A busy machine may have been late before.
  const late = one.metrics.total(Metric.TIMEOUT);
  const opened = one.metrics.total(Metric.BREAKER, 'open');
  server.freeze();
  row.value = 1;
  expect((await read({ tags: { found: [], empty: [] } })).value).toBe(1);
  expect(one.metrics.total(Metric.TIMEOUT)).toBe(late + 1);
  expect(one.metrics.total(Metric.BREAKER, 'open')).toBe(opened + 1);
  const sent = one.hooks.calls.length;
  for (let n = 0; n < 200; n += 1) expect((await read()).value).toBe(1);
  expect(one.hooks.calls.slice(sent).filter(({ name }) => name !== 'probe' && name !== 'time')).toEqual([]);
  expect(one.metrics.total(Metric.TIMEOUT)).toBe(late + 1);
  server.thaw();
  row.value = 0;
  await recovered();
  expect(one.metrics.total(Metric.BREAKER, 'closed')).toBeGreaterThan(0);
});

test('D2: commands to a frozen cache are bounded, however long it lasts', async () => {
  await start({ probeMs: 5, probeMaxMs: 10 });
  await recovered();
  server.freeze();
  await read();
  let most = 0;
  const stop = one.metrics.subscribe(() => {
    most = Math.max(most, one.hooks.outstanding);
  });
  for (let n = 0; n < 2_000; n += 1) await read();
  stop();
  expect(most).toBeLessThan(50);
});

test('D3: a cache that takes 200 ms is left alone until it is fast again', async () => {
  await start();
  await recovered();
  const opened = one.metrics.total(Metric.BREAKER, 'open');
  proxy.delay(200);
  row.value = 1;
  expect((await read({ key: NAMES.entry('other') })).value).toBe(1);
  expect(one.metrics.total(Metric.BREAKER, 'open')).toBe(opened + 1);
  expect((await read()).source).toBe('load');
  proxy.delay(0);
  row.value = 0;
  await recovered();
});

test.each([1, 7, 40])('D4: a connection that is reset %i bytes into a reply leads to the database', async (bytes) => {
  await start();
  await recovered();
  row.value = 1;
  proxy.cutAfter(bytes);
  expect(await read()).toEqual({ value: 1, source: 'load' });
  row.value = 0;
  await up(one.driver);
  await recovered();
});

test('D5: half a reply and then silence leads to the database', async () => {
  await start();
  await recovered();
  row.value = 1;
  one.hooks.hook = async (call, send) => {
    if (call.name === 'read') proxy.freeze();
    return send();
  };
  expect(await read()).toEqual({ value: 1, source: 'load' });
  one.hooks.hook = (_, send) => send();
  row.value = 0;
  proxy.thaw();
  await recovered();
});

test.each([
  ['D6: a name that does not resolve', { host: 'nowhere.invalid', port: 6379 }],
  ['D1: a port where nobody listens', { host: '127.0.0.1', port: 1 }],
])('%s leads to the database at once, and close ends', async (_, place) => {
  one = makeProcess(place, DEADLINES);
  row.value = 3;
  for (let n = 0; n < 10; n += 1) expect(await read()).toEqual({ value: 3, source: 'load' });
  const write = await one.protocol.writer.announce(ROW_KEYS);
  await write.settle();
  expect(one.protocol.pendingInvalidations).toBe(1);
  await one.close();
  expect(one.metrics.total(Metric.INVALIDATION_LOST, 'closed')).toBe(1);
});

test('D8: a cache that refuses the user leads to the database, and is not asked faster than it reconnects', async () => {
  await server.command('CONFIG', 'SET', 'requirepass', 'secret');
  try {
    one = makeProcess({ host: '127.0.0.1', port: proxy.port }, DEADLINES);
    const before = proxy.bytes.toServer;
    for (let n = 0; n < 200; n += 1) expect((await read()).source).toBe('load');
    expect(proxy.bytes.toServer - before).toBeLessThan(10_000);
  } finally {
    await server.command('CONFIG', 'SET', 'requirepass', '');
  }
  await up(one.driver);
  await recovered();
});

test.each([
  'READONLY You cannot write',
  'LOADING the dataset',
  'CLUSTERDOWN down',
  'TRYAGAIN later',
  'MOVED 1 a:1',
  'ASK 1 a:1',
  'NOPERM no',
])('D9, D10: a cache that answers "%s" leads to the database, and nothing is lost', async (reply) => {
  await start();
  await recovered();
  row.value = 1;
  one.hooks.hook = (call, send) => (call.name === 'time' ? send() : Promise.reject(new Error(reply)));
  const write = await one.protocol.writer.announce(ROW_KEYS);
  expect(write.acknowledged).toBe(false);
  await write.settle();
  expect(await read()).toEqual({ value: 1, source: 'load' });
  expect(await read({ key: NAMES.entry('other'), tags: { found: [], empty: [] } })).toMatchObject({ source: 'load' });
  one.hooks.hook = (_, send) => send();
  await recovered();
});

test('D9: a cache that has become a replica stores nothing and is not trusted, and nothing is lost', async () => {
  await start();
  await recovered();
  await server.command('REPLICAOF', '127.0.0.1', '1');
  try {
    const write = await one.protocol.writer.announce(ROW_KEYS);
    expect(write.acknowledged).toBe(false);
    row.value = 1;
    await write.settle();
    expect(await read()).toEqual({ value: 1, source: 'load' });
  } finally {
    await server.command('REPLICAOF', 'NO', 'ONE');
  }
  await recovered();
  expect(one.protocol.pendingInvalidations).toBe(0);
});

test('D11: a first connection that takes long is waited for by nobody', async () => {
  proxy.delay(300);
  one = makeProcess({ host: '127.0.0.1', port: proxy.port }, DEADLINES);
  for (let n = 0; n < 20; n += 1) expect((await read()).source).toBe('load');
  expect(one.metrics.total(Metric.TIMEOUT)).toBe(0);
  proxy.delay(0);
  await recovered();
});

test('D12: what was invalidated while the cache was away is dropped when it is back, before this process reads it', async () => {
  await start();
  await recovered();
  proxy.refuse();
  await down(one.driver);
  const write = await one.protocol.writer.announce(ROW_KEYS);
  row.value = 1;
  await write.settle();
  expect(one.protocol.pendingInvalidations).toBe(1);
  const gate = new Gate();
  one.hooks.hook = async (call, send) => {
    if (call.name === 'drop_intent' && proxy.connections > 0) await gate.pass();
    return send();
  };
  proxy.accept();
  await up(one.driver);
  await gate.reached;
  // It is back, with the old entry in it.
  expect(await read()).toEqual({ value: 1, source: 'load' });
  expect(one.metrics.total(Metric.BYPASS, 'invalidation-pending')).toBe(1);
  gate.open();
  while (one.protocol.pendingInvalidations > 0) await pause(2);
  expect(await read()).toEqual({ value: 1, source: 'load' });
  await recovered();
});

test('D13: a reader that reaches the cache while a writer does not is bounded by the time to live', async () => {
  await start();
  const reader = await startProcess(server, { jitter: 0 });
  const lifetime = { ttl: 300 };
  await reader.protocol.reader.read(readOf(row, { lifetime }));
  await reader.protocol.reader.settled();
  proxy.refuse();
  await down(one.driver);
  const write = await one.protocol.writer.announce(ROW_KEYS);
  row.value = 1;
  await write.settle();
  // Said aloud: nobody can know better.
  expect(write.acknowledged).toBe(false);
  expect(one.metrics.total(Metric.UNACKNOWLEDGED)).toBe(2);
  let answer = await reader.protocol.reader.read(readOf(row, { lifetime }));
  while (answer.value === 0) answer = await reader.protocol.reader.read(readOf(row, { lifetime }));
  expect(answer.source).toBe('load');
  await reader.close();
});

test('D14: with the cache off and on under ten times the load, each key has one load at a time', async () => {
  await start({ deadlineMs: 10_000, writeDeadlineMs: 10_000 });
  const running = new Map<string, number>();
  let most = 0;
  const loader = (key: string) => async () => {
    running.set(key, (running.get(key) ?? 0) + 1);
    most = Math.max(most, running.get(key)!);
    const loaded = await row.load();
    await pause(2);
    running.set(key, running.get(key)! - 1);
    return loaded;
  };
  const burst = () =>
    Promise.all(
      Array.from({ length: 1_000 }, (_, caller) => {
        const key = NAMES.entry(`key ${caller % 10}`);
        return one.protocol.reader.read(readOf({ load: loader(key) }, { key }));
      }),
    );
  await burst();
  expect(most).toBe(1);
  proxy.refuse();
  await down(one.driver);
  row.loads = 0;
  await burst();
  expect(most).toBe(1);
  // Who comes during a load shares the next one.
  expect(row.loads).toBeLessThanOrEqual(20);
  proxy.accept();
  await up(one.driver);
  await server.command('FLUSHALL');
  row.loads = 0;
  await burst();
  expect(most).toBe(1);
  expect(row.loads).toBe(10);
});

test('D15: an event loop that stalls for 70 ms makes no false timeout of 50 ms, 20 times', async () => {
  // Without the proxy, which would stall with this process.
  one = await startProcess(server, DEADLINES);
  await recovered();
  // A busy machine may have been late before.
  const counts = () => [Metric.TIMEOUT, Metric.BREAKER].map((metric) => one.metrics.total(metric));
  const before = counts();
  for (let trial = 0; trial < 20; trial += 1) {
    const reading = read();
    await new Promise(setImmediate);
    stall(70);
    expect(await reading).toEqual({ value: 0, source: 'hit' });
  }
  expect(counts()).toEqual(before);
});

/** The event loop stands still until the server has answered what it was asked before, and for so long at least. */
function stall(ms: number): void {
  const end = performance.now() + ms;
  const ping = `exec 3<>/dev/tcp/127.0.0.1/${server.port}; printf 'PING\\r\\n' >&3; read -r <&3`;
  execFileSync('bash', ['-c', ping]);
  while (performance.now() < end);
}

onSingleServer((test_) => {
  test('H7: a caller waits for the load of another process no longer than waitMs', async () => {
    rejections = watchRejections();
    const [holder, waiter] = [await test_.start(), await test_.start({ waitMs: 60 })];
    one = holder;
    const gate = new Gate();
    const load = async () => {
      const loaded = await row.load();
      await gate.pass();
      return loaded;
    };
    const slow = holder.protocol.reader.read(readOf({ load }));
    await gate.reached;
    expect(await waiter.protocol.reader.read(readOf(row))).toEqual({ value: 0, source: 'load' });
    await counted(waiter, Metric.LEASE_TIMEOUT);
    gate.open();
    await slow;
  });
});
