import {
  CfnCacheCluster,
  CfnParameterGroup,
  CfnReplicationGroup,
  type CfnReplicationGroupProps,
  CfnServerlessCache,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import { App, CfnDeletionPolicy, CfnParameter, type CfnResource, Lazy, Stack, Tags } from 'aws-cdk-lib/core';
import { l1Shape } from '../../lib/policy/l1-shape';
import { known } from '../../lib/rules/known-values';
import { UNKNOWN } from '../../lib/rules/shape';

const stack = () => new Stack(new App(), 'Stack');

/** What the CDK's own synthesis makes of the resource, with its intrinsic functions as unknown. */
function synthesized(resource: CfnResource): unknown {
  const fragment = (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
  const { Resources } = Stack.of(resource).resolve(fragment) as { Resources: { [id: string]: object } };
  return withoutEmpty(known(JSON.parse(JSON.stringify(Object.values(Resources)[0]))));
}

/** The CDK leaves out objects and lists in which nothing is. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, withoutEmpty(item)] as const);
  return Object.fromEntries(entries.filter(([key]) => key !== 'Metadata'));
}

const EVERY_FIELD: CfnReplicationGroupProps = {
  replicationGroupDescription: 'every field',
  engine: 'valkey',
  engineVersion: '9.0',
  cacheNodeType: 'cache.r7g.large',
  numNodeGroups: 2,
  replicasPerNodeGroup: 1,
  nodeGroupConfiguration: [
    { slots: '0-8191', primaryAvailabilityZone: 'eu-west-1a', replicaAvailabilityZones: ['eu-west-1b'] },
    { slots: '8192-16383', replicaCount: 1, nodeGroupId: '0002' },
  ],
  automaticFailoverEnabled: true,
  multiAzEnabled: true,
  preferredCacheClusterAZs: ['eu-west-1a'],
  securityGroupIds: ['sg-1', 'sg-2'],
  logDeliveryConfigurations: [
    {
      logType: 'slow-log',
      logFormat: 'json',
      destinationType: 'cloudwatch-logs',
      destinationDetails: { cloudWatchLogsDetails: { logGroup: 'logs' } },
    },
    {
      logType: 'engine-log',
      logFormat: 'text',
      destinationType: 'kinesis-firehose',
      destinationDetails: { kinesisFirehoseDetails: { deliveryStream: 'stream' } },
    },
  ],
  port: 6379,
  kmsKeyId: 'key',
  snapshotArns: ['arn:aws:s3:::bucket/key.rdb'],
};

test('an L1 is read as the CDK synthesizes it, field by field', () => {
  const group = new CfnReplicationGroup(stack(), 'Group', EVERY_FIELD);
  group.cfnOptions.deletionPolicy = CfnDeletionPolicy.SNAPSHOT;
  group.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  group.cfnOptions.updatePolicy = { useOnlineResharding: true };
  Tags.of(group).add('team', 'orders');
  expect(l1Shape(group)).toEqual(synthesized(group));
});

test('tokens of every kind are unknown, also inside a text or a list', () => {
  const scope = stack();
  const parameter = new CfnParameter(scope, 'Parameter', { default: 'x' });
  const number = new CfnParameter(scope, 'Number', { type: 'Number' });
  const list = new CfnParameter(scope, 'List', { type: 'CommaDelimitedList' });
  const group = new CfnReplicationGroup(scope, 'Group', {
    replicationGroupDescription: `cache of ${parameter.valueAsString}`,
    engine: Lazy.string({ produce: () => 'valkey' }),
    port: number.valueAsNumber,
    securityGroupIds: ['sg-1', parameter.valueAsString],
    snapshotArns: list.valueAsList,
    multiAzEnabled: Lazy.any({ produce: () => true }),
    logDeliveryConfigurations: Lazy.any({ produce: () => [] }),
  });
  expect(l1Shape(group)).toEqual({
    Type: 'AWS::ElastiCache::ReplicationGroup',
    Properties: {
      ReplicationGroupDescription: UNKNOWN,
      Engine: UNKNOWN,
      Port: UNKNOWN,
      SecurityGroupIds: ['sg-1', UNKNOWN],
      SnapshotArns: UNKNOWN,
      MultiAZEnabled: UNKNOWN,
      LogDeliveryConfigurations: UNKNOWN,
    },
  });
});

test('overrides stand over the properties, and take them away', () => {
  const group = new CfnReplicationGroup(stack(), 'Group', EVERY_FIELD);
  group.addPropertyOverride('Durability', 'sync');
  group.addPropertyOverride('LogDeliveryConfigurations.0.LogFormat', 'text');
  group.addPropertyDeletionOverride('KmsKeyId');
  group.addOverride('DeletionPolicy', 'Retain');
  const shape = l1Shape(group) as { Properties: { [name: string]: unknown } };
  expect(shape).toEqual(synthesized(group));
  expect(shape.Properties).toMatchObject({ Durability: 'sync' });
  expect(shape.Properties).not.toHaveProperty('KmsKeyId');
});

test('names of parameters are data, and a reference to a known resource is a Ref', () => {
  const scope = stack();
  const parameters = new CfnParameterGroup(scope, 'Parameters', {
    cacheParameterGroupFamily: 'valkey8',
    description: 'parameters',
    properties: { timeout: '300', 'maxmemory-policy': 'noeviction' },
  });
  const group = new CfnReplicationGroup(scope, 'Group', {
    replicationGroupDescription: 'group',
    cacheParameterGroupName: parameters.ref,
  });
  expect(l1Shape(parameters)).toEqual(synthesized(parameters));
  expect(l1Shape(group, new Map([[parameters, 'here']])).Properties).toMatchObject({
    CacheParameterGroupName: { Ref: 'here' },
  });
});

test('an authentication mode is data, because the L1 passes its keys on as they are', () => {
  const scope = stack();
  for (const authenticationMode of [{ Type: 'iam' }, { type: 'password', passwords: ['x'] }]) {
    const user = new CfnUser(scope, Object.keys(authenticationMode).join('-'), {
      engine: 'valkey',
      userId: 'app',
      userName: 'app',
      accessString: 'on ~app:* +@read',
      authenticationMode,
      noPasswordRequired: false,
    });
    expect(l1Shape(user)).toEqual(synthesized(user));
    expect(l1Shape(user).Properties).toMatchObject({ AuthenticationMode: authenticationMode });
  }
});

test('users, groups, clusters and serverless caches are read as the CDK synthesizes them', () => {
  const scope = stack();
  const user = new CfnUser(scope, 'User', {
    engine: 'redis',
    userId: 'app',
    userName: 'app',
    authenticationMode: { Type: 'password', Passwords: [Lazy.string({ produce: () => 'x' }), 'plain'] },
  });
  const group = new CfnUserGroup(scope, 'Group', { engine: 'redis', userGroupId: 'users', userIds: [user.ref, 'b'] });
  const cache = new CfnServerlessCache(scope, 'Cache', {
    engine: 'valkey',
    serverlessCacheName: 'x',
    userGroupId: 'g',
  });
  const cluster = new CfnCacheCluster(scope, 'Cluster', {
    engine: 'memcached',
    cacheNodeType: 'cache.r7g.large',
    numCacheNodes: 2,
    azMode: 'cross-az',
    preferredAvailabilityZones: ['eu-west-1a', Lazy.string({ produce: () => 'eu-west-1b' })],
    vpcSecurityGroupIds: ['sg-1'],
    logDeliveryConfigurations: [
      {
        logType: 'slow-log',
        logFormat: 'json',
        destinationType: 'cloudwatch-logs',
        destinationDetails: { cloudWatchLogsDetails: { logGroup: 'logs' } },
      },
    ],
  });
  const [, ...others] = (l1Shape(cluster).Properties as { PreferredAvailabilityZones: unknown[] })
    .PreferredAvailabilityZones;
  expect(others).toEqual([UNKNOWN]);
  cluster.preferredAvailabilityZones = ['eu-west-1a', 'eu-west-1b'];
  expect(l1Shape(cluster)).toEqual(synthesized(cluster));
  expect(l1Shape(user).Properties).toMatchObject({ AuthenticationMode: { Passwords: [UNKNOWN, 'plain'] } });
  expect(l1Shape(group)).toEqual(synthesized(group));
  expect(l1Shape(group, new Map([[user, 'here']])).Properties).toMatchObject({ UserIds: [{ Ref: 'here' }, 'b'] });
  expect(l1Shape(cache)).toEqual(synthesized(cache));
});
