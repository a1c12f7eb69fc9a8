import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IInstanceEngine } from 'aws-cdk-lib/aws-rds';
import type { DatabasePlacementOptions } from './database-placement';
import type { DatabaseOptions } from './database-props';

/** What can be said about an instance whose network is decided elsewhere. */
export interface DatabaseInstanceOptions extends DatabaseOptions {
  /**
   * PostgreSQL, MySQL or MariaDB, with its version.
   *
   * @default DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 })
   */
  readonly engine?: IInstanceEngine;
  /**
   * The machine.
   *
   * @default - m7g.large, in the profile DEV t4g.micro
   */
  readonly instanceType?: InstanceType;
  /**
   * Whether a standby in another Availability Zone takes over.
   *
   * @default - true, in the profile DEV false
   */
  readonly multiAz?: boolean;
  /**
   * The storage to begin with, in GiB, 20 to 65536; of the type gp3.
   *
   * @default - 100, in the profile DEV 20
   */
  readonly allocatedStorage?: number;
  /**
   * How far the storage may grow by itself, in GiB.
   *
   * @default - ten times `allocatedStorage` by the defaults: 1000, in the profile DEV 100; at least half as much again as is allocated, at most 65536; not at all where a tenth more does not fit
   */
  readonly maxAllocatedStorage?: number;
}

/** What can be said about an instance. */
export interface DatabaseInstanceProps extends DatabaseInstanceOptions, DatabasePlacementOptions {}
