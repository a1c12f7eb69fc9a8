import type { LeaderboardOptions } from '../boards/board-options';
import type { Leaderboard } from '../boards/leaderboard';
import type { MemberSet } from '../boards/member-set';
import type { MemberSetOptions } from '../boards/set-options';
import type { CacheAside } from '../cache-aside/cache-aside';
import type { Link } from '../link';
import type { MetricsSnapshot } from '../metrics/metrics';
import type { WrapOptions } from '../pg/cache-policy';
import type { Explanation } from '../pg/explain';
import type { SessionStoreOptions } from '../sessions/session-options';
import type { SessionStore } from '../sessions/session-store';
import { connectByLink, connectByParameter } from './cache-connection';
import { type FromEnvOptions, linkOfEnvironment } from './environment-link';
import type { CacheTierOptions, Mode } from './tier-options';
import { type TierParts, tierParts } from './tier-parts';
import { untilReady } from './tier-ready';

/** A cache in front of a database. The cache may fail, the answer may not: whatever is wrong, the database is asked. */
export class CacheTier {
  /**
   * A tier by the variables that `connect` of the construct gives a function or container. It is there at once: it waits
   * for no connection and no secret, and fails for neither.
   *
   * @throws LinkError if the variables are not set, or say what cannot be
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromEnv(options: FromEnvOptions = {}): CacheTier {
    const { link, environment } = linkOfEnvironment(options);
    return new CacheTier(tierParts(options, environment, (all) => connectByLink(link, all)));
  }

  /**
   * A tier by the SSM parameter that `connect` writes for what takes no variables. It is there at once; until the
   * parameter has been read, the database is asked.
   *
   * @param name the name of the parameter, or its ARN if another account shares it
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromParameter(name: string, options: CacheTierOptions = {}): CacheTier {
    return new CacheTier(tierParts(options, process.env, (all) => connectByParameter(name, all)));
  }

  /**
   * A tier by explicit values: `CacheTier.fromLink({ endpoint: 'localhost', port: '6379' })`.
   *
   * @throws LinkError if nothing can be connected to by it, or it lacks what its authentication needs
   * @throws CacheTierOptionError for an option that has no meaning
   */
  public static fromLink(link: Link, options: CacheTierOptions = {}): CacheTier {
    return new CacheTier(tierParts(options, process.env, (all) => connectByLink(link, all)));
  }

  /** Caches what functions give. */
  public readonly cacheAside: CacheAside;

  private constructor(private readonly parts: TierParts) {
    this.cacheAside = parts.cacheAside;
  }

  /** What the cache is used for. `off` stops reads at once, never invalidation. */
  public get mode(): Mode {
    return this.parts.mode.now;
  }

  public set mode(mode: Mode) {
    this.parts.mode.change(mode);
  }

  /**
   * Puts the cache in front of a pool or client of node-postgres: its writes drop what they change, and its queries are
   * answered from the cache where the options say so, or the link where they give no rules. If the link says that
   * answers follow by their time to live alone, writes cost nothing and drop nothing. It is changed in place and returned.
   *
   * @throws TypeError if it is neither a pool nor a client
   * @throws TtlError if a time in the options cannot be read
   */
  public wrap<T extends object>(database: T, options: WrapOptions = {}): T {
    return this.parts.wrapping().wrap(database, options);
  }

  /**
   * The module `pg` with pools and clients that are wrapped: for libraries that make their own.
   *
   * @throws TypeError if it is another module
   * @throws TtlError if a time in the options cannot be read
   */
  public wrapModule<T extends object>(pg: T, options: WrapOptions = {}): T {
    return this.parts.wrapping().wrapModule(pg, options);
  }

  /** Runs a function whose reads, however deep, go to the database. */
  public fresh<R>(run: () => R): R {
    return this.parts.mode.freshly(run);
  }

  /**
   * Drops everything that has one of these tags. Resolves to whether the cache has acknowledged it; if not, it is tried
   * again in the background, and until then this process does not read what has these tags from the cache.
   */
  public invalidate(tags: readonly string[]): Promise<boolean> {
    return this.parts.tags.drop(tags);
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
    return this.parts.protocol.writer.drop(await this.parts.wrapping().versionsOf(pool, tables));
  }

  /**
   * Says what the cache makes of a statement, without running it.
   *
   * @param pool a wrapped pool
   * @throws TypeError if the pool is not wrapped
   */
  public explain(pool: object, text: string, values: readonly unknown[] = []): Promise<Explanation> {
    return this.parts.wrapping().explain(pool, text, values);
  }

  /**
   * Runs a write that changes what has these tags. While it runs nothing with these tags is cached, and when it has ended
   * they are dropped, whether it succeeded or not: no reader sees the old value after one has seen the new one.
   *
   * @throws UnacknowledgedWriteError with `strictWrites`, if the cache cannot be told before
   * @throws what `write` throws
   */
  public change<R>(tags: readonly string[], write: () => Promise<R>): Promise<R> {
    return this.parts.tags.change(tags, write);
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
    return this.parts.structures.leaderboard(name, options);
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
    return this.parts.structures.set(name, options);
  }

  /**
   * A store of sessions, for express-session and @fastify/session alike.
   *
   * @throws LinkError if the cache is Memcached
   * @throws SessionOptionError for an option that has no meaning
   * @throws TtlError for a time that has none
   */
  public sessionStore(options: SessionStoreOptions = {}): SessionStore {
    return this.parts.structures.sessionStore(options);
  }

  /**
   * Waits until the cache can be used, with all of its shards. It is never necessary: before that the database answers.
   *
   * @param ms how long, in milliseconds
   * @returns whether it can be used
   */
  public ready(ms = 2_000): Promise<boolean> {
    return untilReady(this.parts.protocol.cache, ms);
  }

  /** Counts since the tier was made, and how many invalidations the cache has not acknowledged yet. */
  public metrics(): MetricsSnapshot {
    const { metrics, protocol } = this.parts;
    return { ...metrics.snapshot(), pending_invalidations: protocol.pendingInvalidations };
  }

  /** Waits for what goes on in the background: for a process that is frozen after its answer. */
  public settled(): Promise<void> {
    return this.parts.protocol.reader.settled();
  }

  /** Ends everything: waits for the background, tries once more what the cache has not acknowledged, and disconnects. */
  public close(): Promise<void> {
    return this.parts.close();
  }
}
