/** Above this many seconds, Memcached takes a time to live for a time of day. */
const RELATIVE_SECONDS = 30 * 86_400;

/** A time to live as Memcached reads it: seconds from now, or a time of day if it is longer than 30 days. */
export function wireExpiry(seconds: number): number {
  return seconds > RELATIVE_SECONDS ? Math.floor(Date.now() / 1000) + seconds : seconds;
}

/** Whole seconds that are not more than so many milliseconds; at least one, as 0 would be for ever. */
export function wholeSeconds(ms: number): number {
  return Math.max(1, Math.floor(ms / 1000));
}
