import { Pool } from 'pg';
import { median } from '../statistics';
import type { Bay } from '../worker';

export interface Outage {
  /** Milliseconds of each read in turn, up to the first one that failed or had not ended in time. */
  readonly reads: readonly number[];
  /** How the last of them ended. */
  readonly end: 'answered' | 'failed' | 'late';
  /** Milliseconds of the database alone, in the middle. */
  readonly alone: number;
}

let pool: Pool | undefined;

/** Reads one key after the other while the cache is away. */
export async function outage(
  { contender, postgres }: Bay,
  { reads, capMs }: { readonly reads: number; readonly capMs: number },
): Promise<Outage> {
  const load = loader(postgres);
  const alone: number[] = [];
  for (let id = 0; id < 50; id += 1) alone.push((await timed(() => load(id), capMs)).ms);
  const times: number[] = [];
  let end: Outage['end'] = 'answered';
  for (let id = 0; id < reads && end === 'answered'; id += 1) {
    const read = await timed(() => contender.getOrSet(`article:${id}`, () => load(id), []), capMs);
    times.push(read.ms);
    end = read.end;
  }
  return { reads: times, end, alone: median(alone) };
}

/** Milliseconds until a read is a hit again. */
export async function recovered({ contender, postgres }: Bay, _: object): Promise<number> {
  const load = loader(postgres);
  const started = performance.now();
  for (let missed = true; missed; ) {
    missed = false;
    await contender.getOrSet('article:0', () => {
      missed = true;
      return load(0);
    }, []);
    if (missed) await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return performance.now() - started;
}

function loader(postgres: Bay['postgres']): (id: number) => Promise<unknown> {
  pool ??= new Pool({ ...postgres, user: 'postgres', database: 'bench', max: 2 });
  const database = pool;
  return async (id) => (await database.query('SELECT value FROM hit WHERE id = $1', [id])).rows[0].value;
}

async function timed(read: () => Promise<unknown>, capMs: number): Promise<{ ms: number; end: Outage['end'] }> {
  const started = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, capMs, 'late');
  });
  const ended = read().then(
    () => 'answered' as const,
    () => 'failed' as const,
  );
  const end = await Promise.race([ended, late]);
  clearTimeout(timer);
  return { ms: performance.now() - started, end };
}
