import { Template } from 'aws-cdk-lib/assertions';
import {
  type CfnSecurityGroup,
  Connections,
  type IConnectable,
  type IVpc,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
  type VpcProps,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, type CfnResource, Stack, type StackProps } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { SecretRotation, type SecretRotationProps } from '../../lib/rotation/secret-rotation';

export interface Resources {
  // biome-ignore lint/suspicious/noExplicitAny: tests read into templates
  [logicalId: string]: any;
}

export const ISOLATED: VpcProps = {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED }],
};

/** What a handler may do with the cache. */
export const STATEMENT = {
  Action: 'elasticache:ModifyReplicationGroup',
  Effect: 'Allow',
  Resource: 'arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:orders',
};

export function stackIn(app = new App(), id = 'Stack', props?: StackProps): Stack {
  return new Stack(app, id, props);
}

/** A network by its ids, in two zones. */
export function imported(scope: Construct, kind: 'private' | 'isolated', id = 'Network'): IVpc {
  return Vpc.fromVpcAttributes(scope, id, {
    vpcId: 'vpc-1',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    [`${kind}SubnetIds`]: [`${kind}-1`, `${kind}-2`],
    [`${kind}SubnetRouteTableIds`]: ['rtb-1', 'rtb-2'],
  });
}

/** What stands for a cache: a security group that lets nobody in, and a port. */
export function cacheIn(scope: Construct, vpc: IVpc, id = 'Cache'): IConnectable {
  const securityGroups = [new SecurityGroup(scope, id, { vpc, allowAllOutbound: false })];
  return { connections: new Connections({ securityGroups, defaultPort: Port.tcp(6379) }) };
}

/** `new SecretRotation(stack, 'Rotation', ...)` of a secret of its own, for a cache in that network. */
export function rotate(
  scope: Stack,
  vpc: IVpc = imported(scope, 'private'),
  props: Partial<SecretRotationProps> = {},
  id = '',
): SecretRotation {
  return new SecretRotation(scope, `${id}Rotation`, {
    secret: props.secret ?? new Secret(scope, `${id}Secret`),
    handler: 'rotate-auth-token',
    statements: [PolicyStatement.fromJson(STATEMENT)],
    vpc,
    cache: cacheIn(scope, vpc, `${id}Cache`),
    ...props,
  });
}

export function resources(scope: Stack): Resources {
  return Template.fromStack(scope).toJSON().Resources ?? {};
}

/** The properties of every resource of a type, in the order of the template. */
export function all(scope: Stack, type: string): Resources[] {
  return Object.values(resources(scope))
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

/** The properties of the one resource of a type. */
export function only(scope: Stack, type: string): Resources {
  const found = all(scope, type);
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type}`);
  return found[0];
}

/** The logical id of what a construct makes. */
export function idOf(construct: IConstruct): string {
  const resource = construct.node.defaultChild ?? construct;
  return Stack.of(resource).resolve((resource as CfnResource).logicalId);
}

export function groupId(group: IConstruct): object {
  return { 'Fn::GetAtt': [idOf(group.node.defaultChild as CfnSecurityGroup), 'GroupId'] };
}

/** The whole text of the error that this raises. */
export function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
}

/** The texts of the messages in the app, those of the CDK left out. */
export function messagesIn(scope: Construct): string[] {
  return (scope.node.root as App)
    .synth()
    .stacksRecursively.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)))
    .filter((text) => !text.includes('[ack: @aws-cdk/'));
}
