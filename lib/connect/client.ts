import type { Connections, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { containersOf } from './client-containers';
import { functionOf } from './client-function';
import type { LinkVariables } from './link-variables';
import { CACHE_WORDS, type TargetWords } from './target-words';

/**
 * Somebody who connects to a cache: a Lambda function, an ECS service, an EC2 instance, an Auto Scaling group, an EKS
 * service account, a role, or anything else that has security groups. Pass the construct itself.
 */
export interface IClient {
  /** The security groups of the client. */
  readonly connections?: Connections;
  /** The role of the client. */
  readonly grantPrincipal?: IPrincipal;
}

/** What connecting has to know of a client. */
export interface Client {
  /** In whose stack things are made, and on which warnings stand; undefined if there is no construct at all. */
  readonly construct?: IConstruct;
  /** Its security groups. */
  readonly groups: readonly ISecurityGroup[];
  /** Its role; undefined if it has none. */
  readonly principal?: IPrincipal;
  /** Where its environment variables are set; undefined if it reads a parameter instead. */
  readonly variables?: readonly LinkVariables[];
  /** Why it cannot be connected. */
  readonly problems: readonly string[];
}

/**
 * Who the client is. Kinds are told apart by what they have, here, in `client-function.ts` and in `client-containers.ts`:
 * `instanceof` would load modules that an app may not use, and fail between two copies of them. Asking with `in` calls no
 * getter, because some of them throw.
 *
 * @param containers the containers of a service that connect; undefined for the default container of the task
 */
export function clientOf(
  target: IClient,
  containers?: readonly ContainerDefinition[],
  words: TargetWords = CACHE_WORDS,
): Client {
  const service = containersOf(target, words, containers);
  if (service !== undefined) return service;
  const { problems, ...client } = functionOf(target, words) ?? otherOf(target);
  return { ...client, problems: containers === undefined ? problems : [...problems, ONLY_SERVICES] };
}

function otherOf(target: IClient): Client {
  const groups = connectionsOf(target)?.securityGroups ?? [];
  const principal = target.grantPrincipal;
  const construct = ([target, principal, ...groups] as unknown[]).find(Construct.isConstruct);
  return { construct, groups, principal, problems: groups.length > 0 || principal !== undefined ? [] : [NOBODY] };
}

/** Some constructs throw where they have no security groups. */
function connectionsOf(target: IClient): Connections | undefined {
  try {
    return target.connections;
  } catch {
    return undefined;
  }
}

const ONLY_SERVICES = "'containers' needs an ECS service as 'target', got another client; leave it out";

const NOBODY =
  "'target' needs security groups or a role, got neither; pass a function, a service, an instance, an Auto Scaling " +
  'group, a service account, a role, or something that has security groups';
