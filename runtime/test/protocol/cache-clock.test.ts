import { CacheClock } from '../../lib/protocol/cache-clock';

test('it is unknown at first, and then runs on without asking again', async () => {
  let asked = 0;
  const clock = new CacheClock(async () => {
    asked += 1;
    return 5_000_000;
  });
  expect(clock.now('a')).toBeUndefined();
  await new Promise(setImmediate);
  const first = clock.now('a')!;
  expect(first).toBeGreaterThanOrEqual(5_000_000);
  expect(first).toBeLessThan(5_010_000);
  expect(clock.now('a')).toBeGreaterThanOrEqual(first);
  expect(asked).toBe(1);
  expect(clock.now('b')).toBeUndefined();
});

test('R14: it is never ahead of the server, however long the answer took', async () => {
  const started = performance.now();
  const server = () => 1_000 + (performance.now() - started);
  const clock = new CacheClock(async () => {
    const time = server();
    await new Promise((resolve) => setTimeout(resolve, 30));
    return time;
  });
  await clock.ask('a');
  expect(clock.now('a')!).toBeLessThanOrEqual(server());
});

test('R14: the time of day of this host does not matter', async () => {
  const clock = new CacheClock(async () => 1_000);
  await clock.ask('a');
  const now = jest.spyOn(Date, 'now').mockReturnValue(0);
  expect(clock.now('a')!).toBeGreaterThanOrEqual(1_000);
  now.mockRestore();
});

test('one question at a time is under way, and one that failed is asked again', async () => {
  let asked = 0;
  const clock = new CacheClock(async () => {
    asked += 1;
    if (asked === 1) throw new Error('away');
    return 1;
  });
  clock.now('a');
  clock.now('a');
  expect(asked).toBe(1);
  await new Promise(setImmediate);
  clock.now('a');
  await new Promise(setImmediate);
  expect(asked).toBe(2);
  expect(clock.now('a')).toBeGreaterThanOrEqual(1);
});
