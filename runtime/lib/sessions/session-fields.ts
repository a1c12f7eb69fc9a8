/** What a session is made of: the JSON of each of its fields. */
export type SessionFields = ReadonlyMap<string, string>;

/** What a request has changed. */
export interface SessionChange {
  readonly removed: readonly string[];
  readonly written: readonly string[];
}

/** The field of the settings of the cookie. */
export const COOKIE = 'cookie';

/** Express measures the age that it has just set, which may be a millisecond later. */
const DRIFT_MS = 1_000;

/**
 * The fields of a session. What JSON leaves out, such as a function, is no field.
 *
 * @throws TypeError for what JSON cannot say: a bigint, or an object that contains itself
 */
export function fieldsOf(session: object): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, value] of Object.entries(session)) {
    if (name === '__proto__') continue;
    const text = name === COOKIE ? cookieText(value) : (JSON.stringify(value) as string | undefined);
    if (text !== undefined) fields.set(name, text);
  }
  return fields;
}

/**
 * Puts the fields of a session on an object.
 *
 * @param leftMs how long the session lives, which is when its cookie expires
 * @throws SyntaxError if one is no JSON
 */
export function fillSession(session: Record<string, unknown>, fields: SessionFields, leftMs: number): void {
  for (const [name, text] of fields) {
    if (name === '__proto__') continue;
    const value = parsed(text);
    session[name] = name === COOKIE && isObject(value) ? loadedCookie(value, leftMs) : value;
  }
}

/**
 * The fields of a list of names and texts.
 *
 * @throws TypeError for what another program, or an accident, has written
 * @throws what `open` throws
 */
export function unpacked(list: unknown, open: (text: string, name: string) => string): SessionFields {
  const fits = Array.isArray(list) && list.length % 2 === 0 && list.every((text) => typeof text === 'string');
  if (!fits) throw new TypeError('no session');
  const fields = new Map<string, string>();
  for (let index = 0; index < list.length; index += 2) {
    fields.set(list[index], open(list[index + 1], list[index]));
  }
  return fields;
}

/** What is different from what was loaded; undefined if nothing is. */
export function changeOf(loaded: SessionFields, fields: SessionFields): SessionChange | undefined {
  const removed = [...loaded.keys()].filter((name) => !fields.has(name));
  const written = [...fields.keys()].filter((name) => differs(name, loaded.get(name), fields.get(name)!));
  return removed.length + written.length > 0 ? { removed, written } : undefined;
}

/** Whether the cookie has other settings than the one that was loaded. */
export function cookieChanged(loaded: SessionFields, fields: SessionFields): boolean {
  const cookie = fields.get(COOKIE);
  return cookie !== undefined && differs(COOKIE, loaded.get(COOKIE), cookie);
}

function differs(name: string, before: string | undefined, after: string): boolean {
  if (before === after) return false;
  return !(name === COOKIE && before !== undefined && sameCookie(parsed(before), parsed(after)));
}

function sameCookie(before: unknown, after: unknown): boolean {
  if (!isObject(before) || !isObject(after)) return false;
  const drift = Math.abs(Number(before.originalMaxAge) - Number(after.originalMaxAge));
  return (
    drift <= DRIFT_MS &&
    JSON.stringify({ ...before, originalMaxAge: 0 }) === JSON.stringify({ ...after, originalMaxAge: 0 })
  );
}

/** When it expires is not kept: the time to live of the key says so, and a touch moves that alone. */
function cookieText(cookie: unknown): string | undefined {
  const plain = isObject(cookie) && typeof cookie.toJSON === 'function' ? cookie.toJSON() : cookie;
  if (!isObject(plain)) return JSON.stringify(plain) as string | undefined;
  const { expires, originalExpires, ...settings } = plain;
  return JSON.stringify({ ...settings, expires: expires !== undefined && expires !== null && expires !== false });
}

function loadedCookie(cookie: Record<string, unknown>, leftMs: number): object {
  return { ...cookie, expires: cookie.expires ? new Date(Date.now() + leftMs).toISOString() : null };
}

/** Whoever merges what a session holds must not reach the prototype of all objects. */
function parsed(text: string): unknown {
  if (!/__proto__|\\u005f/i.test(text)) return JSON.parse(text);
  return JSON.parse(text, (name, value) => (name === '__proto__' ? undefined : value));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
