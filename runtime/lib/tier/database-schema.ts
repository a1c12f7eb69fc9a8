import { performance } from 'node:perf_hooks';
import type { CatalogQuery, PlannedDatabase, Planner as PlansOfSession } from '../pg/wrap-context';
import type { Plan } from '../sql/plan';
import { Planner, type PlannerOptions } from '../sql/planner';

/** What version keys hold. */
export interface SchemaStamps {
  /** Changes with each change of the schema that a wrapped pool or the command `invalidate` makes. */
  readonly schema: string;
  /** Changes at the same time, and at others. */
  readonly database: string;
}

/** What a schema is read with. */
export interface SchemaOptions {
  /** What functions of the database read and write, by name. */
  readonly functions?: PlannerOptions['functions'];
  /** Milliseconds after which the schema is looked at again. */
  readonly refreshMs: number;
  /** What the cache says of the database now; undefined if it cannot say. */
  readonly stamps: () => Promise<SchemaStamps | undefined>;
  /** Tells all other processes that the schema has changed: nobody has told this one. */
  readonly tell: () => void;
  /** Told if the schema cannot be read: then nothing is cached, and every write drops everything of the database. */
  readonly onProblem?: (error: Error) => void;
}

/** Takes a connection that nobody waits for, and calls back once it has one. */
export type CatalogInBackground = (use: (query: CatalogQuery) => Promise<void> | undefined) => Promise<void>;

/** How many times as old the schema may become where nothing can read it in the background. */
const OVERDUE = 10;

/** The schema of one database, as one process knows it. */
export class DatabaseSchema {
  private readonly planner: Planner;
  private query: CatalogQuery | undefined;
  private loading: Promise<void> | undefined;
  private loadedAt = Number.NEGATIVE_INFINITY;
  private lookedAt = Number.NEGATIVE_INFINITY;
  /** How often the schema was said to have changed, and how often when it was read last. */
  private changes = 1;
  private changesRead = 0;
  /** Whether another process said so. */
  private told = false;
  private generationNow = 0;
  /** The version key of the schema before it was read. */
  private stamp: string | undefined;
  /** The version key of the database when the stamp was compared last. */
  private seen: string | undefined;
  private comparing: Promise<void> | undefined;

  public constructor(private readonly options: SchemaOptions) {
    this.planner = new Planner({
      functions: options.functions,
      run: async (text) => ({ rows: await this.rows(text) }),
    });
  }

  /**
   * The plans of sessions that look up names in this path.
   *
   * @param background reads the schema again before it is overdue, where there is a connection for it
   */
  public plans({ searchPath }: PlannedDatabase, background?: CatalogInBackground): PlansOfSession {
    const schema = this;
    return {
      get generation() {
        schema.look(background);
        return schema.generationNow;
      },
      get schema() {
        return schema.planner.fingerprint ?? '';
      },
      get ready() {
        return schema.isReady;
      },
      prepare: (query) => schema.prepare(query),
      peek: (text): Plan | undefined => (schema.isReady ? schema.planner.plan(text, searchPath) : undefined),
      // The statement was announced as such a change.
      schemaChanged: () => schema.outdated(),
    };
  }

  /**
   * Whether the schema is known to be the one under which a read was planned. The version key of the database changes
   * with every change of the schema, and with other things; only then that of the schema is compared.
   */
  public holds(databaseStamp: string | undefined): boolean {
    if (databaseStamp === undefined || !this.isReady) return false;
    if (databaseStamp === this.seen) return true;
    this.comparing ??= this.compare(databaseStamp).finally(() => {
      this.comparing = undefined;
    });
    return false;
  }

  /**
   * Whether plans still hold, by what the version key of the schema is now. It is not read again for what is being read
   * already: among many writes it would never be done.
   */
  public isStill(stamp: string): boolean {
    if (stamp === this.stamp) return true;
    if (this.isReady) this.outdated();
    return false;
  }

  /** The schema was said to have changed: nothing is planned until it has been read again. */
  public outdated(): void {
    this.told = true;
    this.changes += 1;
    this.generationNow += 1;
  }

  private get isReady(): boolean {
    if (this.changes !== this.changesRead || !this.planner.ready) return false;
    return performance.now() - this.loadedAt < this.options.refreshMs * OVERDUE;
  }

  private get isDue(): boolean {
    return performance.now() - Math.max(this.loadedAt, this.lookedAt) >= this.options.refreshMs;
  }

  /**
   * Reads the schema again before it is overdue, without anybody waiting for it. It counts as being read only once there
   * is a connection: who holds the last one may be waiting for the schema.
   */
  private look(background: CatalogInBackground | undefined): void {
    if (!background || this.loading || !this.isReady || !this.isDue) return;
    const { loadedAt } = this;
    this.lookedAt = performance.now();
    background((query) => (this.loadedAt === loadedAt ? this.prepare(query, true) : undefined)).catch(() => {
      // The next look tries again; overdue, somebody waits for it.
    });
  }

  private async prepare(query: CatalogQuery, again = false): Promise<void> {
    if (this.isReady && !again) return;
    this.loading ??= this.load(query).finally(() => {
      this.loading = undefined;
    });
    await this.loading;
  }

  private async load(query: CatalogQuery): Promise<void> {
    const started = performance.now();
    const { changes } = this;
    try {
      const stamps = await this.options.stamps();
      this.query = query;
      const before = this.planner.ready ? this.planner.fingerprint : undefined;
      const changed = this.planner.ready ? await this.planner.refresh() : await this.planner.load();
      if (this.planner.fingerprint !== before) this.generationNow += 1;
      // A session with another search path prints the same schema in other words, of which nobody is to be told.
      if (changed && before !== undefined && !this.told) this.options.tell();
      // What was said meanwhile is not read yet.
      if (changes === this.changes) this.told = false;
      this.stamp = stamps?.schema;
      this.seen = stamps?.database;
      this.loadedAt = started;
      this.changesRead = changes;
    } catch (error) {
      this.options.onProblem?.(new Error('the schema of the database cannot be read', { cause: error }));
      throw error;
    } finally {
      this.query = undefined;
    }
  }

  private async compare(databaseStamp: string): Promise<void> {
    const stamps = await this.options.stamps();
    if (stamps === undefined) return;
    if (stamps.schema === this.stamp) this.seen = databaseStamp;
    else this.outdated();
  }

  /** Rows by name, from a query that gives columns by position. */
  private async rows(text: string): Promise<Record<string, unknown>[]> {
    if (!this.query) throw new Error('there is no connection to read the schema by');
    const rows = await this.query(`SELECT pg_catalog.row_to_json(q)::text FROM (${text}) q`);
    return rows.map(([row]) => JSON.parse(row!) as Record<string, unknown>);
  }
}
