import type { CfnVPCEndpoint, IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib/core';
import { l1Shape } from '../policy/l1-shape';

/** A service, by the end of the names of its endpoints. */
export type ServiceName = 'secretsmanager' | 'elasticache' | 'ecs' | 'ecr.api' | 'ecr.dkr' | 'logs';

const TITLES: { readonly [service in ServiceName]: string } = {
  secretsmanager: 'Secrets Manager',
  elasticache: 'ElastiCache',
  ecs: 'Amazon ECS',
  'ecr.api': 'the API of ECR',
  'ecr.dkr': 'the images of ECR',
  logs: 'CloudWatch Logs',
};

/** The name of a service for people. */
export function titleOf(service: ServiceName): string {
  return TITLES[service];
}

/** An interface endpoint that was found in the app. */
export interface FoundEndpoint {
  /** The endpoint. */
  readonly resource: CfnVPCEndpoint;
  /** False if a token hides of which VPC or service it is: then it may be the one, and no rule is broken. */
  readonly certain: boolean;
}

/**
 * The endpoints of a service in a VPC, whatever construct of the app made them. One without private DNS is none: a client
 * would have to be told of it.
 */
export function endpointsFor(vpc: IVpc, service: ServiceName): FoundEndpoint[] {
  return vpc.node.root.node
    .findAll()
    .filter(isEndpoint)
    .flatMap((resource) => {
      const match = [inVpc(resource.vpcId, vpc.vpcId), isFor(resource, service), hasPrivateDns(resource)];
      if (match.includes(false)) return [];
      return [{ resource, certain: !match.includes(undefined) }];
    });
}

/**
 * Whether two ids are of one VPC; undefined if that is not known. They are compared as they were written: resolved, an id
 * of another stack is an import there, and a plain reference where nobody imports it.
 */
function inVpc(id: string, vpcId: string): boolean | undefined {
  if (id === vpcId) return true;
  const [one, other] = [vpcOf(id), vpcOf(vpcId)];
  return one === undefined || other === undefined ? undefined : one === other;
}

/** The VPC itself where the app makes it, its id where that is literal; undefined where neither is known. */
function vpcOf(id: string): CfnResource | string | undefined {
  if (!Token.isUnresolved(id)) return id;
  const resource = resourceOf(id);
  return resource?.cfnResourceType === 'AWS::EC2::VPC' ? resource : undefined;
}

/** The resource of the app to which a value refers; undefined if it is another value. */
export function resourceOf(value: string): CfnResource | undefined {
  const [token] = Tokenization.reverseString(value).tokens;
  return Reference.isReference(token) && CfnResource.isCfnResource(token.target) ? token.target : undefined;
}

/** By the end of its name, which begins with a Region that may be a token. */
function isFor(resource: CfnVPCEndpoint, service: ServiceName): boolean | undefined {
  const name: unknown = Stack.of(resource).resolve(resource.serviceName);
  // The endpoint of a resource or of a service network has none.
  if (name === undefined) return false;
  const end = typeof name === 'string' ? name : lastOfJoin(name);
  return end === undefined ? undefined : end.endsWith(`.${service}`);
}

function lastOfJoin(value: unknown): string | undefined {
  const parts = (value as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join']?.[1];
  const last = Array.isArray(parts) ? parts.at(-1) : undefined;
  return typeof last === 'string' ? last : undefined;
}

/** An L1 endpoint has none unless it says so. */
function hasPrivateDns(resource: CfnVPCEndpoint): boolean | undefined {
  const { PrivateDnsEnabled: enabled = false } = l1Shape(resource).Properties as { PrivateDnsEnabled?: unknown };
  return typeof enabled === 'boolean' ? enabled : undefined;
}

function isEndpoint(construct: unknown): construct is CfnVPCEndpoint {
  return CfnResource.isCfnResource(construct) && construct.cfnResourceType === 'AWS::EC2::VPCEndpoint';
}
