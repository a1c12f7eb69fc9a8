import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Annotations, CfnResource, Stack } from 'aws-cdk-lib/core';
import { DEFAULT_CONNECTION, type Link, linkEnvironment } from 'cache-tier/link';
import { Construct, type IConstruct } from 'constructs';
import { spelled } from '../access/spelled-value';
import { ServiceEndpoints } from '../network/service-endpoints';
import { WARNING_PREFIX } from '../policy/enforce';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { CacheFacts } from './cache-facts';
import { type Client, clientOf, type IClient } from './client';
import { allow, identityStatements } from './client-grants';
import { orderProblems } from './client-order';
import { placeProblems } from './client-place';
import { letIn } from './client-rules';
import { Connection, type ConnectOptions } from './connection';
import { nameProblems, prefixProblems, take, takenProblems } from './connection-name';
import { identityOf, linkOf } from './link-of-client';
import { type LinkParameter, linkParameter, parameterProblems } from './link-parameter';
import { setVariables } from './link-variables';
import { CACHE_WORDS, type TargetWords } from './target-words';

/**
 * Connects a client: opens the ports, lets the role be who the client is, and tells the application where the cache or
 * the database is.
 *
 * @throws InvalidCacheError with everything that stands in the way
 */
export function connect(cache: CacheFacts, target: IClient, options: ConnectOptions = {}): Connection {
  const { words = CACHE_WORDS, defaultName = DEFAULT_CONNECTION } = cache;
  const { as: name = defaultName, keyPrefix, from, containers } = options;
  const client = clientOf(target, containers, words);
  const groups = from?.connections.securityGroups ?? client.groups;
  const construct = client.construct ?? groups.find(Construct.isConstruct) ?? cache.construct;
  const { identity, problems } = identityOf(cache, options, [
    ...nameProblems(name),
    ...prefixProblems(keyPrefix),
    ...client.problems,
    ...(groups.length === 0 && client.problems.length === 0
      ? [from === undefined ? withoutGroups(words) : NO_GROUPS_FROM]
      : []),
    ...placeProblems(cache, construct),
    ...takenNames(client, construct, name),
  ]);
  if (identity === undefined || problems.length > 0) throw new InvalidCacheError(construct.node.path, problems);
  const late = orderProblems(cache, identity, construct, client.principal);
  if (late.length > 0) throw new InvalidCacheError(construct.node.path, late);

  letIn(cache, groups, construct);
  if (identity.secret !== undefined && cache.vpc !== undefined) {
    // Where a rotation has endpoints made, their private names lead the client to them when it reads its secret.
    ServiceEndpoints.whenMade(cache.vpc, (endpoints) => {
      const door = { construct: endpoints, connections: endpoints.connections, ports: [HTTPS], title: 'the endpoints' };
      letIn(door, groups, construct);
    });
  }
  for (const needed of [identity.userGroup?.node.defaultChild, ...(cache.servers ?? [])]) startAfter(construct, needed);
  const link = linkOf(cache, identity, construct, options);
  const parameter = tell(cache, client, construct, name, link);
  const read = parameter && new PolicyStatement({ actions: ['ssm:GetParameter'], resources: [parameter.arn] });
  allow(client.principal, [...identityStatements(cache, identity, construct), ...(read ? [read] : [])], construct);
  return new Connection({
    name,
    link,
    environment: linkEnvironment(name, link),
    user: identity.user,
    secret: identity.secret,
    parameterName: parameter?.name,
    parameterArn: parameter?.arn,
  });
}

function takenNames({ variables }: Client, construct: IConstruct, name: string): string[] {
  if (variables === undefined) return [...takenProblems(construct, name), ...parameterProblems(construct, name)];
  return variables.flatMap((holder) => takenProblems(holder.construct, name, holder.names));
}

/** Tells the client of the cache: by variables where it can have some, or else by a parameter. */
function tell(
  { construct: cache, words: { noun } = CACHE_WORDS }: CacheFacts,
  { variables }: Client,
  client: IConstruct,
  name: string,
  link: Link,
): LinkParameter | undefined {
  if (variables === undefined) {
    take(client, name, cache);
    const description = `How ${client.node.path} connects to the ${noun} ${cache.node.path}`.slice(0, 1024);
    const parameter = linkParameter(client, name, link, { description, tier: 'Standard' });
    if (isMachine(client)) startAfter(client, parameter.resource);
    return parameter;
  }
  const environment = linkEnvironment(name, link);
  for (const holder of variables) {
    take(holder.construct, name, cache);
    setVariables(holder, environment);
    if (holder.set === undefined) setByHand(holder.construct, environment);
  }
  return undefined;
}

function setByHand(construct: IConstruct, variables: { readonly [name: string]: string }): void {
  const list = Object.entries(variables).map(([variable, value]) => `${variable}=${spelled(construct, value)}`);
  Annotations.of(construct).addWarningV2(
    `${WARNING_PREFIX}connect-imported`,
    `'target' needs environment variables that cannot be set on an imported function; set by hand: ${list.join(' ')}`,
  );
}

const HTTPS = 443;

/** Machines read the link when they start; functions and services wait for the cache because their variables name it. */
const MACHINES = ['AWS::EC2::Instance', 'AWS::AutoScaling::AutoScalingGroup'];

const PROGRAMS = ['AWS::Lambda::Function', 'AWS::ECS::Service'];

function isMachine(client: IConstruct): boolean {
  return MACHINES.includes(startedBy(client)?.cfnResourceType ?? '');
}

/** The resource with which programs of the client start. */
function startedBy({ node }: IConstruct): CfnResource | undefined {
  const own = [node.defaultChild, node.tryFindChild('Service')].filter(CfnResource.isCfnResource);
  return own.find(({ cfnResourceType }) => [...MACHINES, ...PROGRAMS].includes(cfnResourceType));
}

/**
 * Nothing else makes a client wait: it names its user by a literal id, and in an update the cache is there already, so it
 * would try to connect while its user is still on the way into the group.
 */
function startAfter(client: IConstruct, needed: IConstruct | undefined): void {
  // A cache of another stack is deployed before; nested stacks could need each other.
  if (needed === undefined || Stack.of(needed) !== Stack.of(client)) return;
  startedBy(client)?.node.addDependency(needed);
}

function withoutGroups({ grantAlone }: TargetWords): string {
  return `'from' needs something whose security groups are let in, because 'target' has none, got none; pass it, such as the cluster of a service account or the machines of a service, ${grantAlone}`;
}

const NO_GROUPS_FROM = "'from' needs something whose security groups are let in, got one that has none; pass another";
