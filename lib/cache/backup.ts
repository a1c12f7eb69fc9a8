import type { CfnReplicationGroupProps } from 'aws-cdk-lib/aws-elasticache';
import { Duration, Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { SnapshotWindow } from './snapshot-window';

/** How long automatic backups are kept, and when they are taken. */
export interface DailyBackupOptions {
  /**
   * How long a backup is kept, 1 to 35 days.
   *
   * @default Duration.days(15)
   */
  readonly retention?: Duration;
  /**
   * When it is taken.
   *
   * @default - a time of the day that the service chooses
   */
  readonly window?: SnapshotWindow;
  /**
   * The id of the node that is backed up, outside cluster mode only; a replica spares the primary the work.
   *
   * @default - the service chooses
   */
  readonly nodeId?: string;
}

/**
 * The automatic backups of a cache.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
 */
export class Backup {
  /**
   * A backup every day.
   *
   * @throws InvalidCacheError if the retention is not a number of whole days
   */
  public static daily(options: DailyBackupOptions = {}): Backup {
    const { retention = Duration.days(15), window, nodeId } = options;
    const days = retention.toDays({ integral: false });
    // How long the service keeps them at most is a rule, which can be lowered on the day that it lifts the limit.
    if (!Token.isUnresolved(days) && !(Number.isInteger(days) && days >= 1)) {
      throw new InvalidCacheError('Backup.daily', [
        `'retention' needs whole days, 1 or more, got ${days} days; choose Duration.days(n), or Backup.none()`,
      ]);
    }
    return new Backup(days, window, nodeId);
  }

  /** No automatic backups: what is in the cache may be lost. */
  public static none(): Backup {
    return new Backup(0);
  }

  private constructor(
    private readonly days: number,
    private readonly window?: SnapshotWindow,
    private readonly nodeId?: string,
  ) {}

  /** @internal */
  public _render(): Partial<CfnReplicationGroupProps> {
    return {
      snapshotRetentionLimit: this.days,
      snapshotWindow: this.window?.value,
      snapshottingClusterId: this.nodeId,
    };
  }
}
