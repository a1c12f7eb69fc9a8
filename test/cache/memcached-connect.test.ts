import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { App, Fn, Stack, Token } from 'aws-cdk-lib/core';
import { Access } from '../../lib/access/access';
import { IamUser } from '../../lib/access/iam-user';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { readLink } from '../../runtime/lib/link';
import { functionIn, groupIn, roleIn, serviceIn } from '../connect/connect-given';
import { messageOf, type Resources, resources, stack } from './given';
import { clusterIn, MEMCACHED_ID } from './memcached-given';

const ARN = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':elasticache:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':cluster:',
      { Ref: MEMCACHED_ID.cluster },
    ],
  ],
};
const ENDPOINT = { 'Fn::GetAtt': [MEMCACHED_ID.cluster, 'ConfigurationEndpoint.Address'] };

const LINK = {
  version: '1',
  engine: 'memcached',
  endpoint: ENDPOINT,
  port: '11211',
  tls: 'true',
  auth: 'none',
  arn: ARN,
};

function ofType(all: Resources, type: string): Resources[] {
  return Object.values(all).filter(({ Type }) => Type === type);
}

describe('the link', () => {
  test('says where the nodes are discovered, and that nobody is asked who they are', () => {
    const scope = stack();
    const cluster = clusterIn(scope);
    expect(scope.resolve(cluster.link)).toEqual(LINK);
    expect(scope.resolve(cluster.endpoint.hostname)).toEqual(ENDPOINT);
    expect(scope.resolve(cluster.clusterArn)).toEqual(ARN);
    expect(scope.resolve(cluster.clusterName)).toEqual({ Ref: MEMCACHED_ID.cluster });
  });

  test('names a cluster of a fixed name in lower case, as the service stores it', () => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    const arn = scope.resolve(clusterIn(scope, { clusterName: 'Pages' }).clusterArn);
    expect(arn['Fn::Join'][1].at(-1)).toBe(':elasticache:eu-west-1:111111111111:cluster:pages');
  });

  test('is one that an application reads', () => {
    const scope = stack();
    const cluster = clusterIn(scope);
    const { environment } = cluster.connect(functionIn(scope));
    expect(readLink('cache', environment)).toMatchObject({ engine: 'memcached', port: '11211', auth: 'none' });
  });
});

describe('a client', () => {
  test('is a function: it is let in and told, and gets no statement', () => {
    const scope = stack();
    const cluster = clusterIn(scope);
    cluster.connect(functionIn(scope));
    const all = resources(scope);
    const [ingress] = ofType(all, 'AWS::EC2::SecurityGroupIngress');
    expect(ingress.Properties).toMatchObject({ FromPort: 11211, ToPort: 11211, IpProtocol: 'tcp' });
    const [{ Properties }] = ofType(all, 'AWS::Lambda::Function');
    expect(Properties.Environment.Variables).toMatchObject({
      CACHE_TIER_CACHE_ENGINE: 'memcached',
      CACHE_TIER_CACHE_ENDPOINT: ENDPOINT,
      CACHE_TIER_CACHE_PORT: '11211',
      CACHE_TIER_CACHE_TLS: 'true',
      CACHE_TIER_CACHE_AUTH: 'none',
    });
    expect(JSON.stringify(ofType(all, 'AWS::IAM::Policy'))).not.toContain('elasticache');
  });

  test('is a service, whose containers are told', () => {
    const scope = stack();
    clusterIn(scope).connect(serviceIn(scope), { as: 'pages' });
    const [{ Properties }] = ofType(resources(scope), 'AWS::ECS::TaskDefinition');
    expect(Properties.ContainerDefinitions[0].Environment).toContainEqual({
      Name: 'CACHE_TIER_PAGES_ENDPOINT',
      Value: ENDPOINT,
    });
  });

  test('is a role with security groups of others, which reads a parameter', () => {
    const scope = stack();
    const cluster = clusterIn(scope);
    const from = groupIn(scope, 'From');
    const { parameterName } = cluster.connect(roleIn(scope), { from });
    expect(parameterName).toBeDefined();
    const [{ Properties }] = ofType(resources(scope), 'AWS::SSM::Parameter');
    expect(JSON.stringify(Properties.Value)).toContain('memcached');
  });

  test('of another stack leaves the stack of the cluster without a word of it', () => {
    const scope = stack();
    const cluster = clusterIn(scope);
    const other = new Stack(scope.node.root as never, 'Clients');
    cluster.connect(functionIn(other));
    expect(ofType(resources(scope), 'AWS::EC2::SecurityGroupIngress')).toEqual([]);
    expect(ofType(resources(other), 'AWS::EC2::SecurityGroupIngress')).toHaveLength(1);
  });

  test.each<[{ access?: Access; user?: boolean }, string, string]>([
    [{ access: Access.READ_ONLY }, "'access' needs", 'leave it out'],
    [{ user: true }, "'user' needs", 'leave it out'],
    [{ access: Access.READ_ONLY, user: true }, "'access' and 'user' need", 'leave them out'],
  ])('that wants to be somebody is refused: %j', ({ access, user }, needs, remedy) => {
    const scope = stack();
    const cluster = clusterIn(scope);
    const lambda = functionIn(scope);
    const options = { access, ...(user && { user: new IamUser(scope, 'User') }) };
    expect(messageOf(() => cluster.connect(lambda, options))).toBe(
      `Stack/Api: ${needs} a cache with users, got Memcached, which has none; ${remedy}, or use a ReplicationGroup (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html)`,
    );
  });

  test('without security groups is not told of grants, which Memcached does not have', () => {
    const scope = stack();
    const message = messageOf(() => clusterIn(scope).connect(roleIn(scope)));
    expect(message).toContain('or use connections and link of the cache alone');
    expect(message).not.toContain('grants');
  });
});

describe('for clients that this app does not have', () => {
  test('the link is published, for other accounts too', () => {
    const scope = stack();
    clusterIn(scope).publishLink({ accounts: ['222222222222'] });
    const all = resources(scope);
    expect(ofType(all, 'AWS::SSM::Parameter')[0].Properties.Tier).toBe('Advanced');
    expect(ofType(all, 'AWS::RAM::ResourceShare')).toHaveLength(1);
  });

  test('a security group lets in whoever has it', () => {
    const scope = stack();
    const cluster = clusterIn(scope);
    expect(cluster.clientSecurityGroup).toBe(cluster.clientSecurityGroup);
    expect(ofType(resources(scope), 'AWS::EC2::SecurityGroupEgress')[0].Properties).toMatchObject({
      FromPort: 11211,
      ToPort: 11211,
    });
  });
});

test('a client of another account is let in by its addresses: there is no role that would help', () => {
  const app = new App();
  const [ours, theirs] = ['111111111111', '222222222222'].map(
    (account) => new Stack(app, `Of${account}`, { env: { account, region: 'eu-west-1' } }),
  );
  const cluster = clusterIn(ours);
  expect(messageOf(() => cluster.connect(functionIn(theirs)))).toContain(
    "; peer the networks, publish the link with publishLink({ accounts: ['222222222222'] }), and let the addresses of the client in with connections.allowDefaultPortFrom(Peer.ipv4(...)) (",
  );
});

describe('a cluster that exists already', () => {
  const attributes = { clusterName: 'Pages', endpointAddress: 'pages.abc.cfg.euw1.cache.amazonaws.com' };

  test('is what was said of it, and makes no resource', () => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    const cluster = MemcachedCluster.fromMemcachedClusterAttributes(scope, 'Pages', attributes);
    expect([cluster.clusterName, cluster.cacheClusterRef.clusterName, cluster.endpoint.socketAddress]).toEqual([
      'pages',
      'pages',
      `${attributes.endpointAddress}:11211`,
    ]);
    expect(scope.resolve(cluster.link)).toMatchObject({ ...LINK, endpoint: attributes.endpointAddress, arn: {} });
    expect(resources(scope) ?? {}).toEqual({});
  });

  test('says what it is told of its port and its encryption', () => {
    const cluster = MemcachedCluster.fromMemcachedClusterAttributes(stack(), 'Pages', {
      ...attributes,
      port: 11212,
      transitEncryption: false,
    });
    expect(cluster.link).toMatchObject({ port: '11212', tls: 'false' });
  });

  test('is named by its host, without the port that the console shows beside it', () => {
    const endpointAddress = `${attributes.endpointAddress}:11211`;
    expect(
      messageOf(() =>
        MemcachedCluster.fromMemcachedClusterAttributes(stack(), 'Pages', { ...attributes, endpointAddress }),
      ),
    ).toBe(
      `Stack/Pages: 'endpointAddress' needs the host alone, got '${endpointAddress}'; write '${attributes.endpointAddress}', and port: 11211 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html)`,
    );
  });

  test('is refused with everything that is no name, no host and no port', () => {
    const nonsense = { clusterName: '', endpointAddress: 'memcached://pages', port: 0 };
    expect(
      messageOf(() => MemcachedCluster.fromMemcachedClusterAttributes(stack(), 'Pages', nonsense)).split('\n'),
    ).toEqual([
      'Stack/Pages:',
      "  - 'clusterName' needs 1 to 50 letters, digits and hyphens, a letter first, got ''; write the name that the console shows (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html)",
      "  - 'endpointAddress' needs the host alone, got 'memcached://pages'; write 'pages.abc123.cfg.euw1.cache.amazonaws.com' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html)",
      "  - 'port' needs a whole number from 1 to 65535, got 0; leave it out for 11211 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html)",
    ]);
  });

  describe('by the endpoint of', () => {
    const warningsBy = (endpointAddress: string) => {
      const scope = stack();
      MemcachedCluster.fromMemcachedClusterAttributes(scope, 'Pages', { ...attributes, endpointAddress });
      return Annotations.fromStack(scope)
        .findWarning('*', Match.anyValue())
        .map(({ entry }) => entry.data);
    };

    test.each([['euw1.cache.amazonaws.com'], ['cnn1.cache.amazonaws.com.cn']])(
      'one node in %s warns, and says the other one',
      (region) => {
        expect(warningsBy(`pages.abc.0001.${region}`)).toEqual([
          `'endpointAddress' needs the configuration endpoint, with which clients start whichever nodes there are, got 'pages.abc.0001.${region}', the endpoint of one node; write 'pages.abc.cfg.${region}' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Endpoints.html) [ack: cdk-cache-tier:memcached-node-endpoint]`,
        ]);
      },
    );

    test.each([
      ['the cluster', attributes.endpointAddress],
      ['a name of the user', 'pages.abc.0001.example.internal'],
      ['another service', 'pages.0001.euw1.cache.amazonaws.com.example.com'],
      ['the deployment alone', Fn.importValue('Pages')],
    ])('%s says nothing', (_, endpointAddress) => {
      expect(warningsBy(endpointAddress)).toEqual([]);
    });
  });

  test('may be known to the deployment alone', () => {
    const later = Fn.importValue('Pages');
    const attributes = { clusterName: later, endpointAddress: later, port: Token.asNumber(later) };
    expect(() => MemcachedCluster.fromMemcachedClusterAttributes(stack(), 'Pages', attributes)).not.toThrow();
  });

  test('lets a client in through its security group, and refuses users as one of this app does', () => {
    const scope = stack();
    const securityGroups = [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')];
    const cluster = MemcachedCluster.fromMemcachedClusterAttributes(scope, 'Pages', { ...attributes, securityGroups });
    const lambda = functionIn(scope);
    expect(messageOf(() => cluster.connect(lambda, { access: Access.READ_ONLY }))).toContain("'access' needs");
    cluster.connect(lambda);
    const [ingress] = ofType(resources(scope), 'AWS::EC2::SecurityGroupIngress');
    expect(ingress.Properties).toMatchObject({ GroupId: 'sg-1', FromPort: 11211 });
  });
});
