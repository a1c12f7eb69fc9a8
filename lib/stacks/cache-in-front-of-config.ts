import type { ApplicationPlatform } from '../applications/application';
import type { CachingRule } from '../patterns/caching-rule';
import { applicationReader } from './application-choice';
import { type InvalidationConfig, invalidationReader, rulesReader } from './caching-config';
import { type Readers, text } from './context-value';
import { DATABASE_CACHE_READERS, type DatabaseCacheConfig, databaseCacheProblems } from './database-cache';
import { type ExistingDatabaseConfig, existingDatabaseReader } from './existing-database-config';
import type { At } from './placed-config';

/** What the context can say about a cache in front of a database that exists already. `network` is that of the database. */
export interface CacheInFrontOfConfig extends DatabaseCacheConfig {
  /**
   * The database.
   *
   * @default - parameters of the template say where it is
   */
  readonly database?: ExistingDatabaseConfig;
  /**
   * The security group of the applications that use the database today: they are let into the cache.
   *
   * @default - nobody is let in yet
   */
  readonly clientSecurityGroupId?: string;
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
export const CACHE_IN_FRONT_OF_READERS: Readers<CacheInFrontOfConfig> = {
  ...DATABASE_CACHE_READERS,
  database: existingDatabaseReader,
  clientSecurityGroupId: text(
    /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/,
    "the id of a security group, such as 'sg-0123456789abcdef0'",
  ),
  rules: rulesReader,
  invalidation: invalidationReader,
  application: applicationReader,
};

const PLACES = ['endpoint', 'instanceIdentifier', 'clusterIdentifier'] as const;
const BESIDE = ['readerEndpoint', 'port', 'securityGroupId', 'secretArn', 'resourceId'] as const;

/** What contradicts itself. */
export function cacheInFrontOfProblems(
  config: CacheInFrontOfConfig,
  at: At,
  isOwn: (key: string) => boolean,
): string[] {
  return [...databaseCacheProblems(config, at, isOwn), ...placeOfDatabaseProblems(config, at)];
}

function placeOfDatabaseProblems(config: CacheInFrontOfConfig, at: At): string[] {
  const { database = {}, network = {}, account, region } = config;
  const place = at('database');
  const [first, second] = PLACES.filter((key) => database[key] !== undefined);
  const beside = BESIDE.filter((key) => database[key] !== undefined);
  if (first === undefined) {
    return beside.map(
      (key) =>
        `'${place}.${key}' needs endpoint, instanceIdentifier or clusterIdentifier beside it, got none; say which database it is, or leave it out for parameters of the template`,
    );
  }
  return [
    ...(second === undefined ? [] : [`'${place}.${second}' needs to stand without ${first}, got both; choose one`]),
    ...(network.vpcId === undefined
      ? [`'${at('network', 'database')}.vpcId' needs to be the VPC of the database, got none; name it`]
      : []),
    ...(first === 'endpoint' && database.securityGroupId === undefined
      ? [`'${place}.securityGroupId' needs the security group of the database beside endpoint, got none; name it`]
      : []),
    ...(first !== 'endpoint' && (account === undefined || region === undefined)
      ? [`'${place}.${first}' needs account and region, got none; set both, or say endpoint and securityGroupId`]
      : []),
    ...(first === 'endpoint' && database.iamUser !== undefined && database.resourceId === undefined
      ? [`'${place}.iamUser' needs resourceId, which the policy names, got none; name it`]
      : []),
  ];
}
