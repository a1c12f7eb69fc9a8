import { CacheTimeoutError, withDeadline } from '../../lib/guard/deadline';
import { DeadlineQueue } from '../../lib/guard/deadline-queue';

// Timers of the guard keep no process alive, so the tests do.
let alive: NodeJS.Timeout;
beforeAll(() => {
  alive = setInterval(() => undefined, 2);
});
afterAll(() => clearInterval(alive));

const stall = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

test('an outcome in time is passed on, and the promise goes on after the time is up', async () => {
  expect(await withDeadline(Promise.resolve(1), 5)).toBe(1);
  await expect(withDeadline(Promise.reject(new Error('own')), 5)).rejects.toThrow('own');
  let finish = (_: number): void => undefined;
  const slow = new Promise<number>((resolve) => {
    finish = resolve;
  });
  await expect(withDeadline(slow, 5)).rejects.toBeInstanceOf(CacheTimeoutError);
  await expect(withDeadline(slow, 1)).rejects.toMatchObject({ code: 'ERR_CACHE_TIER_TIMEOUT' });
  finish(2);
  expect(await slow).toBe(2);
});

test('D15: a reply that has arrived while the event loop stalled counts', async () => {
  const { port1, port2 } = new MessageChannel();
  for (let trial = 0; trial < 20; trial += 1) {
    const reply = new Promise((resolve) => port2.once('message', resolve));
    const late = withDeadline(reply, 10);
    port1.postMessage(trial);
    stall(20);
    expect(await late).toBe(trial);
  }
  port1.close();
  port2.close();
});

describe('a queue of deadlines', () => {
  test('tells each who is late, in order, and nobody who was called off', async () => {
    const queue = new DeadlineQueue(20);
    const late: string[] = [];
    const last = new Promise<void>((resolve) => {
      queue.start(() => late.push('first'));
      const off = queue.start(() => late.push('called off'));
      queue.start(() => late.push('second'));
      queue.stop(off);
      setTimeout(() => queue.start(() => resolve()), 10).ref();
    });
    await last;
    expect(late).toEqual(['first', 'second']);
  });

  test('begins again after it was empty, and tells nobody after its end', async () => {
    const queue = new DeadlineQueue(5);
    for (let round = 0; round < 3; round += 1) {
      await new Promise<void>((resolve) => queue.start(resolve));
      queue.stop(queue.start(() => undefined));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const told = jest.fn();
    queue.start(told);
    queue.end();
    queue.start(told);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).not.toHaveBeenCalled();
  });

  test('what one who is late does does not keep the others from being told', async () => {
    const queue = new DeadlineQueue(5);
    const told: number[] = [];
    await new Promise<void>((resolve) => {
      queue.start(() => {
        told.push(1);
        queue.start(() => {
          told.push(3);
          resolve();
        });
      });
      queue.start(() => told.push(2));
    });
    expect(told).toEqual([1, 2, 3]);
  });
});
