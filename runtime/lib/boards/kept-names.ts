/** What one command takes at most: more would keep the server busy. */
export const MOST_AT_ONCE = 10_000;

/** Encoding would turn both halves of different broken pairs into the same character. */
const BROKEN = /\p{Surrogate}/u;

/**
 * The part of a key that decides where it lies in a cluster, and so is the same in all keys of one thing. A brace in a
 * name would end it early, or make it empty.
 */
export function hashTag(name: string): string {
  return `{${name.replace(/[{}%]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)}}`;
}

/** @throws TypeError for a name that is none */
export function checkName(option: string, name: unknown): string {
  if (typeof name !== 'string' || name === '' || BROKEN.test(name)) {
    throw new TypeError(`'${option}' needs a text of whole characters that is not empty, got ${shown(name)}`);
  }
  return name;
}

/** @throws TypeError if one is no text, or there are too many for one command */
export function checkMembers(given: string | readonly string[]): readonly string[] {
  const members = typeof given === 'string' ? [given] : given;
  if (!Array.isArray(members)) throw new TypeError(`'members' needs a text or a list of them, got ${shown(given)}`);
  if (members.length > MOST_AT_ONCE) throw tooMany('members', members.length);
  for (const member of members) checkName('member', member);
  return members;
}

/** @throws RangeError if it is no whole number between these */
export function checkCount(option: string, value: unknown, least = 1, most = MOST_AT_ONCE): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  throw new RangeError(`'${option}' needs a whole number from ${least} to ${most}, got ${shown(value)}`);
}

/** The error for a list that is too long for one command. */
export function tooMany(option: string, count: number): RangeError {
  return new RangeError(`'${option}' needs at most ${MOST_AT_ONCE} at once, got ${count}; give them in several calls`);
}

export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
