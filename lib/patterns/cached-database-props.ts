import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Profile } from '../cache/profile';
import type { CacheSource } from './cache-source';
import type { CachingRule } from './caching-rule';
import type { DatabaseSource } from './database-source';
import type { Invalidation } from './invalidation';

/** What can be said about a database with its cache. */
export interface CachedDatabaseProps {
  /**
   * The network of both.
   *
   * @default - that of `database`, if it exists already; it is needed otherwise
   */
  readonly vpc?: IVpc;
  /**
   * The subnets of both, private ones.
   *
   * @default - those of `database`, if it exists already and they are known; otherwise private subnets with a way out, or else
   * isolated subnets; never public ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * The set of defaults of both.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * Where the database comes from.
   *
   * @default - an instance of its own, of PostgreSQL
   */
  readonly database?: DatabaseSource;
  /**
   * Where the cache comes from.
   *
   * @default - a replication group of its own
   */
  readonly cache?: CacheSource;
  /**
   * What is cached, for applications that wrap node-postgres.
   *
   * @default - nothing but what the application asks for
   */
  readonly rules?: CachingRule[];
  /**
   * How cached answers follow the database. It needs a choice.
   *
   * @default - none: leaving it out is an error that explains the choice
   */
  readonly invalidation?: Invalidation;
}
