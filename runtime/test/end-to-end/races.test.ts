import { chanceOf } from '../../shop/chance';
import { READ, readUntilHit, UPDATE, useScene, valueIn } from './processes';

const scene = useScene();

test('R1: what a reader stores behind a write of another process is given to nobody, 100 times', async () => {
  const [reader, writer] = await Promise.all([scene.start(), scene.start()]);
  for (let trial = 1; trial <= 100; trial += 1) {
    const id = 1 + (trial % 50);
    await reader.call('hold', 'entries');
    const before = await reader.call<{ v: number }[]>('query', READ, [id]);
    expect(before[0]!.v).toBe(trial > 50 ? trial - 50 : 0);
    await writer.call('query', UPDATE, [id, trial]);
    await reader.call('release', 'entries');
    await reader.call('settled');
    expect([await valueIn(reader, id), await valueIn(writer, id)]).toEqual([trial, trial]);
  }
  // The cache was used all the while.
  expect(new Set(await readUntilHit(reader))).toEqual(new Set([await valueIn(writer)]));
}, 120_000);

test('R1: reads and writes of two processes at once: after both have ended, nobody reads the old value', async () => {
  const [reader, writer] = await Promise.all([scene.start(), scene.start()]);
  const chance = chanceOf(1);
  for (let trial = 1; trial <= 100; trial += 1) {
    const reads = Array.from({ length: chance.upTo(4) }, () => valueIn(reader));
    const write = writer.call('query', UPDATE, [1, trial]);
    const more = chance.upTo(2) === 1 ? [valueIn(reader), valueIn(writer)] : [];
    await write;
    expect(await valueIn(reader)).toBe(trial);
    for (const value of await Promise.all([...reads, ...more])) expect([trial - 1, trial]).toContain(value);
    expect(await valueIn(writer)).toBe(trial);
  }
}, 120_000);
