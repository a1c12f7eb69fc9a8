import type { CfnReplicationGroupProps } from 'aws-cdk-lib/aws-elasticache';

/**
 * What a new cache is filled with. Once deployed it stays in the code for ever: changing it, or removing it, replaces the
 * cache, and what was written since the restore is lost.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-restoring.html
 */
export class RestoreSource {
  /** An ElastiCache backup, by its name. */
  public static snapshot(snapshotName: string): RestoreSource {
    return new RestoreSource({ snapshotName });
  }

  /**
   * RDB files in Amazon S3, by their ARNs, in the Region of the cache and readable by ElastiCache. In cluster mode the
   * topology must lay out the slots.
   *
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-seeding-redis.html
   */
  public static s3Objects(...objectArns: string[]): RestoreSource {
    return new RestoreSource({ snapshotArns: objectArns });
  }

  private constructor(private readonly source: Partial<CfnReplicationGroupProps>) {}

  /** @internal */
  public _render(): Partial<CfnReplicationGroupProps> {
    return this.source;
  }
}
