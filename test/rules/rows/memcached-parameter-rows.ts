import { type Row, UNKNOWN } from '../judged';

export const MEMCACHED_PARAMETER_ROWS: readonly Row[] = [
  {
    id: 'memcached-chunk-size',
    breaks: { MemcachedGroup: { Properties: { slab_chunk_max: '2097152' } } },
    message: `'Properties.Properties' needs 'slab_chunk_max' to be 'max_item_size' at most, which is 1048576, got 2097152; set both, 'max_item_size' to a multiple of 'slab_chunk_max' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html)`,
    holds: [
      { MemcachedGroup: { Properties: { slab_chunk_max: '1048576' } } },
      { MemcachedGroup: { Properties: { slab_chunk_max: '2097152', max_item_size: '4194304' } } },
      { MemcachedGroup: { Properties: { idle_timeout: '60' } } },
      { MemcachedGroup: { Properties: { slab_chunk_max: UNKNOWN } } },
    ],
  },
  {
    id: 'memcached-chunk-multiple',
    breaks: { MemcachedGroup: { Properties: { max_item_size: '1500000' } } },
    message: `'Properties.Properties' needs 'max_item_size' to be a multiple of 'slab_chunk_max', which is 524288, got 1500000; set it to 1572864 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/VersionManagement.html)`,
    holds: [
      { MemcachedGroup: { Properties: { max_item_size: '1500000', slab_chunk_max: '500000' } } },
      { MemcachedGroup: { Properties: { slab_chunk_max: '2097152' } } },
      { MemcachedGroup: { CacheParameterGroupFamily: 'memcached1.4', Properties: { max_item_size: '1500000' } } },
      { MemcachedGroup: { Properties: { max_item_size: UNKNOWN } } },
    ],
  },
  {
    id: 'memcached-cas-disabled',
    breaks: { MemcachedGroup: { Properties: { cas_disabled: '1' } } },
    message: `'Properties.Properties' needs 'cas_disabled' to be 0: without compare-and-swap, leases and the invalidation of cache-tier do not work, got '1'; leave it out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)`,
    holds: [
      { MemcachedGroup: { Properties: { cas_disabled: '0' } } },
      { MemcachedGroup: { Properties: { cas_disabled: UNKNOWN } } },
      { ParameterGroup: { Properties: { cas_disabled: '1' } } },
    ],
  },
];
