/**
 * What a cache is used for, which decides what happens when its memory is full. The values are always written into the
 * template, defaults of the service included, so that a reviewer sees them.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
 */
export class Workload {
  /** Copies of data that lives elsewhere: the keys that were used least recently make room. */
  public static readonly CACHE = new Workload('cache', 'allkeys-lru');
  /** Sessions, each with a time to live: those used least recently end early, and keys without one stay. */
  public static readonly SESSION_STORE = new Workload('session-store', 'volatile-lru');
  /** Jobs and messages: nothing is ever dropped, and writes fail when the memory is full. */
  public static readonly QUEUE = new Workload('queue', 'noeviction');
  /** Sorted sets that are the only copy: nothing is ever dropped, and writes fail when the memory is full. */
  public static readonly LEADERBOARD = new Workload('leaderboard', 'noeviction');

  private constructor(
    /** What it is called. */
    public readonly name: string,
    private readonly evictionPolicy: string,
  ) {}

  /** The parameters that it sets. */
  public get parameters(): { [name: string]: string } {
    return { 'maxmemory-policy': this.evictionPolicy, 'reserved-memory-percent': '25' };
  }
}
