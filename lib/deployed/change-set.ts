import { setTimeout } from 'node:timers/promises';
import type { DescribeChangeSetOutput, ResourceChange } from '@aws-sdk/client-cloudformation';
import type { ResourceVerdict } from '../review/change-set-verdict';
import type { StackService } from './cloudformation';
import { Refusal } from './refusal';
import type { TemplateTree } from './template-tree';

/** What a change set says; undefined where the stack has none of this name. */
export type ChangeSetVerdicts = readonly ResourceVerdict[] | undefined;

/** Some minutes in all: each wait is twice as long as the one before. */
const ATTEMPTS = 70;
const waitMs = (attempt: number) => Math.min(100 * 2 ** attempt, 5000);

/**
 * What a prepared change set says of the resources of a stack, and of its nested stacks where it was made with them.
 *
 * @param service CloudFormation in the place of the stack
 * @param stack the stack, and its id
 * @param changeSet the name of the change set
 * @param tree the new template, which names the files
 * @throws Refusal where the change set failed, or is out of date
 */
export async function changeSetVerdicts(
  service: StackService,
  stack: { readonly id: string; readonly name: string },
  changeSet: string,
  tree: TemplateTree,
): Promise<ChangeSetVerdicts> {
  const first = await whenPrepared(service, stack, changeSet);
  if (first === undefined) return undefined;
  const reason = first.StatusReason ?? '';
  if (first.Status === 'FAILED' && /didn't contain changes|No updates are to be performed/i.test(reason)) return [];
  if (first.Status !== 'CREATE_COMPLETE') {
    throw new Refusal(
      `${stack.name}: the change set ${changeSet} is in ${first.Status}: ${reason || 'no reason is given'}`,
    );
  }
  if (first.ExecutionStatus !== undefined && !['AVAILABLE', 'UNAVAILABLE'].includes(first.ExecutionStatus)) {
    const status = first.ExecutionStatus;
    throw new Refusal(`${stack.name}: the change set ${changeSet} is ${status}; prepare a new one`);
  }
  const verdicts: ResourceVerdict[] = [];
  for (const change of await changesOf(service, stack.id, changeSet, first)) {
    const verdict = verdictOf(change, tree.file);
    if (verdict) verdicts.push(verdict);
    const child = tree.children.get(change.LogicalResourceId ?? '');
    if (change.ChangeSetId === undefined || child === undefined) continue;
    const inner = { id: change.PhysicalResourceId ?? stack.id, name: `${stack.name}/${change.LogicalResourceId}` };
    verdicts.push(...((await changeSetVerdicts(service, inner, change.ChangeSetId, child)) ?? []));
  }
  return verdicts;
}

/** The first page, when CloudFormation has made the change set. */
async function whenPrepared(
  service: StackService,
  { id, name }: { readonly id: string; readonly name: string },
  changeSet: string,
): Promise<DescribeChangeSetOutput | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer = await service.changeSet(id, changeSet);
    if (!answer?.Status?.endsWith('_IN_PROGRESS') && answer?.Status !== 'CREATE_PENDING') return answer;
    if (answer.Status.startsWith('DELETE_')) break;
    await setTimeout(waitMs(attempt));
  }
  throw new Refusal(`${name}: the change set ${changeSet} is still not there; ask again later`);
}

async function changesOf(
  service: StackService,
  stackId: string,
  changeSet: string,
  first: DescribeChangeSetOutput,
): Promise<ResourceChange[]> {
  const changes: ResourceChange[] = [];
  for (let page: DescribeChangeSetOutput | undefined = first; page !== undefined; ) {
    changes.push(...(page.Changes ?? []).flatMap(({ ResourceChange }) => ResourceChange ?? []));
    page = page.NextToken === undefined ? undefined : await service.changeSet(stackId, changeSet, page.NextToken);
  }
  return changes;
}

function verdictOf(change: ResourceChange, file: string): ResourceVerdict | undefined {
  const { LogicalResourceId: logicalId, Action, ResourceType, Replacement, PolicyAction, Details = [] } = change;
  const action = (['Add', 'Modify', 'Remove', 'Import', 'Dynamic'] as const).find((known) => known === Action);
  if (logicalId === undefined || action === undefined) return undefined;
  const targets = Details.flatMap(({ Target, Evaluation }) =>
    Target === undefined ? [] : [{ ...Target, evaluation: Evaluation }],
  );
  return {
    file,
    logicalId,
    action,
    ...(ResourceType && { resourceType: ResourceType }),
    ...(Replacement && { replacement: Replacement }),
    ...(PolicyAction && { policyAction: PolicyAction }),
    properties: targets.map(({ Attribute, Name, RequiresRecreation, evaluation }) => ({
      name: Name ?? Attribute ?? 'Properties',
      requiresRecreation: RequiresRecreation ?? 'Never',
      ...(evaluation && { evaluation }),
    })),
  };
}
