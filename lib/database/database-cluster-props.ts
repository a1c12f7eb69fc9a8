import type { IClusterEngine } from 'aws-cdk-lib/aws-rds';
import type { Duration } from 'aws-cdk-lib/core';
import type { ClusterCapacity } from './cluster-capacity';
import type { DatabasePlacementOptions } from './database-placement';
import type { DatabaseOptions } from './database-props';

/** What can be said about a cluster whose network is decided elsewhere. */
export interface DatabaseClusterOptions extends DatabaseOptions {
  /**
   * Aurora PostgreSQL or Aurora MySQL, with its version.
   *
   * @default DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 })
   */
  readonly engine?: IClusterEngine;
  /**
   * Its instances: of a stated size, or serverless.
   *
   * @default ClusterCapacity.provisioned()
   */
  readonly capacity?: ClusterCapacity;
  /**
   * How far back Aurora MySQL can be turned, at most 72 hours; at a price, and not together with `changeDataCapture`.
   * Only at creation.
   *
   * @default - not at all
   */
  readonly backtrackWindow?: Duration;
}

/** What can be said about a cluster. */
export interface DatabaseClusterProps extends DatabaseClusterOptions, DatabasePlacementOptions {}
