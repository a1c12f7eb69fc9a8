import type { Part, StackTemplate } from './stack-template';

/** What is a detail of the resource that one of its properties names. */
const PART_OF: { readonly [type: string]: string } = {
  'AWS::ApiGatewayV2::Authorizer': 'ApiId',
  'AWS::ApiGatewayV2::Integration': 'ApiId',
  'AWS::ApiGatewayV2::Route': 'ApiId',
  'AWS::ApiGatewayV2::Stage': 'ApiId',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'ResourceId',
  'AWS::ApplicationAutoScaling::ScalingPolicy': 'ScalingTargetId',
  'AWS::Backup::BackupSelection': 'BackupPlanId',
  'AWS::EC2::FlowLog': 'ResourceId',
  'AWS::EC2::Route': 'RouteTableId',
  'AWS::EC2::RouteTable': 'VpcId',
  'AWS::EC2::Subnet': 'VpcId',
  'AWS::EC2::SubnetRouteTableAssociation': 'SubnetId',
  'AWS::EC2::VPCGatewayAttachment': 'VpcId',
  'AWS::IAM::ManagedPolicy': 'Roles',
  'AWS::IAM::Policy': 'Roles',
  'AWS::KMS::Alias': 'TargetKeyId',
  'AWS::Lambda::EventInvokeConfig': 'FunctionName',
  'AWS::Lambda::Permission': 'FunctionName',
  'AWS::Lambda::Url': 'TargetFunctionArn',
  'AWS::Lambda::Version': 'FunctionName',
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::SecretsManager::ResourcePolicy': 'SecretId',
  'AWS::SecretsManager::RotationSchedule': 'SecretId',
  'AWS::SecretsManager::SecretTargetAttachment': 'SecretId',
};

/** What is a detail of the resources that name it. */
const OF_ITS_USERS = new Set([
  'AWS::EC2::SecurityGroup',
  'AWS::ECS::TaskDefinition',
  'AWS::IAM::Role',
  'AWS::ServiceDiscovery::Service',
]);

/** Types that name others without being made of them. */
const NO_USER =
  /^AWS::(EC2::SecurityGroup|IAM::|SSM::|SecretsManager::ResourcePolicy|KMS::Key|ApiGatewayV2::Integration)/;

/** What the CDK makes for the deployment itself; CloudFormation calls it, nobody else does. */
const FOR_DEPLOYMENT = /(^|\/)(Custom::|AWS679f53fac|LogRetention[0-9a-f]{8})/;

/** What nobody has to see in a picture: log groups and parameters stand in the tables. */
const OUT_OF_PICTURE =
  /^(Custom::|AWS::(CDK::Metadata|EC2::(EIP|SecurityGroup(Ingress|Egress))|Logs::LogGroup|SSM::Parameter)$)/;

/** Finds of which resources a person would say that somebody is part. */
export class Folding {
  private readonly users = new Map<string, Part[]>();

  constructor(private readonly template: StackTemplate) {
    for (const part of template.parts.values()) {
      for (const { target } of part.references) this.users.set(target, [...(this.users.get(target) ?? []), part]);
    }
  }

  /** The resources of the picture that an id stands for: itself, what it is part of, or those that use it. */
  public ownersOf(id: string, seen: ReadonlySet<string> = new Set()): readonly string[] {
    if (this.template.parameters.has(id)) return [id];
    const part = this.template.parts.get(id);
    if (part === undefined || seen.has(id)) return [];
    const further = new Set([...seen, id]);
    const property = PART_OF[part.type];
    if (property !== undefined) {
      const named = part.references.filter((reference) => reference.property === property);
      return unique(named.flatMap(({ target }) => this.ownersOf(target, further)));
    }
    if (!OF_ITS_USERS.has(part.type)) return [id];
    const users = (this.users.get(id) ?? []).filter(({ type }) => !NO_USER.test(type));
    const owners = unique(users.flatMap((user) => this.ownersOf(user.id, further)));
    return owners.length === 0 ? [id] : owners;
  }

  /** The names of the resources that an id stands for. */
  public namesOf(id: string): readonly string[] {
    return this.ownersOf(id).map((owner) => this.template.parts.get(owner)?.name ?? `parameter ${owner}`);
  }
}

/** Whether a part is a node of the picture by itself. */
export function isNode({ type, name }: Part): boolean {
  return !(type in PART_OF) && !OUT_OF_PICTURE.test(type) && !isForDeployment(name);
}

/** Whether the CDK made it for the deployment itself. */
export function isForDeployment(name: string): boolean {
  return FOR_DEPLOYMENT.test(name);
}

export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
