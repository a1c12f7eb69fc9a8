import { type CfnSecurityGroup, type ISecurityGroup, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { App, CrossStackReferences, Fn, ReferenceStrength, Stack } from 'aws-cdk-lib/core';
import { ClusterMode, Profile, ReplicationGroup, type ReplicationGroupAttributes, Topology } from '../../lib';
import { cacheIn, ID, network, type PropsIn, resources, stack } from './given';

const PRIMARY = { 'Fn::GetAtt': [ID.group, 'PrimaryEndPoint.Address'] };
const READER = { 'Fn::GetAtt': [ID.group, 'ReaderEndPoint.Address'] };
const CONFIGURATION = { 'Fn::GetAtt': [ID.group, 'ConfigurationEndPoint.Address'] };

describe('the endpoints', () => {
  test.each<[string, PropsIn, object, object]>([
    ['one shard with replicas', {}, PRIMARY, READER],
    [
      'one node, which has no replica to read from',
      { topology: Topology.singleShard({ replicas: 0 }) },
      PRIMARY,
      PRIMARY,
    ],
    ['the development profile', { profile: Profile.DEV }, PRIMARY, PRIMARY],
    ['cluster mode', { topology: Topology.clusterMode({ shards: 2 }) }, CONFIGURATION, CONFIGURATION],
    ['cluster mode with one shard', { topology: Topology.clusterMode({ shards: 1 }) }, CONFIGURATION, CONFIGURATION],
    [
      'the step to cluster mode, where old clients still connect',
      { clusterMode: ClusterMode.COMPATIBLE },
      PRIMARY,
      READER,
    ],
    ['a migrated group', { topology: Topology.migratedToClusterMode() }, CONFIGURATION, CONFIGURATION],
  ])('of %s', (_what, props, endpoint, readerEndpoint) => {
    const scope = stack();
    const cache = cacheIn(scope, props);
    expect(scope.resolve([cache.endpoint.hostname, cache.readerEndpoint.hostname])).toEqual([endpoint, readerEndpoint]);
    expect([cache.endpoint.port, cache.readerEndpoint.port]).toEqual([6379, 6379]);
  });

  test('have the port that was given', () => {
    const scope = stack();
    const cache = cacheIn(scope, { port: 7000 });
    expect(scope.resolve(cache.endpoint.socketAddress)).toEqual({ 'Fn::Join': ['', [PRIMARY, ':7000']] });
    expect(cache.readerEndpoint.port).toBe(7000);
    expect(cache.connections.defaultPort?.toString()).toBe('7000');
  });
});

describe('the ARN has a colon before the id, and the partition of its Region', () => {
  test('in a stack without an environment', () => {
    const scope = stack();
    expect(scope.resolve(cacheIn(scope).replicationGroupArn)).toEqual({
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':elasticache:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          ':replicationgroup:',
          { Ref: ID.group },
        ],
      ],
    });
  });

  test.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
  ])('in %s', (region, partition) => {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const scope = new Stack(app, 'Stack', { env: { account: '111111111111', region } });
    const arn = {
      'Fn::Join': ['', [`arn:${partition}:elasticache:${region}:111111111111:replicationgroup:`, { Ref: ID.group }]],
    };
    expect(scope.resolve(cacheIn(scope).replicationGroupArn)).toEqual(arn);
    const imported = ReplicationGroup.fromReplicationGroupAttributes(scope, 'Imported', {
      replicationGroupId: 'prices',
      endpointAddress: 'prices.example',
    });
    expect(imported.replicationGroupArn).toBe(
      `arn:${partition}:elasticache:${region}:111111111111:replicationgroup:prices`,
    );
  });
});

describe('a replication group that exists already', () => {
  function imported(attributes: Partial<ReplicationGroupAttributes> = {}, scope = stack()) {
    return ReplicationGroup.fromReplicationGroupAttributes(scope, 'Imported', {
      replicationGroupId: 'prices',
      endpointAddress: 'primary.prices.example',
      ...attributes,
    });
  }

  test('is what was said of it, and makes no resource', () => {
    const scope = stack();
    const cache = imported({ readerEndpointAddress: 'reader.prices.example', port: 7000 }, scope);
    expect(cache.endpoint.socketAddress).toBe('primary.prices.example:7000');
    expect(cache.readerEndpoint.socketAddress).toBe('reader.prices.example:7000');
    expect(cache.replicationGroupId).toBe('prices');
    expect(cache.replicationGroupRef).toEqual({ replicationGroupId: 'prices' });
    expect(resources(scope)).toBeUndefined();
  });

  test('is read where it is written, on 6379, unless told otherwise', () => {
    expect(imported().readerEndpoint.socketAddress).toBe('primary.prices.example:6379');
  });

  test('takes values that only the deployment knows', () => {
    const scope = stack();
    const cache = imported(
      { replicationGroupId: Fn.importValue('id'), endpointAddress: Fn.importValue('address') },
      scope,
    );
    expect(JSON.stringify(scope.resolve(cache.replicationGroupArn))).toContain('{"Fn::ImportValue":"id"}');
    expect(scope.resolve(cache.endpoint.hostname)).toEqual({ 'Fn::ImportValue': 'address' });
  });

  const ingress = (cache: ReturnType<typeof imported>, scope: Stack, client: ISecurityGroup) => {
    cache.connections.allowDefaultPortFrom(client);
    return Object.values(resources(scope) ?? {})
      .filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress')
      .map(({ Properties }) => Properties);
  };

  test('lets clients in through a security group that may be changed', () => {
    const scope = stack();
    const cache = imported({ securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Own', 'sg-cache')] }, scope);
    const client = SecurityGroup.fromSecurityGroupId(scope, 'Client', 'sg-client');
    expect(ingress(cache, scope, client)).toEqual([
      {
        Description: expect.any(String),
        FromPort: 6379,
        GroupId: 'sg-cache',
        IpProtocol: 'tcp',
        SourceSecurityGroupId: 'sg-client',
        ToPort: 6379,
      },
    ]);
  });

  test('leaves a security group alone that is immutable', () => {
    const scope = stack();
    const own = SecurityGroup.fromSecurityGroupId(scope, 'Own', 'sg-cache', { mutable: false });
    const client = SecurityGroup.fromSecurityGroupId(scope, 'Client', 'sg-client');
    expect(ingress(imported({ securityGroups: [own] }, scope), scope, client)).toEqual([]);
  });

  test('changes nothing where no security group was named', () => {
    const scope = stack();
    expect(
      ingress(imported({}, scope), scope, SecurityGroup.fromSecurityGroupId(scope, 'Client', 'sg-client')),
    ).toEqual([]);
  });
});

describe('from another stack', () => {
  /** A client's stack that reads the address of a cache in another stack, and connects to it. */
  function across(strength?: ReferenceStrength, consume = true) {
    const app = new App({
      context: strength && consume ? { '@aws-cdk/core:defaultCrossStackReferences': strength } : {},
    });
    const producer = new Stack(app, 'Stack');
    const cache = cacheIn(producer);
    if (strength && !consume) CrossStackReferences.of(cache).produce(strength);
    const consumer = new Stack(app, 'Client');
    const client = new SecurityGroup(consumer, 'Client', { vpc: network(consumer) });
    client.connections.allowToDefaultPort(cache);
    new StringParameter(consumer, 'Address', { stringValue: cache.endpoint.hostname });
    app.synth();
    return { producer, consumer: resources(consumer), cache: resources(producer) };
  }

  const addressIn = (consumer: ReturnType<typeof resources>) =>
    Object.values(consumer).find(({ Type }) => Type === 'AWS::SSM::Parameter')?.Properties.Value;

  test('a strong reference is an import of an export', () => {
    expect(addressIn(across(ReferenceStrength.STRONG).consumer)).toEqual({
      'Fn::ImportValue': `Stack:ExportsOutputFnGetAtt${ID.group}PrimaryEndPointAddressB79A7563`,
    });
  });

  test.each([
    ['by the consumer', true],
    ['by the cache', false],
  ])('a weak reference, chosen %s, reads an output', (_who, consume) => {
    const { 'Fn::GetStackOutput': output } = addressIn(across(ReferenceStrength.WEAK, consume).consumer);
    expect(output).toMatchObject({ StackName: 'Stack', OutputName: expect.stringContaining(ID.group) });
  });

  test.each([undefined, ...Object.values(ReferenceStrength)])(
    'the client gets the rule that lets it in, with %s references, and no cycle',
    (strength) => {
      const { consumer, cache } = across(strength);
      const rules = Object.values(consumer).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');
      expect(rules.map(({ Properties: { FromPort, IpProtocol } }) => [IpProtocol, FromPort])).toEqual([['tcp', 6379]]);
      expect(cache[ID.securityGroup].Properties.SecurityGroupIngress).toBeUndefined();
    },
  );

  test('the logical ids of the cache are what they are without', () => {
    expect(Object.keys(across(ReferenceStrength.STRONG).cache)).toEqual(Object.keys(across().cache));
  });

  test('a cache can let a client of another stack in, which then must not need the cache', () => {
    const app = new App();
    const consumer = new Stack(app, 'Client');
    const client = new SecurityGroup(consumer, 'Client', { vpc: network(consumer) });
    const producer = new Stack(app, 'Stack');
    cacheIn(producer).connections.allowDefaultPortFrom(client);
    app.synth();
    const rules = Object.values(resources(producer)).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');
    expect(rules).toHaveLength(1);
    expect(producer.dependencies).toEqual([consumer]);
  });
});

describe('connections', () => {
  test('let nobody in until a client is allowed', () => {
    const scope = stack();
    cacheIn(scope);
    expect(resources(scope)[ID.securityGroup].Properties.SecurityGroupIngress).toBeUndefined();
    expect(Object.values(resources(scope)).map(({ Type }) => Type)).not.toContain('AWS::EC2::SecurityGroupIngress');
  });

  test('let in on the port of the cache', () => {
    const scope = stack();
    const client = new SecurityGroup(scope, 'Client', { vpc: network(scope, undefined, 'ClientNetwork') });
    const cache = cacheIn(scope, { port: 7000 });
    cache.connections.allowDefaultPortFrom(client, 'the shop');
    const rules = Object.values(resources(scope)).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');
    expect(rules.map(({ Properties }) => Properties)).toEqual([
      {
        Description: 'the shop',
        FromPort: 7000,
        GroupId: { 'Fn::GetAtt': [ID.securityGroup, 'GroupId'] },
        IpProtocol: 'tcp',
        SourceSecurityGroupId: {
          'Fn::GetAtt': [scope.getLogicalId(client.node.defaultChild as CfnSecurityGroup), 'GroupId'],
        },
        ToPort: 7000,
      },
    ]);
  });

  test('let in on a stated port, and by address', () => {
    const scope = stack();
    cacheIn(scope).connections.allowFrom(Peer.ipv4('10.0.0.0/16'), Port.tcp(6380), 'a proxy');
    expect(resources(scope)[ID.securityGroup].Properties.SecurityGroupIngress).toEqual([
      { CidrIp: '10.0.0.0/16', Description: 'a proxy', FromPort: 6380, IpProtocol: 'tcp', ToPort: 6380 },
    ]);
  });

  test('use every security group that was given, and leave immutable ones alone', () => {
    const scope = stack();
    const cache = cacheIn(scope, (it) => ({
      securityGroups: [
        SecurityGroup.fromSecurityGroupId(it, 'Mutable', 'sg-mutable'),
        SecurityGroup.fromSecurityGroupId(it, 'Immutable', 'sg-immutable', { mutable: false }),
      ],
    }));
    cache.connections.allowDefaultPortFrom(SecurityGroup.fromSecurityGroupId(scope, 'Client', 'sg-client'));
    const rules = Object.values(resources(scope)).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress');
    expect(rules.map(({ Properties }) => Properties.GroupId)).toEqual(['sg-mutable']);
    expect(cache.connections.securityGroups).toHaveLength(2);
  });
});
