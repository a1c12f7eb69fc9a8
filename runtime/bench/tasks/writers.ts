import type { Contender, Counts } from '../contender';
import { quantile } from '../statistics';
import type { Bay } from '../worker';

export interface Writing {
  readonly writers: number;
  readonly ms: number;
}

export interface Written {
  readonly writes: number;
  readonly perSecond: number;
  /** Of what the cache added to each write, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
  /** What has gone wrong meanwhile, and what waits at the end. */
  readonly counts: Counts;
}

const applications: Contender[] = [];
/** What the database takes for each. */
const COMMIT_MS = 2;

/** So many applications, each with connections of its own, write one table, each one write after the other. */
export async function write({ another }: Bay, { writers, ms }: Writing): Promise<Written> {
  while (applications.length < writers) applications.push(await another());
  const busy = applications.slice(0, writers);
  const before = countsOf(busy);
  const times: number[] = [];
  const started = performance.now();
  const end = started + ms;
  const writing = async (application: Contender) => {
    for (let now = performance.now(); now < end; ) {
      let committing = 0;
      await application.write('row', ['table'], async () => {
        const begun = performance.now();
        await new Promise((resolve) => setTimeout(resolve, COMMIT_MS));
        committing = performance.now() - begun;
      });
      const after = performance.now();
      times.push(after - now - committing);
      now = after;
    }
  };
  await Promise.all(busy.map(writing));
  const seconds = (performance.now() - started) / 1000;
  const { unacknowledged, late, pending } = countsOf(busy);
  return {
    writes: times.length,
    perSecond: times.length / seconds,
    p50: quantile(times, 0.5),
    p99: quantile(times, 0.99),
    most: Math.max(...times),
    counts: { unacknowledged: unacknowledged - before.unacknowledged, late: late - before.late, pending },
  };
}

function countsOf(contenders: readonly Contender[]): Counts {
  const all = contenders.map(({ counts }) => counts!());
  const sum = (name: keyof Counts) => all.reduce((total, counts) => total + counts[name], 0);
  return { unacknowledged: sum('unacknowledged'), late: sum('late'), pending: sum('pending') };
}
