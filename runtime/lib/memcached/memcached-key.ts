import { createHash } from 'node:crypto';

/** The longest key that Memcached takes, in bytes. */
const KEY_BYTES = 250;

const HASH_PREFIX = 'h:';
const HASH_LENGTH = HASH_PREFIX.length + 43;

/**
 * A key as it goes on the wire: as it is, if Memcached takes it, or else its hash. Memcached takes up to 250 bytes without
 * spaces and control characters. No two keys become one: what looks like a hash is hashed too.
 */
export function wireKey(key: string): string {
  const plain = key.length <= KEY_BYTES && /^[!-~]+$/.test(key);
  if (plain && !(key.length === HASH_LENGTH && key.startsWith(HASH_PREFIX))) return key;
  return `${HASH_PREFIX}${createHash('sha256').update(hashed(key)).digest('base64url')}`;
}

/** Halves of surrogate pairs are one and the same in UTF-8; a byte that is not in it goes before them. */
function hashed(key: string): string | Buffer {
  if (Buffer.from(key).toString() === key) return key;
  return Buffer.concat([Buffer.from([0xff]), Buffer.from(key, 'utf16le')]);
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
