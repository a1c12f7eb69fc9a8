import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningWorker, startWorker } from './processes';

// Servers and processes start within a second; a busy machine needs longer.
jest.setTimeout(60_000);

const FILE = join(__dirname, 'example-worker.ts');

let worker: RunningWorker;
beforeEach(async () => {
  worker = await startWorker(FILE, { start: 41 });
});
afterEach(() => worker?.kill());

test('a worker runs methods in a process of its own, with the data that it was started with', async () => {
  expect(worker.pid).not.toBe(process.pid);
  expect(await worker.call('next')).toBe(42);
  expect(await worker.call('next')).toBe(43);
});

test('arguments and results keep their types', async () => {
  const value = { at: new Date(0), bytes: Buffer.from([1, 2]), big: 2n ** 60n, map: new Map([['a', undefined]]) };
  const back = await worker.call<typeof value>('echo', value);
  expect(back.at.getTime()).toBe(0);
  expect(Buffer.from(back.bytes)).toEqual(value.bytes);
  expect(back.big).toBe(value.big);
  expect([...back.map]).toEqual([['a', undefined]]);
});

test('an error of a method arrives with its name and code', async () => {
  await expect(worker.call('fail')).rejects.toMatchObject({
    message: 'No such thing',
    name: 'TypeError',
    code: 'E_NONE',
  });
  await expect(worker.call('toString')).rejects.toThrow("no method 'toString'");
});

test('the calls of a killed worker fail, and so do later ones', async () => {
  const call = worker.call('never').catch((error) => error);
  await worker.kill();
  expect(await call).toMatchObject({ code: 'WORKER_GONE', message: 'The worker is gone: SIGKILL\n' });
  await expect(worker.call('next')).rejects.toMatchObject({ code: 'WORKER_GONE' });
});

test('the calls of a worker that ends by itself fail', async () => {
  await expect(worker.call('leave')).rejects.toThrow('The worker is gone: it ended with 3');
});

test('a frozen worker answers once it is thawed', async () => {
  worker.freeze();
  const call = worker.call('next');
  expect(await Promise.race([call, pause(30, 'nothing')])).toBe('nothing');
  worker.thaw();
  expect(await call).toBe(42);
});

test('a stopped worker is gone, even when it was frozen', async () => {
  worker.freeze();
  await worker.stop();
  expect(alive(worker.pid)).toBe(false);
});

test('a file that cannot be loaded fails its start', async () => {
  await expect(startWorker(join(__dirname, 'no-such-file.ts'))).rejects.toThrow('ERR_MODULE_NOT_FOUND');
});

test('a worker whose starter was killed ends', async () => {
  const script = `require('./runtime/test/servers/processes').startWorker('${FILE}', { start: 1 })
    .then((worker) => { process.send(worker.pid); setInterval(() => 0, 1000); })`;
  const owner = spawn(process.execPath, ['--import', 'tsx', '-e', script], { stdio: ['ignore', 2, 2, 'ipc'] });
  const [pid] = (await once(owner, 'message')) as [number];
  expect(alive(pid)).toBe(true);
  owner.kill('SIGKILL');
  while (alive(pid)) await pause(10);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
