import { InvalidationKind } from 'cache-tier/link';
import type { ICache } from '../cache/cache';
import { MemcachedCluster } from '../cache/memcached-cluster';
import type { IDatabase } from '../database/database';
import type { CachedDatabaseProps } from './cached-database-props';
import { knownParameter } from './known-parameter';

/** What is wrong with the choice of an invalidation for a database. */
export function invalidationProblems(
  { invalidation, rules = [] }: CachedDatabaseProps,
  database: IDatabase | undefined,
): string[] {
  const { speaks, wrapper } = database?.engine ?? {};
  // What is not known, because the database was refused, is not asked about.
  const wrapped = wrapper !== false;
  const problems: string[] = [];
  if (invalidation === undefined) problems.push(wrapped ? UNDECIDED : undecidedWithout(speaks));
  if (invalidation?.kind === InvalidationKind.WRITES && !wrapped) {
    problems.push(
      `'invalidation' needs Invalidation.ttl() with ${speaks}, got ${invalidation}: it follows the writes that pass through the pool that cache-tier wraps, and cache-tier wraps node-postgres alone; set invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(5) }), or use PostgreSQL`,
    );
  }
  if (rules.length > 0 && !wrapped) {
    problems.push(
      `'rules' needs PostgreSQL, got ${speaks}: rules are for queries that pass through the pool that cache-tier wraps, and cache-tier wraps node-postgres alone; remove the rules, and say the time where the application asks the cache, such as tier.cacheAside.getOrSet(key, load, { ttl: '5m' })`,
    );
  }
  return problems;
}

/** What `cache-tier`, which applications load, needs of Memcached, as far as it is known. */
export function cacheProblems(cache: ICache | undefined): string[] {
  if (!(cache instanceof MemcachedCluster)) return [];
  const { engine } = cache;
  const problems: string[] = [];
  if (!engine.isAtLeast(OLDEST_SPOKEN)) {
    problems.push(
      `'cache' needs memcached ${OLDEST_SPOKEN} or newer, got ${engine}: cache-tier, the library that applications load, speaks meta commands, and older versions have others or none; set its engine to EngineVersion.MEMCACHED_1_6_22`,
    );
  }
  if (knownParameter(cache, 'cas_disabled') === '1') {
    problems.push(
      "'cache' needs 'cas_disabled' 0, got 1: cache-tier makes versions by compare-and-swap, and keeps nothing that follows writes without it; leave the parameter out",
    );
  }
  return problems;
}

const OLDEST_SPOKEN = '1.6.12';

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Strategies.html';

const WITHOUT_DEFAULT =
  "'invalidation' needs a choice, because a cached answer can be older than the database, and only you know who writes and how old an answer may be, got none";

const BY_TIME =
  'set invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(1) }): nothing is dropped when the database changes, and an answer is as old as maxTtl at most';

const UNDECIDED = `${WITHOUT_DEFAULT}; if the writes of your application pass through the pool that cache-tier wraps, set invalidation: Invalidation.onWrites({ maxTtl: Duration.minutes(5) }): a committed write drops what it changes at once, and maxTtl bounds how long the writes of others are missed. Otherwise ${BY_TIME} (${PAGE})`;

function undecidedWithout(speaks: string | undefined): string {
  return `${WITHOUT_DEFAULT}; ${BY_TIME}. Invalidation.onWrites() is for PostgreSQL, and this is ${speaks} (${PAGE})`;
}
