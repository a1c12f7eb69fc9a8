import type { Answer, ReadRequest } from '../protocol/request';
import type { Plan } from '../sql/plan';
import type { WrapOptions } from './cache-policy';
import type { CachingTerms } from './caching-terms';

/** What the wrapper of node-postgres is given. */
export interface WrapContext {
  /** Reads through the cache. */
  read<T>(request: ReadRequest<T>): Promise<Answer<T>>;
  /**
   * Tells the cache that the answers of these version keys are about to change. It waits for the acknowledgement, within
   * a deadline of its own.
   *
   * @throws Error if writes without an acknowledgement are to be refused
   */
  announce(versions: readonly string[]): Promise<Announcement>;
  /** Plans statements in one database, as its sessions of one kind see it. */
  planner(database: PlannedDatabase): Planner;
  /** The names of the database with this identity. */
  names(space: string): EntryNames;
  /** The version key of a tag that the application makes up. */
  applicationTag(tag: string): string;
  readonly options: WrapOptions;
  /** What the infrastructure says of caching, as far as it is known now. */
  terms(): CachingTerms;
  readonly events: WrapEvents;
  /** What the cache is used for now. */
  mode(): WrapMode;
  /** Whether the caller wants to read around the cache. */
  fresh(): boolean;
}

/**
 * - `off`: nothing is read from the cache.
 * - `observe`: nothing is read from the cache, but it is reported what would be.
 * - `verify`: like `on`; the reader compares a sample of the hits with the database.
 * - `on`: reads are answered by the cache.
 *
 * Writes are announced in every mode.
 */
export type WrapMode = 'off' | 'observe' | 'verify' | 'on';

/** A write of which the cache was told. */
export interface Announcement {
  /** Whether the cache has answered. */
  readonly acknowledged: boolean;
  /** The write has ended, whether it was committed or not. Never throws. */
  settle(): Promise<void>;
  /** Nobody knows whether it was committed, or still will be. */
  uncertain(): void;
}

/** The names that `Names` of the protocol makes. */
export interface EntryNames {
  /** The version key of everything in the database. */
  readonly database: string;
  /** The version key of its schema. */
  readonly schema: string;
  version(tag: string): string;
  versions(tags: readonly string[]): string[];
  entry(identity: string | Buffer): string;
}

/** What the plan of a statement depends on beside its text. */
export interface PlannedDatabase {
  /** The identity of the database. */
  readonly space: string;
  readonly user: string;
  /** The schemas in which names are looked up, in their order, with those that are implied; undefined if not known. */
  readonly searchPath?: readonly string[];
}

export interface Planner {
  /** Changes whenever a plan that was made before may no longer hold. */
  readonly generation: number;
  /** What the schema is now: an entry of another one is a miss. */
  readonly schema: string;
  /** Whether parser and catalog have been read, and are recent enough. */
  readonly ready: boolean;
  /**
   * Reads what is missing. `query` runs on the connection of the statement that waits for it: in a pool of one
   * connection another one would never come.
   *
   * @throws Error if the parser or the catalog cannot be read
   */
  prepare(query: CatalogQuery): Promise<void>;
  /** The plan; undefined if it cannot be made before `prepare`. */
  peek(text: string): Plan | undefined;
  /** The schema was changed by a statement of this process. */
  schemaChanged(): void;
}

/** Runs a query with rows of raw text, by column position. */
export type CatalogQuery = (
  text: string,
  values?: readonly unknown[],
) => Promise<readonly (readonly (string | null)[])[]>;

/** Who is told of decisions. None of it holds a text, a value or a row. */
export interface WrapEvents {
  /** A read went to the database without a look into the cache. */
  bypass?(reason: string): void;
  /** A read was not stored. */
  notStored?(reason: string): void;
  /** In mode `observe`: a read that the cache would have been asked for. */
  observed?(tables: readonly string[], ttl: number): void;
  /** A write whose tables are not all known drops everything of the database. */
  unresolved?(reason: string): void;
  /** A write of which the cache could not be told. */
  untold?(reason: string): void;
  /** A pool or client was left as it is. */
  untouched?(reason: string): void;
}
