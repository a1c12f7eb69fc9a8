import { FULL, type Protocol } from './guards';
import type { Exception } from './promise';

/** What takes part, and how much may go wrong. All counts are over one run. */
export interface Configuration {
  readonly protocol: Protocol;
  /** For each reader, how many reads it makes one after the other. */
  readonly readers: readonly number[];
  /** Whether the readers are one process, so that they may share loads. */
  readonly oneProcess: boolean;
  /** The tags of the one cached query: 1 or 2. */
  readonly tags: number;
  /** For each writer the tags that it writes, as a set of bits. Each write changes the answer. */
  readonly writers: readonly number[];
  /** Whether the run starts with a valid entry. */
  readonly warm: boolean;
  /** Writers that stop for ever. */
  readonly crashes: number;
  /** Commands of writers that are not answered: they are executed later, or never. */
  readonly lostMessages: number;
  /** Commits whose outcome the writer does not learn. */
  readonly unknownOutcomes: number;
  /** Keys that expire or are evicted. */
  readonly evictions: number;
  /** Whether an intent may go while its writer may still commit. */
  readonly intentsMayGo: boolean;
  readonly failovers: number;
  /** Whether each tag stands on a server of its own; the entry is on that of the first. */
  readonly sharded: boolean;
  /** How often the cache runs out of memory. */
  readonly outOfMemory: number;
  /** Whether a writer may roll back. */
  readonly rollbacks: boolean;
  /** Which exceptions of the promise hold. */
  readonly exceptions: readonly Exception[];
}

export const DEFAULTS: Configuration = {
  protocol: FULL,
  readers: [1, 1],
  oneProcess: false,
  tags: 1,
  writers: [1],
  warm: false,
  crashes: 0,
  lostMessages: 0,
  unknownOutcomes: 0,
  evictions: 0,
  intentsMayGo: false,
  failovers: 0,
  sharded: false,
  outOfMemory: 0,
  rollbacks: false,
  exceptions: ['unacknowledged', 'lostIntent', 'failover'],
};
