/**
 * Stamps are what version keys were when an answer was read: an answer holds as long as they are the same. One stamp is
 * the version and the data set that it came from, because a promoted replica may have lost the last invalidation.
 */

/** What a version key holds, if it is not a version. */
export enum Marker {
  /** Nothing: the next reader makes a version. */
  MISSING = 'missing',
  /** A write is under way: nothing may be stored or shared. */
  INTENT = 'intent',
}

const INTENT = '!';
/** Half of a replication id: 80 bits. */
const GENERATION_LENGTH = 20;

/** The stamp of a version key. */
export function stampOf(value: string | null, generation: string): string | Marker {
  if (value === null) return Marker.MISSING;
  if (value.startsWith(INTENT)) return Marker.INTENT;
  return `${value}@${generation.slice(0, GENERATION_LENGTH)}`;
}

/** The version in a stamp. */
export function versionOf(stamp: string): string {
  return stamp.slice(0, stamp.lastIndexOf('@'));
}

/** When the version in a stamp was made, on the clock of its server, in milliseconds. */
export function createdAt(stamp: string): number {
  const version = versionOf(stamp);
  return Number(version.slice(version.lastIndexOf('.') + 1));
}

/** The stamps of version keys. */
export type Stamps = ReadonlyMap<string, string>;

/** Stamps in the order of their keys, as an entry holds them. */
export function joinStamps(keys: readonly string[], stamps: Stamps): string {
  let joined = '';
  for (const key of keys) joined += `${stamps.get(key)},`;
  return joined;
}

/** Whether an entry was stamped by these. It is asked for every hit, so nothing is joined for it. */
export function isStampedBy(joined: string, keys: readonly string[], stamps: Stamps): boolean {
  let at = 0;
  for (const key of keys) {
    const stamp = stamps.get(key);
    if (stamp === undefined || !joined.startsWith(stamp, at) || joined[at + stamp.length] !== ',') return false;
    at += stamp.length + 1;
  }
  return at === joined.length;
}
