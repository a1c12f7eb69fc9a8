import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'pg';
import { TYPES_QUERY } from '../type-columns';
import type { Bay } from '../worker';

/** The columns that come back from the cache unlike they came from the database. */
export async function fidelity({ contender, postgres }: Bay, _: object): Promise<readonly string[]> {
  const pool = new Pool({ ...postgres, user: 'postgres', database: 'bench', max: 1 });
  try {
    const direct = (await pool.query(TYPES_QUERY)).rows[0];
    let failed = false;
    const load = async () => (await pool.query(TYPES_QUERY)).rows[0];
    const read = async () => {
      try {
        return (await contender.getOrSet('types', load, [])) as Record<string, unknown>;
      } catch {
        failed = true;
        return {};
      }
    };
    await read();
    // Some store behind the answer.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const cached = await read();
    return Object.keys(direct).filter((column) => failed || !isDeepStrictEqual(cached[column], direct[column]));
  } finally {
    await pool.end();
  }
}
