import { RemovalPolicy } from 'aws-cdk-lib/core';
import { NodeType } from '../catalog/node-type';
import { Topology } from '../topology/topology';
import { Backup } from './backup';

/** A set of defaults. A property that is given wins over its profile. */
export class Profile {
  /**
   * A cache that people rely on: a primary and a replica in another zone, 15 days of backups, a snapshot when it is
   * deleted or replaced, logs for a year.
   */
  public static readonly PRODUCTION = new Profile(
    'production',
    NodeType.R7G_LARGE,
    Topology.singleShard({ replicas: 1 }),
    Backup.daily(),
    RemovalPolicy.SNAPSHOT,
    365,
    RemovalPolicy.RETAIN,
    2,
  );

  /** A cache to develop against: one small node, no backups, destroyed with its stack, logs for a week. */
  public static readonly DEV = new Profile(
    'dev',
    NodeType.T4G_MICRO,
    Topology.singleShard({ replicas: 0 }),
    Backup.none(),
    RemovalPolicy.DESTROY,
    7,
    RemovalPolicy.DESTROY,
    1,
  );

  private constructor(
    /** What it is called. */
    public readonly name: string,
    /** The node type. */
    public readonly nodeType: NodeType,
    /** The shape. */
    public readonly topology: Topology,
    /** The backups. */
    public readonly backup: Backup,
    /** What happens to the data when the cache is deleted or replaced. */
    public readonly removalPolicy: RemovalPolicy,
    /** How long logs are kept, in days. */
    public readonly logRetentionDays: number,
    /** What happens to the logs when the cache is deleted. */
    public readonly logRemovalPolicy: RemovalPolicy,
    /** The number of nodes of a Memcached cluster. */
    public readonly memcachedNodes: number,
  ) {}
}
