import type { CacheOption } from './cache-policy';
import type { QueryCallback } from './pg-shapes';

/** One call of `query`, as node-postgres reads its arguments. */
export interface QueryCall {
  /** Undefined for a query object without one. */
  readonly text?: string;
  readonly values?: readonly unknown[];
  readonly config: QueryConfig;
  /** Whether it is a cursor, a stream or another object that runs itself. */
  readonly submittable: boolean;
  /** What the query itself says about the cache. */
  readonly cache?: CacheOption;
  /** What the caller gave to be called back; undefined for a promise. */
  readonly callback?: QueryCallback;
}

/** The properties of a query that count. */
export interface QueryConfig {
  readonly text?: unknown;
  readonly values?: unknown;
  readonly name?: unknown;
  readonly rows?: unknown;
  readonly portal?: unknown;
  readonly rowMode?: unknown;
  readonly types?: unknown;
  readonly binary?: unknown;
  readonly queryMode?: unknown;
  readonly query_timeout?: unknown;
  readonly callback?: unknown;
  readonly cache?: CacheOption;
  readonly submit?: unknown;
}

/** The text of a call, without looking at the rest of it. */
export function textOf(config: unknown): string | undefined {
  if (typeof config === 'string') return config;
  const source = config as { text?: unknown; cursor?: { text?: unknown } } | null | undefined;
  const text = source?.text ?? source?.cursor?.text;
  return typeof text === 'string' ? text : undefined;
}

/**
 * The call in one piece that stays as it is: it may run later, when the application has changed its objects. Undefined
 * if node-postgres refuses it at once.
 */
export function queryCallOf(
  config: unknown,
  values: unknown,
  callback: unknown,
  { byPool = false } = {},
): QueryCall | undefined {
  if (config == null) return undefined;
  const given = (typeof config === 'string' ? { text: config } : config) as QueryConfig;
  const submittable = typeof given.submit === 'function';
  // A pool takes no callback from the config.
  const own = submittable || byPool ? undefined : given.callback;
  const call = callback || (typeof values === 'function' ? values : undefined) || own;
  if (call && typeof call !== 'function') return undefined;
  const list = (values && typeof values !== 'function' ? values : undefined) ?? valuesOf(given, submittable);
  return {
    text: textOf(config),
    values: Array.isArray(list) ? [...list] : undefined,
    config: submittable ? given : frozenConfig(given, list),
    submittable,
    cache: given.cache,
    callback: call as QueryCallback | undefined,
  };
}

/** A query object of node-postgres and a cursor have them, a stream has a cursor. */
function valuesOf(given: QueryConfig & { cursor?: { values?: unknown } }, submittable: boolean): unknown {
  return given.values ?? (submittable ? given.cursor?.values : undefined);
}

/** Copied as node-postgres copies it: a config may be an object with accessors and a prototype. */
function frozenConfig(given: QueryConfig, list: unknown): QueryConfig {
  const copy = Object.defineProperties(
    Object.create(Object.getPrototypeOf(given)),
    Object.getOwnPropertyDescriptors(given),
  );
  for (const name of ['callback', 'cache'] as const) if (name in copy) define(copy, name, undefined);
  if (list !== undefined) define(copy, 'values', Array.isArray(list) ? [...list] : list);
  return copy;
}

function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Gives the outcome to the caller as node-postgres does: by callback, or by a promise with the caller's stack. */
export function deliver(
  client: { readonly _Promise?: PromiseConstructor; readonly Promise?: PromiseConstructor },
  callback: QueryCallback | undefined,
  run: () => Promise<unknown>,
): unknown {
  if (callback) {
    // What a callback throws is an uncaught exception, not a rejection.
    run().then(
      (result) => process.nextTick(callback, null, result),
      (error) => process.nextTick(callback, error),
    );
    return undefined;
  }
  const Chosen = client._Promise ?? client.Promise ?? Promise;
  return new Chosen((resolve, reject) => run().then(resolve, reject)).catch((error: unknown) => {
    if (error instanceof Error) Error.captureStackTrace(error);
    throw error;
  });
}
