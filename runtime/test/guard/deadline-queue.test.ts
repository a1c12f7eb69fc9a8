import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { DeadlineQueue } from '../../lib/guard/deadline-queue';

test('tells whoever waits when the time is up, in their order, and nobody who was called off', async () => {
  const queue = new DeadlineQueue(20);
  const told: string[] = [];
  queue.start(() => told.push('first'));
  const calledOff = queue.start(() => told.push('called off'));
  const done = new Promise<void>((resolve) => {
    queue.start(() => {
      told.push('last');
      resolve();
    });
  });
  queue.stop(calledOff);
  await keepAlive(done);
  expect(told).toEqual(['first', 'last']);
});

test('nobody is told before the time is up, whoever came before', async () => {
  const queue = new DeadlineQueue(30);
  const times: number[] = [];
  const waits = (after: number) =>
    new Promise<void>((resolve) => {
      setTimeout(() => {
        const started = performance.now();
        queue.start(() => {
          times.push(performance.now() - started);
          resolve();
        });
      }, after);
    });
  await Promise.all([waits(0), waits(10), waits(25), waits(70)]);
  expect(times).toHaveLength(4);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(29);
});

test('D3: a reply that arrived while the event loop stalled is not late', async () => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as { port: number }).port, '127.0.0.1');
  await once(socket, 'connect');
  const queue = new DeadlineQueue(20);
  let late = 0;
  for (let time = 0; time < 10; time += 1) {
    const waiting = queue.start(() => {
      late += 1;
    });
    socket.once('data', () => queue.stop(waiting));
    const replied = once(socket, 'data');
    socket.write('a');
    // The reply cannot come before the stall: this process writes it itself, after it has read the question.
    setImmediate(stall, 50);
    await replied;
  }
  expect(late).toBe(0);
  socket.destroy();
  server.close();
});

test('after the end nobody is told', async () => {
  const queue = new DeadlineQueue(10);
  let told = 0;
  queue.start(() => {
    told += 1;
  });
  queue.end();
  queue.start(() => {
    told += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(told).toBe(0);
});

test('what it arms does not keep a process alive', () => {
  const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  new DeadlineQueue(10_000).start(() => undefined);
  expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
});

function stall(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

async function keepAlive(promise: Promise<void>): Promise<void> {
  const timer = setInterval(() => undefined, 1000);
  await promise;
  clearInterval(timer);
}
