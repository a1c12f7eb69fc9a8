import { addition, type Change, gone, keptChange } from './change';
import { type ChangeKind, conditionEffect, effectsOn, type Kinds, type Update } from './property-effect';
import { type Resource, type Template, withoutLoops } from './template-file';

export { type Change, levelOf } from './change';
export type { ChangeKind } from './property-effect';

/** The types of nested stacks. */
const NESTED_TYPES = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

/**
 * What happens to the ElastiCache resources of a deployed template when another one follows it, and what its nested
 * stacks may take with them, except those that are compared by themselves.
 */
export function compare(before: Template, after: Template, comparedStacks: readonly string[] = []): Change[] {
  const update = { before: withoutLoops(before), after: withoutLoops(after) };
  const old = ofService(update.before);
  const next = ofService(update.after);
  const stays = (id: string) => old.get(id) !== undefined && old.get(id)?.Type === next.get(id)?.Type;
  const removed = [...old.keys()].filter((id) => !stays(id));
  const added = [...next.keys()].filter((id) => !stays(id));
  return [
    ...keptChanges([...old.keys()].filter(stays), old, next, update),
    ...removed.map((id) => removal(id, old, next, added)),
    ...added.map((id) => addition(id, next.get(id)!)),
    ...stackRemovals(update, comparedStacks),
  ];
}

/** What happens to the resources of a template whose stack goes, or may go, for a reason. */
export function removalsOf(template: Template, because: string, goes: 'certainly' | 'maybe' = 'certainly'): Change[] {
  return [...ofService(withoutLoops(template))].map(([id, resource]) => gone(id, resource, [because], goes));
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
  let kinds: Kinds = new Map();
  // A replacement gives new values to whatever refers to it. References of templates have no loops, and a template that
  // has one ends with the number of resources.
  for (let pass = 0; pass <= ids.length; pass++) {
    const judged = new Map<string, ChangeKind>();
    const changes = ids.flatMap((id) => {
      const effects = effectsOn(old.get(id)!, next.get(id)!, update, kinds);
      const replaces = (['replaced', 'may-be-replaced'] as const).find((kind) =>
        effects.some((one) => one.kind === kind),
      );
      if (replaces) judged.set(id, replaces);
      return keptChange(id, old.get(id)!, next.get(id)!, effects) ?? [];
    });
    if (sameKinds(kinds, judged) || pass === ids.length) return changes;
    kinds = judged;
  }
  return [];
}

function removal(
  logicalId: string,
  old: Map<string, Resource>,
  next: Map<string, Resource>,
  added: readonly string[],
): Change {
  const resource = old.get(logicalId)!;
  const reasons = ['it is no longer in the template'];
  const follower = added.find((id) => next.get(id)?.Type === resource.Type);
  if (next.has(logicalId)) reasons[0] = `its type becomes ${next.get(logicalId)?.Type}`;
  else if (follower) reasons.push(`${follower} of the same type is new, and a new logical id is a new resource`);
  return gone(logicalId, resource, reasons, 'certainly');
}

/** The nested stacks that go, and whose caches nobody here knows. */
function stackRemovals(update: Update, comparedStacks: readonly string[]): Change[] {
  return [...nestedStacks(update.before)].flatMap(([logicalId, { Type }]): Change[] => {
    const leaving = comparedStacks.includes(logicalId) ? undefined : leavingStack(logicalId, update);
    if (leaving === undefined) return [];
    const kind = leaving.goes === 'certainly' ? 'removed' : 'may-be-removed';
    const why =
      'CloudFormation deletes the nested stack; its template is not here, and caches in it may lose their data';
    const resourceType = String(Type);
    return [
      { logicalId, resourceType, kind, properties: [], holdsData: true, losesData: true, dataLoss: 'possible', why },
    ];
  });
}

function ofService({ Resources }: Template): Map<string, Resource> {
  return new Map(Object.entries(Resources).filter(([, { Type }]) => String(Type).startsWith('AWS::ElastiCache::')));
}

function sameKinds(one: Kinds, other: Kinds): boolean {
  return one.size === other.size && [...one].every(([id, kind]) => other.get(id) === kind);
}
