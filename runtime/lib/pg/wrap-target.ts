import { CachePolicy } from './cache-policy';
import type { ClientSession, SessionListener } from './client-session';
import { KnownDatabase, type StatementFacts, unplanned } from './known-database';
import type { WrittenTags } from './open-transaction';
import type { PgResult } from './pg-shapes';
import { probe } from './session-context';
import type { Announcement, CatalogQuery, WrapContext } from './wrap-context';
import { WrapReason } from './wrap-reason';

/** How long nothing is asked again after it has failed. */
const RETRY_MS = 1_000;

/** What the clients of one pool share; a client that is wrapped alone has its own. */
export class WrapTarget implements SessionListener {
  public readonly policy: CachePolicy;
  /** As the newest session that was asked sees the database. */
  public current: KnownDatabase | undefined;
  /** Sessions that were changed: a query of the pool may meet any of them. */
  /** Whether a connection was lost since a session was asked: the database may be another one. */
  public isSuspect = false;
  public readonly taintedSessions = new Set<ClientSession>();
  /** Whether its clients are left as they are. */
  public isInvisible = false;
  /** The one that was known last: what has changed in a session does not make it another database. */
  private last: KnownDatabase | undefined;
  private failedAt = 0;
  private readonly databases = new Map<string, KnownDatabase>();

  public constructor(public readonly wrap: WrapContext) {
    this.policy = new CachePolicy(wrap.options, wrap.terms);
  }

  /** Its traffic cannot be seen: nothing is done with it, and that is said once. */
  public leave(): void {
    if (!this.isInvisible) this.wrap.events.untouched?.(WrapReason.NOT_VISIBLE);
    this.isInvisible = true;
  }

  /** Whether something could not be read a moment ago: asking again would only take time. */
  public get isFailing(): boolean {
    return Date.now() - this.failedAt < RETRY_MS || this.current?.isFailing === true;
  }

  /** The database as a session sees it, as far as that is known. */
  public seenBy(session: ClientSession): KnownDatabase | undefined {
    return session.database ?? this.likely(session);
  }

  /** The facts of a text on a session, if they are known now. */
  public facts(session: ClientSession, text: string): StatementFacts | undefined {
    const database = this.seenBy(session);
    // Without a name of the database nothing can be told to the cache: every statement is simply sent.
    if (database && !database.names) return UNNAMED;
    if (!session.hasPlainStrings) return unplanned(text, WrapReason.STRINGS);
    return session.isShifted ? (database ?? this.current)?.lostFacts(text) : database?.facts(text);
  }

  /**
   * The same, after everything was read that they need. It runs in the turn of the session; within a transaction nothing
   * is asked that could fail, or that would take the first snapshot.
   */
  public async learn(session: ClientSession, text: string): Promise<StatementFacts> {
    if (session.status === 'I') await this.ensure(session).catch(() => undefined);
    const moved = () => (session.database ? undefined : this.current?.lostFacts(text));
    return this.facts(session, text) ?? moved() ?? unplanned(text);
  }

  /** A server that failed over, or was restored, says so by cutting connections; a cache that only gives hits asks none. */
  public lost(): void {
    this.isSuspect = true;
  }

  /** Asks a session what it is, and reads what plans need. Only where it is idle, outside of a transaction. */
  public async ensure(session: ClientSession): Promise<KnownDatabase> {
    const query = rawQuery(session);
    if (!session.database && Date.now() - this.failedAt < RETRY_MS)
      throw new Error('The session does not say what it is');
    if (this.isSuspect) session.database = undefined;
    session.database ??= await this.ask(session, query).catch((error) => {
      this.failedAt = Date.now();
      throw error;
    });
    if (session.isTainted && session.database === this.current) {
      // Whatever was done to it, it is as the others are. What cannot be asked for, a setting that the application made
      // up, is seen by queries alone that are not cached without a `tenantKey`.
      session.clear();
      this.taintedSessions.delete(session);
    }
    this.current = session.isTainted ? this.current : session.database;
    this.last = session.database;
    this.isSuspect = false;
    await session.database.prepare(query);
    return session.database;
  }

  /** Tells the cache of a write; undefined if there is nothing to tell, or no name for it. */
  public async announce(session: ClientSession, written: WrittenTags): Promise<Announcement | undefined> {
    const names = (session.database ?? this.current ?? this.last)?.names;
    if (!names) {
      this.wrap.events.untold?.(WrapReason.DATABASE_UNKNOWN);
      return undefined;
    }
    if (written.unresolved !== undefined) this.wrap.events.unresolved?.(written.unresolved);
    // With another schema other processes have to plan anew, and they look at it when everything is dropped.
    const everything = written.unresolved !== undefined || written.ddl === true;
    const versions = everything ? [names.database] : written.tags.map((tag) => names.version(tag));
    if (written.ddl) versions.push(names.schema);
    return versions.length > 0 ? this.wrap.announce(versions) : undefined;
  }

  public schemaChanged(): void {
    for (const { planner } of this.databases.values()) planner?.schemaChanged();
  }

  public surprised(session: ClientSession): void {
    const written = session.open.written();
    if (written.ddl) this.schemaChanged();
    void this.announce(session, written).then(
      (announcement) => announcement?.settle(),
      () => this.wrap.events.untold?.(WrapReason.FAILED),
    );
  }

  public tainted(session: ClientSession): void {
    this.taintedSessions.add(session);
  }

  public changed(database: KnownDatabase): void {
    if (this.current === database) this.current = undefined;
  }

  private async ask(session: ClientSession, query: RawQuery): Promise<KnownDatabase> {
    const setUp = setUpOf(session);
    let shape: object = Object.prototype;
    const context = await probe(
      async (text, values) => {
        const result = await query.result(text, values);
        shape = Object.getPrototypeOf(result.fields[0]);
        return result.rows as (string | null)[][];
      },
      this.wrap.options.database,
      session.setUp,
    );
    const key = `${context.hash} ${context.space} ${context.timeline} ${context.inRecovery}`;
    let database = this.databases.get(key);
    if (!database) {
      database = new KnownDatabase(this.wrap, this.policy, context, session.client._types, shape, setUp);
      // Nothing of it is cached here, and nothing that is written here is told to those who cache it.
      if (!database.names) this.wrap.events.untouched?.(WrapReason.DATABASE_UNKNOWN);
      // Sessions of ever new kinds are not worth their memory.
      if (this.databases.size >= 100) this.databases.clear();
      this.databases.set(key, database);
    }
    session.settingUp = false;
    return database;
  }

  /** A session that was not asked yet is what the others are, if it was set up like them. */
  private likely(session: ClientSession): KnownDatabase | undefined {
    if (session.isTainted || this.current?.setUp !== setUpOf(session)) return undefined;
    return this.current;
  }
}

const UNNAMED: StatementFacts = {
  plan: {
    bypass: WrapReason.DATABASE_UNKNOWN,
    transaction: [],
    taints: false,
    movesSearchPath: false,
    statements: 1,
  },
  harmless: true,
};

export type RawQuery = CatalogQuery & {
  result(text: string, values?: readonly unknown[]): Promise<PgResult>;
};

const RAW = { getTypeParser: () => (text: unknown) => text };

/** Queries of our own on a session whose turn it is. */
export function rawQuery(session: ClientSession): RawQuery {
  const result = (text: string, values?: readonly unknown[]) =>
    new Promise<PgResult>((resolve, reject) => {
      const config = { text, values, rowMode: 'array', types: RAW };
      session.send(config, undefined, (error?: unknown, answer?: unknown) => {
        if (error) reject(error);
        else resolve(answer as PgResult);
      });
    });
  const query: CatalogQuery = async (text, values) => (await result(text, values)).rows as (string | null)[][];
  return Object.assign(query, { result });
}

function setUpOf(session: ClientSession): string {
  return session.setUp.length === 0 ? '' : session.setUp.map((part) => part.toString('base64')).join('.');
}
