import type { CacheAuth } from '../access/cache-auth';
import type { Durability } from '../cache/durability';
import type { SnapshotWindow } from '../cache/snapshot-window';
import type { EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import type { PlacedConfig } from './placed-config';

/** How secrets are rotated. */
export interface RotationConfig {
  /**
   * Days between two rotations; 0 for none.
   *
   * @default 30
   */
  readonly days?: number;
  /**
   * Make the VPC endpoints through which the rotation reaches Secrets Manager and ElastiCache.
   *
   * @default - true in a new network, false in one that is given
   */
  readonly endpoints?: boolean;
}

/** How backups of the cache are made. */
export interface BackupConfig {
  /**
   * Days for which a backup is kept; 0 for no backups.
   *
   * @default 15
   */
  readonly retentionDays?: number;
  /**
   * When it is taken.
   *
   * @default - the service chooses
   */
  readonly window?: SnapshotWindow;
}

/** What the context can say about every stack with a replication group: where it is, and how its cache is made. */
export interface StackConfig extends PlacedConfig {
  /**
   * The engine of the cache and its version.
   *
   * @default EngineVersion.VALKEY_8_2
   */
  readonly engine?: EngineVersion;
  /**
   * The machine of each node.
   *
   * @default - that of the profile
   */
  readonly nodeType?: NodeType;
  /**
   * Number of shards, which means cluster mode.
   *
   * @default - one shard without cluster mode
   */
  readonly shards?: number;
  /**
   * Number of replicas behind each primary.
   *
   * @default - 1; that of the profile where `shards` is not given
   */
  readonly replicas?: number;
  /**
   * The transactional log behind the memory.
   *
   * @default - not stated
   */
  readonly durability?: Durability;
  /**
   * Parameters of the engine, by the names of the service.
   *
   * @default - those of the workload
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * The automatic backups of the cache.
   *
   * @default - those of the profile
   */
  readonly backup?: BackupConfig;
  /**
   * How clients of the cache prove who they are. With `users` the stack makes one, for reading and writing.
   *
   * @default CacheAuth.iam()
   */
  readonly auth?: CacheAuth;
  /**
   * How the AUTH token, or the password of the user, is rotated.
   *
   * @default - every 30 days
   */
  readonly rotation?: RotationConfig;
}
