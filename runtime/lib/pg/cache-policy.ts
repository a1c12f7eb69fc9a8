import { InvalidationKind } from '../link';
import { capped, type Ttl, ttlMs } from '../protocol/ttl';
import type { Plan } from '../sql/plan';
import { type CachingTerms, type Keeping, type KeptTables, NO_TERMS } from './caching-terms';
import { WrapReason } from './wrap-reason';

export interface CacheRule {
  /** Tables, as `schema.name`, or `name` for one in any schema. A query is cached if rules cover all of its tables. */
  readonly tables: readonly string[];
  /** How long an answer is kept. The shortest one of the rules that cover a query counts. */
  readonly ttl: Ttl;
  /** How long after `ttl` an answer may still be given while one caller renews it. @default 0 */
  readonly stale?: Ttl;
}

export interface WrapOptions {
  /**
   * What is cached, by table; with these the rules of the link do not count.
   *
   * @default - what the link says, or else nothing but what a hint or an option of a query asks for
   */
  readonly rules?: readonly CacheRule[];
  /** Whom the rows of the current request are for. It is part of every key. @default - such queries are not cached */
  readonly tenantKey?: () => string;
  /** The name of the database, the same in every application that uses it. @default - the database is asked */
  readonly database?: string;
  /**
   * What functions of the database write: `{ charge: { writes: ['public.orders'] } }`.
   *
   * @default - what their bodies say, or everything where they are not understood
   */
  readonly functions?: Readonly<Record<string, { readonly writes: readonly string[] }>>;
  /** How far a standby may lag behind, in milliseconds. @default - answers of a standby are not cached */
  readonly replica?: { readonly lagMs: number };
  /** Bytes that an answer may have. @default 1,048,576 */
  readonly maxBytes?: number;
  /** Whether hints in the text of a query count. @default true */
  readonly hints?: boolean;
  /** How long an answer without rows is kept, if that is shorter. @default - as long as any other */
  readonly emptyTtl?: Ttl;
}

/** The property `cache` of a query. */
export type CacheOption =
  | false
  | {
      /** How long the answer is kept. @default - what a hint or the rules say */
      readonly ttl?: Ttl;
      /** How long after `ttl` the answer may still be given while one caller renews it. @default - what the rules say */
      readonly stale?: Ttl;
      /** Tags of the application, by which the answer is dropped as well. */
      readonly tags?: readonly string[];
      /** What else tells this answer from others. */
      readonly key?: string;
      /** Whether to read around the cache. @default false */
      readonly fresh?: boolean;
    };

export const WRAP_DEFAULTS = { maxBytes: 1_048_576, hints: true } as const;

/** Reads the times of all options once, and says what is kept how long. */
export class CachePolicy {
  private readonly own?: readonly KeptTables[];
  private readonly hints: boolean;
  public readonly emptyTtl?: number;
  public readonly maxBytes: number;

  /**
   * @param terms what the infrastructure says, as far as it is known now
   * @throws TtlError for a time that cannot be read
   */
  public constructor(
    public readonly options: WrapOptions,
    public readonly terms: () => CachingTerms = () => NO_TERMS,
  ) {
    this.own = options.rules?.map(({ tables, ttl, stale = 0 }) => ({
      tables,
      ttl: ttlMs(ttl, 'rules.ttl'),
      stale: stale === 0 ? 0 : ttlMs(stale, 'rules.stale'),
    }));
    this.hints = options.hints ?? WRAP_DEFAULTS.hints;
    this.maxBytes = options.maxBytes ?? WRAP_DEFAULTS.maxBytes;
    if (options.emptyTtl !== undefined) this.emptyTtl = ttlMs(options.emptyTtl, 'emptyTtl');
  }

  /** What hint and rules say of a plan; undefined if they do not ask for the cache. */
  public keepingOf({ read }: Plan): Keeping | undefined {
    if (!read) return undefined;
    const byRules = this.ruled(read.tables);
    const asked = read.hint && this.hints ? { ttl: read.hint.ttlMs, stale: byRules?.stale ?? 0 } : byRules;
    return asked && capped(asked, this.terms().maxTtlMs);
  }

  /** Whether some tables are cached whatever a query says. */
  public get hasRules(): boolean {
    return this.rules.length > 0;
  }

  /** Whether the cache is told of writes; if not, answers are as old as their time to live at most. */
  public get announces(): boolean {
    return this.terms().invalidation !== InvalidationKind.TTL;
  }

  private get rules(): readonly KeptTables[] {
    return this.own ?? this.terms().rules;
  }

  /** The shortest of all rules that cover the tables; undefined if one has none. */
  private ruled(tables: readonly string[]): Keeping | undefined {
    const { rules } = this;
    const covering = tables.map((table) => {
      const name = table.slice(table.indexOf('.') + 1);
      return rules.filter((rule) => rule.tables.some((pattern) => pattern === table || pattern === name));
    });
    if (covering.length === 0 || covering.some((some) => some.length === 0)) return undefined;
    const all = covering.flat();
    return { ttl: Math.min(...all.map(({ ttl }) => ttl)), stale: Math.min(...all.map(({ stale }) => stale)) };
  }
}

/** What the option of a query makes of it; a reason if it is not to be cached. */
export function withOption(
  keeping: Keeping | undefined,
  option: CacheOption | undefined,
  maxTtlMs?: number,
): Keeping | WrapReason {
  if (option === undefined) return keeping ?? WrapReason.NO_RULE;
  if (option === false) return WrapReason.FORBIDDEN;
  if (option.fresh) return WrapReason.FRESH;
  try {
    const ttl = option.ttl === undefined ? keeping?.ttl : ttlMs(option.ttl);
    if (ttl === undefined) return WrapReason.NO_RULE;
    return capped({ ttl, stale: option.stale ? ttlMs(option.stale) : (keeping?.stale ?? 0) }, maxTtlMs);
  } catch {
    // The answer may not fail for a mistake about the cache.
    return WrapReason.QUERY_OPTION;
  }
}
