import { type Duration, Token } from 'aws-cdk-lib/core';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { maintenanceWindow } from '../rules/windows';
import { clock, DAY, durationProblems, timeProblems, USUAL_MINUTES } from './window-time';

/** A day of the week, in UTC. */
export enum Weekday {
  /** Sunday. */
  SUNDAY = 'sun',
  /** Monday. */
  MONDAY = 'mon',
  /** Tuesday. */
  TUESDAY = 'tue',
  /** Wednesday. */
  WEDNESDAY = 'wed',
  /** Thursday. */
  THURSDAY = 'thu',
  /** Friday. */
  FRIDAY = 'fri',
  /** Saturday. */
  SATURDAY = 'sat',
}

/** When maintenance may start, and how long the window is. */
export interface MaintenanceWindowOptions {
  /** The day on which it starts. */
  readonly day: Weekday;
  /** The hour at which it starts, 0 to 23, in UTC. */
  readonly hour: number;
  /**
   * The minute at which it starts, 0 to 59.
   *
   * @default 0
   */
  readonly minute?: number;
  /**
   * How long it lasts, 60 minutes to 24 hours.
   *
   * @default Duration.hours(1)
   */
  readonly duration?: Duration;
}

/**
 * The hours of the week in which the service may patch the nodes.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/maintenance-window.html
 */
export class MaintenanceWindow {
  /**
   * A window of every week.
   *
   * @throws InvalidCacheError if hour or minute do not exist, or the window ends before it starts
   */
  public static weekly(options: MaintenanceWindowOptions): MaintenanceWindow {
    const { day, hour, minute = 0, duration } = options;
    const minutes = duration?.toMinutes() ?? USUAL_MINUTES;
    const problems = [...timeProblems(hour, minute), ...durationProblems(minutes, 7 * DAY)];
    if (problems.length > 0) throw new InvalidCacheError('MaintenanceWindow.weekly', problems);
    const days = Object.values(Weekday);
    const end = hour * 60 + minute + minutes;
    const endDay = days[(days.indexOf(day) + Math.floor(end / DAY)) % days.length];
    return new MaintenanceWindow(`${day}:${clock(hour * 60 + minute)}-${endDay}:${clock(end)}`);
  }

  /**
   * A window as the service writes it, such as `sun:05:00-sun:06:00`.
   *
   * @throws InvalidCacheError if the text has another form
   */
  public static parse(text: string): MaintenanceWindow {
    if (!Token.isUnresolved(text) && maintenanceWindow(text) === undefined) {
      throw new InvalidCacheError('MaintenanceWindow.parse', [
        `'text' needs the form 'ddd:hh:mm-ddd:hh:mm' in UTC, got '${text}'; write it as 'sun:05:00-sun:06:00'`,
      ]);
    }
    return new MaintenanceWindow(text);
  }

  private constructor(
    /** The value in the template, such as `sun:05:00-sun:06:00`. */
    public readonly value: string,
  ) {}
}
