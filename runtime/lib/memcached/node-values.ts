import type { Item, MemcachedSession } from '../wire/memcached-session';
import type { KeyPlace } from './key-places';
import type { MemcachedNode } from './memcached-node';
import { sessionOf } from './owners';

/**
 * What some keys of one node hold, but for what is over. Each is asked for on its own socket, behind what was sent for it
 * before: whoever takes a lease looks at the entry after that.
 */
export async function valuesOf(
  node: MemcachedNode,
  keys: readonly string[],
  places: readonly KeyPlace[],
  isOver: (session: MemcachedSession, value: Buffer) => boolean,
): Promise<readonly (Buffer | null)[]> {
  const held = (session: MemcachedSession, item: Item | undefined) =>
    item === undefined || isOver(session, item.value) ? null : item.value;
  const sessions = keys.map((key) => sessionOf(node, key));
  const [first] = sessions;
  if (sessions.every((session) => session === first)) {
    const items = await first!.get(places.map(({ wire }) => wire));
    return items.map((item) => held(first!, item));
  }
  const values: (Buffer | null)[] = new Array(keys.length).fill(null);
  const parts = [...new Set(sessions)].map(async (session) => {
    const mine = [...keys.keys()].filter((place) => sessions[place] === session);
    const items = await session.get(mine.map((place) => places[place]!.wire));
    for (const [place, item] of items.entries()) values[mine[place]!] = held(session, item);
  });
  await Promise.all(parts);
  return values;
}
