import { hashTag, wireKey } from './memcached-key';
import type { MemcachedNode } from './memcached-node';
import type { MemcachedNodes } from './memcached-nodes';

/** Where a key lies. */
export interface KeyPlace {
  /** The key as it goes on the wire. */
  readonly wire: string;
  readonly node: MemcachedNode;
  /** Nodes on which it lay a moment ago, and on which others look for it. */
  readonly previous: readonly MemcachedNode[];
  readonly group: number;
}

/** The group of keys that no command can be sent for: they are on the move, or nobody knows the nodes. */
export const NOWHERE = 0;

const NONE: readonly MemcachedNode[] = [];
/** Keys whose place is remembered: to find it costs a hash. */
const REMEMBERED = 20_000;

/** What of a key places it: an entry and its lease lie together, as in a Redis cluster. */
export const placedBy = hashTag;

/**
 * The places of keys. Those of one node are a group; those on the move are one of their own, so that what cannot be read
 * now takes nothing along.
 */
export class KeyPlaces {
  private readonly places = new Map<string, KeyPlace>();
  private readonly groups = new Map<string, number>();
  private epoch = -1;

  /** @param epochNow counts the changes of the nodes */
  public constructor(
    private readonly nodes: Pick<MemcachedNodes, 'nodeOf' | 'previousNodesOf'>,
    private readonly epochNow: () => number,
  ) {}

  public of(key: string): KeyPlace | undefined {
    const epoch = this.epochNow();
    if (epoch !== this.epoch) {
      this.epoch = epoch;
      this.places.clear();
    }
    return this.places.get(key) ?? this.find(key);
  }

  private find(key: string): KeyPlace | undefined {
    const node = this.nodes.nodeOf(key);
    if (node === undefined) return undefined;
    const previous = this.nodes.previousNodesOf(key);
    const wire = wireKey(key);
    // That it moves ends by itself.
    if (previous.length > 0) return { wire, node, previous, group: NOWHERE };
    const place = { wire, node, previous: NONE, group: this.group(node.name) };
    if (this.places.size >= REMEMBERED) this.places.clear();
    this.places.set(key, place);
    return place;
  }

  private group(name: string): number {
    const known = this.groups.get(name);
    if (known !== undefined) return known;
    const group = this.groups.size + 1;
    this.groups.set(name, group);
    return group;
  }
}
