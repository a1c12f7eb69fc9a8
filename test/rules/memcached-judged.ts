import type { Overrides } from './judged';

/** The Memcached cluster of the template with some properties otherwise. */
export const memcached = (properties: Overrides) => ({ Memcached: properties });

/** A single node of Valkey in the place of the Memcached cluster. */
export const VALKEY = memcached({
  Engine: 'valkey',
  EngineVersion: '8.2',
  CacheParameterGroupName: 'default.valkey8',
  NumCacheNodes: 1,
  AZMode: undefined,
  PreferredAvailabilityZones: undefined,
  TransitEncryptionEnabled: undefined,
  Port: 6379,
});
