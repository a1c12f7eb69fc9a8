/** One way to cache, set up as its own documentation says. */
export interface Contender {
  /** The value of a key: from the cache, or else from the loader, which is then cached. */
  getOrSet(key: string, load: () => Promise<unknown>, tags: readonly string[]): Promise<unknown>;
  /** Runs a write and tells the cache of it, in the order that the documentation shows. */
  write(key: string, tags: readonly string[], write: () => Promise<void>): Promise<void>;
  /** Drops everything that has a tag; left out where there are no tags. */
  dropTag?(tag: string): Promise<void>;
  /** What has gone wrong so far; left out where nobody counts it. */
  counts?(): Counts;
  close(): Promise<void>;
}

export interface Counts {
  /** Writes that went on without the acknowledgement of the cache. */
  readonly unacknowledged: number;
  /** Commands that missed their deadline. */
  readonly late: number;
  /** Invalidations that wait. */
  readonly pending: number;
}

/** How a contender reaches what it caches in, and what it caches. */
export interface Surroundings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Whether entries have tags: some libraries need to be told when they are set up. */
  readonly tagged: boolean;
  /** Nodes of Memcached, as `host:port,host:port`. @default - the cache is Redis */
  readonly memcached?: string;
}

/** Opens a contender; it is connected afterwards. */
export type Open = (surroundings: Surroundings) => Promise<Contender>;

/** How long everybody keeps an entry, in seconds: longer than a run. */
export const TTL_SECONDS = 3600;
