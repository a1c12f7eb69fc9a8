import type { Configuration } from './configuration';

/** The keys of the cache. */
export interface Keys {
  /** The version key of each tag, packed as in `cache.ts`. */
  readonly versions: readonly number[];
  /** The stamps of the entry and then its value; nothing if there is none. */
  readonly entry: readonly number[];
}

export interface Cache extends Keys {
  /** How often the server of each tag was replaced. */
  readonly generations: readonly number[];
  /** For each version key the writers whose intent it holds no longer as long as they need. */
  readonly cut: readonly number[];
  /** What the replica has: at some moment that of the primary. */
  readonly replica: Keys;
  /** What a replaced primary still answers. */
  readonly demoted: Keys | undefined;
  readonly full: boolean;
  /** Commands that were sent and not answered. */
  readonly late: readonly LateCommand[];
}

export interface LateCommand {
  readonly drop: boolean;
  readonly tag: number;
  readonly writer: number;
}

export enum ReaderAt {
  IDLE,
  READING,
  CREATING,
  READY,
  LOADED,
  RESTAMPING,
}

export interface Reader {
  readonly at: ReaderAt;
  /** Reads that it makes, with this one. */
  readonly left: number;
  /** The keys that it has read, as a set of bits: each tag, then the entry. */
  readonly got: number;
  /** The writes that it must see: those that were promised when it started. */
  readonly mustSee: number;
  /** As long as it may be a hit. */
  readonly entry: readonly number[];
  readonly stamps: readonly number[];
  readonly value: number;
  /** Whether it talks to the replaced server. */
  readonly demoted: boolean;
}

export enum WriterAt {
  ADDING,
  COMMITTED,
  ROLLED_BACK,
  /** The server may still commit. */
  UNKNOWN,
  DONE,
  CRASHED,
}

export interface Writer {
  readonly at: WriterAt;
  /** Tags with an intent, as a set of bits. */
  readonly added: number;
  readonly dropped: number;
  /** Whether it heard nothing of a renewal of its intents. */
  readonly unheard: boolean;
}

export interface State {
  /** The database: the writes that are committed, as a set of bits. A snapshot is a copy of it. */
  readonly committed: number;
  /** Writes that every read from now on must see. */
  readonly promised: number;
  /** Writes that fall under an exception of the promise. */
  readonly excepted: number;
  readonly cache: Cache;
  readonly readers: readonly Reader[];
  readonly writers: readonly Writer[];
  readonly budget: Budget;
  /** The next random id. */
  readonly fresh: number;
}

/** What may still go wrong. */
export interface Budget {
  readonly crashes: number;
  readonly lostMessages: number;
  readonly unknownOutcomes: number;
  readonly evictions: number;
  readonly failovers: number;
  readonly replications: number;
  readonly outOfMemory: number;
}

/** The state after something has gone wrong once more. */
export function spend(state: State, what: keyof Budget): State {
  return { ...state, budget: { ...state.budget, [what]: state.budget[what] - 1 } };
}

/** One step, of one participant. */
export interface Step {
  readonly label: string;
  readonly next: State;
  /** Writes that an answer should have seen and has not. */
  readonly missed?: number;
}

export function initial(config: Configuration): State {
  const versions = Array.from({ length: config.tags }, (_, tag) => (config.warm ? (tag + 1) << 5 : 0));
  const keys: Keys = { versions, entry: config.warm ? [...versions, 0] : [] };
  const { crashes, lostMessages, unknownOutcomes, evictions, failovers, outOfMemory } = config;
  return {
    committed: 0,
    promised: 0,
    excepted: 0,
    cache: {
      ...keys,
      generations: versions.map(() => 0),
      cut: versions.map(() => 0),
      replica: failovers > 0 ? keys : { versions: [], entry: [] },
      demoted: undefined,
      full: false,
      late: [],
    },
    readers: config.readers.map((left) => idle(left)),
    writers: config.writers.map(() => ({ at: WriterAt.ADDING, added: 0, dropped: 0, unheard: false })),
    budget: {
      crashes,
      lostMessages,
      unknownOutcomes,
      evictions,
      failovers,
      replications: failovers,
      outOfMemory,
    },
    fresh: config.tags + 1,
  };
}

/** A reader between two reads. It remembers nothing, so that equal futures are equal states. */
export function idle(left: number): Reader {
  return { at: ReaderAt.IDLE, left, got: 0, mustSee: 0, entry: [], stamps: [], value: 0, demoted: false };
}

/** A list with one element in place of another. */
export function replaced<T>(list: readonly T[], index: number, element: T): T[] {
  const copy = list.slice();
  copy[index] = element;
  return copy;
}
