import { type Row, UNKNOWN } from '../judged';
import { memcached } from '../memcached-judged';

export const CACHE_CLUSTER_NODE_TYPE_ROWS: readonly Row[] = [
  {
    id: 'cluster-node-type-engine',
    breaks: memcached({ CacheNodeType: 'cache.r6gd.xlarge' }),
    message: `'Properties.CacheNodeType' needs a node type on which a cluster of memcached 1.6.22 runs, got "cache.r6gd.xlarge"; choose another family: CacheNodeType: 'cache.r7g.large', for example (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [
      memcached({ CacheNodeType: 'cache.r8g.large', EngineVersion: '1.6.6' }),
      memcached({ CacheNodeType: 'cache.m3.large' }),
      memcached({ EngineVersion: UNKNOWN, CacheNodeType: 'cache.r6gd.xlarge' }),
      memcached({ CacheNodeType: 'cache.m4.large', EngineVersion: '1.4.34' }),
    ],
  },
  {
    id: 'cluster-node-type-version',
    breaks: memcached({ CacheNodeType: 'cache.m4.large', EngineVersion: '1.4.34' }),
    message: `'Properties.CacheNodeType' needs memcached 1.5.16 or newer, says the page of the node types; that of the API asks it of Graviton alone, got cache.m4.large with memcached 1.4.34; upgrade the engine, or try it before you rely on it (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [
      memcached({ CacheNodeType: 'cache.m4.large', EngineVersion: '1.5.16' }),
      memcached({ CacheNodeType: 'cache.t4g.small', EngineVersion: '1.5.10' }),
      memcached({ CacheNodeType: 'cache.m4.large', EngineVersion: UNKNOWN }),
      memcached({ CacheNodeType: UNKNOWN, EngineVersion: '1.4.34' }),
    ],
  },
];
