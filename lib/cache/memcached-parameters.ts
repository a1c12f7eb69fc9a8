// Written by scripts/generate-engine-parameters.ts from the catalog: change it there.

/**
 * The parameters of Memcached that a parameter group can set, typed; which of them a family has, and their ranges, the
 * rules know. What AWS adds tomorrow is written by its own name: `{ ...MemcachedParameters.of({}), new_parameter: '1' }`.
 * A node takes them when it restarts, and it restarts empty.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
 */
export interface MemcachedParameterValues {
  /**
   * Whether clients may speak the binary protocol as well. One of ascii, auto.
   *
   * @default - auto
   */
  readonly bindingProtocol?: string;
  /**
   * Turns compare-and-swap off, which saves 8 bytes of each item.
   *
   * @default - false
   */
  readonly casDisabled?: boolean;
  /**
   * Least bytes for key, value and flags of the smallest item.
   *
   * @default - 48
   */
  readonly chunkSize?: number;
  /**
   * How much larger each chunk size is than the one before.
   *
   * @default - 1.25
   */
  readonly chunkSizeGrowthFactor?: number;
  /**
   * Refuses the command that empties a node.
   *
   * @default - false
   */
  readonly disableFlushAll?: boolean;
  /**
   * Refuses writes when the memory is full, instead of evicting items.
   *
   * @default - false
   */
  readonly errorOnMemoryExhausted?: boolean;
  /**
   * Never evicts items without a time to live; with lru_maintainer. Families memcached1.4.
   *
   * @default - false
   */
  readonly expirezeroDoesNotEvict?: boolean;
  /**
   * The hash of the table in a node; how clients share out the keys is theirs. One of jenkins, murmur3.
   *
   * @default - the default of the family
   */
  readonly hashAlgorithm?: string;
  /**
   * Seconds after which an idle client is disconnected; 0 never does. 0 to 86400.
   *
   * @default - 0
   */
  readonly idleTimeout?: number;
  /**
   * Stores numbers of text replies in the item: faster writes, slower reads, up to 24 bytes more. Families memcached1.5, memcached1.6.
   *
   * @default - false
   */
  readonly inlineAsciiResp?: boolean;
  /**
   * Removes expired items in the background.
   *
   * @default - the default of the family
   */
  readonly lruCrawler?: boolean;
  /**
   * Sorts items by use in the background.
   *
   * @default - the default of the family
   */
  readonly lruMaintainer?: boolean;
  /**
   * Most bytes of one item; a multiple of slab_chunk_max.
   *
   * @default - 1048576
   */
  readonly maxItemSize?: number;
  /**
   * Refuses a connection above the limit at once, instead of letting it wait.
   *
   * @default - the default of the family
   */
  readonly maxconnsFast?: boolean;
  /**
   * Raises the limit of core files.
   *
   * @default - false
   */
  readonly maximizeCoreFileLimit?: boolean;
  /**
   * Megabytes kept for connections and the rest, taken from the memory for items.
   *
   * @default - 100
   */
  readonly memcachedConnectionsOverhead?: number;
  /**
   * Turns on what later versions do by default: slab_automove, lru_crawler and others. Families memcached1.4.
   *
   * @default - true
   */
  readonly modern?: boolean;
  /**
   * Turns off slab_reassign, slab_automove, lru_crawler and others; AWS sets it since August 2021. Families memcached1.5, memcached1.6.
   *
   * @default - the default of the family
   */
  readonly noModern?: boolean;
  /**
   * Moves memory between sizes of items: not, slowly, or at each eviction, which is for tests. One of 0, 1, 2.
   *
   * @default - the default of the family
   */
  readonly slabAutomove?: number;
  /**
   * Most bytes of one chunk of a slab; larger items are split over several.
   *
   * @default - 524288
   */
  readonly slabChunkMax?: number;
  /**
   * Lets memory be moved between sizes of items.
   *
   * @default - the default of the family
   */
  readonly slabReassign?: boolean;
  /**
   * Counts items by size, for stats sizes.
   *
   * @default - false
   */
  readonly trackSizes?: boolean;
  /**
   * Kilobytes of log that wait for a client that watches.
   *
   * @default - 256
   */
  readonly watcherLogbufSize?: number;
  /**
   * Kilobytes of log that wait in one thread.
   *
   * @default - 64
   */
  readonly workerLogbufSize?: number;
}

/** Parameters of Memcached by the names of the service, from typed values. */
export class MemcachedParameters {
  /** The values as a parameter group takes them: `true` is `1`, names have underscores. */
  public static of(values: MemcachedParameterValues): { [name: string]: string } {
    return Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [underscored(name), written(value)]),
    );
  }

  private constructor() {}
}

function underscored(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function written(value: unknown): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : String(value);
}
