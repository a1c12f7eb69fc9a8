import { checkTemplate, type TemplateFinding } from '../../lib/rules/template';

/**
 * What a template has otherwise than the healthy one; undefined removes. Policies go beside the properties, and
 * `ParameterGroup` and `SubnetGroup` hold what those two resources have otherwise.
 */
export type Overrides = { readonly [property: string]: unknown };

/** What breaks one rule, what it then says, and what comes near and does not break it. */
export interface Row {
  readonly id: string;
  readonly breaks: Overrides;
  readonly message: string;
  readonly holds: readonly Overrides[];
}

/** A template that can be judged. */
export interface Template {
  readonly Resources: { readonly [logicalId: string]: { readonly [attribute: string]: unknown } };
}

/** What only the deployment knows. */
export const UNKNOWN = { Ref: 'Parameter' };
/** What stands for nothing. */
export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** The value under a condition, and nothing otherwise. */
export const maybe = (value: unknown) => ({ 'Fn::If': ['Condition', value, NO_VALUE] });
/** One of two values, by a condition. */
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['Condition', one, other] });

/** Redis OSS 7.1. */
export const REDIS: Overrides = {
  Engine: 'redis',
  EngineVersion: '7.1',
  ParameterGroup: { CacheParameterGroupFamily: 'redis7' },
};

/** Cluster mode: two shards with a replica each. */
export const CLUSTER: Overrides = {
  NumCacheClusters: undefined,
  NumNodeGroups: 2,
  ReplicasPerNodeGroup: 1,
  ParameterGroup: { Properties: { 'cluster-enabled': 'yes' } },
  UpdatePolicy: { UseOnlineResharding: true },
};

/** Cluster mode with shards that are described one by one. */
export const shards = (...groups: unknown[]): Overrides => ({
  ...CLUSTER,
  ReplicasPerNodeGroup: undefined,
  NodeGroupConfiguration: groups,
});

/** Valkey 9.0 in cluster mode with a transactional log. */
export const DURABLE: Overrides = {
  ...CLUSTER,
  EngineVersion: '9.0',
  Durability: 'sync',
  ParameterGroup: { CacheParameterGroupFamily: 'valkey9', Properties: { 'cluster-enabled': 'yes' } },
};

/** Data on SSD behind memory. */
export const TIERED: Overrides = { CacheNodeType: 'cache.r6gd.xlarge', DataTieringEnabled: true };

/** Distributed KV caching. */
export const KV_CACHING: Overrides = {
  ...DURABLE,
  EngineVersion: '9.1',
  CacheNodeType: 'cache.i8ge.48xlarge',
  Durability: undefined,
  ReplicasPerNodeGroup: 0,
  MultiAZEnabled: false,
  SnapshotRetentionLimit: 0,
  SnapshotWindow: undefined,
  DeletionPolicy: undefined,
  UpdateReplacePolicy: undefined,
};

/** The secondary of a Global Datastore: what the primary decides is left out. */
export const SECONDARY: Overrides = {
  GlobalReplicationGroupId: 'ldgnf-datastore',
  Engine: undefined,
  EngineVersion: undefined,
  CacheNodeType: undefined,
  CacheParameterGroupName: undefined,
  AtRestEncryptionEnabled: undefined,
  TransitEncryptionEnabled: undefined,
  TransitEncryptionMode: undefined,
  AutomaticFailoverEnabled: undefined,
  AutoMinorVersionUpgrade: undefined,
};

/** A complete template of a cache that breaks no rule: `Cache`, with its groups `Parameters` and `Subnets`. */
export function replicationGroup(overrides: Overrides = {}): Template {
  const { DeletionPolicy, UpdateReplacePolicy, UpdatePolicy, ParameterGroup, SubnetGroup, ...properties } = {
    DeletionPolicy: 'Snapshot',
    UpdateReplacePolicy: 'Snapshot',
    ...overrides,
  } as Overrides;
  return {
    Resources: {
      Cache: without({
        Type: 'AWS::ElastiCache::ReplicationGroup',
        DeletionPolicy,
        UpdateReplacePolicy,
        UpdatePolicy,
        Properties: without({ ...PROPERTIES, ...properties }),
      }),
      Parameters: {
        Type: 'AWS::ElastiCache::ParameterGroup',
        Properties: without({
          CacheParameterGroupFamily: 'valkey8',
          Description: 'Parameters of the sessions',
          ...(ParameterGroup as Overrides),
        }),
      },
      Subnets: {
        Type: 'AWS::ElastiCache::SubnetGroup',
        Properties: without({
          Description: 'Private subnets',
          SubnetIds: ['subnet-1', 'subnet-2'],
          ...(SubnetGroup as Overrides),
        }),
      },
    },
  };
}

/** Everything that is found in a template in eu-central-1. */
export function findings(template: Template): TemplateFinding[] {
  return checkTemplate(template, { region: 'eu-central-1', account: '111122223333' });
}

/** The tests of one table: each row breaks its rule and no more than that, and what comes near does not. */
export function judge(logicalId: string, rows: readonly Row[]): void {
  for (const { id, breaks, message, holds } of rows) {
    const messages = (overrides: Overrides) =>
      findings(replicationGroup(overrides))
        .filter((finding) => finding.ruleId === id && finding.logicalId === logicalId)
        .map((finding) => finding.message);
    test(`${id} is found, and says what to do`, () => {
      expect(messages(breaks)).toEqual([message]);
    });
    test.each(holds.map((overrides) => [JSON.stringify(overrides), overrides] as const))(
      `${id} is not found with %s`,
      (_, overrides) => expect(messages(overrides)).toEqual([]),
    );
  }
}

const PROPERTIES: Overrides = {
  ReplicationGroupDescription: 'Sessions',
  Engine: 'valkey',
  EngineVersion: '8.2',
  CacheNodeType: 'cache.r7g.large',
  CacheParameterGroupName: { Ref: 'Parameters' },
  CacheSubnetGroupName: { Ref: 'Subnets' },
  SecurityGroupIds: [{ 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] }],
  NumCacheClusters: 2,
  AutomaticFailoverEnabled: true,
  MultiAZEnabled: true,
  AtRestEncryptionEnabled: true,
  TransitEncryptionEnabled: true,
  TransitEncryptionMode: 'required',
  AutoMinorVersionUpgrade: true,
  PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
  SnapshotRetentionLimit: 15,
  SnapshotWindow: '03:00-04:00',
};

function without(values: Overrides): Overrides {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
