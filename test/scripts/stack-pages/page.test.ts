import { pageOf, table } from '../../../scripts/stack-pages/page';
import { readStack } from '../../../scripts/stack-pages/stack-template';

/** A section of the page of these resources, each at its name. */
function section(heading: string, resources: { readonly [id: string]: object }, parameters = {}): string {
  const placed = Object.entries(resources).map(([id, resource]) => [
    id,
    { ...resource, Metadata: { 'aws:cdk:path': `Stack/${id}` } },
  ]);
  const template = readStack('Stack', { Resources: Object.fromEntries(placed), Parameters: parameters });
  return pageOf(template, 'Stack', '').split(`## ${heading}\n\n`)[1].split('\n## ')[0].trim();
}

const rows = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1);

describe('what it costs to think about', () => {
  const costs = (resources: { readonly [id: string]: object }) =>
    rows(section('What it costs to think about', resources));

  test.each([
    [
      { NumCacheClusters: 3, CacheNodeType: 'cache.r7g.large', SnapshotRetentionLimit: 15 },
      '| 3 | cache nodes `cache.r7g.large` | 1 shard, 2 replicas each; a daily backup kept 15 days |',
    ],
    [
      { NumNodeGroups: 3, ReplicasPerNodeGroup: 1, CacheNodeType: 'cache.t4g.micro' },
      '| 6 | cache nodes `cache.t4g.micro` | 3 shards, 1 replica each; no daily backup |',
    ],
    [
      { NumNodeGroups: { Ref: 'Shards' }, CacheNodeType: { Ref: 'Type' } },
      '| … | cache nodes `Type` | … shards, … replicas each; no daily backup |',
    ],
  ])('the nodes of a cache are counted: %o', (Properties, expected) => {
    expect(costs({ Cache: { Type: 'AWS::ElastiCache::ReplicationGroup', Properties } })).toEqual([expected]);
  });

  test.each([
    [
      { NumCacheNodes: 3, CacheNodeType: 'cache.r7g.large', PreferredAvailabilityZones: ['a', 'b', 'a'] },
      '| 3 | cache nodes `cache.r7g.large` | in 2 zones; no replica, no backup |',
    ],
    [
      { NumCacheNodes: { Ref: 'Nodes' }, CacheNodeType: 'cache.t4g.micro' },
      '| … | cache nodes `cache.t4g.micro` | no replica, no backup |',
    ],
  ])('the nodes of a Memcached cluster are counted: %o', (Properties, expected) => {
    expect(costs({ Cache: { Type: 'AWS::ElastiCache::CacheCluster', Properties } })).toEqual([expected]);
  });

  test.each([
    [
      {
        DBInstanceClass: 'db.m7g.large',
        Engine: 'postgres',
        EngineVersion: '17.6',
        MultiAZ: true,
        AllocatedStorage: '100',
        MaxAllocatedStorage: 200,
        StorageType: 'gp3',
        BackupRetentionPeriod: 7,
        MonitoringInterval: 60,
        ManageMasterUserPassword: true,
      },
      [
        '| 2 | database instances `db.m7g.large` (postgres 17.6) | Multi-AZ: one is the standby; 100 GiB gp3, grows to 200 GiB, in each of both; automated backups kept 7 days; enhanced monitoring every 60 s |',
        '| 1 | secrets | RDS keeps the one of the master user |',
      ],
    ],
    [
      { DBInstanceClass: 'db.serverless', DBClusterIdentifier: { Ref: 'Cluster' } },
      ['| 1 | Aurora instances, Serverless v2 |  |'],
    ],
  ])('the instances of a database are counted: %o', (Properties, expected) => {
    expect(costs({ Database: { Type: 'AWS::RDS::DBInstance', Properties } })).toEqual(expected);
  });

  test('what is alike is counted together, and log groups by the days that they are kept', () => {
    const endpoint = {
      Type: 'AWS::EC2::VPCEndpoint',
      Properties: { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] },
    };
    const log = (days?: number) => ({ Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: days } });
    expect(costs({ A: endpoint, B: log(30), C: endpoint, D: log(30), E: log() })).toEqual([
      '| 2 | interface endpoints | each in 2 subnets: charged for each zone |',
      '| 2 | log groups kept 30 days | by what is written |',
      '| 1 | log groups that never expire | by what is written |',
    ]);
  });
});

test('what stays and what goes, of everything that holds data', () => {
  const kept = section('What stays and what goes', {
    Cache: { Type: 'AWS::ElastiCache::ReplicationGroup', DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' },
    Plain: { Type: 'AWS::ElastiCache::ReplicationGroup' },
    Database: { Type: 'AWS::RDS::DBInstance', Properties: { DeletionProtection: true, DeleteAutomatedBackups: false } },
    Member: { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: 'c' } },
    Logs: { Type: 'AWS::Logs::LogGroup', DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Delete' },
    Exported: { Type: 'Custom::LogRetention', DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } },
    Key: { Type: 'AWS::KMS::Key', DeletionPolicy: 'Delete', Properties: { PendingWindowInDays: 7 } },
  });
  expect(rows(kept)).toEqual([
    '| `Cache` | ElastiCache::ReplicationGroup | deleted; a snapshot stays | deleted; a snapshot stays |  |',
    '| `Plain` | ElastiCache::ReplicationGroup | deleted with its data | deleted with its data |  |',
    '| `Database` | RDS::DBInstance | deleted; a snapshot stays | deleted with its data | deletion protection: deleting is refused; automated backups stay for their time |',
    '| `Logs` | Logs::LogGroup | stays | deleted with its data |  |',
    '| `Exported` | Custom::LogRetention | stays | stays |  |',
    '| `Key` | KMS::Key | deleted with its data | deleted with its data | deleted after 7 days |',
  ]);
  expect(kept).toContain('Everything else (1 of 7 resources) holds no data of its own');
});

describe('who can reach what', () => {
  const rule = (properties: object) => ({ IpProtocol: 'tcp', FromPort: 6379, ToPort: 6379, ...properties });
  const client = (egress?: readonly object[]) => ({
    Client: {
      Type: 'AWS::Lambda::Function',
      Properties: { VpcConfig: { SecurityGroupIds: [{ Ref: 'ClientGroup' }] } },
    },
    ClientGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupEgress: egress } },
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        SecurityGroupEgress: [rule({ CidrIp: '255.255.255.255/32' })],
        SecurityGroupIngress: [rule({ SourceSecurityGroupId: { Ref: 'ClientGroup' } })],
      },
    },
  });
  const reached = (egress?: readonly object[]) => section('Who can reach what', client(egress));

  test.each([
    ['the group is named', [rule({ DestinationSecurityGroupId: { Ref: 'Group' } })], 'yes'],
    ['the port is another', [rule({ DestinationSecurityGroupId: { Ref: 'Group' }, ToPort: 1, FromPort: 1 })], '**no**'],
    ['nothing is let out', [rule({ CidrIp: '255.255.255.255/32' })], '**no**'],
    ['everything is let out', [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }], 'yes'],
    ['nothing is said, which is everything', undefined, 'yes'],
  ])('both sides of a connection: %s', (_, egress, leaves) => {
    expect(rows(reached(egress))[0]).toBe(`| Client | 6379 | Group | ${leaves} |`);
  });

  test('what is let out to addresses stands in a table of its own', () => {
    expect(reached([{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }])).toContain('| Client | every port | anywhere |');
    expect(reached([rule({ CidrIp: '255.255.255.255/32' })])).not.toContain('anywhere');
  });
});

describe('from the internet', () => {
  const internet = (resources: { readonly [id: string]: object }, parameters = {}) =>
    section('From the internet', { Topic: { Type: 'AWS::SNS::Topic' }, ...resources }, parameters);
  const ingress = (properties: object) => ({
    Group: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { SecurityGroupIngress: [{ IpProtocol: '-1', ...properties }] },
    },
  });

  test('nothing is reached where nothing is open', () => {
    const text = internet(ingress({ CidrIp: '10.0.0.0/8' }));
    expect(text).toContain('**Nothing in this stack can be reached from the internet.**');
    expect(text).toContain('there is no way out to the internet either');
  });

  test.each([
    [
      'addresses of everybody',
      ingress({ CidrIp: '0.0.0.0/0' }),
      'a security group of Group lets in 0.0.0.0/0 (every port)',
    ],
    ['of everybody in IPv6', ingress({ CidrIpv6: '::/0' }), 'a security group of Group lets in ::/0 (every port)'],
    ['a public range', ingress({ CidrIp: '8.8.8.0/24' }), 'a security group of Group lets in 8.8.8.0/24 (every port)'],
    [
      'a public database',
      { Database: { Type: 'AWS::RDS::DBInstance', Properties: { PubliclyAccessible: true } } },
      'Database is publicly accessible',
    ],
    [
      'a route',
      {
        Gateway: { Type: 'AWS::EC2::InternetGateway' },
        Route: {
          Type: 'AWS::EC2::Route',
          Properties: { GatewayId: { Ref: 'Gateway' }, RouteTableId: { Ref: 'Table' } },
        },
        Table: { Type: 'AWS::EC2::RouteTable' },
        Subnet: { Type: 'AWS::EC2::Subnet' },
        Association: {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: { RouteTableId: { Ref: 'Table' }, SubnetId: { Ref: 'Subnet' } },
        },
      },
      'subnet Subnet has a route to an internet gateway',
    ],
  ])('what is open is said: %s', (_, resources, opening) => {
    const text = internet(resources);
    expect(text).toContain(`**Open to the internet:** ${opening}.`);
    expect(text).not.toContain('Nothing in this stack');
  });

  test('an entry point says who is let in, and one that asks nobody is printed in bold', () => {
    const route = (AuthorizationType: string) => ({
      Api: { Type: 'AWS::ApiGatewayV2::Api' },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: { ApiId: { Ref: 'Api' }, RouteKey: 'GET /', AuthorizationType },
      },
    });
    const signed = internet(route('AWS_IAM'));
    expect(signed).toContain('reach the entry points below, and nothing else');
    expect(rows(signed)).toEqual([
      '| route `GET /` | Api | AWS_IAM: requests signed by a principal that IAM allows it |',
    ]);
    expect(rows(internet(route('NONE')))).toEqual(['| route `GET /` | Api | **nobody is asked who they are** |']);
  });

  test('what a template cannot tell is said', () => {
    const given = {
      Subnets: { Type: 'AWS::ElastiCache::SubnetGroup', Properties: { SubnetIds: [{ Ref: 'SubnetA' }, 'subnet-1'] } },
      Rule: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { GroupId: { Ref: 'SecurityGroup' }, IpProtocol: '-1' },
      },
      Database: { Type: 'AWS::RDS::DBInstance' },
    };
    const [, unknown] =
      internet(given, { SubnetA: {}, SecurityGroup: {} }).match(/Not seen in the template: (.*)\./) ?? [];
    expect(unknown.split('; ')).toEqual([
      'the routes of the subnets that are given',
      'the other rules of the security groups that are given',
      'whether Database is publicly accessible: it does not say, and RDS then goes by the subnets',
    ]);
  });
});

test('who may do what: by role, by the policy of a resource, and by user of the cache', () => {
  const may = section('Who may do what', {
    Client: { Type: 'AWS::Lambda::Function', Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: [
          { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/Basic']] },
        ],
        Policies: [
          {
            PolicyDocument: {
              Statement: {
                Effect: 'Allow',
                Action: ['elasticache:Connect'],
                Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':elasticache:x:y:user:reader']] },
                Condition: { StringEquals: { 'aws:SourceVpc': { Ref: 'Vpc' } } },
              },
            },
          },
        ],
      },
    },
    User: {
      Type: 'AWS::ElastiCache::User',
      Properties: { UserId: 'reader', AccessString: 'on +@read|x', AuthenticationMode: { Type: 'iam' } },
    },
    Vpc: { Type: 'AWS::EC2::VPC' },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Principal: 'events.amazonaws.com',
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Client' },
      },
    },
  });
  expect(rows(may)).toEqual([
    '| Client | `elasticache:Connect` | User | aws:SourceVpc StringEquals Vpc |',
    '| Client | managed policy Basic |  |  |',
    '| events.amazonaws.com | `lambda:InvokeFunction` | Client |  |',
    '| user of the cache | signs in by | may |',
    '| User | iam | `on +@read\\|x` |',
  ]);
});

test('a table says a row once, and keeps its cells', () => {
  expect(
    table(
      ['a', 'b'],
      [
        ['1|2', 'x\ny'],
        ['<b>', ''],
        ['1|2', 'x\ny'],
      ],
    ),
  ).toEqual(['| a | b |\n|---|---|\n| 1\\|2 | x y |\n| &lt;b> |  |']);
  expect(table(['a'], [])).toEqual([]);
});

test('the hash of what is deployed is in no id', () => {
  const id = `FunctionCurrentVersion12345678${'0123456789abcdef'.repeat(2)}`;
  expect(section('Every resource', { [id]: { Type: 'AWS::Lambda::Version' } })).toContain(
    '| `FunctionCurrentVersion…` |',
  );
});
