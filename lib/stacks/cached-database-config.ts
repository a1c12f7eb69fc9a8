import type { ApplicationPlatform } from '../applications/application';
import type { CachingRule } from '../patterns/caching-rule';
import { applicationReader } from './application-choice';
import { type InvalidationConfig, invalidationReader, rulesReader } from './caching-config';
import type { Readers } from './context-value';
import { DATABASE_CACHE_READERS, type DatabaseCacheConfig, databaseCacheProblems } from './database-cache';
import { engineOf } from './database-choice';
import { type DatabaseConfig, databaseReader } from './database-config';
import type { At } from './placed-config';

/** What the context can say about a database with its cache. */
export interface CachedDatabaseConfig extends DatabaseCacheConfig {
  /**
   * The database.
   *
   * @default - an instance of PostgreSQL
   */
  readonly database?: DatabaseConfig;
  /**
   * What is cached, for applications that wrap node-postgres.
   *
   * @default - nothing but what the application asks for
   */
  readonly rules?: CachingRule[];
  /**
   * How cached answers follow the database.
   *
   * @default - by writes with PostgreSQL, by time alone otherwise, for an hour at most
   */
  readonly invalidation?: InvalidationConfig;
  /**
   * Where the application of this package runs that uses both: a shop.
   *
   * @default - there is none
   */
  readonly application?: ApplicationPlatform;
}

/** Reads it. */
export const CACHED_DATABASE_READERS: Readers<CachedDatabaseConfig> = {
  ...DATABASE_CACHE_READERS,
  database: databaseReader,
  rules: rulesReader,
  invalidation: invalidationReader,
  application: applicationReader,
};

/** What contradicts itself. */
export function cachedDatabaseProblems(
  config: CachedDatabaseConfig,
  at: At,
  isOwn: (key: string) => boolean,
): string[] {
  const { database = {} } = config;
  const cluster = engineOf(database).cluster;
  const foreign = cluster ? OF_INSTANCES : OF_CLUSTERS;
  const stated = foreign.filter((key) => database[key] !== undefined);
  const engine = `'${at('database')}.engine'`;
  return [
    ...databaseCacheProblems(config, at, isOwn),
    ...stated.map((key) =>
      cluster
        ? `'${at('database')}.${key}' needs an instance, got a cluster of ${engineOf(database)}; leave it out, or set ${engine} to postgres, mysql or mariadb`
        : `'${at('database')}.${key}' needs an Aurora cluster, got an instance of ${engineOf(database)}; leave it out, or set ${engine} to aurora-postgres or aurora-mysql`,
    ),
    ...(database.serverless !== undefined && database.instanceType !== undefined
      ? [`'${at('database')}.instanceType' needs to stand without serverless, got both; choose one`]
      : []),
  ];
}

const OF_INSTANCES = ['allocatedStorage', 'maxAllocatedStorage'] as const;
const OF_CLUSTERS = ['serverless', 'readers'] as const;
