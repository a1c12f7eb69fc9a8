import { AsyncLocalStorage } from 'node:async_hooks';
import { inLambda } from '../aws/environment';
import type { LeaderboardOptions } from '../boards/board-options';
import type { KeptData } from '../boards/kept-data';
import type { Leaderboard } from '../boards/leaderboard';
import type { MemberSet } from '../boards/member-set';
import type { MemberSetOptions } from '../boards/set-options';
import { CacheAside } from '../cache-aside/cache-aside';
import { DEFAULT_CONNECTION, type Link, LinkError, LinkField, linkVariable, readLink } from '../link';
import { Metrics, type MetricsSnapshot } from '../metrics/metrics';
import { exportMetrics, traced, tracerOf } from '../metrics/open-telemetry';
import type { WrapOptions } from '../pg/cache-policy';
import type { Explanation } from '../pg/explain';
import { Names } from '../protocol/names';
import { PROTOCOL_DEFAULTS, Protocol } from '../protocol/protocol';
import type { Reader } from '../protocol/reader';
import type { OpenSessionStore } from '../sessions/open-session-store';
import type { SessionStoreOptions } from '../sessions/session-options';
import type { SessionStore } from '../sessions/session-store';
import { type CacheConnection, connectByLink, connectByParameter, needsStructures } from './cache-connection';
import { problemReport } from './problem-report';
import { type CacheTierOptions, checkedMode, checkOptions, firstMode, type Mode, TIER_DEFAULTS } from './tier-options';
import type { Wrapping, WrappingParts } from './wrapping';

/** Where the tags of an application live, apart from those of databases. */
const TAG_SPACE = 'tags';
/** Without a secret of the application's own, names can be guessed; they hold no more than the application puts there. */
const OPEN_HASH_KEY = 'cache-tier';

export interface FromEnvOptions extends CacheTierOptions {
  /** The name of the connection, as given to `connect` of the construct. @default 'cache' */
  readonly connection?: string;
  /** Where the variables stand. @default process.env */
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
    if (link) return new CacheTier(options, environment, (all) => connectByLink(link, all));
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
    return new CacheTier(options, process.env, (all) => connectByParameter(name, all));
  }

  /**
   * A tier by explicit values: `CacheTier.fromLink({ endpoint: 'localhost', port: '6379' })`.
   *
   * @throws LinkError if nothing can be connected to by it, or it lacks what its authentication needs
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromLink(link: Link, options: CacheTierOptions = {}): CacheTier {
    return new CacheTier(options, process.env, (all) => connectByLink(link, all));
  }

  /** Caches what functions give. */
  public readonly cacheAside: CacheAside;
  private readonly connection: CacheConnection;
  private readonly counts = new Metrics();
  private readonly protocol: Protocol;
  private readonly tags: Names;
  private readonly hidesTags: boolean;
  private readonly parts: WrappingParts;
  private loaded: Wrapping | undefined;
  private kept: KeptData | undefined;
  private readonly sessionStores: OpenSessionStore[] = [];
  private readonly openSessions: (options: SessionStoreOptions) => OpenSessionStore;
  private readonly background: boolean;
  private readonly around = new AsyncLocalStorage<boolean>();
  private readonly stopExport: (() => void) | undefined;
  private current: Mode;

  private constructor(
    given: CacheTierOptions,
    environment: NonNullable<FromEnvOptions['environment']>,
    connect: (options: CacheTierOptions) => CacheConnection,
  ) {
    checkOptions(given, environment);
    const onProblem = given.onProblem && problemReport(given.onProblem);
    const options = { ...TIER_DEFAULTS, ...defined(given), onProblem };
    const { application, schemaVersion, hashKey, openTelemetry, verifyShare, schemaRefreshMs } = options;
    this.current = firstMode(given, environment);
    // An environment that was put together for the link may leave out where the process runs.
    this.background = options.background ?? !(inLambda(environment) || inLambda(process.env));
    this.hidesTags = hashKey !== undefined;
    this.connection = connect({ ...options, background: this.background });
    this.protocol = new Protocol(this.connection.driver, this.counts, {
      ...PROTOCOL_DEFAULTS,
      ...options,
      background: this.background,
      verifyRate: () => (this.current === 'verify' ? verifyShare : 0),
    });
    const entryPrefix = () => `${this.connection.keyPrefix()}${application}:${schemaVersion}:`;
    const tracer = openTelemetry && tracerOf(openTelemetry);
    const plain = this.protocol.reader;
    const reader: Pick<Reader, 'read'> = tracer
      ? { read: (request) => traced(tracer, () => plain.read(request)) }
      : plain;
    this.tags = new Names(TAG_SPACE, hashKey ?? OPEN_HASH_KEY, entryPrefix);
    this.parts = {
      protocol: this.protocol,
      reader,
      metrics: this.counts,
      hashKey,
      schemaRefreshMs,
      background: this.background,
      entryPrefix,
      applicationTag: (tag) => this.tagKeys([tag])[0]!,
      mode: () => this.current,
      terms: this.connection.terms,
      fresh: () => this.around.getStore() === true,
      onProblem,
    };
    this.openSessions = (given) => {
      const { openSessionStore } =
        require('../sessions/open-session-store') as typeof import('../sessions/open-session-store');
      return openSessionStore(
        { ...options, driver: this.connection.driver, field: this.connection.field, metrics: this.counts },
        given,
      );
    };
    this.cacheAside = new CacheAside({
      reader,
      names: this.tags,
      secretNames: this.hidesTags,
      metrics: this.counts,
      reads: () => this.reads(),
      maxTtlMs: () => this.connection.terms().maxTtlMs,
    });
    this.stopExport =
      openTelemetry &&
      exportMetrics(this.counts, openTelemetry, {
        pendingInvalidations: () => this.protocol.pendingInvalidations,
        servers: () => this.protocol.cache.states(),
      });
  }

  /** What the cache is used for. `off` stops reads at once, never invalidation. */
  public get mode(): Mode {
    return this.current;
  }

  public set mode(mode: Mode) {
    this.current = checkedMode(mode);
  }

  /**
   * Puts the cache in front of a pool or client of node-postgres: its writes drop what they change, and its queries are
   * answered from the cache where the options say so, or the link where they give no rules. If the link says that answers
   * follow by their time to live alone, writes cost nothing and drop nothing. It is changed in place and returned.
   *
   * @throws TypeError if it is neither a pool nor a client
   * @throws TtlError if a time in the options cannot be read
   */
  public wrap<T extends object>(database: T, options: WrapOptions = {}): T {
    if (typeof (database as { query?: unknown } | undefined)?.query !== 'function') {
      throw new TypeError("'wrap' needs a pool or a client of node-postgres; for the module pg there is 'wrapModule'");
    }
    return this.wrapping.wrap(database, options);
  }

  /**
   * The module `pg` with pools and clients that are wrapped: for libraries that make their own.
   *
   * @throws TypeError if it is another module
   * @throws TtlError if a time in the options cannot be read
   */
  public wrapModule<T extends object>(pg: T, options: WrapOptions = {}): T {
    const { Pool, Client } = pg as { Pool?: unknown; Client?: unknown };
    if (typeof Pool !== 'function' || typeof Client !== 'function') {
      throw new TypeError("'wrapModule' needs the module pg; for a pool or a client there is 'wrap'");
    }
    return this.wrapping.wrapModule(pg, options);
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
   * @param tables as `schema.name`, or `name` as the search path finds it; a view stands for its tables
   * @returns whether the cache has acknowledged it; if not, it is tried again in the background
   * @throws TypeError if the pool is not wrapped, the database does not say which one it is, or has no such table
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
    return this.wrapping.explain(pool, text, values);
  }

  /**
   * Runs a write that changes what has these tags. While it runs nothing with these tags is cached, and when it has ended
   * they are dropped, whether it succeeded or not: no reader sees the old value after one has seen the new one.
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
   * A leaderboard, which is kept here alone: its errors are thrown, and the mode does not count for it. Each call gives
   * another object for the same board; every process has to give the same options.
   *
   * @throws LinkError if the cache is Memcached
   * @throws TypeError for a name or an option that has no meaning
   * @throws TtlError if a time in the options cannot be read
   */
  public leaderboard(name: string, options: LeaderboardOptions = {}): Leaderboard {
    needsStructures('a leaderboard', this.connection);
    const { Leaderboard: Board } = require('../boards/leaderboard') as typeof import('../boards/leaderboard');
    return new Board(this.keptData, name, options);
  }

  /**
   * A set of texts, such as who is online, which is kept here alone: its errors are thrown, and the mode does not count
   * for it.
   *
   * @throws LinkError if the cache is Memcached
   * @throws TypeError for a name or an option that has no meaning
   * @throws TtlError if a time in the options cannot be read
   */
  public set(name: string, options: MemberSetOptions = {}): MemberSet {
    needsStructures('a set', this.connection);
    const { MemberSet: Members } = require('../boards/member-set') as typeof import('../boards/member-set');
    return new Members(this.keptData, name, options);
  }

  /**
   * A store of sessions, for express-session and @fastify/session alike.
   *
   * @throws LinkError if the cache is Memcached
   * @throws SessionOptionError for an option that has no meaning
   * @throws TtlError for a time that has none
   */
  public sessionStore(options: SessionStoreOptions = {}): SessionStore {
    needsStructures('a store of sessions', this.connection);
    const opened = this.openSessions(options);
    this.sessionStores.push(opened);
    return opened.store;
  }

  /**
   * Waits until the cache can be used, with all of its shards, which is never necessary: before that the database
   * answers.
   *
   * @param ms how long, in milliseconds
   * @returns whether it can be used
   */
  public async ready(ms = 2_000): Promise<boolean> {
    const { cache } = this.protocol;
    const up = () => {
      const states = Object.values(cache.states());
      return states.length > 0 && states.every((state) => state === 'up');
    };
    if (up()) return true;
    return new Promise((resolve) => {
      const end = (result: boolean) => {
        clearTimeout(timer);
        stop();
        resolve(result);
      };
      const timer = setTimeout(() => end(up()), ms);
      // One that has just been told of knows the other servers a moment later.
      const stop = cache.onChange(() => process.nextTick(() => up() && end(true)));
    });
  }

  /** Counts since the tier was made, and how many invalidations the cache has not acknowledged yet. */
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
    await Promise.all(this.sessionStores.map((opened) => opened.close()));
    this.connection.close();
  }

  /** What speaks to PostgreSQL is most of this library. It is loaded when something is wrapped. */
  private get wrapping(): Wrapping {
    this.loaded ??= new (require('./wrapping') as typeof import('./wrapping')).Wrapping(this.parts);
    return this.loaded;
  }

  /** One for all boards and sets. */
  private get keptData(): KeptData {
    const { KeptData: Data } = require('../boards/kept-data') as typeof import('../boards/kept-data');
    const { driver, field } = this.connection;
    this.kept ??= new Data({ driver, field, metrics: this.counts });
    return this.kept;
  }

  private reads(): boolean {
    return (this.current === 'on' || this.current === 'verify') && this.around.getStore() !== true;
  }

  private tagKeys(tags: readonly string[]): readonly string[] {
    return this.tags.ownVersions(tags, this.hidesTags).slice(1);
  }
}

function defined(options: CacheTierOptions): CacheTierOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
