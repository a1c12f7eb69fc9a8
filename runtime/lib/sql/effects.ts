import type { BypassReason } from './bypass';
import type { Schema, SearchPath } from './schema';

/** What the application says of its functions, by `name` or `schema.name`. */
export type DeclaredFunctions = Readonly<
  Record<string, { readonly reads?: readonly string[]; readonly writes?: readonly string[] }>
>;

/** Which rows of a table change: none that exist, those of one primary key, or any. */
export type Reach = 'none' | 'pinned' | 'any';

const REACHES: readonly Reach[] = ['none', 'pinned', 'any'];

/** The columns that a trigger sets in the row at hand, or all of them. */
export type Rewrite = 'all' | ReadonlySet<string>;

/** What a statement reads, writes and depends on, with all that it sets off. */
export class Effects {
  /** Tags of the tables at the root. */
  public reads = new Set<string>();
  public writes = new Map<string, Reach>();
  /** What triggers set in rows that are about to be written, by table. */
  public rewritten = new Map<string, Rewrite[]>();
  /** How often a relation is read, through views, policies and functions as well. */
  public readings = 0;
  public hasAggregates = false;
  public perSession = false;
  public taints = false;
  public movesSearchPath = false;
  public ddl = false;
  /** Whether a function finds its tables by the path as it is when it runs. */
  public followsPath = false;
  /** Why it cannot be cached: what was found first. */
  public uncacheable: BypassReason | undefined;
  /** Why it cannot be known what it writes. */
  public unresolved: BypassReason | undefined;
  private seen = new Set<string>();
  private readonly failed = new Set<string>();

  constructor(
    public readonly schema: Schema,
    public readonly declared: DeclaredFunctions,
    /**
     * The effective path of whoever runs what is being looked at: functions in SQL find their tables by it, wherever
     * they are called. It is another one inside of a function that sets its own.
     */
    public path: SearchPath,
  ) {}

  public refuse(reason: BypassReason): void {
    this.uncacheable ??= reason;
  }

  /** Something unknown is neither cached nor certain to write nothing. */
  public lose(reason: BypassReason): void {
    this.refuse(reason);
    this.unresolved ??= reason;
  }

  /** Unknown code may change the session as well. */
  public loseToCode(reason: BypassReason): void {
    this.lose(reason);
    this.taints = true;
    this.movesSearchPath = true;
  }

  public write(tag: string, reach: Reach): void {
    const before = REACHES.indexOf(this.writes.get(tag) ?? 'none');
    this.writes.set(tag, REACHES[Math.max(before, REACHES.indexOf(reach))]);
  }

  /**
   * Adds what is found, if everything in it is known; otherwise nothing.
   *
   * @param key names what is looked at: what has failed once is not tried again
   */
  public attempt(key: string, find: () => boolean): boolean {
    if (this.failed.has(key)) return false;
    const before = { ...this };
    const [reads, writes, rewritten, seen] = [
      new Set(this.reads),
      new Map(this.writes),
      new Map(this.rewritten),
      new Set(this.seen),
    ];
    this.unresolved = undefined;
    if (find() && this.unresolved === undefined) {
      this.unresolved = before.unresolved;
      return true;
    }
    Object.assign(this, { ...before, reads, writes, rewritten, seen });
    this.failed.add(key);
    return false;
  }

  public rewrite(tag: string, rewrite: Rewrite): void {
    this.rewritten.set(tag, [...(this.rewritten.get(tag) ?? []), rewrite]);
  }

  /** Whether a trigger may set one of these columns. */
  public rewrites(tag: string, columns: readonly string[]): boolean {
    const rewrites = this.rewritten.get(tag) ?? [];
    return rewrites.some((rewrite) => rewrite === 'all' || columns.some((column) => rewrite.has(column)));
  }

  /** Whether something is met for the first time by this path; all is collected here, so that once is enough. */
  public isNew(key: string): boolean {
    const full = `${key}|${this.path?.join()}`;
    if (this.seen.has(full)) return false;
    this.seen.add(full);
    return true;
  }
}
