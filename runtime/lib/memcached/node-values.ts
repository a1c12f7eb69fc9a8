import type { KeyPlace } from './key-places';
import type { MemcachedNode } from './memcached-node';
import { sessionOf } from './owners';

/**
 * What some keys of one node hold. Each is asked for on its own socket, behind what was sent for it before: whoever takes a
 * lease looks at the entry after that.
 */
export async function valuesOf(
  node: MemcachedNode,
  keys: readonly string[],
  places: readonly KeyPlace[],
): Promise<readonly (Buffer | null)[]> {
  const sessions = keys.map((key) => sessionOf(node, key));
  const [first] = sessions;
  if (sessions.every((session) => session === first)) {
    const items = await first!.get(places.map(({ wire }) => wire));
    return items.map((item) => item?.value ?? null);
  }
  const values: (Buffer | null)[] = new Array(keys.length).fill(null);
  const parts = [...new Set(sessions)].map(async (session) => {
    const mine = [...keys.keys()].filter((place) => sessions[place] === session);
    const items = await session.get(mine.map((place) => places[place]!.wire));
    for (const [place, item] of items.entries()) values[mine[place]!] = item?.value ?? null;
  });
  await Promise.all(parts);
  return values;
}
