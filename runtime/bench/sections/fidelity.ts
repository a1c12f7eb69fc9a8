import type { Arena } from '../arena';
import { LIBRARIES, OURS } from '../contenders/contenders';
import type { Findings } from '../report';
import { TYPE_COLUMNS } from '../type-columns';
import { WorkerProcess } from '../worker-process';

const TYPES = Object.keys(TYPE_COLUMNS).length;

/** Rows of every type, from the database and from the cache. */
export async function fidelity(arena: Arena): Promise<Findings> {
  const wrong = new Map<string, readonly string[]>();
  const worker = await WorkerProcess.start(OURS, arena);
  try {
    wrong.set(`${OURS}, wrapped pool`, await worker.call('wrappedFidelity', { cachePort: arena.cache.port }));
  } finally {
    await worker.end();
  }
  for (const name of LIBRARIES) {
    const contender = await WorkerProcess.start(name, arena);
    try {
      wrong.set(name === OURS ? `${OURS}, getOrSet` : name, await contender.call('fidelity', {}));
    } finally {
      await contender.end();
    }
  }
  const own = [...wrong].filter(([name]) => name.startsWith(OURS));
  return {
    tables: [
      {
        title: 'Type fidelity',
        note: `One row of ${TYPES} PostgreSQL types and special values, as pg gives it and as the cache gives it back (deepStrictEqual).`,
        columns: ['contender', 'the same', 'different'],
        rows: [...wrong].map(([name, types]) => [name, `${TYPES - types.length}`, types.join(', ') || '-']),
      },
    ],
    figures: own.map(([name, types]) => ({
      name: `type fidelity over ${TYPES} PostgreSQL types, ${name}`,
      measured: `${TYPES - types.length}`,
      // `getOrSet` makes a plain object of an instance of a class, and says so.
      ...(name.endsWith('pool') ? { aim: `${TYPES}`, met: types.length === 0 } : {}),
    })),
  };
}
