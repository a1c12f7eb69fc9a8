import { NO_VALUE, REDIS, type Row, UNKNOWN } from '../judged';

export const NODE_TYPE_ROWS: readonly Row[] = [
  {
    id: 'node-type-known',
    breaks: { CacheNodeType: 'cache.r6g.24xlarge' },
    message: `'Properties.CacheNodeType' needs a node type that the service offers, got "cache.r6g.24xlarge"; choose one of cache.r6g.large, cache.r6g.xlarge, cache.r6g.2xlarge, cache.r6g.4xlarge, cache.r6g.8xlarge, cache.r6g.12xlarge, cache.r6g.16xlarge (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [
      { CacheNodeType: 'cache.r6g.16xlarge' },
      { CacheNodeType: 'cache.m3.medium' },
      { CacheNodeType: UNKNOWN },
      { CacheNodeType: NO_VALUE },
    ],
  },
  {
    id: 'node-type-creatable',
    breaks: { CacheNodeType: 'cache.t2.micro' },
    message: `'Properties.CacheNodeType' needs a current generation, because no new clusters are made on this one, got "cache.t2.micro"; set CacheNodeType: 'cache.t4g.small' or larger (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [{ CacheNodeType: 'cache.t3.micro' }, { CacheNodeType: 'cache.r4.large' }, { CacheNodeType: UNKNOWN }],
  },
  {
    id: 'node-type-engine',
    breaks: { ...REDIS, CacheNodeType: 'cache.r8g.large' },
    message: `'Properties.CacheNodeType' needs a node type that runs redis 7.1, got "cache.r8g.large"; choose a family that runs it: CacheNodeType: 'cache.r7g.large', for example (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [
      { CacheNodeType: 'cache.r8g.large' },
      { ...REDIS, EngineVersion: '6.2', CacheNodeType: 'cache.m7g.large' },
      { ...REDIS, EngineVersion: UNKNOWN, CacheNodeType: 'cache.r8g.large' },
      { ...REDIS, CacheNodeType: UNKNOWN },
      { ...REDIS, CacheNodeType: 'cache.m3.medium' },
    ],
  },
  {
    id: 'node-type-region',
    breaks: { CacheNodeType: 'cache.c7gn.large' },
    message: `'Properties.CacheNodeType' needs a node type that is sold in eu-central-1, got "cache.c7gn.large"; choose a family that is: CacheNodeType: 'cache.r6g.large', for example (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html)`,
    holds: [{ CacheNodeType: 'cache.c8gn.large' }, { CacheNodeType: UNKNOWN }, { CacheNodeType: 'cache.c9.large' }],
  },
];
