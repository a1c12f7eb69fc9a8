import { Duration } from 'aws-cdk-lib/core';
import { DEFAULT_SESSIONS_CONNECTION, LinkField } from 'cache-tier/link';
import { Construct } from 'constructs';
import type { ICache } from '../cache/cache';
import { Durability } from '../cache/durability';
import { Workload } from '../cache/workload';
import type { IClient } from '../connect/client';
import type { Connection, ConnectOptions } from '../connect/connection';
import { accessOf, SESSION_ACCESS } from './store-access';
import { type StoreProps, storeCache, storeTimeProblems } from './store-cache';
import { secondsOf, secondsText } from './time-to-live';

/** What can be said about a store of sessions. */
export interface SessionStoreProps extends StoreProps {
  /**
   * How long a session lives after it was used last, where the cookie of the application says nothing; whole seconds.
   *
   * @default Duration.days(1)
   */
  readonly ttl?: Duration;
  /**
   * What that time is at most, whatever the application says; whole seconds, at most 180 days.
   *
   * @default - 30 days, or `ttl` if that is longer
   */
  readonly maxTtl?: Duration;
}

const DEFAULT_TTL = Duration.days(1);
const DEFAULT_MAX_TTL = Duration.days(30);

/**
 * Where the sessions of an application live: a replication group that evicts sessions alone, those used least recently,
 * and whose log keeps them through the loss of nodes, up to the last 10 seconds. Its clients may touch sessions and nothing
 * else.
 *
 * A backup that is restored brings back sessions that have ended since: end them all, such as with another secret of the
 * cookie.
 */
export class SessionStore extends Construct {
  /** The cache. */
  public readonly cache: ICache;
  private readonly settings: { readonly [field: string]: string };

  /** @throws InvalidCacheError with everything that is wrong with it */
  constructor(scope: Construct, id: string, props: SessionStoreProps = {}) {
    super(scope, id);
    const { ttl = DEFAULT_TTL, maxTtl = longer(ttl, DEFAULT_MAX_TTL) } = props;
    this.cache = storeCache(this, props, TRAITS, storeTimeProblems(ttl, maxTtl));
    this.settings = { [LinkField.TTL]: secondsText(ttl), [LinkField.MAX_TTL]: secondsText(maxTtl) };
  }

  /**
   * Connects an application: lets it in, lets it read and write sessions, and tells it where they are. Without `keyPrefix`
   * its keys begin with `session:`.
   *
   * @param options `as` is 'sessions' unless stated; `access` is that of a session store on its own keys
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(target: IClient, options: ConnectOptions = {}): Connection {
    return this.cache.connect(target, {
      as: DEFAULT_SESSIONS_CONNECTION,
      ...options,
      access: accessOf(SESSION_ACCESS, this.cache, options),
      settings: { ...options.settings, ...this.settings },
    });
  }
}

const TRAITS = {
  workload: Workload.SESSION_STORE,
  durability: Durability.ASYNC,
  memcached:
    'sessions outlive the loss of a node, and are renewed and ended by scripts, so that two requests cannot undo each other; Memcached has no replicas and runs no scripts',
};

function longer(one: Duration, other: Duration): Duration {
  return (secondsOf(one) ?? 0) > (secondsOf(other) ?? 0) ? one : other;
}
