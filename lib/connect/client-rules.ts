import { type Connections, type ISecurityGroup, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Annotations, Names, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { weakly } from '../access/weak-reference';
import { differ, vpcOfGroups } from '../network/known-vpc';
import { WARNING_PREFIX } from '../policy/enforce';
import { CACHE_WORDS, type TargetWords } from './target-words';

/** What clients are let in by. */
export interface CacheDoor {
  /** The cache. */
  readonly construct: IConstruct;
  /** Its security groups. */
  readonly connections: Connections;
  /** The ports that are opened. */
  readonly ports: readonly number[];
  /**
   * What it is called in the description of a rule.
   *
   * @default - what its words say: 'the cache'
   */
  readonly title?: string;
  /** How messages speak of it; undefined for a cache. */
  readonly words?: TargetWords;
}

/**
 * Lets security groups in on every port of a cache, and out where they are closed. All rules stand in the stack of the
 * client, so that the stack of the cache never depends on it. Two stacks whose clients share a security group share its
 * rule: EC2 refuses the same rule twice.
 *
 * @param client in whose stack the rules stand, and on which warnings stand
 */
export function letIn(cache: CacheDoor, groups: readonly ISecurityGroup[], client: IConstruct): void {
  const { words = CACHE_WORDS } = cache;
  const { title = `the ${words.noun}` } = cache;
  const description = ec2Text(`${client.node.path} to ${title} ${cache.construct.node.path}`);
  const doors = cache.connections.securityGroups.filter((door) => !isImmutable(door));
  if (doors.length === 0) warn(client, 'connect-rules', byHand(cache, groups));
  for (const door of doors) {
    const near = Stack.of(door) === Stack.of(client) ? door : importedInto(Stack.of(client), door, client);
    for (const group of groups) {
      const holders = cache.ports.map((port) =>
        holderOf(door, group, port, client, () => near.connections.allowFrom(group, Port.tcp(port), description)),
      );
      // The stack of the cache is there as long as any client.
      const foreign = holders.find((holder) => holder !== Stack.of(client) && holder !== Stack.of(cache.construct));
      if (foreign !== undefined) warn(client, 'connect-shared-group', sharedWith(foreign, group));
    }
  }
  if (differ(vpcOfGroups(cache.connections.securityGroups), vpcOfGroups(groups)))
    warn(client, 'connect-other-vpc', otherVpc(words));
}

/** A description as EC2 takes it: construct ids may have characters that it refuses. */
export function ec2Text(text: string): string {
  return text.replace(/[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/g, '-').slice(0, 255);
}

/** Imported once into each stack: two of them would make the same rule twice. */
function importedInto(stack: Stack, door: ISecurityGroup, client: IConstruct): ISecurityGroup {
  const id = `Cache${Names.nodeUniqueId(door.node)}`;
  const known = stack.node.tryFindChild(id) as ISecurityGroup | undefined;
  return known ?? SecurityGroup.fromSecurityGroupId(stack, id, weakly(door.securityGroupId, client, door));
}

const RULES = Symbol.for('cdk-cache-tier.rules');

/**
 * The stack that has a rule: the first that asked. Groups are compared by their ids, because the CDK imports those of
 * other stacks once for each service.
 */
function holderOf(
  door: ISecurityGroup,
  group: ISecurityGroup,
  port: number,
  client: IConstruct,
  make: () => void,
): Stack {
  const root = client.node.root as IConstruct & { [RULES]?: Map<string, Stack> };
  root[RULES] ??= new Map();
  const rule = `${door.securityGroupId} ${group.securityGroupId} ${port}`;
  const known = root[RULES].get(rule);
  if (known !== undefined) return known;
  root[RULES].set(rule, Stack.of(client));
  make();
  return Stack.of(client);
}

function sharedWith(stack: Stack, group: ISecurityGroup): string {
  return `'target' shares the security group '${group.node.path}' with a client in stack '${stack.node.path}', which has the rule for both; deploy that stack as long as this one, or give each client a group of its own`;
}

/** The classes of imported groups have no other mark. Such a group drops rules without a word. */
function isImmutable(group: ISecurityGroup): boolean {
  return group.constructor.name === 'ImmutableImport';
}

function byHand(
  { ports, connections, words: { noun } = CACHE_WORDS }: CacheDoor,
  groups: readonly ISecurityGroup[],
): string {
  const got = connections.securityGroups.length > 0 ? 'only groups that are imported with mutable: false' : 'none';
  const clients = groups.map((group) => `'${group.node.path}'`).join(' and ');
  return `'securityGroups' needs a group of the ${noun} that may be changed, got ${got}; let in ${clients} on TCP ${ports.join(' and ')} by hand`;
}

function warn(client: IConstruct, id: string, message: string): void {
  Annotations.of(client).addWarningV2(`${WARNING_PREFIX}${id}`, message);
}

function otherVpc({ noun, page }: TargetWords): string {
  return `'target' needs a route to the VPC of the ${noun}, got another VPC; peer the two first, because a security group can be let in only where the networks are peered (${page})`;
}
