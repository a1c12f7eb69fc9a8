import { quantile } from '../statistics';
import type { Bay } from '../worker';
import type { Driven } from './hits';

export interface Cost {
  readonly what: 'miss' | 'invalidation';
  readonly concurrency: number;
  readonly ms: number;
}

let made = 0;

/** Reads of keys that nobody has, with a loader that has its answer at once, or invalidations of one tag. */
export async function costs({ contender }: Bay, { what, concurrency, ms }: Cost): Promise<Driven> {
  const samples: number[] = [];
  const load = async () => ({ id: 1 });
  const commands = {
    miss: () => contender.getOrSet(`cost:${process.pid}:${made++}`, load, ['cost']),
    invalidation: () => contender.dropTag!('cost'),
  };
  const started = performance.now();
  const end = started + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end; ) {
      await commands[what]();
      const after = performance.now();
      samples.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return {
    missed: 0,
    perSecond: samples.length / ((performance.now() - started) / 1000),
    p50: quantile(samples, 0.5) * 1000,
    p99: quantile(samples, 0.99) * 1000,
  };
}
