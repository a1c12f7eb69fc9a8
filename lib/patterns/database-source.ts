import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { Profile } from '../cache/profile';
import type { IDatabase } from '../database/database';
import { DatabaseCluster } from '../database/database-cluster';
import type { DatabaseClusterOptions } from '../database/database-cluster-props';
import { DatabaseInstance } from '../database/database-instance';
import type { DatabaseInstanceOptions } from '../database/database-instance-props';
import { DatabaseProfile } from '../database/database-profile';

/** What a pattern says of a database that it makes; what the source says wins. Internal. */
export interface DatabaseDefaults {
  /** The network. */
  readonly vpc: IVpc;
  /** The subnets; undefined for those that a database chooses by itself. */
  readonly vpcSubnets?: SubnetSelection;
  /** The set of defaults. */
  readonly profile: Profile;
}

/** Where a pattern has its database from. */
export class DatabaseSource {
  /** An instance of its own: PostgreSQL unless `engine` says otherwise. */
  public static instance(options: DatabaseInstanceOptions = {}): DatabaseSource {
    return new DatabaseSource((scope, id, defaults) => new DatabaseInstance(scope, id, merged(defaults, options)));
  }

  /** An Aurora cluster of its own: Aurora PostgreSQL unless `engine` says otherwise. */
  public static cluster(options: DatabaseClusterOptions = {}): DatabaseSource {
    return new DatabaseSource((scope, id, defaults) => new DatabaseCluster(scope, id, merged(defaults, options)));
  }

  /** A database that is there already: one of this library, or what `Database.fromInstance()` and `fromCluster()` make of another. */
  public static existing(database: IDatabase): DatabaseSource {
    return new DatabaseSource(() => database, database);
  }

  private constructor(
    private readonly make: (scope: Construct, id: string, defaults: DatabaseDefaults) => IDatabase,
    /**
     * The database that is there already; undefined if one is made.
     *
     * @internal
     */
    public readonly _existing?: IDatabase,
  ) {}

  /**
   * The database, made if need be.
   *
   * @throws InvalidCacheError with everything that is wrong with it
   * @internal
   */
  public _bind(scope: Construct, id: string, defaults: DatabaseDefaults): IDatabase {
    return this.make(scope, id, defaults);
  }
}

function merged<T extends object>({ vpc, vpcSubnets, profile }: DatabaseDefaults, options: T) {
  const stated = Object.entries(options).filter(([, value]) => value !== undefined);
  const ofDatabase = profile === Profile.DEV ? DatabaseProfile.DEV : DatabaseProfile.PRODUCTION;
  return { vpc, vpcSubnets, profile: ofDatabase, ...(Object.fromEntries(stated) as T) };
}
