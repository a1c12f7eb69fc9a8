import { SEED } from './history-run';
import { type Place, replicatedPlace, singlePlace } from './places';
import { runWorkload, type WorkloadOptions } from './workload';

/** A check that finds nothing proves nothing unless it finds what is broken on purpose. */
const FEW = { only: /^(parent|group|total|updateParent|updateGroup)$/, seconds: 1, faultEvery: 0, writes: 0.05 };
const BROKEN: readonly (readonly [
  what: string,
  start: () => Promise<Place>,
  options: Omit<WorkloadOptions, 'seed'>,
])[] = [
  ['no write is announced', singlePlace, { ...FEW, weakness: 'no-intents' }],
  ['no write is told', singlePlace, { ...FEW, weakness: 'untold' }],
  ['versions are older than their reader', singlePlace, { ...FEW, weakness: 'early-versions' }],
  [
    'a promoted cache is taken for the one of before',
    replicatedPlace,
    {
      weakness: 'no-generations',
      only: /^(parent|updateParent)$/,
      seconds: 4,
      faultEvery: 600,
      faults: /with a loss/,
      writes: 0.04,
    },
  ],
];
/** What happens at the same time is not for a seed to decide: one run may miss it, all of so many milliseconds cannot. */
const PATIENCE = 150_000;

test.each(BROKEN)(
  'the check finds stale reads if %s',
  async (_what, start, options) => {
    const place = await start();
    try {
      const clauses: string[] = [];
      const end = Date.now() + PATIENCE;
      for (let attempt = 0; clauses.length === 0 && Date.now() < end; attempt += 1) {
        const { reads, hits, writes, violations } = await runWorkload(place, { ...options, seed: SEED + attempt });
        clauses.push(...violations.map(({ clause }) => clause));
        const { weakness } = options;
        process.stdout.write(`${JSON.stringify({ weakness, reads, hits, writes, violations: clauses.length })}\n`);
      }
      expect(clauses.length).toBeGreaterThan(0);
      expect(clauses).not.toContain('impossible');
    } finally {
      await place.stop();
    }
  },
  PATIENCE + 120_000,
);
