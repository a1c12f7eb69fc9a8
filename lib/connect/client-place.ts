import {
  CfnResource,
  DefaultTokenResolver,
  Reference,
  Resource,
  Stack,
  Stage,
  StringConcat,
  Token,
  TokenComparison,
  Tokenization,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { outermostStack } from '../access/outermost-stack';
import type { CacheFacts } from './cache-facts';
import { CACHE_WORDS } from './target-words';

/** Why a client cannot be connected from where it is. */
export function placeProblems(cache: CacheFacts, client: IConstruct): string[] {
  const { noun, otherAccount, otherRegion, page } = cache.words ?? CACHE_WORDS;
  const [ours, theirs] = [envOf(cache.construct), envOf(client)];
  if (differ(ours.account, theirs.account)) {
    return [
      `'target' needs to be in account ${ours.account} of the ${noun}, got ${theirs.account}: security groups and roles of another account cannot be let in here; ${otherAccount(theirs.account, ours.account)} (${page})`,
    ];
  }
  if (differ(ours.region, theirs.region)) {
    return [
      `'target' needs to be in Region ${ours.region} of the ${noun}, got ${theirs.region}: security groups of another Region cannot be let in; ${otherRegion} (${page})`,
    ];
  }
  return stackProblems(cache, client);
}

/** A client is deployed after the stack whose endpoint it has to know. */
function stackProblems(cache: CacheFacts, client: IConstruct): string[] {
  const [before, after] = [cache.construct, client].map(outermostStack);
  const { link, arn, connections, words: { noun, otherStage } = CACHE_WORDS } = cache;
  const told = [link, arn, connections.securityGroups.map((group) => group.securityGroupId)];
  // What is known of an imported cache refers to nothing.
  if (before === after || !stacksIn(told, client).includes(before)) return [];
  if (Stage.of(before) !== Stage.of(after)) {
    return [
      `'target' needs to be in the stage of the ${noun}, got '${client.node.path}': stages cannot refer to each other; ${otherStage}`,
    ];
  }
  // The CDK makes dependencies of references at synthesis only.
  const resources = cache.construct.node.findAll().filter(CfnResource.isCfnResource);
  const referred = resources.flatMap((resource) => stacksIn(propertiesOf(resource), resource));
  const needed = [...before.dependencies, ...referred].map(outermostStack).filter((stack) => stack !== before);
  if (!needed.some((stack) => reaches(stack, after))) return [];
  return [
    `'target' needs a stack that is deployed after '${before.node.path}' of the ${noun}, got '${after.node.path}', which '${before.node.path}' needs first; put the ${noun} into '${after.node.path}', or what both need, such as the VPC, into a stack of its own`,
  ];
}

function reaches(stack: Stack, goal: Stack, seen = new Set<Stack>()): boolean {
  if (stack === goal) return true;
  if (seen.has(stack)) return false;
  seen.add(stack);
  return stack.dependencies.some((next) => reaches(outermostStack(next), goal, seen));
}

/** The stacks to which a value refers. */
export function stacksIn(value: unknown, scope: IConstruct): Stack[] {
  const resolver = new References();
  Tokenization.resolve(value, { scope, resolver, preparing: true });
  return [...resolver.stacks];
}

/** What an L1 shares with subclasses only. */
function propertiesOf(resource: CfnResource): unknown {
  return (resource as unknown as { readonly cfnProperties: unknown }).cfnProperties;
}

/** Resolves as always, and remembers the stacks of what it meets. */
class References extends DefaultTokenResolver {
  public readonly stacks = new Set<Stack>();

  constructor() {
    super(new StringConcat());
  }

  public override resolveToken(...[token, context, postProcessor]: Parameters<DefaultTokenResolver['resolveToken']>) {
    if (Reference.isReference(token)) this.stacks.add(outermostStack(token.target));
    return super.resolveToken(token, context, postProcessor);
  }
}

/** Imported resources know their own account and Region, which may not be those of the stack they are imported into. */
function envOf(construct: IConstruct): { readonly account: string; readonly region: string } {
  return Resource.isResource(construct) ? construct.env : Stack.of(construct);
}

/** Whether both are known, and not the same. */
function differ(left: string, right: string): boolean {
  return Token.compareStrings(left, right) === TokenComparison.DIFFERENT;
}
