import type { IKey, IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { DatabasePlace, DatabasePlacementOptions } from './database-placement';
import type { DatabaseProfile } from './database-profile';
import type { ProxyOptions } from './database-proxy';
import type { MasterCredentials } from './master-credentials';

/** What can be said about a database of either kind whose network is decided elsewhere. */
export interface DatabaseOptions extends DatabasePlace {
  /**
   * The set of defaults.
   *
   * @default DatabaseProfile.PRODUCTION
   */
  readonly profile?: DatabaseProfile;
  /**
   * The master user and its secret.
   *
   * @default MasterCredentials.managed()
   */
  readonly credentials?: MasterCredentials;
  /**
   * The name of the database that is made first, and that clients open. A later change replaces the database.
   *
   * @default 'app'
   */
  readonly databaseName?: string;
  /**
   * The port, 1150 to 65535. A later change replaces an instance.
   *
   * @default - 5433 for PostgreSQL, 3307 for MySQL and MariaDB
   */
  readonly port?: number;
  /**
   * The key that encrypts the storage. A later change replaces the database.
   *
   * @default - the key of RDS
   */
  readonly encryptionKey?: IKeyRef;
  /**
   * Parameters beside those of the library. Those that refuse clients without TLS stay as they are.
   *
   * @default - none
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * Whether others shall follow the changes of the database: logical replication, or a binary log of rows.
   *
   * @default false
   */
  readonly changeDataCapture?: boolean;
  /**
   * How long automatic backups are kept, 1 to 35 days.
   *
   * @default - 7 days, in the profile DEV 1 day
   */
  readonly backupRetention?: Duration;
  /**
   * Whether AWS Backup keeps daily backups for 35 days, in a vault that outlives the stack.
   *
   * @default - true, in the profile DEV false
   */
  readonly backupPlan?: boolean;
  /**
   * Whether Database Insights look at the load, for 7 days back.
   *
   * @default - true where the machine has room for them, in the profile DEV false
   */
  readonly insights?: boolean;
  /**
   * The key that encrypts what the insights keep.
   *
   * @default - the key of RDS
   */
  readonly insightsEncryptionKey?: IKey;
  /**
   * How often the operating system is looked at: 0, 1, 5, 10, 15, 30 or 60 seconds.
   *
   * @default - 60 seconds, in the profile DEV never
   */
  readonly monitoringInterval?: Duration;
  /**
   * How long its logs are kept.
   *
   * @default - a year, in the profile DEV a week
   */
  readonly logRetention?: RetentionDays;
  /**
   * Whether the service refuses to delete it.
   *
   * @default - true, in the profile DEV false
   */
  readonly deletionProtection?: boolean;
  /**
   * What happens to the data when the database is deleted or replaced.
   *
   * @default - a last snapshot, in the profile DEV destroyed
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether clients connect through an RDS Proxy, with TLS and IAM.
   *
   * @default - true if `proxyOptions` are given, otherwise false
   */
  readonly proxy?: boolean;
  /**
   * What the proxy is like.
   *
   * @default - as the service has it
   */
  readonly proxyOptions?: ProxyOptions;
}

/** What can be said about a database of either kind. */
export interface DatabaseProps extends DatabaseOptions, DatabasePlacementOptions {}
