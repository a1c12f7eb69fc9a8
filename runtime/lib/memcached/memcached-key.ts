import { createHash } from 'node:crypto';

/** The longest key that Memcached takes, in bytes. */
const KEY_BYTES = 250;

/**
 * A key as it goes on the wire: as it is, if Memcached takes it, or else its hash. Memcached takes up to 250 bytes without
 * spaces and control characters.
 */
export function wireKey(key: string): string {
  if (key.length <= KEY_BYTES && /^[!-~]+$/.test(key)) return key;
  return `h:${createHash('sha256').update(key).digest('base64url')}`;
}

/**
 * The part of a key that places it: between the first `{` and the next `}`, or else all of it, as a Redis cluster does. Keys
 * with the same part lie on the same node.
 */
export function hashTag(key: string): string {
  const open = key.indexOf('{');
  if (open < 0) return key;
  const close = key.indexOf('}', open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}
