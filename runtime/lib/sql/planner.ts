import type { BypassReason } from './bypass';
import { type Builtins, CatalogError, readBuiltins, readCatalog } from './catalog';
import { BUILTINS_QUERY, CATALOG_QUERY } from './catalog-query';
import type { DeclaredFunctions } from './effects';
import { isParserLoaded, loadParser } from './parser';
import type { Plan } from './plan';
import { makePlan } from './plan-maker';
import { PlanMemory } from './plan-memory';
import { Schema } from './schema';

/** Sends one statement without parameters to the database. */
export type Run = (sql: string) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>;

export interface PlannerOptions {
  readonly run: Run;
  /**
   * What functions of the application do, by `name` or `schema.name`: the tables that they read and write. A function
   * whose `reads` are not given is not cached, one whose `writes` are not given is trusted only if it is not volatile.
   *
   * @default - functions in SQL and PL/pgSQL are known by what they hold
   */
  readonly functions?: DeclaredFunctions;
  readonly limits?: Partial<PlanLimits>;
}

export interface PlanLimits {
  /** How many texts are remembered. */
  readonly texts: number;
  /** The longest text, in bytes, that is remembered, and so the longest read that is cached. */
  readonly textBytes: number;
  /** The longest text, in bytes, that is parsed; a longer one is an unresolved write. */
  readonly parsedBytes: number;
}

const PLAN_DEFAULTS: PlanLimits = { texts: 1_000, textBytes: 16_384, parsedBytes: 1_048_576 };

/** Makes plans of statement texts, in one database. */
export class Planner {
  private readonly limits: PlanLimits;
  private readonly plans: PlanMemory;
  private builtins: Builtins | undefined;
  private schema: Schema | undefined;
  /** Fingerprints by the search path of the session that read the schema, as far as they are of the schema as it is. */
  private readonly fingerprints = new Map<string, string>();
  private reading: Promise<boolean> = Promise.resolve(false);

  constructor(private readonly options: PlannerOptions) {
    this.limits = { ...PLAN_DEFAULTS, ...options.limits };
    this.plans = new PlanMemory(this.limits.texts);
  }

  /** Whether plans can be made. Before that nothing is cached and every text is an unresolved write. */
  public get ready(): boolean {
    return this.schema !== undefined && isParserLoaded();
  }

  /** Names the schema as it is known: it changes with everything on which answers and the shape of rows depend. */
  public get fingerprint(): string | undefined {
    return this.schema?.data.fingerprint;
  }

  /** The search path by which the expressions and views of the schema were printed. */
  public get path(): readonly string[] | undefined {
    return this.schema?.data.path;
  }

  /**
   * Loads the parser and reads the schema. What `run` throws reaches the caller, who may try again.
   *
   * @returns whether it changed, as `refresh`
   */
  public async load(): Promise<boolean> {
    await loadParser();
    return this.refresh();
  }

  /**
   * Reads the schema again. Plans that were made before are forgotten if it changed.
   *
   * @returns whether it changed. A session with another search path prints the same schema in other words: by the first
   *   of them it cannot be said, and is not
   */
  public refresh(): Promise<boolean> {
    const read = () => this.read();
    // One after the other: an older answer never takes the place of a newer one.
    this.reading = this.reading.then(read, read);
    return this.reading;
  }

  /**
   * Says what a text does.
   *
   * @param searchPath what `current_schemas(false)` gives in the session, undefined if that is not known
   */
  public plan(text: string, searchPath: readonly string[] | undefined): Plan {
    const { schema, limits } = this;
    if (schema === undefined || !isParserLoaded()) return unknownPlan('not-ready');
    const path = searchPath?.join('\0');
    const known = this.plans.get(text)?.get(path);
    if (known !== undefined) return known;
    const bytes = Buffer.byteLength(text);
    if (bytes > limits.parsedBytes) return unknownPlan('too-long');
    const isTooLong = bytes > limits.textBytes;
    const plan = this.made(text, searchPath, schema, isTooLong);
    if (!isTooLong) this.plans.add(text, path, plan);
    return plan;
  }

  private made(text: string, searchPath: readonly string[] | undefined, schema: Schema, isTooLong: boolean): Plan {
    try {
      return makePlan(text, searchPath, schema, this.options.functions ?? {}, isTooLong);
    } catch {
      // Nested too deep to be walked, for one: the statement runs all the same.
      return unknownPlan('unknown-syntax');
    }
  }

  private async read(): Promise<boolean> {
    this.builtins ??= readBuiltins(await this.row(BUILTINS_QUERY));
    const data = readCatalog(await this.row(CATALOG_QUERY));
    const path = JSON.stringify(data.path);
    const known = this.fingerprints.get(path);
    if (known === data.fingerprint) return false;
    if (known !== undefined) this.fingerprints.clear();
    this.fingerprints.set(path, data.fingerprint);
    const isFirst = this.schema === undefined;
    this.schema = new Schema(data, this.builtins);
    this.plans.clear();
    return isFirst || known !== undefined;
  }

  private async row(query: string): Promise<Record<string, unknown>> {
    const { rows } = await this.options.run(query);
    if (rows.length !== 1) throw new CatalogError(`the catalog gave ${rows.length} rows in place of 1`);
    return rows[0];
  }
}

/** A text of which nothing is known: it may do anything. */
function unknownPlan(reason: BypassReason): Plan {
  return {
    bypass: reason,
    write: { resolved: false, reason, ddl: true, tags: () => [] },
    transaction: [],
    taints: true,
    movesSearchPath: true,
    statements: 0,
  };
}
