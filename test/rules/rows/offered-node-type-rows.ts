import { NO_VALUE, type Row, UNKNOWN } from '../judged';
import type { NodeBasedJudged } from '../node-based-judged';

const TYPES = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html';

export const offeredNodeTypeRows = ({ prefix, of }: NodeBasedJudged): readonly Row[] => [
  {
    id: `${prefix}node-type-known`,
    breaks: of({ CacheNodeType: 'cache.r6g.24xlarge' }),
    message: `'Properties.CacheNodeType' needs a node type that the service offers, got "cache.r6g.24xlarge"; choose one of cache.r6g.large, cache.r6g.xlarge, cache.r6g.2xlarge, cache.r6g.4xlarge, cache.r6g.8xlarge, cache.r6g.12xlarge, cache.r6g.16xlarge (${TYPES})`,
    holds: [
      of({ CacheNodeType: 'cache.r6g.16xlarge' }),
      of({ CacheNodeType: 'cache.m3.medium' }),
      of({ CacheNodeType: UNKNOWN }),
      of({ CacheNodeType: NO_VALUE }),
    ],
  },
  {
    id: `${prefix}node-type-creatable`,
    breaks: of({ CacheNodeType: 'cache.t2.micro' }),
    message: `'Properties.CacheNodeType' needs a current generation, because no new clusters are made on this one, got "cache.t2.micro"; set CacheNodeType: 'cache.t4g.small' or larger (${TYPES})`,
    holds: [
      of({ CacheNodeType: 'cache.t3.micro' }),
      of({ CacheNodeType: 'cache.r4.large' }),
      of({ CacheNodeType: UNKNOWN }),
    ],
  },
  {
    id: `${prefix}node-type-region`,
    breaks: of({ CacheNodeType: 'cache.c7gn.large' }),
    message: `'Properties.CacheNodeType' needs a node type that is sold in eu-central-1, got "cache.c7gn.large"; choose a family that is: CacheNodeType: 'cache.r6g.large', for example (${TYPES})`,
    holds: [
      of({ CacheNodeType: 'cache.c8gn.large' }),
      of({ CacheNodeType: UNKNOWN }),
      of({ CacheNodeType: 'cache.c9.large' }),
    ],
  },
];
