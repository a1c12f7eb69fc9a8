import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'pg';
import { CacheTier } from '../../lib/tier/cache-tier';
import { TYPES_QUERY } from '../type-columns';
import type { Bay } from '../worker';

/** The columns that come back from a wrapped pool unlike they come from a plain one. The second answer has to be a hit. */
export async function wrappedFidelity(
  { postgres }: Bay,
  { cachePort }: { readonly cachePort: number },
): Promise<readonly string[]> {
  const tier = CacheTier.fromLink({ endpoint: 'localhost', port: `${cachePort}` });
  const options = { ...postgres, user: 'postgres', database: 'bench', max: 1 };
  const plain = new Pool(options);
  const wrapped = tier.wrap(new Pool(options), { rules: [{ tables: ['hit'], ttl: '1h' }] });
  try {
    await tier.ready(5000);
    // Without a table nothing is cached.
    const text = `${TYPES_QUERY} FROM hit WHERE id = 1`;
    const direct = (await plain.query(text)).rows[0];
    let cached: Record<string, unknown> = {};
    for (let attempt = 0; tier.metrics().hit === undefined; attempt += 1) {
      if (attempt === 100) throw new Error(`no hit: ${JSON.stringify(tier.metrics())}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      cached = (await wrapped.query(text)).rows[0];
    }
    return Object.keys(direct).filter((column) => !isDeepStrictEqual(cached[column], direct[column]));
  } finally {
    await Promise.all([plain.end(), wrapped.end()]);
    await tier.close();
  }
}
