import type { IPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnResource } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { Construct, type IConstruct } from 'constructs';
import type { ClientIdentity } from '../access/client-identity';
import { deploymentUnit, stacksOf } from '../access/deployment-unit';
import { outermostStack } from '../access/outermost-stack';
import type { CacheFacts } from './cache-facts';
import { stacksIn } from './client-place';
import { CACHE_WORDS } from './target-words';

/**
 * Why what a client has cannot be made in the order that it needs: users, their group, the cache, the policy of the role,
 * the client. The CDK finds such a cycle among stacks without saying whose it is, and among nested stacks not at all.
 */
export function orderProblems(
  cache: CacheFacts,
  identity: ClientIdentity,
  client: IConstruct,
  principal: IPrincipal | undefined,
): string[] {
  return [...userProblems(cache, identity, client), ...roleProblems(cache, identity, client, principal)];
}

function userProblems(cache: CacheFacts, { user, userGroup }: ClientIdentity, client: IConstruct): string[] {
  if (user?.node.defaultChild === undefined || userGroup === undefined) return [];
  const unit = deploymentUnit(user, userGroup);
  if (unit === undefined || !stacksOf(client).includes(unit)) return [];
  return [
    `'user' needs a user that is made before the cache '${cache.construct.node.path}', got '${user.node.path}' in '${unit.node.path}', which has the client and is made after the cache; make the user beside its group '${userGroup.node.path}'`,
  ];
}

function roleProblems(
  cache: CacheFacts,
  { kind, secret }: ClientIdentity,
  client: IConstruct,
  role: IPrincipal | undefined,
): string[] {
  // A role that must not be changed gets no policy; one that stands for another role shows the resource of that one.
  if (!Construct.isConstruct(role) || !role.node.children.some(CfnResource.isCfnResource)) return [];
  const { noun } = cache.words ?? CACHE_WORDS;
  const unit = deploymentUnit(client, role);
  if (unit === undefined || !stacksOf(cache.construct).includes(unit)) return [];
  const named = kind === AuthKind.IAM ? cache.arn : secret?.secretArn;
  if (!stacksIn(named, client).includes(outermostStack(cache.construct))) return [];
  return [
    `'target' needs a role whose policy can name the ${noun} of '${unit.node.path}', got '${role.node.path}', which '${unit.node.path}' needs first; make the role there, or the ${noun} in a stack of its own`,
  ];
}
