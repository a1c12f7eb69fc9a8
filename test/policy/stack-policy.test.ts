import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnDBCluster, CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { App, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { PROTECTED_TYPES } from '../../lib/catalog/protected-types';
import { StackPolicy, type StackPolicyOptions } from '../../lib/policy/stack-policy';

const PAGE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html';
const TYPES = PROTECTED_TYPES.map(({ type }) => type);
const ALLOW = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };
const DENY = { Effect: 'Deny', Action: ['Update:Replace', 'Update:Delete'], Principal: '*' };
const ofTypes = (types: string[]) => ({
  ...DENY,
  Resource: '*',
  Condition: { StringEquals: { ResourceType: types } },
});
const ofIds = (...ids: string[]) => ({ ...DENY, Resource: ids.map((id) => `LogicalResourceId/${id}`) });
const policyAt = (...path: string[]) => JSON.parse(readFileSync(join(...path), 'utf8')).Statement;

function group(scope: Stack, id = 'Cache'): CfnReplicationGroup {
  return new CfnReplicationGroup(scope, id, { replicationGroupDescription: 'x' });
}

test('every update is allowed, but none that replaces or deletes what holds data', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  group(stack);
  StackPolicy.protect(stack);
  expect(policyAt(app.synth().directory, 'Shop.stack-policy.json')).toEqual([ALLOW, ofTypes(TYPES)]);
});

test('the template is the same with a policy beside it as without', () => {
  const templateOf = (isProtected: boolean) => {
    const app = new App();
    const stack = new Stack(app, 'Shop');
    group(stack);
    if (isProtected) StackPolicy.protect(stack);
    return app.synth().getStackByName('Shop').template;
  };
  expect(templateOf(true)).toEqual(templateOf(false));
});

test('a stack that nobody protects has no policy', () => {
  const app = new App();
  group(new Stack(app, 'Shop'));
  expect(existsSync(join(app.synth().directory, 'Shop.stack-policy.json'))).toBe(false);
});

test('the policy of a stack in a Stage lies beside its template, in the assembly of the Stage', () => {
  const app = new App();
  const stack = new Stack(new Stage(app, 'Prod'), 'Shop');
  group(stack);
  StackPolicy.protect(stack);
  const [{ directory }] = app.synth().nestedAssemblies.map(({ nestedAssembly }) => nestedAssembly);
  expect(existsSync(join(directory, stack.templateFile))).toBe(true);
  expect(policyAt(directory, `${stack.artifactId}.stack-policy.json`)).toEqual([ALLOW, ofTypes(TYPES)]);
});

test('each nested stack has a policy of its own, and its parent does not let it go while it holds data', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const outer = new NestedStack(stack, 'Data');
  const inner = new NestedStack(outer, 'Inner');
  const empty = new NestedStack(stack, 'Empty');
  group(inner);
  new CfnResource(empty, 'Topic', { type: 'AWS::SNS::Topic' });
  StackPolicy.protect(stack);
  const { directory } = app.synth();
  const id = (nested: NestedStack) =>
    Stack.of(nested.node.scope as Stack).resolve(nested.nestedStackResource!.logicalId);
  const policyOf = (nested: Stack) => policyAt(directory, nested.templateFile.replace('.template', '.stack-policy'));
  expect(policyOf(stack)).toEqual([ALLOW, ofTypes(TYPES), ofIds(id(outer))]);
  expect(policyOf(outer)).toEqual([ALLOW, ofTypes(TYPES), ofIds(id(inner))]);
  expect(policyOf(inner)).toEqual([ALLOW, ofTypes(TYPES)]);
  expect(policyOf(empty)).toEqual([ALLOW, ofTypes(TYPES)]);
});

test('readers of a cluster may go: where there are some, instances of their own are named one by one', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  new CfnDBCluster(stack, 'Cluster', { engine: 'aurora-postgresql' });
  new CfnDBInstance(stack, 'Reader', { dbClusterIdentifier: 'c' });
  new CfnDBInstance(stack, 'Single', { engine: 'postgres' });
  StackPolicy.protect(stack);
  const others = TYPES.filter((type) => type !== 'AWS::RDS::DBInstance');
  expect(others).toContain('AWS::RDS::DBCluster');
  expect(policyAt(app.synth().directory, 'Shop.stack-policy.json')).toEqual([ALLOW, ofTypes(others), ofIds('Single')]);
});

test('types and single resources are added, by each call', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  new CfnResource(stack, 'Files', { type: 'AWS::S3::Bucket' });
  const policy = StackPolicy.protect(stack, { types: ['AWS::S3::Bucket'] });
  expect(StackPolicy.protect(stack, { logicalIds: ['Files'] })).toBe(policy);
  expect(policyAt(app.synth().directory, 'Shop.stack-policy.json')).toEqual([
    ALLOW,
    ofTypes([...TYPES, 'AWS::S3::Bucket']),
    ofIds('Files'),
  ]);
});

test.each<[StackPolicyOptions, string[]]>([
  [{ types: ['S3'] }, [`'types' needs types such as 'AWS::S3::Bucket', got 'S3'; correct it (${PAGE})`]],
  [
    { types: ['AWS::S3::*'] },
    [`'types' needs types such as 'AWS::S3::Bucket', got 'AWS::S3::*'; correct it (${PAGE})`],
  ],
  [
    { types: ['x'], logicalIds: ['a-b'] },
    [
      `'types' needs types such as 'AWS::S3::Bucket', got 'x'; correct it (${PAGE})`,
      `'logicalIds' needs letters and digits, got 'a-b'; correct it (${PAGE})`,
    ],
  ],
])('%j is refused with all of its problems', (options, problems) => {
  const stack = new Stack(new App(), 'Shop');
  expect(() => StackPolicy.protect(stack, options)).toThrow(
    expect.objectContaining({ name: 'InvalidCacheError', problems }),
  );
});

test('a nested stack is protected with its parent', () => {
  const nested = new NestedStack(new Stack(new App(), 'Shop'), 'Data');
  expect(() => StackPolicy.protect(nested)).toThrow(
    `'stack' needs the outermost stack, got a nested one; protect its parent, which protects both (${PAGE})`,
  );
});

test('an id that no resource has fails the synthesis', () => {
  const app = new App();
  StackPolicy.protect(new Stack(app, 'Shop'), { logicalIds: ['Typo'] });
  expect(() => app.synth()).toThrow(
    `'logicalIds' needs ids of resources of the stack, got 'Typo'; correct it (${PAGE})`,
  );
});

test('a policy that CloudFormation would not take for its size fails the synthesis', () => {
  const app = new App();
  const stack = new Stack(app, 'Shop');
  const ids = Array.from({ length: 400 }, (_, index) => `Topic${index}${'x'.repeat(20)}`);
  for (const id of ids) new CfnResource(stack, id, { type: 'AWS::SNS::Topic' });
  StackPolicy.protect(stack, { logicalIds: ids });
  expect(() => app.synth()).toThrow(
    /'logicalIds' needs a policy of 16384 bytes at most, got \d{5}; name types instead/,
  );
});
