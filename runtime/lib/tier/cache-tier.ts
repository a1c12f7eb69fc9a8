import { AsyncLocalStorage } from 'node:async_hooks';
import { inLambda } from '../aws/environment';
import { CacheAside } from '../cache-aside/cache-aside';
import { DEFAULT_CONNECTION, type Link, LinkError, LinkField, linkVariable, readLink } from '../link';
import { Metrics, type MetricsSnapshot } from '../metrics/metrics';
import { exportMetrics } from '../metrics/open-telemetry';
import type { WrapOptions } from '../pg/cache-policy';
import { type Explanation, explain } from '../pg/explain';
import { wrapClient } from '../pg/wrap-client';
import type { CatalogQuery } from '../pg/wrap-context';
import { wrapModule } from '../pg/wrap-module';
import { wrapPool } from '../pg/wrap-pool';
import { Names } from '../protocol/names';
import { PROTOCOL_DEFAULTS, Protocol } from '../protocol/protocol';
import { type CacheConnection, connectByLink, connectByParameter } from './cache-connection';
import { type CacheTierOptions, checkedMode, checkOptions, MODE_VARIABLE, type Mode } from './tier-options';
import { Wrapping } from './wrapping';

/** Where the tags of an application live, apart from those of databases. */
const TAG_SPACE = 'tags';
/** Without a secret of the application's own, names can be guessed; they hold no more than the application puts there. */
const OPEN_HASH_KEY = 'cache-tier';

export interface FromEnvOptions extends CacheTierOptions {
  /** The name of the connection, as given to `connect` of the construct. @default 'cache' */
  readonly connection?: string;
  /** @default process.env */
  readonly environment?: { readonly [variable: string]: string | undefined };
}

/**
 * A cache in front of a database. The cache may fail, the answer may not: whatever is wrong with the cache, the database
 * is asked.
 */
export class CacheTier {
  /**
   * A tier by the variables that `connect` of the construct gives a function or container. It is there at once: it waits
   * for no connection and no secret, and fails for neither.
   *
   * @throws LinkError if the variables are not set, or say what cannot be
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromEnv(options: FromEnvOptions = {}): CacheTier {
    const { connection = DEFAULT_CONNECTION, environment = process.env } = options;
    const link = readLink(connection, environment);
    if (link) return CacheTier.fromLink(link, options);
    throw new LinkError(
      `there is no connection '${connection}': the variable ${linkVariable(connection, LinkField.ENDPOINT)} is not set; ` +
        'call connect() of the cache in the stack, or make the tier by CacheTier.fromLink({ endpoint })',
    );
  }

  /**
   * A tier by the SSM parameter that `connect` writes for what takes no variables. It is there at once; until the
   * parameter has been read, the database is asked.
   *
   * @param name the name of the parameter, or its ARN if another account shares it
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromParameter(name: string, options: CacheTierOptions = {}): CacheTier {
    checkOptions(options);
    return new CacheTier(connectByParameter(name, options), options);
  }

  /**
   * A tier by explicit values: `CacheTier.fromLink({ endpoint: 'localhost', port: '6379' })`.
   *
   * @throws LinkError if the link lacks what its authentication needs
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromLink(link: Link, options: CacheTierOptions = {}): CacheTier {
    checkOptions(options);
    return new CacheTier(connectByLink(link, options), options);
  }

  /** Caches what functions give. */
  public readonly cacheAside: CacheAside;
  private readonly counts = new Metrics();
  private readonly protocol: Protocol;
  private readonly tags: Names;
  private readonly wrapping: Wrapping;
  private readonly background: boolean;
  private readonly around = new AsyncLocalStorage<boolean>();
  private readonly stopExport: (() => void) | undefined;
  private current: Mode;

  private constructor(
    private readonly connection: CacheConnection,
    private readonly options: CacheTierOptions,
  ) {
    this.current = checkedMode(options.mode ?? process.env[MODE_VARIABLE], options.mode ? "'mode'" : MODE_VARIABLE);
    this.background = options.background ?? !inLambda(process.env);
    this.protocol = new Protocol(connection.driver, this.counts, {
      ...PROTOCOL_DEFAULTS,
      ...defined(options),
      background: this.background,
      verifyRate: () => (this.current === 'verify' ? (options.verifyShare ?? 0.01) : 0),
    });
    const { application = 'app', schemaVersion = '1', hashKey } = options;
    const entryPrefix = () => `${connection.keyPrefix()}${application}:${schemaVersion}:`;
    this.tags = new Names(TAG_SPACE, hashKey ?? OPEN_HASH_KEY, entryPrefix);
    this.wrapping = new Wrapping({
      protocol: this.protocol,
      metrics: this.counts,
      hashKey,
      schemaRefreshMs: options.schemaRefreshMs ?? 30_000,
      entryPrefix,
      applicationTag: (tag) => this.tagKeys([tag])[0]!,
      mode: () => this.current,
      fresh: () => this.around.getStore() === true,
      onProblem: options.onProblem,
    });
    this.cacheAside = new CacheAside({
      reader: this.protocol.reader,
      names: this.tags,
      secretNames: options.hashKey !== undefined,
      metrics: this.counts,
      reads: () => this.reads(),
    });
    this.stopExport =
      options.openTelemetry &&
      exportMetrics(this.counts, options.openTelemetry, {
        pendingInvalidations: () => this.protocol.pendingInvalidations,
        servers: () => this.protocol.cache.states(),
      });
  }

  /** What the cache is used for. `off` stops reads at once, never invalidation. */
  public get mode(): Mode {
    return this.current;
  }

  public set mode(mode: Mode) {
    this.current = checkedMode(mode, "'mode'");
  }

  /**
   * Puts the cache in front of a pool or client of node-postgres: its writes drop what they change, and its queries are
   * answered from the cache where the options say so. It is changed in place and returned.
   *
   * @throws TypeError if a time in the options cannot be read, or it is neither a pool nor a client
   */
  public wrap<T extends object>(database: T, options: WrapOptions = {}): T {
    if (!isPool(database)) return wrapClient(database, this.wrapping.context(options));
    return wrapPool(database, this.wrapping.context(options, this.background ? rowsOf(database) : undefined));
  }

  /** The module `pg` with pools and clients that are wrapped: for libraries that make their own. */
  public wrapModule<T extends object>(pg: T, options: WrapOptions = {}): T {
    return wrapModule(pg, this.wrapping.context(options));
  }

  /** Runs a function whose reads, however deep, go to the database. */
  public fresh<R>(run: () => R): R {
    return this.around.run(true, run);
  }

  /**
   * Drops everything that has one of these tags. Resolves to whether the cache has acknowledged it; if not, it is tried
   * again in the background, and until then this process does not read what has these tags from the cache.
   */
  public invalidate(tags: readonly string[]): Promise<boolean> {
    return this.protocol.writer.drop(this.tagKeys(tags));
  }

  /**
   * Drops everything of a database, or of some of its tables: after a correction that no wrapped pool has made. Without
   * tables the schema is read again as well, in every process.
   *
   * @param pool a wrapped pool of that database
   * @param tables as `schema.name`, or `name` for the schemas of the search path
   * @returns whether the cache has acknowledged it; if not, it is tried again in the background
   * @throws TypeError if the pool is not wrapped, or the database does not say which one it is
   */
  public async invalidateTables(pool: object, tables?: readonly string[]): Promise<boolean> {
    return this.protocol.writer.drop(await this.wrapping.keysOf(pool, tables));
  }

  /**
   * Says what the cache makes of a statement, without running it.
   *
   * @param pool a wrapped pool
   * @throws TypeError if the pool is not wrapped
   */
  public explain(pool: object, text: string, values: readonly unknown[] = []): Promise<Explanation> {
    return explain(pool, text, values);
  }

  /**
   * Runs a write that changes what has these tags. While it runs nothing with these tags is cached, and when it has ended
   * they are dropped: no reader sees the old value after one has seen the new one.
   *
   * @throws UnacknowledgedWriteError with `strictWrites`, if the cache cannot be told before
   * @throws what `write` throws
   */
  public async change<R>(tags: readonly string[], write: () => Promise<R>): Promise<R> {
    const announcement = await this.protocol.writer.announce(this.tagKeys(tags));
    try {
      return await write();
    } finally {
      await announcement.settle();
    }
  }

  /**
   * Waits until the cache can be used, which is never necessary: before that the database answers.
   *
   * @param ms how long, in milliseconds
   * @returns whether it can be used
   */
  public async ready(ms = 2_000): Promise<boolean> {
    const { cache } = this.protocol;
    const up = () => Object.values(cache.states()).includes('up');
    if (up()) return true;
    return new Promise((resolve) => {
      const end = (result: boolean) => {
        clearTimeout(timer);
        stop();
        resolve(result);
      };
      const timer = setTimeout(() => end(up()), ms);
      const stop = cache.onChange(() => up() && end(true));
    });
  }

  /** Counts since the tier was made, and what the cache is doing. */
  public metrics(): MetricsSnapshot {
    return { ...this.counts.snapshot(), pending_invalidations: this.protocol.pendingInvalidations };
  }

  /** Waits for what goes on in the background: for a process that is frozen after its answer. */
  public settled(): Promise<void> {
    return this.protocol.reader.settled();
  }

  /** Ends everything: waits for the background, tries once more what the cache has not acknowledged, and disconnects. */
  public async close(): Promise<void> {
    this.stopExport?.();
    await this.protocol.close();
    this.connection.close();
  }

  private reads(): boolean {
    return (this.current === 'on' || this.current === 'verify') && this.around.getStore() !== true;
  }

  private tagKeys(tags: readonly string[]): readonly string[] {
    return this.tags.ownVersions(tags, this.options.hashKey !== undefined).slice(1);
  }
}

/** Only a pool makes clients. */
function isPool(database: object): database is { query(config: unknown): Promise<{ readonly rows: unknown }> } {
  return 'Client' in database && 'totalCount' in database;
}

const RAW_TEXT = { getTypeParser: () => (text: unknown) => text };

/** Rows of raw text, by a connection of the pool's own choice. */
function rowsOf(pool: { query(config: unknown): Promise<{ readonly rows: unknown }> }): CatalogQuery {
  return async (text, values) => {
    const { rows } = await pool.query({ text, values, rowMode: 'array', types: RAW_TEXT });
    return rows as (string | null)[][];
  };
}

function defined(options: CacheTierOptions): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
