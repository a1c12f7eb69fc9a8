import { checkTemplate, type TemplateFinding } from '../../lib/rules/template';

/**
 * What a template has otherwise than the healthy one; undefined removes. Policies go beside the properties of the cache,
 * `ParameterGroup` and `SubnetGroup` hold what those two resources have otherwise, and so do the keys of `Beside`.
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
  readonly Parameters?: unknown;
}

/** What the resources around the cache have otherwise: their properties, and under `$` what stands beside them. */
export const BESIDE: { readonly [override: string]: string } = {
  UserGroup: 'Group',
  User: 'App',
  PasswordUser: 'Reader',
  DefaultUser: 'Default',
  Serverless: 'Serverless',
  Memcached: 'Cluster',
  MemcachedGroup: 'MemcachedParameters',
  Policy: 'Policy',
  Rotation: 'Rotation',
  Permission: 'Permission',
};

/** What only the deployment knows. */
export const UNKNOWN = { Ref: 'Parameter' };
/** What stands for nothing. */
export const NO_VALUE = { Ref: 'AWS::NoValue' };
/** A text with variables, which stand here as `<Name>`. */
export const sub = (text: string) => ({
  'Fn::Sub': text.replace(/<([!\w:.]+)>/g, (_, name: string) => `\${${name}}`),
});
/** The value under a condition, and nothing otherwise. */
export const maybe = (value: unknown) => ({ 'Fn::If': ['Condition', value, NO_VALUE] });
/** One of two values, by a condition. */
export const either = (one: unknown, other: unknown) => ({ 'Fn::If': ['Condition', one, other] });

/** The secret of the user with a password, as CDK refers to it. */
export const SECRET = {
  'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Secret' }, ':SecretString:password::}}']],
};

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
  UserGroupIds: undefined,
};

/**
 * A complete template of caches that breaks no rule: `Cache`, with its groups `Parameters`, `Subnets` and `Group`, the
 * users of the latter, and whoever connects or rotates.
 */
export function replicationGroup(overrides: Overrides = {}): Template {
  const { DeletionPolicy, UpdateReplacePolicy, UpdatePolicy, ParameterGroup, SubnetGroup, ...others } = {
    DeletionPolicy: 'Snapshot',
    UpdateReplacePolicy: 'Snapshot',
    ...overrides,
  } as Overrides;
  const { Parameters, Resources, DependsOn, ...rest } = others;
  const properties = Object.fromEntries(Object.entries(rest).filter(([name]) => !Object.hasOwn(BESIDE, name)));
  return {
    ...(Parameters !== undefined && { Parameters }),
    Resources: {
      Cache: without({
        Type: 'AWS::ElastiCache::ReplicationGroup',
        DeletionPolicy,
        UpdateReplacePolicy,
        UpdatePolicy,
        DependsOn,
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
      ...Object.fromEntries(
        Object.entries(BESIDE).map(([name, logicalId]) => [logicalId, beside(logicalId, rest[name] as Overrides)]),
      ),
      ...(Resources as Overrides as Template['Resources']),
    },
  };
}

function beside(logicalId: string, { $: attributes, ...otherwise }: Overrides = {}) {
  const { Type, ...properties } = AROUND[logicalId];
  return { Type, Properties: without({ ...properties, ...otherwise }), ...(attributes as Overrides) };
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
  UserGroupIds: [{ Ref: 'Group' }],
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

/** Everything beside the cache, with its properties. */
const AROUND: { readonly [logicalId: string]: Overrides } = {
  Group: {
    Type: 'AWS::ElastiCache::UserGroup',
    UserGroupId: 'sessions',
    Engine: 'redis',
    UserIds: [{ Ref: 'App' }, { Ref: 'Reader' }, { Ref: 'Default' }],
  },
  App: {
    Type: 'AWS::ElastiCache::User',
    UserId: 'sessions-app',
    UserName: 'sessions-app',
    Engine: 'redis',
    AccessString: 'on ~app:* -@all +@read +@write',
    AuthenticationMode: { Type: 'iam' },
  },
  Reader: {
    Type: 'AWS::ElastiCache::User',
    UserId: 'sessions-reader',
    UserName: 'reader',
    Engine: 'redis',
    AccessString: 'on ~app:* -@all +@read',
    AuthenticationMode: { Type: 'password', Passwords: [SECRET] },
  },
  Default: {
    Type: 'AWS::ElastiCache::User',
    UserId: 'sessions-default',
    UserName: 'default',
    Engine: 'redis',
    AccessString: 'off ~* -@all',
    AuthenticationMode: { Type: 'no-password-required' },
  },
  Serverless: {
    Type: 'AWS::ElastiCache::ServerlessCache',
    ServerlessCacheName: 'sessions',
    Engine: 'valkey',
    MajorEngineVersion: '9',
    UserGroupId: { Ref: 'Group' },
  },
  Cluster: {
    Type: 'AWS::ElastiCache::CacheCluster',
    Engine: 'memcached',
    EngineVersion: '1.6.22',
    CacheNodeType: 'cache.r6g.large',
    CacheParameterGroupName: { Ref: 'MemcachedParameters' },
    CacheSubnetGroupName: { Ref: 'Subnets' },
    VpcSecurityGroupIds: [{ 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] }],
    NumCacheNodes: 2,
    AZMode: 'cross-az',
    PreferredAvailabilityZones: ['eu-central-1a', 'eu-central-1b'],
    Port: 11211,
    TransitEncryptionEnabled: true,
    AutoMinorVersionUpgrade: false,
    PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
  },
  MemcachedParameters: {
    Type: 'AWS::ElastiCache::ParameterGroup',
    CacheParameterGroupFamily: 'memcached1.6',
    Description: 'Parameters of the pages',
    Properties: { max_item_size: '4194304', idle_timeout: '600' },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    PolicyName: 'connect',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'elasticache:Connect',
          Resource: [
            sub('arn:<AWS::Partition>:elasticache:eu-central-1:111122223333:replicationgroup:<Cache>'),
            { 'Fn::GetAtt': ['App', 'Arn'] },
          ],
        },
      ],
    },
  },
  Rotation: {
    Type: 'AWS::SecretsManager::RotationSchedule',
    SecretId: { Ref: 'Secret' },
    RotationLambdaARN: { 'Fn::GetAtt': ['Rotator', 'Arn'] },
    RotationRules: { AutomaticallyAfterDays: 30 },
    RotateImmediatelyOnUpdate: false,
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Action: 'lambda:InvokeFunction',
    FunctionName: { 'Fn::GetAtt': ['Rotator', 'Arn'] },
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: '111122223333',
  },
};

function without(values: Overrides): Overrides {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
