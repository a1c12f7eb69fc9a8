import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { Connections, Instance, InstanceType, type IVpc, MachineImage, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Cluster as EksCluster, type ICluster } from 'aws-cdk-lib/aws-eks';
import { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { OpenIdConnectProvider, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, type FunctionOptions, Function as LambdaFunction, LayerVersion, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, type Environment, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib/core';
import { AuthKind, LinkField } from 'cache-tier/link';
import type { Construct } from 'constructs';
import type { ClientIdentity, IdentityOptions } from '../../lib/access/client-identity';
import type { IUser } from '../../lib/access/user';
import { accessArn } from '../../lib/access/user-id';
import type { CacheFacts } from '../../lib/connect/cache-facts';
import { network } from '../cache/given';

export const ACCOUNT = '111111111111';
export const HERE: Environment = { account: ACCOUNT, region: 'eu-west-1' };
/** The flags of an app that `cdk init` makes today. */
export const FLAGS: { readonly [flag: string]: unknown } = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

export interface FakeOptions {
  readonly kind?: AuthKind;
  readonly ports?: number[];
  readonly securityGroups?: SecurityGroup[];
  readonly vpc?: IVpc;
  readonly secret?: ISecret;
  readonly identity?: (options: IdentityOptions) => ClientIdentity;
}

/** What connecting knows of a cache, with nothing around it that does not matter here. */
export function cacheIn(scope: Construct, options: FakeOptions = {}, id = 'Cache'): CacheFacts {
  const { ports = [6379], vpc = network(scope, undefined, `${id}Network`) } = options;
  const construct = new FakeCache(scope, id);
  const securityGroups = options.securityGroups ?? [
    new SecurityGroup(construct, 'SecurityGroup', { vpc, allowAllOutbound: false }),
  ];
  const l1 = new CfnReplicationGroup(construct, 'Resource', {
    replicationGroupDescription: 'A cache',
    securityGroupIds: securityGroups.map((group) => group.securityGroupId),
  });
  l1.applyRemovalPolicy(RemovalPolicy.SNAPSHOT);
  return {
    construct,
    connections: new Connections({ securityGroups }),
    ports,
    arn: `arn:aws:elasticache:eu-west-1:${ACCOUNT}:replicationgroup:${l1.ref}`,
    link: {
      [LinkField.ENDPOINT]: l1.attrPrimaryEndPointAddress,
      [LinkField.PORT]: String(ports[0]),
      [LinkField.TLS]: 'true',
    },
    identity: options.identity ?? (() => identityIn(construct, options)),
  };
}

class FakeCache extends Resource {}

function identityIn(scope: Construct, { kind = AuthKind.IAM, secret }: FakeOptions): ClientIdentity {
  if (kind === AuthKind.NONE) return { kind };
  if (kind === AuthKind.IAM) return { kind, user: userIn(scope, kind) };
  const own = secret ?? (scope.node.tryFindChild('Secret') as Secret) ?? new Secret(scope, 'Secret');
  return kind === AuthKind.AUTH_TOKEN ? { kind, secret: own } : { kind, secret: own, user: userIn(scope, kind, own) };
}

function userIn(scope: Construct, kind: AuthKind, secret?: ISecret): IUser {
  return (scope.node.tryFindChild('User') as FakeUser) ?? new FakeUser(scope, 'User', kind, secret);
}

/** A user of a literal id. */
export class FakeUser extends Resource implements IUser {
  public readonly userId = 'shop-user';
  public readonly userName = 'shop-user';
  public readonly userArn = accessArn(this, 'user', this.userId);
  public readonly userRef = { userName: this.userName, userArn: this.userArn };
  constructor(
    scope: Construct,
    id: string,
    public readonly authentication = AuthKind.IAM,
    public readonly secret?: ISecret,
  ) {
    super(scope, id);
  }
}

/** Two stacks of one app; the cache is to live in the first. */
export function stacks({ env = HERE, context }: { env?: Environment; context?: { [flag: string]: unknown } } = {}) {
  const app = new App({ context });
  return { app, own: new Stack(app, 'Own', { env }), other: new Stack(app, 'Other', { env }) };
}

export function functionIn(scope: Construct, options: FunctionOptions = {}, id = 'Api'): LambdaFunction {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
    vpc: network(scope, undefined, `${id}Network`),
    ...options,
  });
}

export function serviceIn(scope: Construct, id = 'Web'): FargateService {
  const taskDefinition = new FargateTaskDefinition(scope, `${id}Task`);
  taskDefinition.addContainer('app', { image: ContainerImage.fromRegistry('app') });
  const cluster = new Cluster(scope, `${id}Cluster`, { vpc: network(scope, undefined, `${id}Network`) });
  return new FargateService(scope, id, {
    cluster,
    taskDefinition,
    minHealthyPercent: 100,
    circuitBreaker: { enable: true },
  });
}

const machine = () => ({
  instanceType: new InstanceType('t3.micro'),
  machineImage: MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }),
});

export function instanceIn(scope: Construct, id = 'Box'): Instance {
  return new Instance(scope, id, { vpc: network(scope, undefined, `${id}Network`), ...machine() });
}

export function fleetIn(scope: Construct, id = 'Fleet'): AutoScalingGroup {
  return new AutoScalingGroup(scope, id, { vpc: network(scope, undefined, `${id}Network`), ...machine() });
}

export function groupIn(scope: Construct, id = 'Group', allowAllOutbound?: boolean): SecurityGroup {
  return new SecurityGroup(scope, id, { vpc: network(scope, undefined, `${id}Network`), allowAllOutbound });
}

export function roleIn(scope: Construct, id = 'Role'): Role {
  return new Role(scope, id, { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com') });
}

/** An EKS cluster that exists, with its security group. */
export function clusterIn(scope: Construct): ICluster {
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/1`;
  return EksCluster.fromClusterAttributes(scope, 'Cluster', {
    clusterName: 'shop',
    vpc: network(scope, undefined, 'ClusterNetwork'),
    clusterSecurityGroupId: 'sg-eks',
    kubectlRoleArn: `arn:aws:iam::${ACCOUNT}:role/kubectl`,
    kubectlLayer: LayerVersion.fromLayerVersionArn(scope, 'Kubectl', `arn:aws:lambda:eu-west-1:${ACCOUNT}:layer:k:1`),
    openIdConnectProvider: OpenIdConnectProvider.fromOpenIdConnectProviderArn(scope, 'Provider', provider),
  });
}

// biome-ignore lint/suspicious/noExplicitAny: tests read into templates
export type Resources = { [logicalId: string]: { Type: string; Properties: any; DependsOn?: string[] } };

export function resourcesIn(scope: Stack): Resources {
  return Template.fromStack(scope).toJSON().Resources ?? {};
}

/** The properties of all resources of a type. */
export function allOf(scope: Stack, type: string) {
  return Object.values(resourcesIn(scope))
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
}

/** The statements of all policies of a stack. */
export function statementsIn(scope: Stack) {
  return allOf(scope, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

/** The statements that connecting writes, each in one line; the order of actions and statements is the CDK's. */
export function grantsIn(scope: Stack): string[] {
  const list = (value: unknown) => (Array.isArray(value) ? value : [value]).map(flat).sort().join(', ');
  return statementsIn(scope)
    .map(({ Action, Resource: on }) => `${list(Action)} on ${list(on)}`)
    .filter((line) => /^(elasticache|secretsmanager|kms|ssm:GetParameter )/.test(line))
    .sort();
}

/** A value with what only the deployment knows in angle brackets, without hashes: `<Cache.PrimaryEndPoint.Address>`. */
export function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, inner]] = Object.entries(value) as [string, never][];
  if (name === 'Fn::Join') return (inner[1] as unknown[]).map(flat).join(inner[0]);
  if (name === 'Ref' && inner === 'AWS::Partition') return 'aws';
  return `<${nameOf(name, inner)}>`.replace(/[0-9A-F]{8}/g, '');
}

function nameOf(name: string, inner: never): string {
  if (name === 'Ref') return inner;
  if (name === 'Fn::GetAtt') return (inner as string[]).join('.');
  return name === 'Fn::GetStackOutput' ? `${inner['StackName']}: ${inner['OutputName']}` : name;
}

/** The rules of security groups, each in one line. */
export function rulesIn(scope: Stack): string[] {
  const ingress = allOf(scope, 'AWS::EC2::SecurityGroupIngress').map(
    ({ GroupId, SourceSecurityGroupId, IpProtocol, FromPort, ToPort, Description }) =>
      `${flat(SourceSecurityGroupId)} into ${flat(GroupId)} on ${IpProtocol} ${FromPort}-${ToPort}: ${Description}`,
  );
  const egress = allOf(scope, 'AWS::EC2::SecurityGroupEgress').map(
    ({ GroupId, DestinationSecurityGroupId, IpProtocol, FromPort, ToPort, Description }) =>
      `${flat(GroupId)} out to ${flat(DestinationSecurityGroupId)} on ${IpProtocol} ${FromPort}-${ToPort}: ${Description}`,
  );
  return [...ingress, ...egress];
}

/** The warnings of this library in the whole app: `/path: [id] text`. */
export function warningsIn(app: App): string[] {
  return app
    .synth()
    .stacksRecursively.flatMap(({ messages }) => messages.map(({ id, entry }) => `${id.slice(1)}: ${entry.data}`))
    .filter((text) => text.includes('[ack: cdk-cache-tier:'));
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

export { network };
