import { articleOf, KEYS } from '../arena';
import { quantile } from '../statistics';
import type { Bay } from '../worker';

export interface Drive {
  readonly concurrency: number;
  readonly ms: number;
  readonly tagged: boolean;
}

export interface Driven {
  /** Reads that were no hits. */
  readonly missed: number;
  readonly perSecond: number;
  /** Microseconds. */
  readonly p50: number;
  readonly p99: number;
}

const MAX_SAMPLES = 2_000_000;

/** Puts every key into the cache. Some store behind the answer, so it is done when a whole round found all of them. */
export async function fill({ contender }: Bay, { tagged }: { readonly tagged: boolean }): Promise<void> {
  for (let missed = 1; missed > 0; ) {
    missed = 0;
    for (let id = 0; id < KEYS; id += 1) {
      const load = async () => {
        missed += 1;
        return articleOf(id);
      };
      await contender.getOrSet(keyOf(id, tagged), load, tagsOf(id, tagged));
    }
  }
}

/** Reads random keys by so many callers, each with its next read after its last. Every read has to be a hit. */
export async function drive({ contender }: Bay, { concurrency, ms, tagged }: Drive): Promise<Driven> {
  const samples: number[] = [];
  let missed = 0;
  const started = performance.now();
  const end = started + ms;
  const caller = async () => {
    for (let now = performance.now(); now < end; ) {
      const id = Math.floor(Math.random() * KEYS);
      const load = async () => {
        missed += 1;
        return articleOf(id);
      };
      const value = (await contender.getOrSet(keyOf(id, tagged), load, tagsOf(id, tagged))) as { id: number };
      const after = performance.now();
      if (value.id !== id) throw new Error('this is the answer to another question');
      if (samples.length < MAX_SAMPLES) samples.push(after - now);
      now = after;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  const seconds = (performance.now() - started) / 1000;
  return {
    missed,
    perSecond: samples.length / seconds,
    p50: quantile(samples, 0.5) * 1000,
    p99: quantile(samples, 0.99) * 1000,
  };
}

function keyOf(id: number, tagged: boolean): string {
  return `${tagged ? 'tagged' : 'article'}:${id}`;
}

/** One tag of many entries, and one of few. */
function tagsOf(id: number, tagged: boolean): readonly string[] {
  return tagged ? ['articles', `shelf-${id % 100}`] : [];
}
