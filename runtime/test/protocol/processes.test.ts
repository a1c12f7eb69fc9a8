import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { type RunningWorker, startWorker } from '../servers/processes';
import { type RunningProxy, startProxy } from '../servers/tcp-proxy';

/*
 * Real processes. Rows are in a second server, so that a cache that is frozen or flushed does not take the database along.
 */
let cache: RunningServer;
let database: RunningServer;
let workers: RunningWorker[] = [];
let rows = 0;

/** One file instead of a hundred that each process would compile again. */
const folder = mkdtempSync(join(tmpdir(), 'cache-tier-worker-'));
const file = join(folder, 'lab-worker.js');

const start = (data: object = {}, port = cache.port) =>
  startWorker(file, {
    place: { host: '127.0.0.1', port },
    databasePort: database.port,
    ...data,
  });
const loads = async (row: string) => Number(await database.command('GET', `loads:${row}`));
const newRow = async (value = 1) => {
  const row = `row ${rows++}`;
  await database.command('SET', `row:${row}`, `${value}`);
  return row;
};

beforeAll(async () => {
  const options = ['--bundle', '--platform=node', '--target=node20', '--log-level=error', `--outfile=${file}`];
  execFileSync(require.resolve('esbuild/bin/esbuild'), [join(__dirname, 'lab-worker.ts'), ...options]);
  [cache, database] = await Promise.all([startServer(), startServer()]);
  workers = await Promise.all(Array.from({ length: 16 }, () => start()));
}, 120_000);
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await Promise.all([cache.stop(), database.stop()]);
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  for (const worker of workers) expect(await worker.call('rejections')).toEqual([]);
});

test.each([4, 16])(
  'H1: 1,000 callers in each of %i processes make one load of a cold key',
  async (count) => {
    // The load is fast: who looks late finds the lease free again.
    for (const loadMs of [0, 50]) {
      const row = await newRow(7);
      const seen = await Promise.all(
        workers.slice(0, count).map((worker) => worker.call('readMany', [row], 1_000, loadMs)),
      );
      expect(seen).toEqual(seen.map(() => [7]));
      expect(await loads(row)).toBe(1);
    }
  },
  60_000,
);

test('H2: after a tag of 500 keys was dropped, each of them is loaded once by four processes', async () => {
  const keys = await Promise.all(Array.from({ length: 500 }, () => newRow(1)));
  await workers[0]!.call('readMany', keys, 1, 0);
  await workers[0]!.call('settled');
  await workers[1]!.call('write', keys[0], 2);
  const before = await Promise.all(keys.map(loads));
  await Promise.all(workers.slice(0, 4).map((worker) => worker.call('readMany', keys, 4, 1)));
  expect(await Promise.all(keys.map(loads))).toEqual(before.map((count) => count + 1));
}, 60_000);

test('R1: two processes race 100 times, and nobody is given the old value afterwards', async () => {
  const [reader, writer] = workers as [RunningWorker, RunningWorker];
  const row = await newRow(0);
  for (let trial = 1; trial <= 100; trial += 1) {
    await reader.call('holdLoad', row);
    await writer.call('write', row, trial);
    expect(await reader.call('releaseLoad')).toEqual({ value: trial - 1, source: 'load' });
    for (const worker of [reader, writer]) {
      expect(await worker.call<{ value: number }>('read', row)).toMatchObject({ value: trial });
    }
    // The next reader has to load.
    await writer.call('write', row, trial);
  }
});

test('R5: a holder that is killed keeps nobody waiting for longer than its lease', async () => {
  const options = { leaseMs: 300 };
  const [holder, waiter] = await Promise.all([start({ options }), start({ options })]);
  const row = await newRow(3);
  await holder.call('holdLoad', row);
  const waiting = waiter.call('read', row);
  await holder.kill();
  expect(await waiting).toEqual({ value: 3, source: 'load' });
  expect(await waiter.call('count', 'lease_timeout')).toBe(0);
  await waiter.call('settled');
  expect(await workers[0]!.call('read', row)).toEqual({ value: 3, source: 'hit' });
  expect(await loads(row)).toBe(2);
  await waiter.stop();
});

test('T17: a writer that is killed before its end keeps a table uncached for intentMs, while another goes on writing', async () => {
  const intentMs = 400;
  const dead = await start({ options: { intentMs } });
  const [reader, writer] = workers as [RunningWorker, RunningWorker];
  const row = await newRow(0);
  await reader.call('read', row);
  const began = performance.now();
  expect(await dead.call('announce')).toBe(true);
  await database.command('SET', `row:${row}`, '1');
  await dead.kill();
  expect(await reader.call('read', row)).toEqual({ value: 1, source: 'load' });
  let value = 1;
  for (let source = 'load'; source !== 'hit'; ) {
    value += 1;
    await writer.call('write', row, value);
    await reader.call('read', row);
    await reader.call('settled');
    const answer = await reader.call<{ value: number; source: string }>('read', row);
    expect(answer.value).toBe(value);
    source = answer.source;
  }
  // The server counts in whole milliseconds.
  expect(performance.now() - began).toBeGreaterThan(intentMs - 1);
});

test('R14: processes on hosts whose clocks are ten hours apart share entries, leases and announcements', async () => {
  const hosts = await Promise.all([-36_000_000, 0, 36_000_000].map((skewMs) => start({ skewMs })));
  const row = await newRow(0);
  for (let value = 1; value <= 30; value += 1) {
    const [first, second, third] = hosts.map((_, index) => hosts[(index + value) % 3]!) as [
      RunningWorker,
      RunningWorker,
      RunningWorker,
    ];
    await first.call('write', row, value);
    expect(await second.call('read', row)).toEqual({ value, source: 'load' });
    await second.call('settled');
    expect(await third.call('read', row)).toEqual({ value, source: 'hit' });
    expect(await third.call('announce')).toBe(true);
    expect(await first.call('read', row)).toEqual({ value, source: 'load' });
    await third.call('settle');
  }
  await Promise.all(hosts.map((host) => host.stop()));
});

test('D15: a process that was frozen while its sockets died answers, and uses the cache again', async () => {
  const proxy: RunningProxy = await startProxy(cache.port);
  const worker = await start({ options: { deadlineMs: 50, writeDeadlineMs: 50 } }, proxy.port);
  const row = await newRow(5);
  await worker.call('read', row);
  await worker.call('settled');
  worker.freeze();
  proxy.drop();
  const answer = worker.call<{ value: number }>('read', row);
  worker.thaw();
  expect((await answer).value).toBe(5);
  let source = '';
  while (source !== 'hit') ({ source } = await worker.call<{ source: string }>('read', row));
  expect(await worker.call('rejections')).toEqual([]);
  await worker.stop();
  await proxy.close();
});

test('D2, D12: a write whose cache is frozen is announced to nobody, and its process reads around the cache until it is', async () => {
  const own = await startServer();
  const options = { deadlineMs: 50, writeDeadlineMs: 50 };
  const writer = await start({ options }, own.port);
  const row = await newRow(1);
  await writer.call('read', row);
  await writer.call('settled');
  own.freeze();
  await writer.call('write', row, 2);
  expect(await writer.call('read', row)).toEqual({ value: 2, source: 'load' });
  own.thaw();
  let source = '';
  while (source !== 'hit') {
    const answer = await writer.call<{ value: number; source: string }>('read', row);
    expect(answer.value).toBe(2);
    ({ source } = answer);
    await pause(5);
  }
  expect(await writer.call('rejections')).toEqual([]);
  await writer.stop();
  await own.stop();
});
