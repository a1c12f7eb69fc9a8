import { type Overrides, REDIS, SECONDARY, UNKNOWN } from './judged';
import { memcached, VALKEY } from './memcached-judged';

const TEMPLATE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference';

/** How a row of a rule that replication groups and clusters both have is written for the one or for the other. */
export interface NodeBasedJudged {
  readonly prefix: string;
  readonly page: string;
  /** The template in which the resource has these properties. */
  readonly of: (properties: Overrides) => Overrides;
  readonly redis: (version: string) => Overrides;
  readonly securityGroups: string;
  /** The engines with IPv6, as the message has them; a version without it and the first one with it. */
  readonly ipv6: {
    readonly engines: string;
    readonly without: Overrides;
    readonly first: Overrides;
    readonly got: string;
  };
  /** The engine, the family of its parameter group and another one, and the template with a group of some family. */
  readonly family: {
    readonly engine: string;
    readonly right: string;
    readonly other: string;
    readonly group: (family: unknown) => Overrides;
  };
  readonly port: string;
  /** What needs no subnet group, or is asked for one by another rule. */
  readonly withoutSubnetGroup: readonly Overrides[];
}

export const GROUP: NodeBasedJudged = {
  prefix: '',
  page: `${TEMPLATE}/aws-resource-elasticache-replicationgroup.html`,
  of: (properties) => properties,
  redis: (EngineVersion) => ({ ...REDIS, EngineVersion }),
  securityGroups: 'SecurityGroupIds',
  ipv6: {
    engines: 'valkey 7.2 or redis 6.2',
    without: { ...REDIS, EngineVersion: '6.0' },
    first: { ...REDIS, EngineVersion: '6.2' },
    got: 'redis 6.0',
  },
  family: {
    engine: 'valkey 8.2',
    right: 'valkey8',
    other: 'valkey7',
    group: (CacheParameterGroupFamily) => ({ ParameterGroup: { CacheParameterGroupFamily } }),
  },
  port: 'set Port: 6379',
  withoutSubnetGroup: [{ TransitEncryptionEnabled: UNKNOWN }, { TransitEncryptionEnabled: true }, SECONDARY],
};

export const CLUSTER_OF_NODES: NodeBasedJudged = {
  prefix: 'cluster-',
  page: `${TEMPLATE}/aws-resource-elasticache-cachecluster.html`,
  of: memcached,
  redis: (EngineVersion) => ({ ...VALKEY.Memcached, Engine: 'redis', EngineVersion }),
  securityGroups: 'VpcSecurityGroupIds',
  ipv6: {
    engines: 'memcached 1.6.6, valkey 7.2 or redis 6.2',
    without: { EngineVersion: '1.5.16' },
    first: { EngineVersion: '1.6.6' },
    got: 'memcached 1.5.16',
  },
  family: {
    engine: 'memcached 1.6.22',
    right: 'memcached1.6',
    other: 'memcached1.5',
    group: (CacheParameterGroupFamily) => ({ MemcachedGroup: { CacheParameterGroupFamily } }),
  },
  withoutSubnetGroup: [],
  port: 'state that of the engine: 11211 for Memcached, 6379 for the others',
};
