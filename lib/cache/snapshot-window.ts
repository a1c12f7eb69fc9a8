import { type Duration, Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { dailyWindow } from '../rules/windows';
import { clock, DAY, durationProblems, timeProblems, USUAL_MINUTES } from './window-time';

/** When the daily backup may start, and how long the window is. */
export interface SnapshotWindowOptions {
  /** The hour at which it starts, 0 to 23, in UTC. */
  readonly hour: number;
  /**
   * The minute at which it starts, 0 to 59.
   *
   * @default 0
   */
  readonly minute?: number;
  /**
   * How long it lasts, at least 60 minutes and less than a day.
   *
   * @default Duration.hours(1)
   */
  readonly duration?: Duration;
}

/**
 * The time of the day at which the automatic backup is taken, from the primary of each shard.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
 */
export class SnapshotWindow {
  /**
   * A window of every day.
   *
   * @throws InvalidCacheError if hour or minute do not exist, or the window ends before it starts
   */
  public static daily(options: SnapshotWindowOptions): SnapshotWindow {
    const { hour, minute = 0, duration } = options;
    const minutes = duration?.toMinutes() ?? USUAL_MINUTES;
    const problems = [...timeProblems(hour, minute), ...durationProblems(minutes, DAY)];
    if (problems.length > 0) throw new InvalidCacheError('SnapshotWindow.daily', problems);
    const start = hour * 60 + minute;
    return new SnapshotWindow(`${clock(start)}-${clock(start + minutes)}`);
  }

  /**
   * A window as the service writes it, such as `03:00-04:00`.
   *
   * @throws InvalidCacheError if the text has another form
   */
  public static parse(text: string): SnapshotWindow {
    if (!Token.isUnresolved(text) && dailyWindow(text) === undefined) {
      throw new InvalidCacheError('SnapshotWindow.parse', [
        `'text' needs the form 'hh:mm-hh:mm' in UTC, got '${text}'; write it as '03:00-04:00'`,
      ]);
    }
    return new SnapshotWindow(text);
  }

  private constructor(
    /** The value in the template, such as `03:00-04:00`. */
    public readonly value: string,
  ) {}
}
