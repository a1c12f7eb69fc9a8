import type { Arena } from '../arena';
import { OURS, TAGGED } from '../contenders/contenders';
import { count, type Figure, type Findings, ms } from '../report';
import { spread } from '../statistics';
import { WorkerProcess } from '../worker-process';

const ENTRIES = 10_000;

/** Dropping a tag that many entries have. */
export async function tagDrop(arena: Arena): Promise<Findings> {
  const workers = await Promise.all(TAGGED.map((name) => WorkerProcess.start(name, arena, { tagged: true })));
  const times = new Map<string, number[]>(TAGGED.map((name) => [name, []]));
  try {
    for (let round = 0; round <= arena.rounds; round += 1) {
      for (const worker of workers) {
        const what = { tag: `drop-${round}`, entries: ENTRIES };
        await worker.call('fillTag', what);
        const time = await worker.call('dropTag', what);
        if (round > 0) times.get(worker.name)!.push(time);
      }
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
  const spreads = [...times].map(([name, all]) => [name, spread(all)] as const);
  const figures: Figure[] = spreads
    .filter(([name]) => name === OURS)
    .map(([, { median, least, most }]) => ({
      name: `dropping a tag of ${count(ENTRIES)} entries`,
      measured: `${ms(median)} ms (${ms(least)}–${ms(most)})`,
      aim: '< 1 ms',
      met: median < 1,
    }));
  return {
    tables: [
      {
        title: 'Dropping a tag',
        note: `A tag that ${count(ENTRIES)} entries have; afterwards a sample of them is read, and none may be there.`,
        columns: ['contender', 'ms'],
        rows: spreads.map(([name, { median, least, most }]) => [name, `${ms(median)} (${ms(least)}–${ms(most)})`]),
      },
    ],
    figures,
  };
}
