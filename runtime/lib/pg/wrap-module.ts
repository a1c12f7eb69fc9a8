import type { PgClientClass, PgPool } from './pg-shapes';
import { wrapClient } from './wrap-client';
import type { WrapContext } from './wrap-context';
import { wrapPool } from './wrap-pool';
import { WrapReason } from './wrap-reason';

/** What is used of the module `pg`. */
interface PgModule {
  readonly Client: PgClientClass;
  readonly Pool: new (options?: never) => PgPool;
  readonly default?: unknown;
}

/** An object like the module `pg`, whose pools and clients are wrapped: for libraries that are given the module. */
export function wrapModule<T>(pg: T, wrap: WrapContext): T {
  const { Client, Pool, default: inner } = pg as PgModule;
  const own = {
    Client: constructing(Client, (client) => wrapClient(client, wrap)),
    Pool: constructing(Pool, (pool) => wrapPool(pool, wrap)),
    // Modules that were compiled keep it there.
    ...(inner && inner !== pg ? { default: wrapModule(inner, wrap) } : {}),
  };
  return new Proxy(pg as object, {
    get: (target, name) => {
      if (name in own) return own[name as keyof typeof own];
      // The server cannot be listened to there.
      if (name === 'native') wrap.events.untouched?.(WrapReason.NOT_VISIBLE);
      return Reflect.get(target, name);
    },
  }) as T;
}

/** A class that is the same class, but for what happens to its new objects. Classes can extend it. */
// biome-ignore lint/suspicious/noExplicitAny: a mixin takes whatever its base takes
function constructing<C extends new (...args: any[]) => object>(Base: C, then: (made: object) => unknown): C {
  const named = {
    [Base.name]: class extends Base {
      // biome-ignore lint/suspicious/noExplicitAny: a mixin takes whatever its base takes
      public constructor(...args: any[]) {
        super(...args);
        then(this);
      }
    },
  };
  return named[Base.name]!;
}
