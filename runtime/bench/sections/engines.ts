import { type RunningMemcached, startMemcached } from '../../test/servers/memcached';
import type { Arena } from '../arena';
import { OURS } from '../contenders/contenders';
import { count, type Figure, type Findings, ratio, type Table } from '../report';
import { median, spread } from '../statistics';
import type { Driven } from '../tasks/hits';
import { WorkerProcess } from '../worker-process';
import { tableWriters } from './table-writers';

const SLICE_MS = 350;
const SERVER = { args: ['-m', '256', '-t', '4'] };

const REDIS = 'Redis';

type Task = (worker: WorkerProcess, ms: number) => Promise<Driven>;

const hit =
  (concurrency: number): Task =>
  async (worker, ms) => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const result = await worker.call('drive', { concurrency, ms, tagged: true });
      if (result.missed === 0) return result;
      // A stall of the machine makes reads late, and then they are no hits.
      await worker.call('fill', { tagged: true });
    }
    throw new Error(`${worker.name}: reads that should have been hits were none, five times`);
  };
const cost =
  (what: 'miss' | 'invalidation', concurrency: number): Task =>
  (worker, ms) =>
    worker.call('costs', { what, concurrency, ms });

const TASKS: readonly (readonly [name: string, task: Task])[] = [
  ...[1, 50, 1000].map((n) => [`hit with two tags, ${count(n)} at once`, hit(n)] as const),
  ...[1, 50].map((n) => [`miss with a load and a tag, ${n} at once`, cost('miss', n)] as const),
  ['invalidation of a tag, 1 at once', cost('invalidation', 1)],
];

/** The tier over Memcached beside the tier over Redis. */
export async function engines(arena: Arena): Promise<Findings> {
  const nodes = await Promise.all(Array.from({ length: 5 }, () => startMemcached(SERVER)));
  try {
    const names = nodes.map(({ host, port }: RunningMemcached) => `${host}:${port}`);
    const speed = await speeds(arena, names);
    const writers = await tableWriters(arena, nodes[0]!);
    return { tables: [...speed.tables, ...writers.tables], figures: [...speed.figures, ...writers.figures] };
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
}

async function speeds(arena: Arena, names: readonly string[]): Promise<Findings> {
  // Lists of nodes that share one would take its answers from each other: stamps contain the list.
  const links = { [REDIS]: undefined, 'Memcached, 1 node': names[0]!, 'Memcached, 4 nodes': names.slice(1).join() };
  const seats = await Promise.all(
    Object.entries(links).map(async ([name, memcached]) => ({
      name,
      worker: await WorkerProcess.start(OURS, arena, { tagged: true, memcached }),
      driven: TASKS.map(() => [] as Driven[]),
    })),
  );
  try {
    for (const { worker } of seats) await worker.call('fill', { tagged: true });
    // The first round is not counted.
    for (let round = 0; round <= arena.rounds; round += 1) {
      for (const [index, [, task]] of TASKS.entries()) {
        for (const { worker, driven } of round % 2 === 0 ? seats : [...seats].reverse()) {
          const result = await task(worker, SLICE_MS * arena.effort);
          if (round > 0) driven[index]!.push(result);
        }
      }
    }
  } finally {
    await Promise.all(seats.map(({ worker }) => worker.end()));
  }
  const [redis, ...others] = seats;
  const lead = ({ driven }: (typeof seats)[number], index: number) =>
    spread(driven[index]!.map(({ perSecond }, round) => perSecond / redis!.driven[index]![round]!.perSecond));
  const of = ({ driven }: (typeof seats)[number], index: number, key: keyof Driven) =>
    count(median(driven[index]!.map((result) => result[key])));
  const table: Table = {
    title: 'The tier over Memcached and over Redis',
    note:
      'How many times as many per second as over Redis in the same round; per second; and p50 / p99 in microseconds. ' +
      'Each in a process of its own, TCP, one connection to each server; answers of about 1 KiB.',
    columns: ['engine', ...TASKS.map(([name]) => name)],
    rows: seats.map((seat) => [
      seat.name,
      ...TASKS.map(
        (_, i) => `${ratio(lead(seat, i))}; ${of(seat, i, 'perSecond')}; ${of(seat, i, 'p50')} / ${of(seat, i, 'p99')}`,
      ),
    ]),
  };
  const figures = others.flatMap((seat) =>
    TASKS.map(
      ([name], index): Figure => ({
        name: `tier over ${seat.name}, ${name}: throughput, to Redis`,
        measured: `${ratio(lead(seat, index))} ×`,
      }),
    ),
  );
  return { tables: [table], figures };
}
