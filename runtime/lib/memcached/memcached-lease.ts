import { MemcachedError } from '../wire/memcached-error';
import { secondsArgument } from './memcached-arguments';
import type { NodeRouter } from './node-router';

export interface LeaseOptions {
  /** Seconds for which the caller that is to load has time, if there is no value: then another one is told to. */
  readonly seconds: number;
  /** A value with fewer seconds to live than this is renewed by one caller. @default - not */
  readonly recacheSeconds?: number | undefined;
}

/**
 * What a caller has, and is to do.
 *
 * - `hit`: the value is current.
 * - `won`: this caller is to load; there is no value, or one that is about to expire.
 * - `stale-won`: this caller is to load; the value was invalidated.
 * - `waiting`: somebody else loads; there is no value, or one that was invalidated.
 *
 * `cas` is for `compareAndSet` by the caller that is to load.
 */
export type Lease =
  | { readonly state: 'hit' | 'stale-won'; readonly value: Buffer; readonly cas: string }
  | { readonly state: 'won' | 'waiting'; readonly value?: Buffer; readonly cas: string };

export function leaseOf(router: NodeRouter, key: string, options: LeaseOptions): Promise<Lease> {
  const seconds = secondsArgument('seconds', options.seconds);
  const { recacheSeconds: recache } = options;
  const recacheSeconds = recache === undefined ? undefined : secondsArgument('recacheSeconds', recache);
  return router.call(key, async (node, name) => {
    if (node.lease === undefined) {
      throw new MemcachedError('ERR_CACHE_TIER_OPTION', 'there are no leases in the binary protocol, which SASL needs');
    }
    const { found, won, stale, value, cas } = await node.lease(name, { seconds, recacheSeconds });
    if (!found) return { state: won ? 'won' : 'waiting', cas };
    if (won) return { state: stale ? 'stale-won' : 'won', value, cas };
    // Somebody else renews a value that is still current: that concerns nobody.
    return { state: stale ? 'waiting' : 'hit', value, cas };
  });
}

/** Marks a value as stale; without leases, nobody would renew it. */
export function markStale(router: NodeRouter, key: string, staleSeconds: number): Promise<boolean> {
  const seconds = secondsArgument('staleSeconds', staleSeconds);
  return router.call(key, async (node, name) => {
    if (node.markStale === undefined) return (await node.remove(name)) === 'removed';
    return node.markStale(name, seconds);
  });
}
