import { type Duration, Token } from 'aws-cdk-lib/core';
import { QUOTAS } from '../catalog/quotas';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { maintenanceWindow } from '../rules/windows';

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
   * @throws InvalidCacheError if hour or minute do not exist, or the window is shorter than 60 minutes or longer than 24 hours
   */
  public static weekly(options: MaintenanceWindowOptions): MaintenanceWindow {
    const { day, hour, minute = 0, duration } = options;
    const minutes = duration?.toMinutes() ?? QUOTAS.windowMinutes;
    const problems = [
      ...timeProblems(hour, minute),
      ...durationProblems(minutes, QUOTAS.windowMinutes, QUOTAS.maintenanceWindowMinutes),
    ];
    if (problems.length > 0) throw new InvalidCacheError('MaintenanceWindow.weekly', problems);
    const days = Object.values(Weekday);
    const end = hour * 60 + minute + minutes;
    const endDay = days[(days.indexOf(day) + Math.floor(end / DAY)) % days.length];
    return new MaintenanceWindow(`${day}:${clock(hour * 60 + minute)}-${endDay}:${clock(end)}`);
  }

  /**
   * A window as the service writes it, such as `sun:05:00-sun:06:00`.
   *
   * @throws InvalidCacheError if the text has another form, or the window is shorter than 60 minutes or longer than 24 hours
   */
  public static parse(text: string): MaintenanceWindow {
    if (Token.isUnresolved(text)) return new MaintenanceWindow(text);
    const minutes = maintenanceWindow(text)?.minutes;
    const problems =
      minutes === undefined
        ? [`'text' needs the form 'ddd:hh:mm-ddd:hh:mm' in UTC, got '${text}'; write it as 'sun:05:00-sun:06:00'`]
        : durationProblems(minutes, QUOTAS.windowMinutes, QUOTAS.maintenanceWindowMinutes);
    if (problems.length > 0) throw new InvalidCacheError('MaintenanceWindow.parse', problems);
    return new MaintenanceWindow(text);
  }

  private constructor(
    /** The value in the template, such as `sun:05:00-sun:06:00`. */
    public readonly value: string,
  ) {}
}

const DAY = 24 * 60;

/** What is wrong with a time of the day. */
export function timeProblems(hour: number, minute: number): string[] {
  return [
    ...(isWithin(hour, 23) ? [] : [`'hour' needs a whole number from 0 to 23, got ${hour}; choose one`]),
    ...(isWithin(minute, 59) ? [] : [`'minute' needs a whole number from 0 to 59, got ${minute}; choose one`]),
  ];
}

/** What is wrong with the length of a window. */
export function durationProblems(minutes: number, min: number, max: number): string[] {
  return minutes >= min && minutes <= max
    ? []
    : [`'duration' needs ${min} to ${max} minutes, got ${minutes}; choose a length between them`];
}

/** The minutes of a day as `hh:mm`; beyond midnight it is the next day's time. */
export function clock(minutes: number): string {
  const [hour, minute] = [Math.floor(minutes / 60) % 24, minutes % 60];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
