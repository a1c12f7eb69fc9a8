import { type Ttl, ttlMs } from '../protocol/ttl';
import { MemcachedError, MemcachedItemError } from '../wire/memcached-error';
import { wholeSeconds } from '../wire/memcached-expiry';
import { wireKey } from './memcached-key';

/** What an item takes beside its key and its value, by the servers since 1.4.2: header, CAS number, line ends. */
const ITEM_OVERHEAD = 60;

const LONGEST_KEY = 250;

const MAX_COUNT = 2n ** 64n - 1n;

/** Longer texts are made bytes at once, as a longer value is. */
const PLAIN_TEXT = 16 * 1024;

/** A value as bytes: a text as UTF-8, or as it is if it is a short one in ASCII. */
export function valueBytes(value: Buffer | Uint8Array | string): Buffer | string {
  if (typeof value === 'string') {
    const isPlain = value.length <= PLAIN_TEXT && Buffer.byteLength(value) === value.length;
    return isPlain ? value : Buffer.from(value);
  }
  if (Buffer.isBuffer(value)) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  throw new MemcachedError('ERR_CACHE_TIER_OPTION', `a value needs to be a Buffer or a text, got ${typeof value}`);
}

/** @throws MemcachedItemError if servers refuse an item of that size */
export function checkItem(key: string, { length }: Buffer | string, maxItemBytes: number): void {
  if (length <= maxItemBytes - ITEM_OVERHEAD - LONGEST_KEY) return;
  const limit = maxItemBytes - ITEM_OVERHEAD - wireKey(key).length;
  if (length <= limit) return;
  throw new MemcachedItemError(
    `a value needs at most ${limit} bytes with this key, got ${length}; store less, or raise '-I' of the servers ` +
      "and 'maxItemBytes'",
  );
}

/**
 * Whole seconds, rounded down so that nothing lives longer than asked; what is less than a second is one. 0 is for ever.
 *
 * @throws TtlError for a time that is none
 */
export function expirySeconds(ttl: Ttl | undefined): number {
  return ttl === undefined ? 0 : wholeSeconds(ttlMs(ttl));
}

/** @throws MemcachedError ERR_CACHE_TIER_OPTION if it is no whole number that a server can hold */
export function countArgument(name: string, value: number | bigint): bigint {
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (isWhole && value >= 0 && value <= MAX_COUNT) return BigInt(value);
  throw new MemcachedError(
    'ERR_CACHE_TIER_OPTION',
    `'${name}' needs a whole number from 0 to ${MAX_COUNT}, a bigint above ${Number.MAX_SAFE_INTEGER}, got ${value}`,
  );
}

/** @throws MemcachedError ERR_CACHE_TIER_OPTION if it is no whole number of seconds */
export function secondsArgument(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 180 * 86_400) return value;
  throw new MemcachedError('ERR_CACHE_TIER_OPTION', `'${name}' needs whole seconds from 1 to 180 days, got ${value}`);
}

/** @throws MemcachedError ERR_CACHE_TIER_OPTION if it is none that a server gave */
export function casArgument(cas: string): string {
  // The binary protocol takes 0 for a write without a condition; in the other one, none would ever be stored.
  if (cas === '0') {
    throw new MemcachedError('ERR_CACHE_TIER_OPTION', "the server counts no changes: it needs to run without '-C'");
  }
  // A number that is none to a server would end the connection of all who share it.
  if (typeof cas === 'string' && /^[1-9]\d{0,19}$/.test(cas) && BigInt(cas) <= MAX_COUNT) return cas;
  throw new MemcachedError('ERR_CACHE_TIER_OPTION', "'cas' needs to be what getWithCas() or lease() gave");
}
