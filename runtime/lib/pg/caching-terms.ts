import { InvalidationKind } from '../link';

/** How long an answer may be kept, in milliseconds. */
export interface Keeping {
  readonly ttl: number;
  readonly stale: number;
}

/** What is kept of some tables. */
export interface KeptTables extends Keeping {
  readonly tables: readonly string[];
}

/** What the infrastructure says of caching. It may be known only later: then these are other terms. */
export interface CachingTerms {
  /** What counts for those who give no rules. */
  readonly rules: readonly KeptTables[];
  readonly invalidation: InvalidationKind;
  /** Milliseconds that anything may be given at most. @default - as long as the application says */
  readonly maxTtlMs?: number;
}

/** What holds where nothing is said. */
export const NO_TERMS: CachingTerms = { rules: [], invalidation: InvalidationKind.WRITES };
