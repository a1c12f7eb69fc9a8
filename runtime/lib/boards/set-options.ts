import { KeySpace } from '../link';
import { KEPT_DEADLINE_MS, type KeptData } from './kept-data';
import type { KeptLifetime } from './kept-lifetime';
import { hashTag } from './kept-names';

/** How a set works. Every process that uses it has to say the same `group`. */
export interface MemberSetOptions extends KeptLifetime {
  /**
   * Sets of one group lie in one slot of a cluster, so that they can be united, intersected and subtracted there. All of
   * a group is on one shard. It is a part of the set's name.
   *
   * @default - each set lies in a slot of its own
   */
  readonly group?: string;
  /** Milliseconds that a call may take, with waiting for a connection. @default 2,000 */
  readonly deadlineMs?: number;
}

/** How much of a set is given. */
export interface SetLimit {
  /** Members that are given at most, up to 10,000. @default 1,000 */
  readonly limit?: number;
}

/** How much of a union, an intersection or a difference is given. */
export interface CombineOptions extends SetLimit, WorkLimit {}

/** What a union, an intersection or a difference may cost. */
export interface WorkLimit {
  /**
   * Members that the server may look at, in which time it answers nobody else: the sizes of all sets together, or of the
   * smallest one times their number for an intersection.
   *
   * @default 100,000
   */
  readonly most?: number;
}

/** Some of the members, in no order. */
export interface SomeMembers {
  readonly members: readonly string[];
  /** How many there are, of which `members` may be a part. */
  readonly size: number;
}

/** A part of a set. */
export interface MemberPage {
  readonly members: readonly string[];
  /** Where the next one begins; undefined after the last one. */
  readonly cursor: string | undefined;
}

export const SET_DEFAULTS = { deadlineMs: KEPT_DEADLINE_MS, limit: 1_000, most: 100_000 } as const;

/** The key of a set. */
export function setKey(data: KeptData, name: string, group: string | undefined): string {
  const prefix = data.prefix(KeySpace.SETS);
  return group === undefined ? `${prefix}${hashTag(name)}:members` : `${prefix}${hashTag(group)}:members:${name}`;
}
