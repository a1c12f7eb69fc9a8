import { Client } from 'pg';
import { loadShop } from '../../shop/shop';
import type { Arena } from '../arena';
import { OURS } from '../contenders/contenders';
import { count, type Findings, ms, ratio } from '../report';
import { median, spread } from '../statistics';
import type { ShopLoad, ShopLoaded } from '../tasks/shop';
import { WorkerProcess } from '../worker-process';

const CALLERS = 16;
const SLICE_MS = 2500;
const WRITES = [0.01, 0.05] as const;

/** A read-mostly load on the shop, without and with the wrapper. */
export async function shop(arena: Arena): Promise<Findings> {
  const scale = arena.effort < 1 ? 0.02 : 1;
  const database = await arena.postgres.createDatabase('shop');
  const client = new Client(arena.postgres.config(database));
  await client.connect();
  await loadShop(client, { scale });
  await client.end();
  const worker = await WorkerProcess.start(OURS, arena);
  try {
    const all: Findings[] = [];
    for (const writes of WRITES)
      all.push(summary(await rounds(arena, worker, { database, scale, writes }), writes, scale));
    return { tables: all.flatMap(({ tables }) => tables), figures: all.flatMap(({ figures }) => figures) };
  } finally {
    await worker.end();
  }
}

interface Rounds {
  readonly plain: readonly ShopLoaded[];
  readonly cached: readonly ShopLoaded[];
}

async function rounds(
  arena: Arena,
  worker: WorkerProcess,
  what: Pick<ShopLoad, 'database' | 'scale' | 'writes'>,
): Promise<Rounds> {
  const plain: ShopLoaded[] = [];
  const cached: ShopLoaded[] = [];
  // The first round fills the cache, and PostgreSQL's own, and is not counted.
  for (let round = 0; round <= arena.rounds; round += 1) {
    for (const into of round % 2 === 0 ? [plain, cached] : [cached, plain]) {
      const loaded = await worker.call('shop', {
        ...what,
        cachePort: arena.cache.port,
        cached: into === cached,
        callers: CALLERS,
        ms: SLICE_MS * arena.effort,
        seed: 1000 + round,
      });
      if (round > 0) into.push(loaded);
    }
  }
  return { plain, cached };
}

function summary({ plain, cached }: Rounds, writes: number, scale: number): Findings {
  const of = (all: readonly ShopLoaded[], key: keyof ShopLoaded) => median(all.map((one) => one[key]));
  const row = (name: string, all: readonly ShopLoaded[]) => [
    name,
    count(of(all, 'reached')),
    count(of(all, 'perSecond')),
    ms(of(all, 'p50')),
    ms(of(all, 'p99')),
  ];
  const gain = (key: keyof ShopLoaded) => spread(plain.map((one, round) => cached[round]![key] / one[key]));
  return {
    tables: [
      {
        title: `A read-mostly load on the shop, ${writes * 100} % writes`,
        note: `${CALLERS} callers, favourites as in a real shop, about ${count(scale * 1_000_000)} rows; everything on one machine, so that PostgreSQL and the callers share its processors. \`reached\`: queries that were sent to PostgreSQL for 1,000 operations, the wrapper's own among them; a write may be several.`,
        columns: ['', 'reached', 'operations per second', 'read p50 ms', 'read p99 ms'],
        rows: [
          row('plain pool', plain),
          row('wrapped pool', cached),
          ['wrapped to plain', ...(['reached', 'perSecond', 'p50', 'p99'] as const).map((key) => ratio(gain(key)))],
        ],
      },
    ],
    figures: [
      {
        name: `shop, ${writes * 100} % writes: queries that reach PostgreSQL, throughput, p50 and p99, wrapped to plain`,
        measured: (['reached', 'perSecond', 'p50', 'p99'] as const)
          .map((key) => `${gain(key).median.toFixed(2)} ×`)
          .join(', '),
      },
    ],
  };
}
