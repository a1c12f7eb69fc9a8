import { diagramOf, escaped } from '../../../scripts/stack-pages/diagram';
import { Folding } from '../../../scripts/stack-pages/folding';
import { readStack } from '../../../scripts/stack-pages/stack-template';

/** The picture of resources, each at the path of its construct. */
function draw(resources: { readonly [path: string]: object }, parameters = {}): string[] {
  const entries = Object.entries(resources).map(([path, resource]) => [
    path.replaceAll(/\W/g, ''),
    { ...resource, Metadata: { 'aws:cdk:path': `Stack/${path}` } },
  ]);
  const template = readStack('Stack', { Resources: Object.fromEntries(entries), Parameters: parameters });
  return diagramOf(template, new Folding(template))
    .split('\n')
    .map((line) => line.trim());
}

const group = (properties = {}) => ({ Type: 'AWS::EC2::SecurityGroup', Properties: properties });
const cache = (properties = {}) => ({ Type: 'AWS::ElastiCache::ReplicationGroup', Properties: properties });
const fn = (properties = {}) => ({ Type: 'AWS::Lambda::Function', Properties: properties });

test('a rule of a security group is an arrow between those that are in the groups, with its port', () => {
  const lines = draw({
    'Cache/Resource': cache({ SecurityGroupIds: [{ 'Fn::GetAtt': ['CacheGroup', 'GroupId'] }] }),
    'Cache/Group': group(),
    'Client/Resource': fn({ VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': ['ClientGroup', 'GroupId'] }] } }),
    'Client/Group': group(),
    'Cache/Group/from client': {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        GroupId: { 'Fn::GetAtt': ['CacheGroup', 'GroupId'] },
        SourceSecurityGroupId: { 'Fn::GetAtt': ['ClientGroup', 'GroupId'] },
        IpProtocol: 'tcp',
        FromPort: 6379,
        ToPort: 6379,
      },
    },
  });
  expect(lines).toEqual([
    'flowchart LR',
    'Cache[("Cache<br/>ElastiCache ReplicationGroup")]',
    'Client(["Client<br/>Lambda Function"])',
    'Client -->|"port 6379"| Cache',
  ]);
});

test('the port of a rule that asks a database for it is the one that the database states', () => {
  const lines = draw(
    {
      Database: {
        Type: 'AWS::RDS::DBInstance',
        Properties: { Port: '5433', VPCSecurityGroups: [{ Ref: 'DatabaseGroup' }] },
      },
      DatabaseGroup: group({
        SecurityGroupIngress: [
          {
            SourceSecurityGroupId: { Ref: 'Given' },
            IpProtocol: 'tcp',
            FromPort: { 'Fn::GetAtt': ['Database', 'Endpoint.Port'] },
            ToPort: { 'Fn::GetAtt': ['Database', 'Endpoint.Port'] },
          },
        ],
      }),
    },
    { Given: { Type: 'String' } },
  );
  expect(lines).toContain('Given -->|"port 5433"| Database');
  expect(lines).toContain('Given[/"Given<br/>parameter"/]');
});

test('what a statement allows is an arrow from whoever has the role', () => {
  const lines = draw({
    Client: fn({ Role: { 'Fn::GetAtt': ['Role', 'Arn'] } }),
    Role: { Type: 'AWS::IAM::Role' },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: {
          Statement: [
            { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'Secret' } },
            { Effect: 'Deny', Action: 'secretsmanager:DeleteSecret', Resource: { Ref: 'Secret' } },
            { Effect: 'Allow', Action: 'some:NewAction', Resource: { Ref: 'Cache' } },
          ],
        },
      },
    },
    Secret: { Type: 'AWS::SecretsManager::Secret' },
    Cache: cache(),
  });
  expect(lines.filter((line) => line.includes('-->'))).toEqual([
    'Client -->|"reads secret"| Secret',
    'Client -->|"some:NewAction"| Cache',
  ]);
});

test('a type that nobody has thought of is a box, and its property names its arrow', () => {
  const lines = draw({
    'New/Thing': { Type: 'AWS::Quantum::Thing', Properties: { Settings: { TargetCacheArn: { Ref: 'Cache' } } } },
    Cache: cache(),
  });
  expect(lines).toEqual([
    'flowchart LR',
    'Cache[("Cache<br/>ElastiCache ReplicationGroup")]',
    'New_Thing["New/Thing<br/>Quantum Thing"]',
    'New_Thing -->|"target cache"| Cache',
  ]);
});

test('frames are constructs; those around one box, and around one frame, are left out', () => {
  const lines = draw({
    'A/Rotation/Handler/Function': fn(),
    'A/Rotation/Handler/Queue': { Type: 'AWS::SQS::Queue' },
    'B/Deep/Secret/Resource': { Type: 'AWS::SecretsManager::Secret' },
  });
  expect(lines).toEqual([
    'flowchart LR',
    'subgraph frame_A_Rotation_Handler["A/Rotation/Handler"]',
    'A_Rotation_Handler_Function(["Function<br/>Lambda Function"])',
    'A_Rotation_Handler_Queue["Queue<br/>SQS Queue"]',
    'end',
    'B_Deep_Secret["B/Deep/Secret<br/>SecretsManager Secret"]',
  ]);
});

test('last steps of a path that say nothing are left out', () => {
  const [, ...boxes] = draw({ 'A/Database/Resource/Resource': cache(), 'B/Service/Service': fn(), Resource: fn() });
  expect(boxes).toEqual([
    'Resource(["Resource<br/>Lambda Function"])',
    'A_Database[("A/Database<br/>ElastiCache ReplicationGroup")]',
    'B_Service(["B/Service<br/>Lambda Function"])',
  ]);
});

test('resources of one type with the same arrows are one box', () => {
  const instance = { Type: 'AWS::RDS::DBInstance', Properties: { DBClusterIdentifier: { Ref: 'Database' } } };
  const lines = draw({
    Database: { Type: 'AWS::RDS::DBCluster' },
    'Database/reader': instance,
    'Database/writer': instance,
  });
  expect(lines).toContain('Database_reader[("reader, writer<br/>2 × RDS DBInstance")]');
  expect(lines.filter((line) => line.includes('-->'))).toEqual(['Database_reader -->|"instance of"| Database']);
});

test('a user that is named by the text of its id is found', () => {
  const lines = draw({
    'Cache/User': { Type: 'AWS::ElastiCache::User', Properties: { UserId: 'reader-valkey' } },
    'Cache/UserGroup': {
      Type: 'AWS::ElastiCache::UserGroup',
      Properties: { UserGroupId: 'group', UserIds: ['reader-valkey'] },
    },
  });
  expect(lines).toContain('Cache_UserGroup -->|"has user"| Cache_User');
});

test('what runs during a deployment only, and what is a detail of another resource, is not drawn', () => {
  const lines = draw({
    'Custom::Provider/Role': { Type: 'AWS::IAM::Role' },
    'Custom::Provider/Handler': fn({ Role: { Ref: 'CustomProviderRole' } }),
    'Vpc/Restrict/Default': {
      Type: 'Custom::Restrict',
      Properties: { ServiceToken: { Ref: 'CustomProviderHandler' } },
    },
    'Vpc/Resource': { Type: 'AWS::EC2::VPC' },
    'Vpc/Subnet': { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'VpcResource' } } },
    Logs: { Type: 'AWS::Logs::LogGroup' },
  });
  expect(lines).toEqual(['flowchart LR', 'Vpc["Vpc<br/>EC2 VPC"]']);
});

test('callers from the internet are drawn with how they are asked who they are', () => {
  const url = (auth: string) => ({
    Type: 'AWS::Lambda::Url',
    Properties: { AuthType: auth, TargetFunctionArn: { 'Fn::GetAtt': ['Api', 'Arn'] } },
  });
  expect(draw({ Api: fn(), Url: url('AWS_IAM') })).toContain('internet -->|"function URL, AWS_IAM"| Api');
  expect(draw({ Api: fn(), Url: url('NONE') })).toContain('internet -->|"function URL"| Api');
});

test('a text cannot leave its quotes', () => {
  expect(escaped('a "b" <c> #1 `d`\n e')).toBe('a #quot;b#quot; #lt;c#gt; #35;1 #96;d#96; e');
  const [, box] = draw({ 'end/A "b"': fn() });
  expect(box).toBe('N_end_A__b_(["end/A #quot;b#quot;<br/>Lambda Function"])');
});
