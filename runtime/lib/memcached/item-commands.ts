import type { CountOptions, StoreOptions, StoreResult } from '../wire/memcached-session';
import { checkItem, countArgument, expirySeconds, valueBytes } from './memcached-arguments';
import type { CounterOptions, KeepOptions } from './memcached-item';
import type { MemcachedParts } from './memcached-link';

/** Any way to write an item. All that is wrong with it is told before anything is sent. */
export function storeItem(
  { router, maxItemBytes }: MemcachedParts,
  key: string,
  value: Buffer | Uint8Array | string,
  { ttl }: KeepOptions = {},
  how?: Omit<StoreOptions, 'seconds'>,
): Promise<StoreResult> {
  const bytes = valueBytes(value);
  checkItem(router.named(key), bytes, maxItemBytes);
  const seconds = expirySeconds(ttl);
  return router.call(key, (node, name) => node.store(name, bytes, { ...how, seconds }));
}

/** Adds to a number, or takes from it if `by` is below 0. */
export function countItem(
  { router }: MemcachedParts,
  key: string,
  by: bigint,
  { initial, ttl }: CounterOptions = {},
): Promise<bigint | undefined> {
  const made: CountOptions =
    initial === undefined ? {} : { initial: countArgument('initial', initial), seconds: expirySeconds(ttl) };
  return router.call(key, (node, name) => node.add(name, by, made));
}
