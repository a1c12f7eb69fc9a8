import { type ConnectTarget, connectPolicyOf } from '../../lib/rules/connect-policy-shape';
import { sub } from './judged';

const RESOURCES = {
  App: { Type: 'AWS::ElastiCache::User' },
  Cache: { Type: 'AWS::ElastiCache::ServerlessCache' },
  Group: { Type: 'AWS::ElastiCache::UserGroup' },
};
const policy = (Statement: unknown) => ({ Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement } } });
const statements = (Statement: unknown) => connectPolicyOf(policy(Statement), RESOURCES).statements;

describe('an entry of Resource names', () => {
  const arn = (rest: string) => `arn:aws:elasticache:eu-west-1:111122223333:${rest}`;

  test.each<[ConnectTarget, unknown]>([
    ['replication group', arn('replicationgroup:sessions')],
    ['replication group', arn('replicationgroup/sessions')],
    ['replication group', arn('replicationgroup:*')],
    [
      'replication group',
      sub('arn:<AWS::Partition>:elasticache:<AWS::Region>:<AWS::AccountId>:replicationgroup:<Cache>'),
    ],
    ['replication group', 'arn:aws:elasticache:*:*:replicationgroup:{{resolve:ssm:/name}}'],
    ['serverless cache', arn('serverlesscache:sessions')],
    ['serverless cache', { 'Fn::GetAtt': ['Cache', 'ARN'] }],
    ['user', arn('user:app')],
    ['user', { 'Fn::GetAtt': 'App.Arn' }],
    ['anything', '*'],
    ['anything', arn('*')],
    ['anything', arn('*:*')],
    ['something else', arn('snapshot:sessions')],
    ['something else', 'arn:aws:s3:::bucket'],
    ['something else', 'text'],
    ['unknown', arn('re*:sessions')],
    ['unknown', sub('arn:aws:elasticache:<Place>:user:app')],
    ['unknown', sub('<Prefix>:user:app')],
    ['unknown', { 'Fn::GetAtt': ['Group', 'Arn'] }],
    ['unknown', { 'Fn::GetAtt': ['Elsewhere', 'Arn'] }],
    ['unknown', { 'Fn::ImportValue': 'Arn' }],
    ['unknown', 7],
  ])('%s: %j', (target, resource) => {
    const [statement] = statements({ Effect: 'Allow', Action: 'elasticache:Connect', Resource: [resource] });
    expect(statement.resources.map((it) => it.target)).toEqual([target]);
  });
});

describe('an action lets connect', () => {
  test.each<[unknown, boolean | undefined]>([
    ['elasticache:Connect', true],
    ['ELASTICACHE:connect', true],
    ['elasticache:Conn*', true],
    ['elasticache:Conn?ct', true],
    ['elasticache:*', false],
    ['*', false],
    ['elasticache:Con', undefined],
    ['elasticache:DescribeUsers', undefined],
    ['elasticache.Connect', undefined],
    ['rds-db:connect', undefined],
    [['s3:GetObject', 'elasticache:Connect'], true],
    [['elasticache:*', 'elasticache:Connect'], true],
    [{ Ref: 'Action' }, false],
    [[], undefined],
  ])('%j, in its name: %p', (Action, explicit) => {
    expect(statements({ Effect: 'Allow', Action, Resource: '*' })[0]?.explicit).toBe(explicit);
  });
});

test('a policy of any odd shape can be read', () => {
  for (const odd of [null, 7, true, 'text', [], [null], [[]], {}, [{}], { 'Fn::If': ['A', {}, {}] }]) {
    expect(() => statements(odd)).not.toThrow();
    expect(() => statements({ Effect: odd, Action: odd, Resource: odd, Condition: odd })).not.toThrow();
    expect(() =>
      statements({ Effect: 'Allow', Action: 'elasticache:Connect', Condition: { StringLike: odd } }),
    ).not.toThrow();
    for (const property of ['PolicyDocument', 'Policies']) {
      expect(() => connectPolicyOf({ Properties: { [property]: odd } }, RESOURCES)).not.toThrow();
    }
    expect(() => connectPolicyOf({ Properties: odd as never }, RESOURCES)).not.toThrow();
  }
});

test.each([
  ['of a condition', { 'Fn::If': ['A', {}, {}] }],
  ['with what a macro adds', { Effect: 'Allow', Action: 's3:*', 'Fn::Transform': { Name: 'Macro' } }],
  ['that allows all but some actions', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
])('a statement %s may let connect to anything', (_, statement) => {
  expect(statements(statement)).toMatchObject([{ explicit: false, resources: [{ target: 'unknown' }] }]);
});

test('a condition is kept by the keys without which it is not met', () => {
  const Condition = {
    StringEquals: { 'aws:SourceVpc': 'vpc-1' },
    StringNotEquals: { 'aws:SourceVpce': 'vpce-1' },
    StringLikeIfExists: { 'aws:VpcSourceIp': '10.*' },
    Null: { 'aws:CurrentTime': 'true' },
  };
  const [statement] = statements({ Effect: 'Allow', Action: 'elasticache:Connect', Resource: '*', Condition });
  expect(statement.conditionKeys).toEqual(['aws:sourcevpc']);
});
