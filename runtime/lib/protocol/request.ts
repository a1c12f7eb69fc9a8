/**
 * What a reader is asked. A tag stands here as the name of its version key, which `names.ts` makes.
 *
 * @typeParam T what the caller gets
 */
export interface ReadRequest<T> {
  /** The key of the entry, which `names.ts` makes: two requests that may differ in their answer differ here. */
  readonly key: string;
  /** Stands in the entry as well: a key that collides, or belongs to another schema, is a miss. */
  readonly fingerprint: string;
  /** The tags by which the answer is dropped. */
  readonly tags: ReadTags;
  readonly lifetime: Lifetime;
  /** Whether the caller holds a database connection: it then never waits for somebody else's load. */
  readonly holdsConnection: boolean;
  /** Whether what is known of the request still holds under these stamps; if not, the database is asked, and no more. */
  holds?(stamps: ReadonlyMap<string, string>): boolean;
  /** Makes an answer of a stored payload; each caller gets an own one. What it throws makes the entry a miss. */
  decode(payload: Buffer): T;
  /** Asks the database, with a snapshot that is not older than this call. What it throws reaches the caller. */
  load(): Promise<Loaded<T>>;
}

/**
 * Version keys, first that of the database. Those of both lists are read; an answer is stamped by one of them. A row
 * that is found by its primary key depends on itself alone, while the same row missing depends on every insert.
 */
export interface ReadTags {
  readonly found: readonly string[];
  readonly empty: readonly string[];
}

/** How long an answer is kept. All in milliseconds. */
export interface Lifetime {
  /** Until it is dropped, less up to `jitter` of it. */
  readonly ttl: number;
  /** The same for an empty answer. @default the same */
  readonly emptyTtl?: number;
  /** How long after `ttl` it may still be given while one caller renews it: 0 for never. @default 0 */
  readonly stale?: number;
}

/** What a load gave. */
export interface Loaded<T> {
  readonly value: T;
  /** What is stored, made only if it is; undefined if the answer must not be stored. */
  readonly payload?: () => Buffer | undefined;
  /** Whether it is an empty answer, by which its tags and its lifetime are chosen. */
  readonly empty: boolean;
  /** Why it must not be stored, if so: `too-big`, `transaction`, `replica` and so on. */
  readonly uncacheable?: string;
  /** Milliseconds that the replica which gave it may lag behind; undefined if the primary gave it. */
  readonly lagMs?: number;
}

/** Where an answer came from. */
export type Source =
  /** The cache. */
  | 'hit'
  /** The cache, past its time, while somebody renews it. */
  | 'stale'
  /** The database. */
  | 'load'
  /** The load of another caller, of this process or another. */
  | 'shared';

export interface Answer<T> {
  readonly value: T;
  readonly source: Source;
}

/** How long versions live, in milliseconds: longer than any entry that is stamped with them. */
export function lifeOf({ lifetime: { ttl, emptyTtl = 0, stale = 0 } }: ReadRequest<unknown>): number {
  return Math.max(3_600_000, 2 * Math.ceil(Math.max(ttl, emptyTtl) + stale));
}
