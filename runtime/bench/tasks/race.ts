import { Pool } from 'pg';
import type { Contender } from '../contender';
import type { Bay } from '../worker';

export interface Raced {
  /** Races after which a read got what a late reader had stored. */
  readonly stored: number;
  /** Races in which a read that began after the write had returned got an older load. */
  readonly joined: number;
}

/**
 * A reader has the old row and has not stored it yet; a writer commits and invalidates; then the reader goes on. Whoever
 * asks after the write has to get what it wrote: when all is over in the first race, and at once in the second.
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
    const ask = async (contender: Contender) => ((await contender.getOrSet(key, load, tags)) as Row).version;
    /** Gives the late reader's answer, once it is let go. */
    const lateReader = async () => {
      const hasRead = gate();
      const mayStore = gate();
      const slow = async () => {
        const row = await load();
        hasRead.open();
        await mayStore.opened;
        return row;
      };
      const answer = reading.getOrSet(key, slow, tags);
      await hasRead.opened;
      await write();
      return { answer, goOn: mayStore.open };
    };
    const write = () =>
      writing.write(key, tags, async () => {
        await pool.query('UPDATE race SET version = version + 1 WHERE id = $1', [id]);
      });

    const one = await lateReader();
    one.goOn();
    await one.answer;
    const later = [await ask(writing), await ask(reading)];
    if (later.some((answer) => answer !== 1)) stored += 1;

    // The next reader finds nothing, whatever was stored.
    await write();
    const two = await lateReader();
    const during = ask(reading);
    setImmediate(two.goOn);
    await two.answer;
    if ((await during) !== 3) joined += 1;
  }
  await writing.close();
  await pool.end();
  return { joined, stored };
}

interface Row {
  readonly version: number;
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
