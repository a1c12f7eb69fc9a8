import type { IParameterGroupRef, ISubnetGroupRef, IUserGroupRef } from 'aws-cdk-lib/aws-elasticache';

/** Which snapshots a grant is about. */
export interface SnapshotGrantOptions {
  /**
   * Their name, or a pattern with `*` and `?`. A snapshot has the name that its maker gives it.
   *
   * @default - `<name of the cache>-*`
   */
  readonly snapshotNames?: string;
}

/** What may be changed beside the cache itself. */
export interface ModifyGrantOptions {
  /**
   * A parameter group that the cache may be given.
   *
   * @default - none
   */
  readonly parameterGroup?: IParameterGroupRef;
  /**
   * A user group that the cache may be given.
   *
   * @default - none
   */
  readonly userGroup?: IUserGroupRef;
}

/** What may be made of a snapshot. */
export interface RestoreGrantOptions {
  /** The name of the new cache, or a pattern with `*` and `?`. A snapshot is never restored into a cache that exists. */
  readonly cacheName: string;
  /**
   * The name of the snapshots, or a pattern.
   *
   * @default - `<name of the cache>-*`, and the automatic ones of the cache
   */
  readonly snapshotNames?: string;
  /**
   * The parameter group of the new cache.
   *
   * @default - the default groups of the service, `default.*`
   */
  readonly parameterGroup?: IParameterGroupRef;
  /**
   * The subnet group of the new cache.
   *
   * @default - the one named `default`
   */
  readonly subnetGroup?: ISubnetGroupRef;
  /**
   * The user group of the new cache.
   *
   * @default - none
   */
  readonly userGroup?: IUserGroupRef;
}
