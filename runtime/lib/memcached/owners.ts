import { unreachable } from '../drivers/driver-error';
import type { MemcachedSession } from '../wire/memcached-session';
import type { KeyPlace, KeyPlaces } from './key-places';
import type { MembershipAge } from './membership-age';
import type { MemcachedNode } from './memcached-node';
import { PreviousOwners } from './previous-owners';

/** How often something is done again because the nodes have changed meanwhile. */
const RUNS = 3;

/** Where keys lie, and lay a moment ago. */
export class Owners {
  private readonly previous = new PreviousOwners();

  public constructor(
    private readonly age: MembershipAge,
    private readonly places: KeyPlaces,
  ) {}

  /** @throws DriverError ERR_CACHE_TIER_UNREACHABLE if nobody can be sure where it lies */
  public placeOf(key: string): KeyPlace {
    const place = this.age.membership && this.places.of(key);
    if (place === undefined) throw unreachable('a cluster whose nodes are not known for sure');
    return place;
  }

  /**
   * Does something on every node where a key is looked for, and is done only if those were all of them to the end: what is
   * acknowledged by a list of nodes that others have given up would be seen by nobody.
   */
  public async everywhere<T>(
    keys: readonly string[],
    act: (place: KeyPlace, session: MemcachedSession, index: number) => Promise<T>,
  ): Promise<readonly T[]> {
    let replies: readonly T[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { epoch } = this.age;
      const replied = await Promise.all(keys.map((key, index) => this.onOwners(key, (at, to) => act(at, to, index))));
      replies = replied.map((reply, index) => most(reply, replies[index]));
      if (this.age.membership !== undefined && this.age.epoch === epoch) return replies;
    }
    throw unreachable('a cluster whose nodes change');
  }

  private async onOwners<T>(key: string, act: (place: KeyPlace, session: MemcachedSession) => Promise<T>): Promise<T> {
    const place = this.placeOf(key);
    const acting = act(place, sessionOf(place.node, key));
    if (place.previous.length === 0) return acting;
    const others = place.previous.map((node) => this.previous.ask(node, () => act(place, sessionOf(node, key))));
    return (await Promise.all([acting, ...others])).reduce((one, other) => most(one, other));
  }
}

/**
 * The socket of a key, if all of the node lead to the same process: where a name has begun to lead elsewhere, nobody can
 * tell which of the two the others speak to.
 */
export function sessionOf(node: MemcachedNode, key: string): MemcachedSession {
  if (!node.isUp) throw unreachable(node.name);
  return node.sessionOf(key);
}

/** Of several replies to one script: a writer that stood on one of the nodes has stood there. */
function most<T>(one: T, other: T | undefined): T {
  return typeof one === 'number' && typeof other === 'number' && other > one ? other : one;
}
