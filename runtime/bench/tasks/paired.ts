import { Pool } from 'pg';
import { CacheTier } from '../../lib/tier/cache-tier';
import { median, quantile } from '../statistics';
import type { Bay } from '../worker';

export interface Paired {
  /** One ratio, wrapped to plain, of the medians of each round. */
  readonly ratios: readonly number[];
  /** Microseconds, over all rounds. */
  readonly plain: { readonly p50: number; readonly p99: number };
  readonly wrapped: { readonly p50: number; readonly p99: number };
}

const STATEMENTS = {
  /** No rule asks for it. */
  bypass: 'SELECT value FROM hit WHERE id = $1',
  write: 'UPDATE write SET version = version + 1 WHERE id = $1',
} as const;

const QUERIES = 100;

/** The same statement by a plain and a wrapped pool, one after the other, so that both meet the same machine. */
export async function paired(
  { postgres }: Bay,
  { cachePort, statement, rounds }: { cachePort: number; statement: keyof typeof STATEMENTS; rounds: number },
): Promise<Paired> {
  const tier = CacheTier.fromLink({ endpoint: 'localhost', port: `${cachePort}` });
  const options = { ...postgres, user: 'postgres', database: 'bench', max: 1 };
  const plain = new Pool(options);
  const wrapped = tier.wrap(new Pool(options), { rules: [{ tables: ['race'], ttl: '1h' }] });
  await tier.ready(5000);
  const text = STATEMENTS[statement];
  const times = { plain: [] as number[], wrapped: [] as number[] };
  const ratios: number[] = [];
  for (let round = -3; round < rounds; round += 1) {
    const own = { plain: [] as number[], wrapped: [] as number[] };
    for (let query = 0; query < QUERIES; query += 1) {
      const pools = [
        [plain, own.plain],
        [wrapped, own.wrapped],
      ] as const;
      for (const [pool, into] of (query + round) % 2 === 0 ? pools : [...pools].reverse()) {
        const started = performance.now();
        await pool.query(text, [query + 1]);
        into.push(performance.now() - started);
      }
    }
    // The first rounds warm up.
    if (round < 0) continue;
    ratios.push(median(own.wrapped) / median(own.plain));
    times.plain.push(...own.plain);
    times.wrapped.push(...own.wrapped);
  }
  await Promise.all([plain.end(), wrapped.end()]);
  await tier.close();
  const summary = (all: readonly number[]) => ({ p50: quantile(all, 0.5) * 1000, p99: quantile(all, 0.99) * 1000 });
  return { ratios, plain: summary(times.plain), wrapped: summary(times.wrapped) };
}
