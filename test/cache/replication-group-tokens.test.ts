import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnParameter, Duration, Fn, Lazy, SecretValue, type Stack, Token } from 'aws-cdk-lib/core';
import {
  Backup,
  LogDestination,
  MaintenanceWindow,
  NodeType,
  ParameterGroup,
  RestoreSource,
  SnapshotWindow,
  SubnetGroup,
  Topology,
} from '../../lib';
import { cacheIn, ID, messageOf, type Props, resources, stack, warningsIn } from './given';

const PARAMETER = { Ref: 'Given' };
const IMPORT = { 'Fn::ImportValue': 'given' };

type Source = [what: string, text: (scope: Stack) => string, resolved: unknown];

/** Each way in which a text is known at deployment only; the last one at synthesis, to something that is refused. */
const SOURCES: Source[] = [
  ['a parameter', (scope) => new CfnParameter(scope, 'Given').valueAsString, PARAMETER],
  ['an imported value', () => Fn.importValue('given'), IMPORT],
  ['a lazy value', () => Lazy.string({ produce: () => '!' }), '!'],
  ['a dynamic reference', () => SecretValue.ssmSecure('given').unsafeUnwrap(), '{{resolve:ssm-secure:given}}'],
];

const TARGETS: [property: string, props: (text: string, scope: Stack) => Props, at: string][] = [
  ['description', (text) => ({ description: text }), 'ReplicationGroupDescription'],
  ['replicationGroupId', (text) => ({ replicationGroupId: text }), 'ReplicationGroupId'],
  ['restoreFrom, a snapshot', (text) => ({ restoreFrom: RestoreSource.snapshot(text) }), 'SnapshotName'],
  ['backup.nodeId', (text) => ({ backup: Backup.daily({ nodeId: text }) }), 'SnapshottingClusterId'],
  ['backup.window', (text) => ({ backup: Backup.daily({ window: SnapshotWindow.parse(text) }) }), 'SnapshotWindow'],
  ['maintenanceWindow', (text) => ({ maintenanceWindow: MaintenanceWindow.parse(text) }), 'PreferredMaintenanceWindow'],
  [
    'subnetGroup',
    (text, scope) => ({ subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Subnets', text) }),
    'CacheSubnetGroupName',
  ],
  [
    'parameterGroup',
    (text, scope) => ({ parameterGroup: ParameterGroup.fromParameterGroupName(scope, 'Parameters', text) }),
    'CacheParameterGroupName',
  ],
];

describe.each(SOURCES)('%s', (_source, text, resolved) => {
  test.each(TARGETS)("is no reason to refuse '%s', and stands in the template", (_property, props, at) => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    cacheIn(scope, (it) => props(text(it), it));
    expect(resources(scope)[ID.group].Properties[at]).toEqual(resolved);
  });

  test('is no reason to refuse a parameter of the engine', () => {
    const scope = stack();
    cacheIn(scope, {
      nodeType: NodeType.R6GD_XLARGE,
      parameters: { timeout: text(scope), 'maxmemory-policy': Fn.importValue('policy') },
    });
    const { Properties } = resources(scope)[ID.parameterGroup].Properties;
    expect(Properties.timeout).toEqual(resolved);
  });

  test('is no reason to refuse a list of S3 objects', () => {
    const scope = stack();
    cacheIn(scope, { restoreFrom: RestoreSource.s3Objects(text(scope)) });
    expect(resources(scope)[ID.group].Properties.SnapshotArns).toEqual([resolved]);
  });

  test('is no reason to refuse the zones', () => {
    const scope = stack();
    const zone = text(scope);
    cacheIn(scope, { topology: Topology.singleShard({ replicas: 1, zones: [zone, zone] }) });
    expect(resources(scope)[ID.group].Properties.PreferredCacheClusterAZs).toEqual([resolved, resolved]);
  });

  test('is no reason to refuse the slots of a shard', () => {
    const scope = stack();
    cacheIn(scope, { topology: Topology.clusterMode({ shards: 1, layout: [{ slots: text(scope) }] }) });
    expect(resources(scope)[ID.group].Properties.NodeGroupConfiguration).toEqual([
      { ReplicaCount: 1, Slots: resolved },
    ]);
  });

  test('is no reason to refuse a security group', () => {
    const scope = stack();
    cacheIn(scope, { securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', text(scope))] });
    expect(resources(scope)[ID.group].Properties.SecurityGroupIds).toEqual([resolved]);
  });
});

describe('ARNs that are known at deployment only', () => {
  test('name the topic, which may then be of any account', () => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    const topic = Fn.importValue('topic');
    cacheIn(scope, {
      notificationTopic: {
        ...Topic.fromTopicArn(scope, 'T', 'arn:aws:sns:eu-west-1:111111111111:t'),
        topicRef: { topicArn: topic },
      } as never,
    });
    expect(resources(scope)[ID.group].Properties.NotificationTopicArn).toEqual({ 'Fn::ImportValue': 'topic' });
  });

  test('name the topic and the key of this stack', () => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    cacheIn(scope, { notificationTopic: new Topic(scope, 'Topic'), encryptionKey: new Key(scope, 'Key') });
    expect(resources(scope)[ID.group].Properties).toMatchObject({
      NotificationTopicArn: { Ref: 'TopicBFC7AF6E' },
      KmsKeyId: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
    });
  });

  test('name the key', () => {
    const scope = stack();
    cacheIn(scope, (it) => ({ encryptionKey: Key.fromKeyArn(it, 'Key', Fn.importValue('given')) }));
    expect(resources(scope)[ID.group].Properties.KmsKeyId).toEqual(IMPORT);
  });
});

describe('numbers that are known at deployment only', () => {
  const number = (scope: Stack) => new CfnParameter(scope, 'Given', { type: 'Number' }).valueAsNumber;

  test('are a port, for the cache and for its clients', () => {
    const scope = stack();
    const cache = cacheIn(scope, { port: number(scope) });
    cache.connections.allowDefaultPortFromAnyIpv4();
    expect(resources(scope)[ID.group].Properties.Port).toEqual(PARAMETER);
    const rule = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');
    expect(rule?.Properties).toMatchObject({ FromPort: PARAMETER, ToPort: PARAMETER });
    expect(scope.resolve(cache.endpoint.socketAddress)).toEqual({
      'Fn::Join': ['', [{ 'Fn::GetAtt': [ID.group, 'PrimaryEndPoint.Address'] }, ':', PARAMETER]],
    });
  });

  test('are a port from anywhere', () => {
    const scope = stack();
    cacheIn(scope, { port: Token.asNumber(IMPORT) });
    expect(resources(scope)[ID.group].Properties.Port).toEqual(IMPORT);
    expect(warningsIn(scope)).toEqual([]);
  });

  test('are a retention', () => {
    const scope = stack();
    cacheIn(scope, { backup: Backup.daily({ retention: Duration.days(number(scope)) }) });
    expect(resources(scope)[ID.group].Properties.SnapshotRetentionLimit).toEqual(PARAMETER);
  });

  test('are no shape, because the shape decides what is emitted', () => {
    const scope = stack();
    expect(messageOf(() => Topology.singleShard({ replicas: number(scope) }))).toBe(
      "Topology.singleShard: 'replicas' needs a whole number, 0 or more, got a token; choose one",
    );
  });
});

describe('a lazy value', () => {
  test('is not asked before synthesis', () => {
    const scope = stack();
    let description: string | undefined;
    cacheIn(scope, {
      description: Lazy.string({
        produce: () => {
          if (description === undefined) throw new Error('asked too early');
          return description;
        },
      }),
    });
    description = 'Prices';
    expect(resources(scope)[ID.group].Properties.ReplicationGroupDescription).toBe('Prices');
  });
});

describe('a network whose ids are known at deployment only', () => {
  test('places the cache in its lists of subnets and zones', () => {
    const scope = stack();
    const list = (name: string) => Fn.split(',', Fn.importValue(name), 2);
    cacheIn(scope, (it) => ({
      vpc: Vpc.fromVpcAttributes(it, 'Imported', {
        vpcId: Fn.importValue('vpc'),
        availabilityZones: list('zones'),
        privateSubnetIds: list('subnets'),
        privateSubnetRouteTableIds: list('tables'),
      }),
    }));
    const subnets = { 'Fn::Split': [',', { 'Fn::ImportValue': 'subnets' }] };
    expect(resources(scope)[ID.subnetGroup].Properties.SubnetIds).toEqual([
      { 'Fn::Select': [0, subnets] },
      { 'Fn::Select': [1, subnets] },
    ]);
  });

  test('places the cache in lists of a length that is not known', () => {
    const scope = stack();
    const list = (id: string) => new CfnParameter(scope, id, { type: 'CommaDelimitedList' }).valueAsList;
    cacheIn(scope, (it) => ({
      vpc: Vpc.fromVpcAttributes(it, 'Imported', {
        vpcId: 'vpc-1',
        availabilityZones: list('Zones'),
        privateSubnetIds: list('Subnets'),
        privateSubnetRouteTableIds: list('Tables'),
      }),
    }));
    expect(resources(scope)[ID.subnetGroup].Properties.SubnetIds).toEqual({ Ref: 'Subnets' });
  });

  test('delivers to a log group of this stack', () => {
    const scope = stack();
    cacheIn(scope, { slowLog: LogDestination.logGroup(new CfnLogGroup(scope, 'Logs')) });
    expect(resources(scope)[ID.group].Properties.LogDeliveryConfigurations[0].DestinationDetails).toEqual({
      CloudWatchLogsDetails: { LogGroup: { Ref: 'Logs' } },
    });
  });
});
