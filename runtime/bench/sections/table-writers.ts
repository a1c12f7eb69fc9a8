import type { RunningMemcached } from '../../test/servers/memcached';
import { type RunningProxy, startProxy } from '../../test/servers/tcp-proxy';
import type { Arena } from '../arena';
import type { Counts } from '../contender';
import { OURS } from '../contenders/contenders';
import { count, type Findings, ms } from '../report';
import { median } from '../statistics';
import type { Written } from '../tasks/writers';
import { WorkerProcess } from '../worker-process';

const WRITERS = [1, 4, 16, 64] as const;
const PROCESSES = 4;
const WRITE_MS = 1_000;
/** How far away the cache is: what has to begin again does so once for each round trip. */
const NEAR_AND_FAR = [0, 1] as const;

/** Applications that all write one table. */
export async function tableWriters(arena: Arena, node: RunningMemcached): Promise<Findings> {
  const rows: string[][] = [];
  for (const away of NEAR_AND_FAR) {
    const proxies = await Promise.all([arena.cache.port, node.port].map((port) => startProxy(port)));
    for (const proxy of proxies) proxy.delay(away);
    const [redis, memcached] = away === 0 ? [arena.cache, node] : (proxies as [RunningProxy, RunningProxy]);
    const { caFile } = arena.cache;
    const near = { ...arena, cache: { ...arena.cache, caFile, port: redis.port } };
    const at = { memcached: `127.0.0.1:${memcached.port}` };
    try {
      const results = [await rounds(near, {}), await rounds(near, at)];
      for (const [index, engine] of ['Redis', 'Memcached'].entries()) {
        for (const [writers, written] of results[index]!)
          rows.push([engine, `${away} ms`, `${writers}`, ...cells(written)]);
      }
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    }
  }
  const table = {
    title: 'Writers of one table',
    note:
      `Applications, in ${PROCESSES} processes and with connections of their own, that all write one table, each one write ` +
      'after the other, with 2 ms for its commit. What the cache adds to a write in milliseconds, how many commands ' +
      'missed their deadline, how often a write went on without an acknowledgement, and invalidations that waited at the end.',
    columns: [
      'engine',
      'away',
      'writers',
      'writes per second',
      'p50 / p99 / most ms',
      'writes',
      'late',
      'unacknowledged',
      'pending',
    ],
    rows,
  };
  return { tables: [table], figures: [] };
}

async function rounds(arena: Arena, options: { readonly memcached?: string }): Promise<Map<number, Written[][]>> {
  const seats = await Promise.all(Array.from({ length: PROCESSES }, () => WorkerProcess.start(OURS, arena, options)));
  const results = new Map<number, Written[][]>();
  try {
    for (const writers of WRITERS) {
      results.set(writers, []);
      const busy = seats.slice(0, Math.min(writers, PROCESSES));
      const what = { writers: writers / busy.length, ms: WRITE_MS * arena.effort };
      // The first round connects, and is not counted.
      for (let round = 0; round <= arena.rounds; round += 1) {
        const written = await Promise.all(busy.map((seat) => seat.call('write', what)));
        if (round > 0) results.get(writers)!.push(written);
      }
    }
  } finally {
    await Promise.all(seats.map((seat) => seat.end()));
  }
  return results;
}

function cells(written: readonly (readonly Written[])[]): string[] {
  const all = written.flat();
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const counted = (name: keyof Counts) => count(sum(all.map(({ counts }) => counts[name])));
  return [
    count(median(written.map((round) => sum(round.map(({ perSecond }) => perSecond))))),
    `${ms(median(all.map(({ p50 }) => p50)))} / ${ms(median(all.map(({ p99 }) => p99)))} / ${ms(Math.max(...all.map(({ most }) => most)))}`,
    count(sum(all.map(({ writes }) => writes))),
    ...(['late', 'unacknowledged', 'pending'] as const).map(counted),
  ];
}
