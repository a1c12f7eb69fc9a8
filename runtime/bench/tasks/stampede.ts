import { Pool } from 'pg';
import type { Bay } from '../worker';

let pool: Pool | undefined;

/** Many callers ask at once for a key that nobody has. Gives how often the database was asked, and the slowest caller. */
export async function stampede(
  { contender, postgres }: Bay,
  { key, callers }: { readonly key: string; readonly callers: number },
): Promise<{ readonly queries: number; readonly ms: number }> {
  pool ??= new Pool({ ...postgres, user: 'postgres', database: 'bench', max: 10 });
  const database = pool;
  let queries = 0;
  const load = async () => {
    queries += 1;
    return (await database.query('SELECT pg_sleep(0.05)::text, 42 AS answer')).rows[0];
  };
  const started = performance.now();
  const ask = async () => ((await contender.getOrSet(key, load, [])) as { answer: number }).answer;
  const answers = await Promise.all(Array.from({ length: callers }, ask));
  if (answers.some((answer) => answer !== 42)) throw new Error('a caller got no answer');
  return { queries, ms: performance.now() - started };
}
