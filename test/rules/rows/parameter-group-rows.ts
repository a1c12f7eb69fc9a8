import { either, maybe, NO_VALUE, type Row, UNKNOWN } from '../judged';

const parameters = (Properties: unknown, family: unknown = 'valkey8') => ({
  ParameterGroup: { CacheParameterGroupFamily: family, Properties },
});

export const PARAMETER_GROUP_ROWS: readonly Row[] = [
  {
    id: 'parameter-family-cluster-on',
    breaks: { ParameterGroup: { CacheParameterGroupFamily: 'valkey8.cluster.on' } },
    message: `'Properties.CacheParameterGroupFamily' needs a family: '.cluster.on' ends the name of a default group, got "valkey8.cluster.on"; set CacheParameterGroupFamily: 'valkey8', and the parameter 'cluster-enabled' to yes (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)`,
    holds: [
      { ParameterGroup: { CacheParameterGroupFamily: 'valkey8' } },
      { ParameterGroup: { CacheParameterGroupFamily: UNKNOWN } },
    ],
  },
  {
    id: 'parameter-family-known',
    breaks: { ParameterGroup: { CacheParameterGroupFamily: 'redis6' } },
    message: `'Properties.CacheParameterGroupFamily' needs a family that the service offers: redis4.0, redis5.0, redis6.x, redis7, valkey7, valkey8, valkey9, memcached1.4, memcached1.5, memcached1.6, got "redis6"; choose the family of the engine version (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)`,
    holds: [
      { ParameterGroup: { CacheParameterGroupFamily: 'redis6.x' } },
      { ParameterGroup: { CacheParameterGroupFamily: 'valkey9' } },
      { ParameterGroup: { CacheParameterGroupFamily: 'valkey9.cluster.on' } },
      { ParameterGroup: { CacheParameterGroupFamily: UNKNOWN } },
    ],
  },
  {
    id: 'parameter-family-required',
    breaks: { ParameterGroup: { CacheParameterGroupFamily: NO_VALUE } },
    message:
      "'Properties.CacheParameterGroupFamily' needs a family, got none; state that of the engine version, such as CacheParameterGroupFamily: 'valkey8' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-parametergroup.html)",
    holds: [
      { ParameterGroup: { CacheParameterGroupFamily: 'valkey8' } },
      { ParameterGroup: { CacheParameterGroupFamily: UNKNOWN } },
      { ParameterGroup: { CacheParameterGroupFamily: maybe('valkey8') } },
    ],
  },
  {
    id: 'parameter-group-description',
    breaks: { ParameterGroup: { Description: NO_VALUE } },
    message:
      "'Properties.Description' needs a text, got none; say in a sentence what the parameters are for (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-parametergroup.html)",
    holds: [{ ParameterGroup: { Description: 'Sessions' } }, { ParameterGroup: { Description: UNKNOWN } }],
  },
  {
    id: 'parameter-other-family',
    breaks: parameters({ 'lazyfree-lazy-expire': 'yes', 'close-on-slave-write': 'yes' }),
    message:
      "'Properties.Properties' needs parameters of the family valkey8, got 'lazyfree-lazy-expire', 'close-on-slave-write'; leave out what only other families know: 'lazyfree-lazy-expire' (redis6.x, redis7, valkey7); 'close-on-slave-write' (now 'close-on-replica-write') (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ 'lazyfree-lazy-expire': 'yes' }, 'valkey7'),
      parameters({ 'lazyfree-lazy-expire': 'yes' }, UNKNOWN),
      parameters({ 'lazyfree-lazy-expire': 'yes' }, 'redis5.0'),
      parameters({ 'lazyfree-lazy-expire': NO_VALUE }),
      parameters({ 'lazyfree-lazy-expire': maybe('yes') }),
      parameters(UNKNOWN),
    ],
  },
  {
    id: 'parameter-known',
    breaks: parameters({ 'maxmemory-polcy': 'allkeys-lru' }),
    message:
      "'Properties.Properties' needs parameters that this library knows, because one that the family does not have fails the deployment, got 'maxmemory-polcy'; compare the name with the page (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ 'maxmemory-policy': 'allkeys-lru' }),
      parameters({ 'maxmemory-polcy': 'allkeys-lru' }, UNKNOWN),
      parameters({ 'maxmemory-polcy': maybe('allkeys-lru') }),
    ],
  },
  {
    id: 'parameter-fixed',
    breaks: parameters({ maxclients: 1000, appendonly: 'yes' }),
    message:
      "'Properties.Properties' needs parameters that can be set, got 'maxclients', 'appendonly'; leave out what the service decides (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ timeout: 1000 }),
      parameters({ maxclients: NO_VALUE }),
      parameters({ maxclients: UNKNOWN }),
      parameters({ maxclients: 1000 }, UNKNOWN),
      parameters({ activerehashing: 'no' }, 'redis6.x'),
    ],
  },
  {
    id: 'parameter-value',
    breaks: parameters({ timeout: 19, 'maxmemory-policy': 'lru', 'active-expire-effort': 'x', activedefrag: 'true' }),
    message:
      "'Properties.Properties' needs 'timeout' to be 0, or 20 and more, 'maxmemory-policy' to be one of volatile-lru, allkeys-lru, volatile-lfu, allkeys-lfu, volatile-random, allkeys-random, volatile-ttl, noeviction, 'active-expire-effort' to be 1 to 10, 'activedefrag' to be yes or no, got '19', 'lru', 'x', 'true'; choose a value that the parameter takes (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ timeout: 20, 'maxmemory-policy': 'allkeys-lru', 'active-expire-effort': '10', activedefrag: 'yes' }),
      parameters({ timeout: '0' }),
      parameters({ timeout: UNKNOWN }),
      parameters({ timeout: either(19, 20) }),
      parameters({ timeout: 19 }, UNKNOWN),
      parameters({ 'active-expire-effort': '11' }),
    ],
  },
  {
    id: 'parameter-range',
    breaks: parameters({ 'active-expire-effort': '11', 'maxmemory-samples': '0' }),
    message:
      "'Properties.Properties' needs 'active-expire-effort' to be 1 to 10, 'maxmemory-samples' to be 1 to 64, got '11', '0'; choose a value in that range (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ 'active-expire-effort': '10', 'maxmemory-samples': '64' }),
      parameters({ 'active-expire-effort': 'x' }),
      parameters({ 'active-expire-effort': UNKNOWN }),
      parameters({ 'active-expire-effort': '11' }, UNKNOWN),
    ],
  },
  {
    id: 'parameter-reserved-memory',
    breaks: parameters({ 'reserved-memory': UNKNOWN, 'reserved-memory-percent': '25' }),
    message:
      "'Properties.Properties' needs 'reserved-memory' or 'reserved-memory-percent', got both; keep 'reserved-memory-percent', which follows the node type (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html)",
    holds: [
      parameters({ 'reserved-memory-percent': '25' }),
      parameters({ 'reserved-memory': '1000000' }),
      parameters({ 'reserved-memory': maybe('1000000'), 'reserved-memory-percent': '25' }),
      parameters(UNKNOWN),
    ],
  },
  {
    id: 'parameter-creation-only',
    breaks: parameters({ databases: '32' }),
    message:
      "'Properties.Properties' needs values that stay: some parameters cannot be changed once a cache uses the group, got 'databases'; choose them before the first deployment (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ 'cluster-enabled': 'yes' }),
      parameters({ databases: UNKNOWN }),
      parameters({ databases: '32' }, UNKNOWN),
      parameters({ databases: NO_VALUE }),
    ],
  },
  {
    id: 'parameter-keyspace-events',
    breaks: parameters({ 'notify-keyspace-events': 'gx' }),
    message:
      "'Properties.Properties' needs 'notify-keyspace-events' to have K or E, or nothing is sent, got 'gx'; add 'K' for keyspace or 'E' for keyevent notifications (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html)",
    holds: [
      parameters({ 'notify-keyspace-events': 'Egx' }),
      parameters({ 'notify-keyspace-events': '' }),
      parameters({ 'notify-keyspace-events': UNKNOWN }),
    ],
  },
  {
    id: 'parameter-reserved-low',
    breaks: parameters({ 'reserved-memory-percent': 24 }),
    message:
      "'Properties.Properties' needs 'reserved-memory-percent' to be 25 or more, or backups and failovers may fail for want of memory, got '24'; leave it out, or raise it (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html)",
    holds: [
      parameters({ 'reserved-memory-percent': '25' }),
      parameters({ 'reserved-memory-percent': UNKNOWN }),
      parameters(maybe({ 'reserved-memory-percent': 24 })),
    ],
  },
];
