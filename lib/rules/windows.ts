const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A window as minutes of the week or of the day, and how long it lasts. */
export interface Window {
  readonly start: number;
  readonly minutes: number;
}

/** Reads `sun:23:00-mon:01:30`; undefined where the form is wrong. */
export function maintenanceWindow(text: string): Window | undefined {
  const match = /^([a-z]{3}):(\d\d):(\d\d)-([a-z]{3}):(\d\d):(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [start, end] = [at(match[2], match[3], match[1]), at(match[5], match[6], match[4])];
  return between(start, end, WEEK_MINUTES);
}

/** Reads `03:00-04:00`; undefined where the form is wrong. */
export function dailyWindow(text: string): Window | undefined {
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  return match === null ? undefined : between(at(match[1], match[2]), at(match[3], match[4]), DAY_MINUTES);
}

/** Whether a weekly and a daily window have a minute in common. */
export function overlap(weekly: Window, daily: Window): boolean {
  return [0, 1, 2, 3, 4, 5, 6, 7].some((day) => {
    const start = day * DAY_MINUTES + daily.start;
    return [weekly.start, weekly.start + WEEK_MINUTES, weekly.start - WEEK_MINUTES].some(
      (begin) => start < begin + weekly.minutes && begin < start + daily.minutes,
    );
  });
}

function at(hour: string, minute: string, day = DAYS[0]): number | undefined {
  const [index, h, m] = [DAYS.indexOf(day), Number(hour), Number(minute)];
  return index < 0 || h > 23 || m > 59 ? undefined : index * DAY_MINUTES + h * 60 + m;
}

function between(start: number | undefined, end: number | undefined, cycle: number): Window | undefined {
  if (start === undefined || end === undefined) return undefined;
  return { start, minutes: (end - start + cycle) % cycle };
}
