import type { ClusterNode } from './cluster-configuration';
import { type Membership, membershipOf } from './membership';

/** Who the nodes of a cluster are, and how sure that is. */
export interface Discovery {
  /** As last learned; undefined as long as nobody has answered. */
  readonly current: Membership | undefined;
  /** Tells of each change of the list of names, the first included. The result ends it. */
  onChange(listener: (now: Membership, before: Membership | undefined) => void): () => void;
  /**
   * Whether the list was confirmed so short a time ago that every client has learned of a change before it. Who acts on the
   * list of one that is not current may read what others no longer invalidate.
   */
  isCurrent(): boolean;
  close(): void;
}

/** A list that never changes: two lists in two releases at once do not see each other's invalidations. */
export function staticMembership(nodes: readonly ClusterNode[]): Discovery {
  const current = membershipOf(0, nodes);
  return {
    current,
    onChange: () => () => undefined,
    isCurrent: () => true,
    close: () => undefined,
  };
}
