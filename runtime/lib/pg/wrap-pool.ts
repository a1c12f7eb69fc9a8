import type { Loaded } from '../protocol/request';
import { loadOn } from './cached-load';
import type { KnownDatabase, StatementFacts } from './known-database';
import type { ConnectFunction, PgClient, PgClientClass, PgPool, PgResult, QueryFunction, Released } from './pg-shapes';
import { deliver, queryCallOf, textOf } from './query-call';
import { type CachedRead, cachedRead, wanted } from './read-path';
import { instrument, replace, sessionOf } from './wrap-client';
import type { WrapContext } from './wrap-context';
import { WrapReason } from './wrap-reason';
import { WrapTarget } from './wrap-target';

const wrapped = new WeakMap<object, WrapTarget>();

/** A pool, and its own methods. */
interface WrappedPool {
  readonly pool: PgPool;
  readonly target: WrapTarget;
  readonly query: QueryFunction;
  readonly connect: ConnectFunction;
  /** Whether `connect` is called by the pool's own `query` now. */
  querying: boolean;
  /** The database in which the statement of that query needs nothing but to be sent. */
  harmlessIn: KnownDatabase | undefined;
}

/**
 * Wraps a pool of node-postgres in place: every write of its clients is announced, whoever holds a reference to it, and
 * its queries may be answered from the cache.
 */
export function wrapPool<T>(pool: T, wrap: WrapContext): T {
  const given = pool as PgPool;
  if (wrapped.has(given)) return pool;
  const target = new WrapTarget(wrap);
  wrapped.set(given, target);
  instrumentClients(given, target);
  const state: WrappedPool = {
    pool: given,
    target,
    query: given.query,
    connect: given.connect,
    querying: false,
    harmlessIn: undefined,
  };
  replace(given, 'query', (...args: [unknown, unknown, unknown]) => query(state, args));
  replace(given, 'connect', (...args: Parameters<ConnectFunction>) => connect(state, args));
  return pool;
}

/** What the clients of a wrapped pool share. */
export function targetOf(pool: object): WrapTarget | undefined {
  return wrapped.get(pool);
}

/**
 * The database behind a wrapped pool, as one of its sessions sees it; undefined if that cannot be seen.
 *
 * @throws what the connection or the database throws
 */
export async function databaseOf(pool: object): Promise<KnownDatabase | undefined> {
  const target = targetOf(pool);
  const client = (await (pool as PgPool).connect()) as PgClient & Released;
  try {
    const session = sessionOf(client);
    return target && session && (await session.queue.run(() => target.ensure(session)));
  } finally {
    client.release();
  }
}

function instrumentClients(pool: PgPool, target: WrapTarget): void {
  const pooled = (client: PgClient) => {
    const session = instrument(client, target);
    if (session) session.isPooled = true;
    return session;
  };
  // From its construction on, so that what is run before its first use is seen. Its class stays what it was.
  pool.Client = new Proxy(pool.Client, {
    construct: (Client, args, _target) => {
      const client: PgClient = Reflect.construct(Client, args);
      pooled(client);
      return client;
    },
  }) as PgClientClass;
  for (const client of pool._clients ?? []) {
    const session = pooled(client);
    if (session) session.settingUp = false;
  }
  pool.prependListener('connect', pooled);
  pool.on('acquire', (client: PgClient) => {
    const session = sessionOf(client);
    if (session) session.settingUp = false;
  });
  pool.on('remove', (client: PgClient) => {
    const session = sessionOf(client);
    if (session) target.taintedSessions.delete(session);
  });
}

function query(state: WrappedPool, args: [unknown, unknown, unknown]): unknown {
  const { pool, target } = state;
  const { current, wrap } = target;
  const text = textOf(args[0]);
  // What has ended refuses, also what the cache could answer.
  if (text === undefined || pool.ending) return pass(state, args);
  const facts = current?.facts(text);
  const read = facts ? readOf(state, current!, facts, args) : unready(state, args[0], text);
  if (read === 'ask' || (target.isSuspect && typeof read === 'object')) return first(state, args);
  if (typeof read === 'object') return deliverRead(state, read);
  if (read !== undefined) wrap.events.bypass?.(read);
  return pass(state, args, facts?.harmless ? current : undefined);
}

/** Whether a session has to be asked before anything is known of this text: only where it may be one for the cache. */
function unready({ target }: WrappedPool, config: unknown, text: string): 'ask' | WrapReason | undefined {
  if (!mayBeCached(target, config, text)) return undefined;
  if (target.isInvisible) return WrapReason.NOT_VISIBLE;
  if (target.current && !target.current.names) return WrapReason.DATABASE_UNKNOWN;
  return target.isFailing ? WrapReason.CATALOG : 'ask';
}

/** The read that the cache is asked for; why it is not; or undefined for what is none. */
function readOf(
  { pool, target }: WrappedPool,
  database: KnownDatabase,
  facts: StatementFacts,
  [config, values, callback]: readonly [unknown, unknown, unknown],
): ReturnType<typeof cachedRead> {
  const keeping = wanted(target.wrap, facts, config);
  if (typeof keeping !== 'object') return keeping;
  if (target.taintedSessions.size > 0) return WrapReason.TAINTED;
  const { Query } = pool.Client;
  const binary = (pool.options as { binary?: boolean } | undefined)?.binary === true;
  const place = { target, database, Query, clientTypes: database.types, binary };
  return cachedRead(place, facts, keeping, queryCallOf(config, values, callback, { byPool: true }));
}

function deliverRead(state: WrappedPool, read: CachedRead): unknown {
  const load = () => withClient(state, (client) => loadInTurn(state, client, read));
  return deliver(
    state.pool,
    read.call.callback,
    async () => (await state.target.wrap.read(read.request(false, load))).value,
  );
}

/** The pool's own way, with the cache out of the way: it has been asked, or must not be. */
function pass(state: WrappedPool, args: [unknown, unknown, unknown], harmlessIn?: KnownDatabase): unknown {
  state.querying = true;
  state.harmlessIn = harmlessIn;
  try {
    return state.query.apply(state.pool, args);
  } finally {
    state.querying = false;
  }
}

/** A client that the pool's own `query` takes does not ask the cache again, in the context of whoever released it. */
function connect(state: WrappedPool, args: Parameters<ConnectFunction>): unknown {
  const [callback] = args;
  if (!state.querying || !callback) return state.connect.apply(state.pool, args);
  const { harmlessIn } = state;
  state.querying = false;
  return state.connect.call(state.pool, (error, client, release) => {
    const session = client && sessionOf(client);
    if (!session) return callback(error, client, release);
    session.fromPool = true;
    session.harmlessIn = harmlessIn;
    try {
      callback(error, client, release);
    } finally {
      session.fromPool = false;
    }
  });
}

/** The first query of a pool: a session is asked what it is, and then it goes as any other. */
function first(state: WrappedPool, args: [unknown, unknown, unknown]): unknown {
  const callback = args.slice(1).find((arg) => typeof arg === 'function');
  return deliver(state.pool, callback as Parameters<typeof deliver>[1], async () => {
    const { target } = state;
    await withClient(state, (client) => warm(state, client)).catch((error) => {
      // A database that is away is written by nobody: what was known of it holds until it is back.
      if (!target.current) throw error;
    });
    const { current, wrap } = target;
    const text = textOf(args[0])!;
    const facts = current?.facts(text);
    const withoutCallback: [unknown, unknown, unknown] = [
      args[0],
      typeof args[1] === 'function' ? undefined : args[1],
      undefined,
    ];
    const read = facts ? readOf(state, current!, facts, withoutCallback) : WrapReason.NOT_READY;
    if (typeof read === 'object') return deliverRead(state, read);
    if (read !== undefined) wrap.events.bypass?.(read);
    return pass(state, withoutCallback);
  });
}

async function warm({ target }: WrappedPool, client: PgClient): Promise<void> {
  const session = sessionOf(client);
  await session?.queue.run(async () => {
    if (session.status === 'I') await target.ensure(session).catch(() => undefined);
  });
}

/** Whether a text that cannot be planned yet may be one for the cache: only then anything waits. */
function mayBeCached(target: WrapTarget, config: unknown, text: string): boolean {
  if (target.wrap.mode() === 'off') return false;
  const asked = target.policy.hasRules || /CACHE_PARAM/i.test(text);
  const { cache, submit } = (typeof config === 'object' && config ? config : {}) as {
    cache?: unknown;
    submit?: unknown;
  };
  return typeof submit !== 'function' && cache !== false && (asked || cache !== undefined);
}

function loadInTurn({ target }: WrappedPool, client: PgClient, read: CachedRead): Promise<Loaded<PgResult>> {
  const session = sessionOf(client);
  if (!session) throw new Error('A client of a wrapped pool is not wrapped');
  return session.queue.run(() => loadOn(target, session, read));
}

/** Takes a client as `pool.query` does: it is given back, and thrown away after an error. */
function withClient<T>({ pool, connect: take }: WrappedPool, run: (client: PgClient) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    take.call(pool, (failure, client?: PgClient & Released) => {
      if (failure || !client) return reject(failure);
      let released = false;
      const release = (error?: unknown) => {
        if (released) return;
        released = true;
        client.removeListener('error', onError);
        client.release(error);
      };
      const onError = (error: unknown) => {
        release(error);
        reject(error);
      };
      client.once('error', onError);
      run(client).then(
        (result) => {
          release();
          resolve(result);
        },
        (error) => {
          release(error);
          reject(error);
        },
      );
    });
  });
}
