import { REDIS, type Row, UNKNOWN } from '../judged';

export const NODE_TYPE_ROWS: readonly Row[] = [
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
];
