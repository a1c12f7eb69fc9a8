import { MemcachedError } from './memcached-error';

/** Since then the meta commands are what they are now. */
const NEEDED = [1, 6, 12] as const;

/**
 * The version in the reply to `version`. Services add words of their own: what is no number at all is believed, as
 * whoever answers a no-op knows meta commands.
 *
 * @throws MemcachedError ERR_CACHE_TIER_VERSION if it is too old
 */
export function memcachedVersion(reply: string): string {
  const version = reply.replace(/^VERSION /, '').trim();
  const [, ...numbers] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  if (numbers.length === 0) return version;
  const given = numbers.map((number) => Number(number ?? 0));
  const differs = NEEDED.findIndex((needed, place) => given[place] !== needed);
  if (differs < 0 || given[differs]! > NEEDED[differs]!) return version;
  throw new MemcachedError(
    'ERR_CACHE_TIER_VERSION',
    `Memcached ${version} speaks an older dialect of the meta commands; this client needs ${NEEDED.join('.')} or later`,
  );
}
