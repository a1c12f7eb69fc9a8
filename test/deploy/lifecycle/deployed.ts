import {
  DescribeStacksCommand,
  paginateDescribeStackEvents,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { AddTagsToResourceCommand, ListTagsForResourceCommand } from '@aws-sdk/client-elasticache';
import type { AssembledStack } from './assembly';
import type { Clients } from './clients';

/** A resource of a deployed stack. */
export interface Deployed {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly id: string;
}

/** The resources of these stacks, by CloudFormation. */
export async function deployedOf({ cloudFormation }: Clients, stacks: readonly AssembledStack[]): Promise<Deployed[]> {
  const found: Deployed[] = [];
  for (const { name: stack } of stacks) {
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: stack })) {
      for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
        found.push({ stack, logicalId: `${LogicalResourceId}`, type: `${ResourceType}`, id: `${PhysicalResourceId}` });
      }
    }
  }
  return found;
}

/** In which state each stack is, and since when. */
export async function statesOf({ cloudFormation }: Clients, stacks: readonly AssembledStack[]) {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({}));
  const ours = Stacks.filter(({ StackName }) => stacks.some(({ name }) => name === StackName));
  return ours.map(({ StackName, StackStatus, LastUpdatedTime }) => ({ StackName, StackStatus, LastUpdatedTime }));
}

/** What CloudFormation said of a resource or its stack, the newest first. */
export interface Told {
  readonly logicalId: string;
  readonly status: string;
  readonly reason: string;
}

/** The events of a stack by its name, or by its id where it is gone. */
export async function eventsOf({ cloudFormation }: Clients, stack: string): Promise<Told[]> {
  const events: Told[] = [];
  for await (const page of paginateDescribeStackEvents({ client: cloudFormation }, { StackName: stack })) {
    for (const { LogicalResourceId, ResourceStatus, ResourceStatusReason = '' } of page.StackEvents ?? []) {
      events.push({ logicalId: `${LogicalResourceId}`, status: `${ResourceStatus}`, reason: ResourceStatusReason });
    }
  }
  return events;
}

const MARK = 'marked-by-the-test';

const KINDS: { readonly [type: string]: string } = {
  'AWS::ElastiCache::CacheCluster': 'cluster',
  'AWS::ElastiCache::ParameterGroup': 'parametergroup',
  'AWS::ElastiCache::ReplicationGroup': 'replicationgroup',
  'AWS::ElastiCache::SubnetGroup': 'subnetgroup',
  'AWS::ElastiCache::User': 'user',
  'AWS::ElastiCache::UserGroup': 'usergroup',
};

/** Puts a mark on what belongs to ElastiCache, which no template knows: what is replaced under the same id loses it. */
export async function mark(clients: Clients, resources: readonly Deployed[]): Promise<void> {
  for (const { type, id } of resources.filter((one) => one.type in KINDS)) {
    const [ResourceName, Tags] = [clients.cacheArn(KINDS[type], id), [{ Key: MARK, Value: id }]];
    await clients.elastiCache.send(new AddTagsToResourceCommand({ ResourceName, Tags }));
  }
}

/** Of each resource of ElastiCache and RDS, what a new one in its place would not have. */
export async function identitiesOf(clients: Clients, resources: readonly Deployed[]) {
  const identities: { [resource: string]: string } = {};
  for (const { stack, logicalId, type, id } of resources.filter((one) => /^AWS::(ElastiCache|RDS)::/.test(one.type))) {
    identities[`${stack}/${logicalId}`] = `${id} ${await beyondItsId(clients, type, id)}`;
  }
  return identities;
}

async function beyondItsId(clients: Clients, type: string, id: string): Promise<string> {
  if (type in KINDS) {
    const asked = new ListTagsForResourceCommand({ ResourceName: clients.cacheArn(KINDS[type], id) });
    const { TagList = [] } = await clients.elastiCache.send(asked);
    return TagList.find(({ Key }) => Key === MARK) === undefined ? 'without the mark' : 'with the mark';
  }
  const kind = /^AWS::RDS::(DBInstance|DBCluster)$/.exec(type)?.[1];
  if (kind === undefined) return '';
  const text = await clients.rds(`Describe${kind}s`, { [`${kind}Identifier`]: id });
  return /<(DbiResourceId|DbClusterResourceId)>(.*?)</.exec(text)?.[2] ?? 'without an id of RDS';
}
