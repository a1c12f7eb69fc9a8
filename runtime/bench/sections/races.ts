import type { Arena } from '../arena';
import { LIBRARIES, OURS, TAGGED } from '../contenders/contenders';
import { count, type Figure, type Findings } from '../report';
import { WorkerProcess } from '../worker-process';

const OWN_TRIALS = 1000;
const TRIALS = 200;

/** Reads that begin after a write has returned, and get what was there before it. */
export async function races(arena: Arena): Promise<Findings> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  let first = 1;
  for (const name of LIBRARIES) {
    const tagged = (TAGGED as readonly string[]).includes(name);
    const trials = Math.ceil((name === OURS ? OWN_TRIALS : TRIALS) * (name === OURS ? 1 : arena.effort));
    const worker = await WorkerProcess.start(name, arena, { tagged });
    try {
      const { joined, stored } = await worker.call('race', { first, trials, tagged });
      rows.push([name, tagged ? 'tag' : 'key', count(trials), count(stored), count(joined)]);
      if (name === OURS) {
        figures.push({
          name: `stale reads in ${count(trials)} races: stored by a late reader, joined after the write`,
          measured: `${stored}, ${joined}`,
          aim: '0',
          met: stored === 0 && joined === 0,
        });
      }
    } finally {
      await worker.end();
      first += trials;
    }
  }
  return {
    tables: [
      {
        title: 'Stale reads in races',
        note: 'Two instances on one cache and one PostgreSQL table, two races for each row. A reader has read the old row; a writer commits and invalidates; the reader goes on and stores. `stored`: a read from either instance after all that was old. `joined`: a read that began after the write, and before the late reader went on, was old.',
        columns: ['contender', 'invalidates by', 'races of each kind', 'stored', 'joined'],
        rows,
      },
    ],
    figures,
  };
}
