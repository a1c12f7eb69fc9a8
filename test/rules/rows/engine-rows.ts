import { maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

export const ENGINE_ROWS: readonly Row[] = [
  {
    id: 'engine-known',
    breaks: { Engine: 'memcached' },
    message: `'Properties.Engine' needs 'valkey' or 'redis', got "memcached"; use a Memcached cluster, which has no replication group (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)`,
    holds: [{ Engine: 'valkey' }, { Engine: 'redis' }, { Engine: UNKNOWN }, { Engine: NO_VALUE }],
  },
  {
    id: 'engine-version-stated',
    breaks: { EngineVersion: NO_VALUE },
    message:
      "'Properties.EngineVersion' needs a version, because the default of the service moves and an upgrade cannot be undone, got none; state the version that runs (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)",
    holds: [{ EngineVersion: '8.2' }, { EngineVersion: UNKNOWN }, { EngineVersion: maybe('8.2') }, SECONDARY],
  },
  {
    id: 'engine-version-two-parts',
    breaks: { EngineVersion: '9.0.0' },
    message: `'Properties.EngineVersion' needs two parts without a patch level, got "9.0.0"; set EngineVersion: '9.0' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)`,
    holds: [
      { EngineVersion: '9.0' },
      { ...REDIS, EngineVersion: '5.0.6' },
      { Engine: UNKNOWN, EngineVersion: '9.0.0' },
      { EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'engine-version-known',
    breaks: { ...REDIS, EngineVersion: '7.2' },
    message: `'Properties.EngineVersion' needs a version that the service offers: 4.0.10, 5.0.6, 6.0, 6.2, 7.0, 7.1, got "7.2"; choose one of them (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html)`,
    holds: [
      { ...REDIS, EngineVersion: '7.1' },
      { ...REDIS, EngineVersion: '5.0.6' },
      { ...REDIS, EngineVersion: '6.2.6' },
      { EngineVersion: '9.2' },
      { EngineVersion: '10.0' },
      { EngineVersion: 8.2 },
      { Engine: UNKNOWN, EngineVersion: '7.3' },
      { EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'engine-extended-support',
    breaks: { ...REDIS, EngineVersion: '6.2' },
    message: `'Properties.EngineVersion' needs a version without an end of standard support: that of redis 6.2 is 2027-01-31, got "6.2"; upgrade to Valkey by that day, or pay for Extended Support from the next day on (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support.html)`,
    holds: [
      REDIS,
      { ...REDIS, EngineVersion: '7.0' },
      { EngineVersion: '8.2' },
      { Engine: UNKNOWN, EngineVersion: '6.2' },
      { ...REDIS, EngineVersion: UNKNOWN },
    ],
  },
  {
    id: 'parameter-group-family',
    breaks: { ParameterGroup: { CacheParameterGroupFamily: 'valkey7' } },
    message:
      "'Properties.CacheParameterGroupName' needs a parameter group of family valkey8 for valkey 8.2, got one of family valkey7; give it a parameter group of the family of its engine version (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      { ParameterGroup: { CacheParameterGroupFamily: 'valkey8' } },
      { CacheParameterGroupName: 'default.valkey8.cluster.on' },
      { ...REDIS, EngineVersion: '6.2', CacheParameterGroupName: 'default.redis6.x' },
      { CacheParameterGroupName: 'a-group-of-another-stack' },
      { EngineVersion: '10.0', CacheParameterGroupName: 'default.valkey10' },
      { ParameterGroup: { CacheParameterGroupFamily: UNKNOWN } },
      { EngineVersion: UNKNOWN, CacheParameterGroupName: 'default.valkey7' },
    ],
  },
];
