/**
 * Whether writes go to a transactional log in several Availability Zones behind the memory.
 *
 * Needs Valkey 9.0, cluster mode, Multi-AZ with at least one replica for each shard, encryption in transit, and a node
 * type of the families r8g, r7g, r6g, m8g, m7g, m6g, c8gn or c7gn. Change it in a deployment of its own.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Durability.Limitations.html
 */
export class Durability {
  /** A write is acknowledged once it is in two zones: nothing is lost, writes take milliseconds and cost more. */
  public static readonly SYNC = new Durability('sync');
  /** A write is acknowledged at once: up to 10 seconds of writes can be lost. */
  public static readonly ASYNC = new Durability('async');
  /** No log: what is in memory is lost with its nodes. */
  public static readonly DISABLED = new Durability('disabled');

  /**
   * A value that AWS has added since this library was released, as it stands in a template. The rule that knows the older
   * values refuses it by its id, and is lowered with `CacheRules`.
   */
  public static of(value: string): Durability {
    return new Durability(value);
  }

  private constructor(
    /** The value in the template. */
    public readonly value: string,
  ) {}
}
