import { MemcachedError } from '../wire/memcached-error';
import type { LeaseRequest } from '../wire/memcached-session';
import type { NodeRouter } from './node-router';

export interface LeaseOptions {
  /** Seconds for which the caller that is to load has time: then another one is told to. */
  readonly seconds: number;
  /** A value with fewer seconds to live than this is renewed by one caller. @default - not */
  readonly recacheSeconds?: number;
}

/** What a caller has, and is to do. */
export interface Lease {
  /**
   * - `hit`: the value is current.
   * - `won`: this caller is to load; there is no value, or one that is about to expire.
   * - `stale-won`: this caller is to load; the value was invalidated.
   * - `waiting`: somebody else loads; there is no value, or one that was invalidated.
   */
  readonly state: 'hit' | 'won' | 'stale-won' | 'waiting';
  readonly value?: Buffer;
  /** For `compareAndSet` by the caller that is to load. */
  readonly cas: string;
}

export function leaseOf(router: NodeRouter, key: string, request: LeaseRequest): Promise<Lease> {
  return router.call(key, async (node, wireKey) => {
    if (node.lease === undefined) {
      throw new MemcachedError('ERR_CACHE_TIER_OPTION', 'there are no leases in the binary protocol, which SASL needs');
    }
    const { found, won, stale, taken, value, cas } = await node.lease(wireKey, request);
    const given = found ? { value, cas } : { cas };
    if (won) return { state: stale && found ? 'stale-won' : 'won', ...given };
    // Somebody else renews a value that is still current: that concerns nobody.
    return { state: (taken && !found) || stale ? 'waiting' : 'hit', ...given };
  });
}
