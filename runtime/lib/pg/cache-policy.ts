import { type Ttl, ttlMs } from '../protocol/ttl';
import type { Plan } from '../sql/plan';
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
  /** What is cached, by table. @default - nothing but what a hint or an option of a query asks for */
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

/** How long an answer may be kept, in milliseconds. */
export interface Keeping {
  readonly ttl: number;
  readonly stale: number;
}

/** Reads the times of all options once, and says what is kept how long. */
export class CachePolicy {
  private readonly rules: readonly (Keeping & { readonly tables: readonly string[] })[];
  private readonly hints: boolean;
  public readonly emptyTtl?: number;
  public readonly maxBytes: number;

  /** @throws TtlError for a time that cannot be read */
  public constructor(public readonly options: WrapOptions) {
    this.rules = (options.rules ?? []).map(({ tables, ttl, stale = 0 }) => ({
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
    if (!read.hint || !this.hints) return byRules;
    return { ttl: read.hint.ttlMs, stale: byRules?.stale ?? 0 };
  }

  /** The shortest of all rules that cover the tables; undefined if one has none. */
  private ruled(tables: readonly string[]): Keeping | undefined {
    const covering = tables.map((table) => {
      const name = table.slice(table.indexOf('.') + 1);
      return this.rules.filter((rule) => rule.tables.some((pattern) => pattern === table || pattern === name));
    });
    if (covering.length === 0 || covering.some((rules) => rules.length === 0)) return undefined;
    const all = covering.flat();
    return { ttl: Math.min(...all.map(({ ttl }) => ttl)), stale: Math.min(...all.map(({ stale }) => stale)) };
  }
}

/** What the option of a query makes of it; a reason if it is not to be cached. */
export function withOption(keeping: Keeping | undefined, option: CacheOption | undefined): Keeping | WrapReason {
  if (option === undefined) return keeping ?? WrapReason.NO_RULE;
  if (option === false) return WrapReason.FORBIDDEN;
  if (option.fresh) return WrapReason.FRESH;
  try {
    const ttl = option.ttl === undefined ? keeping?.ttl : ttlMs(option.ttl);
    if (ttl === undefined) return WrapReason.NO_RULE;
    return { ttl, stale: option.stale ? ttlMs(option.stale) : (keeping?.stale ?? 0) };
  } catch {
    // The answer may not fail for a mistake about the cache.
    return WrapReason.QUERY_OPTION;
  }
}
