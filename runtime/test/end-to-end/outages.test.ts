import { startProxy } from '../servers/tcp-proxy';
import { hitsOf, READ, readUntilHit, UPDATE, until, useScene, valueIn } from './processes';

const scene = useScene();

test('D12: a write while the cache is away is dropped once it is back, and its own process never reads anything old', async () => {
  const proxy = await startProxy(scene.redis.port);
  const [writer, reader] = await Promise.all([scene.start({ cachePort: proxy.port }), scene.start()]);
  await readUntilHit(writer);
  await readUntilHit(reader);
  proxy.refuse();
  await writer.call('query', UPDATE, [1, 1]);
  expect(await valueIn(writer)).toBe(1);
  // The other process can be told by nobody.
  expect(await valueIn(reader)).toBe(0);
  expect(await writer.call('metrics')).toMatchObject({
    unacknowledged: { announcement: 1, invalidation: 1 },
    // That of the row, and that of the lists of its table.
    pending_invalidations: 2,
  });
  proxy.accept();
  while ((await writer.call<{ pending_invalidations: number }>('metrics')).pending_invalidations > 0) {
    expect(await valueIn(writer)).toBe(1);
  }
  expect([await valueIn(writer), await valueIn(reader)]).toEqual([1, 1]);
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([1]));
  await proxy.close();
}, 60_000);

test('D13: a writer that never reaches the cache again leaves others an old answer for its time to live at most', async () => {
  const proxy = await startProxy(scene.redis.port);
  const wrap = { rules: [{ tables: ['items'], ttl: '2s' }] };
  const [writer, reader] = await Promise.all([scene.start({ cachePort: proxy.port, wrap }), scene.start({ wrap })]);
  await readUntilHit(reader);
  proxy.refuse();
  await writer.call('query', UPDATE, [1, 1]);
  await writer.kill();
  const lives = await Promise.all(
    ((await scene.redis.command('KEYS', '*e1:*')) as string[]).map((key) => scene.redis.command('PTTL', key)),
  );
  for (const life of lives) expect(life).toBeLessThanOrEqual(2_000);
  await until('the old answer is gone', async () => (await valueIn(reader)) === 1);
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([1]));
  await proxy.close();
}, 60_000);

test('D14: under 200 callers the cache is lost and comes back: each process asks for each key once at a time', async () => {
  const [keys, callers] = [10, 100];
  const proxy = await startProxy(scene.redis.port);
  const config = { max: 50 };
  const processes = await Promise.all([1, 2].map(() => scene.start({ cachePort: proxy.port, config })));
  for (const process of processes) for (let id = 1; id <= keys; id += 1) await process.call('query', READ, [id]);
  const load = (ms: number) =>
    Promise.all(
      processes.map((one) => one.call<{ most: number; loads: number; answers: number }>('load', callers, keys, ms)),
    );
  const calm = await load(500);
  for (const { loads, answers } of calm) {
    expect(loads).toBeLessThanOrEqual(keys);
    expect(answers).toBeGreaterThanOrEqual(callers);
  }
  const storm = load(2_000);
  await new Promise((go) => setTimeout(go, 500));
  proxy.refuse();
  await new Promise((go) => setTimeout(go, 800));
  proxy.accept();
  for (const { most, answers } of await storm) {
    // A caller that asks for a key while it is loaded shares the next load: two of one key never run at once.
    expect(most).toBeLessThanOrEqual(keys);
    expect(answers).toBeGreaterThanOrEqual(callers);
  }
  const before = await Promise.all(processes.map(hitsOf));
  await until('both processes use the cache again', async () => {
    await load(50);
    const after = await Promise.all(processes.map(hitsOf));
    return after.every((hits, index) => hits > before[index]!);
  });
  for (const { loads, answers } of await load(500)) {
    expect(loads).toBeLessThanOrEqual(keys);
    expect(answers).toBeGreaterThanOrEqual(callers);
  }
  await proxy.close();
}, 60_000);
