import { LinkField } from 'cache-tier/link';
import { Construct } from 'constructs';
import type { ICache } from '../cache/cache';
import { Profile } from '../cache/profile';
import { Workload } from '../cache/workload';
import type { IClient } from '../connect/client';
import type { IDatabase } from '../database/database';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { CacheSource } from './cache-source';
import {
  CachedDatabaseConnection,
  type CachedDatabaseConnectOptions,
  connectionNames,
} from './cached-database-connection';
import { cacheProblems, invalidationProblems } from './cached-database-problems';
import type { CachedDatabaseProps } from './cached-database-props';
import { type CachingRule, linkRules, ruleProblems } from './caching-rule';
import { DatabaseSource } from './database-source';
import type { Invalidation } from './invalidation';
import { noteMemcached } from './memcached-notes';
import { part } from './parts';
import { samePlaceProblems } from './same-place';
import { secondsText } from './time-to-live';

/**
 * A database with a cache in front of it: both in one network, out of reach until a client is connected, and the client told
 * of both, of what is cached, and of how cached answers follow the database.
 *
 * On Memcached no answer is wrong that would be right on Valkey, but more of them are lost, which warnings say.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Strategies.html
 */
export class CachedDatabase extends Construct {
  /** The database. */
  public readonly database: IDatabase;
  /** The cache. */
  public readonly cache: ICache;
  /** What is cached. */
  public readonly rules: CachingRule[];
  /** How cached answers follow the database. */
  public readonly invalidation: Invalidation;

  /** @throws InvalidCacheError with everything that is wrong with the database, the cache and the rules */
  constructor(scope: Construct, id: string, props: CachedDatabaseProps) {
    super(scope, id);
    const { profile = Profile.PRODUCTION, rules = [], invalidation, vpcSubnets } = props;
    const { database: ofDatabase = DatabaseSource.instance(), cache: ofCache = CacheSource.replicationGroup() } = props;
    const problems = [...samePlaceProblems(props, ofDatabase._existing, ofCache._existing)];

    const { vpc = ofDatabase._existing?.vpc } = props;
    const database =
      vpc && part(problems, 'database', () => ofDatabase._bind(this, 'Database', { vpc, vpcSubnets, profile }));
    const subnets = vpcSubnets ?? ofDatabase._existing?.vpcSubnets;
    const cache =
      vpc &&
      part(problems, 'cache', () =>
        ofCache._bind(this, 'Cache', { vpc, vpcSubnets: subnets, profile, workload: Workload.CACHE }),
      );
    problems.push(
      ...cacheProblems(cache),
      ...invalidationProblems(props, database),
      ...ruleProblems(rules, invalidation),
    );
    if (!database || !cache || !invalidation || problems.length > 0) {
      throw new InvalidCacheError(this.node.path, problems);
    }
    this.database = database;
    this.cache = cache;
    this.rules = [...rules];
    this.invalidation = invalidation;
    noteMemcached(this, cache, invalidation);
  }

  /**
   * Connects a client to both: lets it in, lets it be its user in the cache and in the database, and tells it where both
   * are, what is cached and how it follows the database.
   *
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(target: IClient, options: CachedDatabaseConnectOptions = {}): CachedDatabaseConnection {
    const { as, access, user, keyPrefix, iamUser, from, containers } = options;
    const names = connectionNames(as);
    const cache = this.cache.connect(target, {
      as: names.cache,
      access,
      user,
      keyPrefix,
      from,
      containers,
      settings: this.settings,
    });
    const database = this.database.connect(target, { as: names.database, iamUser, from, containers });
    return new CachedDatabaseConnection(cache, database);
  }

  private get settings(): { readonly [field: string]: string } {
    const { kind, maxTtl } = this.invalidation;
    return {
      [LinkField.INVALIDATION]: kind,
      [LinkField.MAX_TTL]: secondsText(maxTtl),
      ...(this.rules.length > 0 && { [LinkField.RULES]: linkRules(this, this.rules) }),
    };
  }
}
