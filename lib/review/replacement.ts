import { addition, type Change, gone, keptChange } from './change';
import { keptName } from './custom-name';
import { successorOf } from './logical-id';
import { type ChangeKind, conditionEffect, type Effect, effectsOn, type Update } from './property-effect';
import { type Resource, type Template, withoutLoops } from './template-file';
import { referencesOf } from './template-value';

export { type Change, levelOf } from './change';
export type { ChangeKind } from './property-effect';

/** The types of nested stacks. */
const NESTED_TYPES = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

/** What the CDK writes into each template for its statistics. */
const METADATA_TYPE = 'AWS::CDK::Metadata';

/**
 * What happens to the resources of a deployed template when another one follows it, and what its nested stacks may take
 * with them, except those that are compared by themselves.
 */
export function compare(before: Template, after: Template, comparedStacks: readonly string[] = []): Change[] {
  const update = { before: withoutLoops(before), after: withoutLoops(after) };
  const old = judged(update.before);
  const next = judged(update.after);
  const stays = (id: string) => old.has(id) && next.has(id) && old.get(id)?.Type === next.get(id)?.Type;
  const removed = [...old.keys()].filter((id) => !stays(id));
  const added = [...next.keys()].filter((id) => !stays(id));
  return [
    ...keptChanges([...old.keys()].filter(stays), old, next, update),
    ...removed.map((id) => removal(id, old, next, added)),
    ...added.map((id) => addition(id, next.get(id)!)),
    ...stackRemovals(update, comparedStacks),
    ...stackUpdates(update, comparedStacks),
  ];
}

/** What happens to the resources of a template whose stack goes, or may go, for a reason. */
export function removalsOf(template: Template, because: string, goes: 'certainly' | 'maybe' = 'certainly'): Change[] {
  return [...judged(withoutLoops(template))].map(([id, resource]) => gone(id, resource, [because], goes));
}

/** The nested stacks of a template. */
export function nestedStacks({ Resources }: Template): Map<string, Resource> {
  return new Map(Object.entries(Resources).filter(([, { Type }]) => NESTED_TYPES.includes(String(Type))));
}

/** Why a nested stack goes, or may go, with an update of its parent; undefined where it stays. */
export function leavingStack(
  id: string,
  { before, after }: Update,
): { readonly goes: 'certainly' | 'maybe'; readonly why: string } | undefined {
  const [old, next] = [nestedStacks(before).get(id), nestedStacks(after).get(id)];
  if (old === undefined) return undefined;
  const keeps = [old.DeletionPolicy, next?.DeletionPolicy ?? old.DeletionPolicy].every((policy) => policy === 'Retain');
  if (keeps) return undefined;
  if (next === undefined) return { goes: 'certainly', why: `its nested stack ${id} is no longer in the parent` };
  const condition = conditionEffect(old, next, { before, after });
  return condition?.kind === 'may-be-removed'
    ? { goes: 'maybe', why: `of its nested stack ${id}: ${condition.why}` }
    : undefined;
}

function keptChanges(ids: string[], old: Map<string, Resource>, next: Map<string, Resource>, update: Update): Change[] {
  const kinds = new Map<string, ChangeKind>();
  const effects = new Map<string, Effect[]>();
  const users = usersOf(ids, next);
  // A replacement gives new values to whatever refers to it: those are judged again. What is judged to be replaced stays
  // so, and each comes twice at most, whatever refers to itself.
  const queue = new Set(ids);
  for (const id of queue) {
    queue.delete(id);
    const found = effectsOn(old.get(id)!, next.get(id)!, update, kinds);
    effects.set(id, found);
    const kind = (['replaced', 'may-be-replaced'] as const).find((one) => found.some((effect) => effect.kind === one));
    if (kind === undefined || kinds.get(id) === kind || kinds.get(id) === 'replaced') continue;
    kinds.set(id, kind);
    for (const user of users.get(id) ?? []) queue.add(user);
  }
  return ids.flatMap((id) => {
    const [before, after] = [old.get(id)!, next.get(id)!];
    const name = kinds.get(id) === 'replaced' ? keptName(before, after, update, kinds) : undefined;
    return keptChange(id, before, after, effects.get(id)!, name) ?? [];
  });
}

/** Who refers to a resource, by its logical id. */
function usersOf(ids: readonly string[], resources: ReadonlyMap<string, Resource>): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const id of ids) {
    for (const used of new Set(referencesOf(resources.get(id)!.Properties))) {
      users.set(used, [...(users.get(used) ?? []), id]);
    }
  }
  return users;
}

function removal(
  logicalId: string,
  old: Map<string, Resource>,
  next: Map<string, Resource>,
  added: readonly string[],
): Change {
  const resource = old.get(logicalId)!;
  const becomes = next.get(logicalId)?.Type;
  if (becomes !== undefined) return gone(logicalId, resource, [`its type becomes ${becomes}`], 'certainly');
  const successor = successorOf(logicalId, old, next, added);
  return gone(logicalId, resource, ['it is no longer in the template'], 'certainly', successor);
}

/** The nested stacks that go, and whose resources nobody here knows. */
export function stackRemovals(update: Update, comparedStacks: readonly string[]): Change[] {
  return [...nestedStacks(update.before)].flatMap(([logicalId, { Type }]): Change[] => {
    const leaving = comparedStacks.includes(logicalId) ? undefined : leavingStack(logicalId, update);
    if (leaving === undefined) return [];
    const kind = leaving.goes === 'certainly' ? 'removed' : 'may-be-removed';
    const why =
      'CloudFormation deletes the nested stack; its template is not here, and what is in it may lose its data';
    const resourceType = String(Type);
    return [
      { logicalId, resourceType, kind, properties: [], holdsData: true, losesData: true, dataLoss: 'possible', why },
    ];
  });
}

/** The nested stacks that stay, change, and whose templates are not here. */
function stackUpdates({ before, after }: Update, comparedStacks: readonly string[]): Change[] {
  const next = nestedStacks(after);
  return [...nestedStacks(before)].flatMap(([logicalId, old]): Change[] => {
    const stack = next.get(logicalId);
    if (stack === undefined || comparedStacks.includes(logicalId)) return [];
    const effects = effectsOn(old, stack, { before, after }, new Map()).filter(({ kind }) => kind !== 'may-be-removed');
    const change = keptChange(logicalId, old, stack, effects);
    const unread = { advice: ['its template is not here: what changes in it nobody knows'] };
    return change ? [{ ...change, ...unread }] : [];
  });
}

/** The resources that are judged by themselves. */
function judged({ Resources }: Template): Map<string, Resource> {
  const others = [...NESTED_TYPES, METADATA_TYPE];
  return new Map(Object.entries(Resources).filter(([, { Type }]) => !others.includes(String(Type))));
}
