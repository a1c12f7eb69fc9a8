import { Token } from 'aws-cdk-lib/core';

/** Minutes of a day. */
export const DAY = 24 * 60;

/** Minutes that a window lasts unless it says otherwise: the shortest that the service takes. */
export const USUAL_MINUTES = 60;

/** What is wrong with a time of the day. */
export function timeProblems(hour: number, minute: number): string[] {
  return [
    ...(isWithin(hour, 23) ? [] : [`'hour' needs a whole number from 0 to 23, got ${shown(hour)}; choose one`]),
    ...(isWithin(minute, 59) ? [] : [`'minute' needs a whole number from 0 to 59, got ${shown(minute)}; choose one`]),
  ];
}

/** What is wrong with the length of a window: how long the service wants it is a rule. */
export function durationProblems(minutes: number, cycle: number): string[] {
  return Number.isInteger(minutes) && minutes >= 1 && minutes < cycle
    ? []
    : [`'duration' needs whole minutes, 1 to ${cycle - 1}, got ${shown(minutes)}; choose a length between them`];
}

/** The minutes of a day as `hh:mm`; beyond midnight it is the next day's time. */
export function clock(minutes: number): string {
  const [hour, minute] = [Math.floor(minutes / 60) % 24, minutes % 60];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** What is known at deployment only is written as text, with `parse`. */
function shown(value: number): string {
  return Token.isUnresolved(value) ? 'a token' : String(value);
}

function isWithin(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}
