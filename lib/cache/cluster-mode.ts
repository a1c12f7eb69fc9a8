/**
 * The cluster mode, stated. It follows from the topology and is stated only on the way from one to the other:
 * `COMPATIBLE` with `Topology.singleShard`, then `Topology.migratedToClusterMode`.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/modify-cluster-mode.html
 */
export class ClusterMode {
  /** Clients use the cluster protocol. */
  public static readonly ENABLED = new ClusterMode('enabled');
  /** Clients of both kinds are served: a step; neither scaling nor an engine change is accepted meanwhile. */
  public static readonly COMPATIBLE = new ClusterMode('compatible');
  /** One shard, no cluster protocol. */
  public static readonly DISABLED = new ClusterMode('disabled');

  private constructor(
    /** The value in the template. */
    public readonly value: string,
  ) {}
}
