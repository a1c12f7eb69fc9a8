import { INTENT } from '../protocol/script-steps';
import type { MemcachedSession } from '../wire/memcached-session';
import type { KeyPlace } from './key-places';
import type { MemcachedNode } from './memcached-node';
import { sessionOf } from './owners';

const INTENT_BYTE = INTENT.charCodeAt(0);

/**
 * What some keys of one node hold, but for what is over. Each is asked for on its own socket, behind what was sent for it
 * before: whoever takes a lease looks at the entry after that.
 */
export async function valuesOf(
  node: MemcachedNode,
  keys: readonly string[],
  places: readonly KeyPlace[],
  isOver: (session: MemcachedSession, value: Buffer) => Promise<boolean>,
): Promise<readonly (Buffer | null)[]> {
  const sessions = keys.map((key) => sessionOf(node, key));
  const values: (Buffer | null)[] = new Array(keys.length).fill(null);
  const read = async (session: MemcachedSession, mine: readonly number[]) => {
    const items = await session.get(mine.map((place) => places[place]!.wire));
    for (const [index, item] of items.entries()) values[mine[index]!] = item?.value ?? null;
  };
  const all = [...keys.keys()];
  const [first] = sessions;
  if (sessions.every((session) => session === first)) await read(first!, all);
  else {
    const parts = [...new Set(sessions)].map((session) =>
      read(
        session,
        all.filter((place) => sessions[place] === session),
      ),
    );
    await Promise.all(parts);
  }
  for (const [place, value] of values.entries()) {
    if (value?.[0] === INTENT_BYTE && (await isOver(sessions[place]!, value))) values[place] = null;
  }
  return values;
}
