import { type Duration, Token } from 'aws-cdk-lib/core';

/** What the runtime takes at most. */
const LONGEST_DAYS = 180;
const LONGEST = LONGEST_DAYS * 86_400;

/** What is wrong with a time to live: the application reads it in seconds. */
export function secondsProblems(property: string, time: Duration, such: string): string[] {
  const seconds = secondsOf(time);
  if (seconds === undefined || (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST)) return [];
  return [
    `'${property}' needs whole seconds, 1 or more and at most ${LONGEST_DAYS} days, got ${time.toHumanString()}; choose a time between them, such as ${such}`,
  ];
}

/** What is wrong with a time that has a bound. */
export function boundProblems(property: string, time: Duration, bound: Duration, boundProperty: string): string[] {
  const [seconds, most] = [secondsOf(time), secondsOf(bound)];
  if (seconds === undefined || most === undefined || seconds <= most) return [];
  return [
    `'${property}' needs at most the ${bound.toHumanString()} of '${boundProperty}', got ${time.toHumanString()}; shorten it, or raise '${boundProperty}'`,
  ];
}

/** The seconds of a time; undefined if only the deployment knows. */
export function secondsOf(time: Duration): number | undefined {
  const seconds = time.toSeconds({ integral: false });
  return Token.isUnresolved(seconds) ? undefined : seconds;
}

/** The seconds of a time as the text that an application reads. */
export function secondsText(time: Duration): string {
  const seconds = time.toSeconds({ integral: false });
  return Token.isUnresolved(seconds) ? Token.asString(seconds) : String(seconds);
}
