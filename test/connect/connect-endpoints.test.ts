import { Template } from 'aws-cdk-lib/assertions';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack } from 'aws-cdk-lib/core';
import { CacheAuth, ReplicationGroup } from '../../lib';

const ISOLATED = [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }];

/** A cache with passwords, and a function of a stack that reads one, connected before or after the rotation. */
function appOf(order: 'before' | 'after', ofStack: 'the same' | 'another', auth = CacheAuth.users()): Template {
  const app = new App();
  const stack = new Stack(app, 'Cache');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: ISOLATED });
  const cache = new ReplicationGroup(stack, 'Cache', { vpc, auth });
  const near = ofStack === 'the same' ? stack : new Stack(app, 'Client');
  const client = new LambdaFunction(near, 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  });
  const acts = [() => cache.connect(client), () => cache.addRotation({ createEndpoints: true })];
  for (const act of order === 'before' ? acts : acts.reverse()) act();
  return Template.fromStack(near);
}

describe.each(['before', 'after'] as const)('a client that is connected %s the rotation', (order) => {
  test.each(['the same', 'another'] as const)('in %s stack reaches the endpoints to read its secret', (ofStack) => {
    const rules = appOf(order, ofStack).findResources('AWS::EC2::SecurityGroupIngress', {
      Properties: { FromPort: 443, ToPort: 443 },
    });
    const descriptions = Object.values(rules).map(({ Properties }) => Properties.Description);
    const stack = ofStack === 'the same' ? 'Cache' : 'Client';
    expect(descriptions).toContain(`${stack}/Api to the endpoints Cache/Vpc/RotationEndpoints`);
  });
});

test('a client that has no secret to read is not let in', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 0, subnetConfiguration: ISOLATED });
  new ReplicationGroup(stack, 'Tokens', { vpc, auth: CacheAuth.authToken() }).addRotation({ createEndpoints: true });
  const client = new LambdaFunction(stack, 'Api', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
  });
  new ReplicationGroup(stack, 'Roles', { vpc }).connect(client);
  const rules = Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress', {
    Properties: { FromPort: 443 },
  });
  const descriptions = Object.values(rules).map(({ Properties }) => Properties.Description);
  expect(descriptions.filter((text) => text.startsWith('Stack/Api'))).toEqual([]);
});
