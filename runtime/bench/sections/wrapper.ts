import type { Arena } from '../arena';
import { OURS } from '../contenders/contenders';
import { count, type Findings, ratio } from '../report';
import { spread } from '../statistics';
import { WorkerProcess } from '../worker-process';

const ROUNDS = 60;

/** What a wrapped pool costs where it has nothing to give. */
export async function wrapper(arena: Arena): Promise<Findings> {
  const worker = await WorkerProcess.start(OURS, arena);
  try {
    const rounds = Math.max(4, ROUNDS * arena.effort);
    const measure = (statement: 'bypass' | 'write') =>
      worker.call('paired', { cachePort: arena.cache.port, statement, rounds });
    const bypass = await measure('bypass');
    const write = await measure('write');
    const row = (name: string, { ratios, plain, wrapped }: typeof bypass) => [
      name,
      ratio(spread(ratios)),
      `${count(plain.p50)} / ${count(plain.p99)}`,
      `${count(wrapped.p50)} / ${count(wrapped.p99)}`,
    ];
    const overhead = spread(bypass.ratios).median - 1;
    return {
      tables: [
        {
          title: 'What the wrapper costs',
          note: `The same statement by a plain and a wrapped pool in turns, over TCP, medians of ${rounds} rounds of 100. A bypassed query is a row by primary key that no rule asks for. A write is an UPDATE of one row: it is announced to the cache before, and dropped there after.`,
          columns: ['statement', 'wrapped to plain', 'plain p50 / p99 µs', 'wrapped p50 / p99 µs'],
          rows: [row('bypassed query', bypass), row('write', write)],
        },
      ],
      figures: [
        {
          name: 'overhead of the wrapper on a bypassed query',
          measured: `${(overhead * 100).toFixed(1)} %`,
          aim: '≤ 3 %',
          met: overhead <= 0.03,
        },
        {
          name: 'cost of an intent on a write: added at p50, at p99',
          measured: `${count(write.wrapped.p50 - write.plain.p50)} µs, ${count(write.wrapped.p99 - write.plain.p99)} µs`,
        },
      ],
    };
  } finally {
    await worker.end();
  }
}
