import { findings, judge, replicationGroup } from './judged';
import { CONNECT_POLICY_ROWS } from './rows/connect-policy-rows';

judge('Policy', CONNECT_POLICY_ROWS);

const Statement = [{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: '*' }];

test.each([
  'AWS::IAM::Policy',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::RolePolicy',
  'AWS::IAM::UserPolicy',
  'AWS::IAM::GroupPolicy',
])('a document of %s is judged', (Type) => {
  const found = findings(replicationGroup({ Policy: { PolicyDocument: { Statement }, $: { Type } } }));
  expect(found).toMatchObject([{ ruleId: 'connect-anything', property: 'PolicyDocument', resourceType: Type }]);
});

test.each(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'])('the policies within %s are judged', (Type) => {
  const Policies = [
    { PolicyName: 'other', PolicyDocument: {} },
    { PolicyName: 'a', PolicyDocument: { Statement } },
  ];
  const found = findings(replicationGroup({ Policy: { PolicyDocument: undefined, Policies, $: { Type } } }));
  expect(found).toMatchObject([{ ruleId: 'connect-anything', property: 'Policies', resourceType: Type }]);
  expect(found[0].message).toMatch(/^'Properties\.Policies' needs the ARNs of a cache and of a user/);
});
