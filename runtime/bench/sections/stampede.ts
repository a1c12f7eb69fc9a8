import type { Arena } from '../arena';
import { LIBRARIES, OURS } from '../contenders/contenders';
import { count, type Figure, type Findings, ms } from '../report';
import { spread } from '../statistics';
import { WorkerProcess } from '../worker-process';

const CALLERS = 1000;
const SIZES = [4, 16] as const;

/** A thousand callers in several processes ask for one key that nobody has. */
export async function stampede(arena: Arena): Promise<Findings> {
  const rows: string[][] = [];
  const figures: Figure[] = [];
  for (const processes of SIZES) {
    for (const name of LIBRARIES) {
      const { queries, times } = await rounds(arena, name, processes);
      const asked = spread(queries);
      rows.push([
        name,
        `${processes}`,
        `${asked.median} (${asked.least}–${asked.most})`,
        `${ms(spread(times).median)}`,
      ]);
      if (name !== OURS) continue;
      figures.push({
        name: `stampede of ${count(CALLERS)} callers, ${processes} processes: queries, at most`,
        measured: `${asked.most}`,
        aim: '1',
        met: asked.most === 1,
      });
    }
  }
  return {
    tables: [
      {
        title: 'Stampede',
        note: `${count(CALLERS)} callers, spread over the processes, ask at once for a key that is not cached. The loader is a PostgreSQL query of 50 ms, by a pool of 10 connections in each process.`,
        columns: ['contender', 'processes', 'queries', 'ms until the last caller has it'],
        rows,
      },
    ],
    figures,
  };
}

async function rounds(
  arena: Arena,
  name: string,
  processes: number,
): Promise<{ readonly queries: readonly number[]; readonly times: readonly number[] }> {
  const workers = await Promise.all(Array.from({ length: processes }, () => WorkerProcess.start(name, arena)));
  const queries: number[] = [];
  const times: number[] = [];
  try {
    // The first round opens the connections to the database, and is not counted.
    for (let round = 0; round <= arena.rounds; round += 1) {
      const key = `stampede:${name}:${processes}:${round}`;
      const share = (index: number) =>
        Math.floor((CALLERS * (index + 1)) / processes) - Math.floor((CALLERS * index) / processes);
      const results = await Promise.all(
        workers.map((worker, index) => worker.call('stampede', { key, callers: share(index) })),
      );
      if (round === 0) continue;
      queries.push(results.reduce((sum, result) => sum + result.queries, 0));
      times.push(Math.max(...results.map((result) => result.ms)));
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  return { queries, times };
}
