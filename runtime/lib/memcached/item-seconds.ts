/** Above this many seconds Memcached takes a time to live for a time of day, and clocks of hosts would decide. */
export const LONGEST_SECONDS = 30 * 86_400;

/** Whole seconds in which something lives at least so many milliseconds: the second that runs is not counted. */
export function secondsAtLeast(px: number): number {
  return Math.min(LONGEST_SECONDS, Math.ceil(px / 1_000) + 1);
}

/** Whole seconds in which something lives no longer than so many milliseconds; below one there is nothing to say it by. */
export function secondsAtMost(px: number): number {
  return Math.min(LONGEST_SECONDS, Math.max(1, Math.floor(px / 1_000)));
}
