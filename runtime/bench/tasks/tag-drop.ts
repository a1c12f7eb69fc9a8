import type { Bay } from '../worker';

interface Fill {
  readonly tag: string;
  readonly entries: number;
}

/** Caches so many entries with one tag. */
export async function fillTag({ contender }: Bay, { tag, entries }: Fill): Promise<void> {
  let next = 0;
  const caller = async () => {
    while (next < entries) {
      const id = next;
      next += 1;
      await contender.getOrSet(`${tag}:${id}`, async () => ({ id }), [tag]);
    }
  };
  await Promise.all(Array.from({ length: 100 }, caller));
}

/** Drops the tag, and gives the milliseconds that took. Afterwards none of a hundred entries may be there. */
export async function dropTag({ contender }: Bay, { tag, entries }: Fill): Promise<number> {
  // A process that has run for a while has dropped tags before.
  for (let time = 0; time < 50; time += 1) await contender.dropTag!(`warm-up-${time}`);
  // A timestamp in milliseconds, as bentocache has, does not tell a drop from what was stored in the same one.
  await new Promise((resolve) => setTimeout(resolve, 5));
  const started = performance.now();
  await contender.dropTag!(tag);
  const ms = performance.now() - started;
  for (let id = 0; id < entries; id += Math.ceil(entries / 100)) {
    let loaded = false;
    await contender.getOrSet(`${tag}:${id}`, async () => {
      loaded = true;
      return { id };
    }, [tag]);
    if (!loaded) throw new Error(`entry ${id} of the tag was not dropped`);
  }
  return ms;
}
