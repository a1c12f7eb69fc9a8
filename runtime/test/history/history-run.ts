import type { Place } from './places';
import { ENOUGH, excerpt, type Outcome, runWorkload, type WorkloadOptions } from './workload';

const { HISTORY_SEED, HISTORY_SECONDS } = process.env;

export const SEED = Number(HISTORY_SEED ?? Math.floor(Math.random() * 1e6));

async function runAt(
  start: () => Promise<Place>,
  options: Omit<WorkloadOptions, 'seed'> & { readonly seed?: number },
): Promise<Outcome> {
  const place = await start();
  try {
    return await runWorkload(place, { seed: SEED, ...options });
  } finally {
    await place.stop();
  }
}

/** A test of the promise over a random history. */
export function historyTest(name: string, start: () => Promise<Place>, options: Omit<WorkloadOptions, 'seed'>): void {
  const seconds = Number(HISTORY_SECONDS ?? options.seconds);
  test(
    `the promise holds ${name}; HISTORY_SEED=${SEED}`,
    async () => {
      const outcome = await runAt(start, { ...options, seconds });
      const { reads, hits, writes, commits, faults, counts, violations } = outcome;
      process.stdout.write(
        `${JSON.stringify({ seed: SEED, seconds, reads, hits, writes, commits, faults, counts })}\n`,
      );
      const report = violations.slice(0, 3).map((violation) => excerpt(outcome, violation));
      expect(report).toEqual([]);
      expect(violations).toHaveLength(0);
      expect(hits).toBeGreaterThanOrEqual(ENOUGH.hits);
      expect(writes).toBeGreaterThanOrEqual(ENOUGH.writes);
      expect(commits).toBeGreaterThan(0);
      expect(Object.keys(faults).length).toBeGreaterThan(0);
    },
    seconds * 12_000 + 120_000,
  );
}
