import { maybe, REDIS, type Row, TIERED, UNKNOWN } from '../judged';

export const DATA_TIERING_ROWS: readonly Row[] = [
  {
    id: 'data-tiering-required',
    breaks: { CacheNodeType: 'cache.r6gd.xlarge' },
    message:
      "'Properties.DataTieringEnabled' needs true on cache.r6gd.xlarge, got none; set DataTieringEnabled: true, or choose a family without SSDs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      TIERED,
      { ...TIERED, DataTieringEnabled: 'true' },
      { ...TIERED, DataTieringEnabled: UNKNOWN },
      { ...TIERED, DataTieringEnabled: maybe(true) },
      { CacheNodeType: UNKNOWN },
    ],
  },
  {
    id: 'data-tiering-family',
    breaks: { DataTieringEnabled: 'true' },
    message:
      "'Properties.DataTieringEnabled' needs an r6gd node type, got cache.r7g.large; set CacheNodeType: 'cache.r6gd.xlarge', or leave data tiering out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      TIERED,
      { DataTieringEnabled: 'false' },
      { DataTieringEnabled: UNKNOWN },
      { ...TIERED, CacheNodeType: UNKNOWN },
    ],
  },
  {
    id: 'data-tiering-engine',
    breaks: { ...REDIS, ...TIERED, EngineVersion: '6.0' },
    message:
      "'Properties.DataTieringEnabled' needs valkey 7.2 or redis 6.2, or newer, got redis 6.0; upgrade the engine, or choose a family without SSDs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      { ...REDIS, ...TIERED, EngineVersion: '6.2' },
      TIERED,
      { ...REDIS, ...TIERED, EngineVersion: UNKNOWN },
      { ...REDIS, EngineVersion: '6.0', DataTieringEnabled: UNKNOWN },
    ],
  },
  {
    id: 'data-tiering-eviction',
    breaks: { ...TIERED, ParameterGroup: { Properties: { 'maxmemory-policy': 'allkeys-lfu' } } },
    message:
      "'Properties.CacheParameterGroupName' needs 'maxmemory-policy' to be volatile-lru, allkeys-lru or noeviction with data tiering, got 'allkeys-lfu'; set 'maxmemory-policy' to one of them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/data-tiering.html)",
    holds: [
      { ...TIERED, ParameterGroup: { Properties: { 'maxmemory-policy': 'noeviction' } } },
      { ...TIERED, ParameterGroup: { Properties: { 'maxmemory-policy': UNKNOWN } } },
      { ...TIERED, ParameterGroup: { Properties: UNKNOWN } },
      { ...TIERED, CacheParameterGroupName: UNKNOWN },
      { ParameterGroup: { Properties: { 'maxmemory-policy': 'allkeys-lfu' } } },
    ],
  },
];
