export { MemcachedClient } from './memcached/memcached-client';
export type { CounterOptions, KeepOptions, MemcachedNodeState, ValueWithCas } from './memcached/memcached-item';
export type { Lease, LeaseOptions } from './memcached/memcached-lease';
export type { MemcachedEnvironmentOptions, MemcachedOptions } from './memcached/memcached-options';
export { type Ttl, TtlError } from './protocol/ttl';
export { MemcachedError, type MemcachedErrorCode, MemcachedItemError } from './wire/memcached-error';
