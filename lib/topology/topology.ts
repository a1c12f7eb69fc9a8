import type { CfnReplicationGroupProps } from 'aws-cdk-lib/aws-elasticache';
import { Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';

/** One shard, without cluster mode. */
export interface SingleShardOptions {
  /**
   * Number of replicas behind the primary, each in another Availability Zone; 0 to 5.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * The zones of the nodes, the primary's first. Any later change of them replaces the cache.
   *
   * @default - the service spreads the nodes
   */
  readonly zones?: string[];
}

/** Where one shard lives, and which hash slots it holds. */
export interface ShardLayout {
  /**
   * Its id, 1 to 4 digits: with ids, CloudFormation tells which shard is added or removed.
   *
   * @default - chosen by the service
   */
  readonly id?: string;
  /**
   * Its hash slots, such as `0-5460`; remove them after the first change of the number of shards.
   *
   * @default - the service shares them out evenly
   */
  readonly slots?: string;
  /**
   * The zone of its primary.
   *
   * @default - chosen by the service
   */
  readonly primaryZone?: string;
  /**
   * The zones of its replicas, one for each.
   *
   * @default - chosen by the service
   */
  readonly replicaZones?: string[];
}

/** Several shards, in cluster mode. */
export interface ClusterModeOptions {
  /** Number of shards, 1 to 500; shards times nodes of a shard stay within the quota of 90 nodes. */
  readonly shards: number;
  /**
   * Number of replicas behind each primary, each in another Availability Zone; 1 to 5.
   *
   * @default 1
   */
  readonly replicasPerShard?: number;
  /**
   * Slots and zones, one entry for each shard. Any later change of it replaces the cache.
   *
   * @default - the service shares out slots and spreads the nodes
   */
  readonly layout?: ShardLayout[];
}

/** Shards without replicas, in cluster mode. */
export interface WithoutReplicasOptions {
  /** Number of shards, 1 to 500. */
  readonly shards: number;
  /**
   * Slots and zones, one entry for each shard. Any later change of it replaces the cache.
   *
   * @default - the service shares out slots and spreads the nodes
   */
  readonly layout?: ShardLayout[];
}

/** A group that was made without cluster mode and is in it now. */
export interface MigratedOptions {
  /**
   * Number of replicas, as when it was made with `Topology.singleShard`; 1 to 5.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * The zones of the nodes, as when it was made: leaving them out now would replace it.
   *
   * @default - none were given when it was made
   */
  readonly zones?: string[];
}

/**
 * The shape of a replication group: how many shards, how many replicas, where.
 *
 * What each shape emits is a contract, because most of it cannot be changed without replacing the cache: one shard emits
 * `NumCacheClusters` and nothing else; cluster mode emits `NumNodeGroups`, `ReplicasPerNodeGroup` (with a layout, the
 * replicas of each shard in it) and the update policy `UseOnlineResharding`, with which a changed number of shards moves slots instead of replacing the cache.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.Redis-RedisCluster.html
 */
export class Topology {
  /**
   * One primary with its replicas, without cluster mode: what most applications need, and every client speaks.
   *
   * @throws InvalidCacheError if the number of replicas is no number that can be counted to
   */
  public static singleShard(options: SingleShardOptions = {}): Topology {
    const { replicas = 1, zones } = options;
    refuse('singleShard', countProblem('replicas', replicas, 0));
    return new Topology(1, replicas, false, singleShape(replicas, zones));
  }

  /**
   * Shards that share out the keys, each with its replicas: more memory and more writes than one node has. Clients must
   * speak the cluster protocol.
   *
   * @throws InvalidCacheError if a number cannot be counted to, or the layout has not one entry for each shard
   */
  public static clusterMode(options: ClusterModeOptions): Topology {
    const { shards, replicasPerShard = 1, layout } = options;
    const problems = [
      ...countProblem('shards', shards, 1),
      ...(replicasPerShard === 0
        ? [
            "'replicasPerShard' needs 1 to 5, got 0; later updates of such a group fail: use Topology.clusterModeWithoutReplicas() if you accept that",
          ]
        : countProblem('replicasPerShard', replicasPerShard, 1)),
      ...layoutProblem(shards, layout),
    ];
    refuse('clusterMode', problems);
    return new Topology(shards, replicasPerShard, true, shardedShape(shards, replicasPerShard, layout));
  }

  /**
   * Shards without replicas, for data that may be lost with any node. Creating such a group works; CloudFormation was
   * seen to refuse every later update of it, even of its tags.
   *
   * @see https://github.com/aws/aws-cdk/issues/13389
   * @throws InvalidCacheError if the number cannot be counted to, or the layout has not one entry for each shard
   */
  public static clusterModeWithoutReplicas(options: WithoutReplicasOptions): Topology {
    const { shards, layout } = options;
    refuse('clusterModeWithoutReplicas', [...countProblem('shards', shards, 1), ...layoutProblem(shards, layout)]);
    return new Topology(shards, 0, true, shardedShape(shards, 0, layout));
  }

  /**
   * The last step of a migration to cluster mode: a group that was made with `singleShard`, then deployed with
   * `ClusterMode.COMPATIBLE`, and is now enabled. It keeps emitting its old shape, because the other one would replace it.
   *
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
   * @throws InvalidCacheError if the number of replicas is not 1 or more
   */
  public static migratedToClusterMode(options: MigratedOptions = {}): Topology {
    const { replicas = 1, zones } = options;
    refuse('migratedToClusterMode', countProblem('replicas', replicas, 1));
    return new Topology(1, replicas, true, singleShape(replicas, zones), true);
  }

  private constructor(
    /** Number of shards when the group is made. */
    public readonly shards: number,
    /** Number of replicas behind each primary. */
    public readonly replicasPerShard: number,
    /** Whether clients reach it through one configuration endpoint, by the cluster protocol. */
    public readonly clusterMode: boolean,
    private readonly shape: Partial<CfnReplicationGroupProps>,
    /** Whether it was made without cluster mode. */
    public readonly migrated: boolean = false,
  ) {}

  /** Number of nodes in all. */
  public get nodes(): number {
    return this.shards * (1 + this.replicasPerShard);
  }

  /**
   * The properties that say this shape in a template.
   *
   * @internal
   */
  public _render(): Partial<CfnReplicationGroupProps> {
    return this.shape;
  }
}

function singleShape(replicas: number, zones?: string[]): Partial<CfnReplicationGroupProps> {
  return { numCacheClusters: replicas + 1, preferredCacheClusterAZs: zones?.length ? [...zones] : undefined };
}

/** With a layout each shard says its own number of replicas: `ReplicasPerNodeGroup` beside it can replace the cache. */
function shardedShape(shards: number, replicas: number, layout?: ShardLayout[]): Partial<CfnReplicationGroupProps> {
  const asked = layout?.some((shard) => Object.values(shard).some((value) => value !== undefined));
  if (layout === undefined || !asked) return { numNodeGroups: shards, replicasPerNodeGroup: replicas };
  return {
    numNodeGroups: shards,
    nodeGroupConfiguration: layout.map(({ id, slots, primaryZone, replicaZones }) => ({
      nodeGroupId: id,
      replicaCount: replicas,
      slots,
      primaryAvailabilityZone: primaryZone,
      replicaAvailabilityZones: replicaZones?.length ? [...replicaZones] : undefined,
    })),
  };
}

function layoutProblem(shards: number, layout?: ShardLayout[]): string[] {
  return layout === undefined || layout.length === shards
    ? []
    : [`'layout' needs one entry for each of the ${shards} shards, got ${layout.length}; describe them all or none`];
}

/** Only what has no meaning: the limits of the service are rules, which can be lowered on the day that it lifts them. */
function countProblem(name: string, count: number, least: number): string[] {
  const got = Token.isUnresolved(count) ? 'a token' : count;
  const fits = Number.isInteger(count) && count >= least;
  return fits ? [] : [`'${name}' needs a whole number, ${least} or more, got ${got}; choose one`];
}

function refuse(factory: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new InvalidCacheError(`Topology.${factory}`, problems);
}
