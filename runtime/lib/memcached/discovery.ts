import type { ClusterNode } from './cluster-configuration';
import { type Membership, membershipOf } from './membership';

/** Who the nodes of a cluster are, and how sure that is. */
export interface Discovery {
  /** As last learned; undefined as long as nobody has answered. */
  readonly current: Membership | undefined;
  /** Why it is not known, or was not confirmed the last time. */
  readonly problem?: Error | undefined;
  /** Tells of each change of the list of names, the first included. The result ends it. */
  onChange(listener: MembershipListener): () => void;
  /**
   * Whether the list was confirmed a short time ago. Who acts by one that was not may read what others no longer
   * invalidate: they may have learned of a change.
   */
  isCurrent(): boolean;
  close(): void;
}

export type MembershipListener = (now: Membership, before: Membership | undefined) => void;

/** A list that never changes: two lists in two releases at once do not see each other's invalidations. */
export function staticMembership(nodes: readonly ClusterNode[]): Discovery {
  return {
    current: membershipOf(0, nodes),
    onChange: () => () => undefined,
    isCurrent: () => true,
    close: () => undefined,
  };
}
