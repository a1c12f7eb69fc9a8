import { inEveryLab, type Process } from './lab';
import { Database, SteppedReader, SteppedWriter } from './stepped';

/** Numbers that a seed decides on (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const TABLES = [[0], [1], [0, 1], [1, 0]] as const;
const STEPS = 60;
const SEED = Number(process.env.CACHE_TIER_SEED ?? Math.floor(Math.random() * 1e9));
const RUNS = Number(process.env.CACHE_TIER_RUNS ?? 25);

inEveryLab((test_) => {
  test(`the promise holds over random histories; CACHE_TIER_SEED=${SEED} repeats them`, async () => {
    let readers = await Promise.all([1, 2, 3].map(() => test_.start()));
    let writers = await Promise.all([1, 2, 3].map(() => test_.start()));
    for (let run = 0; run < RUNS; run += 1) {
      const random = seeded(SEED + run);
      try {
        ({ readers, writers } = await history(random, readers, writers));
      } catch (error) {
        throw new Error(`CACHE_TIER_SEED=${SEED + run} CACHE_TIER_RUNS=1`, { cause: error });
      }
    }
  }, 60_000);

  async function history(random: (below: number) => number, readers: Process[], writers: Process[]) {
    const database = new Database(2);
    const reading = readers.map((process, index) => new SteppedReader(process, `reader ${index}`));
    const writing = writers.map((process, index) => new SteppedWriter(process, `writer ${index}`));
    let crashes = 0;
    for (let step = 0; step < STEPS; step += 1) {
      if (random(4) === 0) database.look();
      const index = random(reading.length);
      const of = TABLES[random(TABLES.length)]!;
      if (random(2) === 0) {
        const reader = reading[index]!;
        if (reader.idle) await reader.begin(database, of, { holdsConnection: random(2) === 0 });
        else await reader.step();
        continue;
      }
      const writer = writing[index]!;
      if (writer.idle) writer.begin(of);
      else if (crashes < 1 && random(30) === 0) {
        // Whatever it was about to do, nobody hears of it any more.
        crashes += 1;
        database.log.push(`writer ${index} crashes`);
        await writers[index]!.driver.close();
        writers[index] = await test_.start();
        writing[index] = new SteppedWriter(writers[index]!, `writer ${index}, again`);
      } else if (random(10) === 0) {
        await losing(writers[index]!, () => writer.step(database));
      } else await writer.step(database);
    }
    for (const reader of reading) await reader.finish();
    for (const writer of writing) while (!writer.idle) await writer.step(database);
    // What everybody reads in the end.
    for (const reader of reading) {
      await reader.begin(database, [0, 1]);
      await reader.finish();
    }
    return { readers, writers };
  }

  /** The cache executes what ends a write, or does not, and nobody hears of it. */
  async function losing(process: Process, step: () => Promise<void>) {
    process.hooks.hook = async (call, send) => {
      if (call.name !== 'drop_intent') return send();
      process.hooks.hook = (_, again) => again();
      throw new Error('lost');
    };
    await step();
    process.hooks.hook = (_, send) => send();
  }
});
