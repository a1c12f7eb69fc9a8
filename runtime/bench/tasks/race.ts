import { Pool } from 'pg';
import type { Bay } from '../worker';

export interface Raced {
  /** Reads that began after the write had returned and joined an older load. */
  readonly joined: number;
  /** Reads that came when all was over, and found what the older load had stored. */
  readonly stored: number;
}

/**
 * A reader has the old row and has not stored it yet; a writer commits and invalidates; another reader asks, and then the
 * first one goes on. Whoever asks after the write has to get what it wrote.
 */
export async function race(
  { contender: reading, postgres, another }: Bay,
  { first, trials, tagged }: { readonly first: number; readonly trials: number; readonly tagged: boolean },
): Promise<Raced> {
  const pool = new Pool({ ...postgres, user: 'postgres', database: 'bench', max: 4 });
  const writing = await another();
  const version = async (id: number): Promise<number> =>
    (await pool.query('SELECT version FROM race WHERE id = $1', [id])).rows[0].version;
  let joined = 0;
  let stored = 0;
  for (let id = first; id < first + trials; id += 1) {
    const key = `race:${id}`;
    const tags = tagged ? [`race-${id}`] : [];
    const load = async () => ({ version: await version(id) });
    const is = async (read: Promise<unknown>) => ((await read) as { version: number }).version;
    const was = await version(id);
    const hasRead = gate();
    const mayStore = gate();
    const old = reading.getOrSet(
      key,
      async () => {
        const row = await load();
        hasRead.open();
        await mayStore.opened;
        return row;
      },
      tags,
    );
    await hasRead.opened;
    await writing.write(key, tags, async () => {
      await pool.query('UPDATE race SET version = version + 1 WHERE id = $1', [id]);
    });
    const during = reading.getOrSet(key, load, tags);
    setImmediate(mayStore.open);
    await old;
    if ((await is(during)) !== was + 1) joined += 1;
    const later = [await is(writing.getOrSet(key, load, tags)), await is(reading.getOrSet(key, load, tags))];
    if (later.some((answer) => answer !== was + 1)) stored += 1;
  }
  await writing.close();
  await pool.end();
  return { joined, stored };
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
