import type { Duration } from 'aws-cdk-lib/core';
import { DEFAULT_LEADERBOARD_CONNECTION, LinkField } from 'cache-tier/link';
import { Construct } from 'constructs';
import type { ICache } from '../cache/cache';
import { Durability } from '../cache/durability';
import { Workload } from '../cache/workload';
import type { IClient } from '../connect/client';
import type { Connection, ConnectOptions } from '../connect/connection';
import { accessOf, LEADERBOARD_ACCESS } from './store-access';
import { type StoreProps, storeCache, storeTimeProblems } from './store-cache';
import { secondsText } from './time-to-live';

/** What can be said about leaderboards. */
export interface LeaderboardProps extends StoreProps {
  /**
   * What a board lives at most, such as a season; whole seconds, at most 180 days.
   *
   * @default - boards stay until the application removes them
   */
  readonly maxTtl?: Duration;
}

/**
 * Where leaderboards and sets live that have no other copy: a replication group that never evicts, and acknowledges a
 * score once it is in two zones. Its clients may touch boards and sets and nothing else. When its memory is full, writes
 * fail.
 */
export class Leaderboard extends Construct {
  /** The cache. */
  public readonly cache: ICache;
  private readonly settings: { readonly [field: string]: string };

  /** @throws InvalidCacheError with everything that is wrong with it */
  constructor(scope: Construct, id: string, props: LeaderboardProps = {}) {
    super(scope, id);
    const { maxTtl } = props;
    this.cache = storeCache(this, props, TRAITS, storeTimeProblems(undefined, maxTtl));
    this.settings = maxTtl === undefined ? {} : { [LinkField.MAX_TTL]: secondsText(maxTtl) };
  }

  /**
   * Connects an application: lets it in, lets it read and write boards and sets, and tells it where they are. Without
   * `keyPrefix` its keys begin with `board:` and `set:`.
   *
   * @param options `as` is 'leaderboard' unless stated; `access` is that of leaderboards and sets on their own keys
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(target: IClient, options: ConnectOptions = {}): Connection {
    return this.cache.connect(target, {
      as: DEFAULT_LEADERBOARD_CONNECTION,
      ...options,
      access: accessOf(LEADERBOARD_ACCESS, this.cache, options),
      settings: { ...options.settings, ...this.settings },
    });
  }
}

const TRAITS = {
  workload: Workload.LEADERBOARD,
  durability: Durability.SYNC,
  memcached: 'boards are sorted sets that have no other copy, and Memcached has neither sorted sets nor replicas',
};
