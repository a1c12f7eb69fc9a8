/** What one statement text does, in one database as its catalog is now. It is memoised, so it holds no values. */
export interface Plan {
  /** Undefined if the statement can never be answered from the cache; `bypass` then says why. */
  readonly read?: ReadPlan;
  /** Why it is not cached: one of the reasons in `bypass.ts`. */
  readonly bypass?: string;
  /** What it writes; undefined if it is certain that it writes nothing. */
  readonly write?: WritePlan;
  /** The steps of transactions in the text, in their order. */
  readonly transaction: readonly TransactionStep[];
  /** Whether it changes the session beyond the transaction: SET, a temporary table, LISTEN, a held cursor and so on. */
  readonly taints: boolean;
  /**
   * Whether names may mean other tables afterwards: SET of any kind and reach, `set_config`, SET ROLE, and whatever is
   * unresolved. What the same connection runs later is planned with `undefined` as its search path, until somebody
   * knows the path again. A write planned with the wrong path drops the wrong table.
   */
  readonly movesSearchPath: boolean;
  /** How many statements the text holds; 0 if it could not be parsed. */
  readonly statements: number;
}

export type TransactionStep =
  | 'begin'
  | 'commit'
  | 'commit-and-chain'
  | 'rollback'
  | 'rollback-and-chain'
  | 'prepare'
  | 'savepoint';

export interface ReadPlan {
  /** The text for the key: whitespace and comments outside of literals are collapsed. It is never sent. */
  readonly text: string;
  /** The tables at the root of everything it reads, as `schema.name`, sorted. */
  readonly tables: readonly string[];
  /** Whether row-level security stands on one of them, or the query asks who the user is or for a setting. */
  readonly perSession: boolean;
  /** `ttl` in milliseconds, of a hint in the text. */
  readonly hint?: { readonly ttlMs: number };
  /** Why this execution must not be cached, if so: a value such as `today` means something else tomorrow. */
  refuses(values: readonly unknown[]): string | undefined;
  /** The tags of one execution, without that of the database. */
  tags(values: readonly unknown[]): { readonly found: readonly string[]; readonly empty: readonly string[] };
}

export interface WritePlan {
  /** Whether all that it writes is known; if not, everything of the database is dropped. */
  readonly resolved: boolean;
  /** Why not: one of the reasons in `bypass.ts`. */
  readonly reason?: string;
  /** Whether it changes the schema: the catalog has to be read again. */
  readonly ddl: boolean;
  /** The tags that one execution drops, without that of the database. */
  tags(values: readonly unknown[]): readonly string[];
}
