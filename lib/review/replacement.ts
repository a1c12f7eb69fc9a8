import { type PropertyChange, UPDATE_BEHAVIOR, updateEffect } from '../catalog/update-behavior';
import type { Level } from '../rules/rule';
import { coerce } from '../rules/shape';
import { fateOfData } from './data-fate';
import type { Template } from './template-file';
import { canonical, referencesOf } from './template-value';

/** What happens to a resource when one template follows another. */
export type ChangeKind = 'replaced' | 'may-be-replaced' | 'removed' | 'updated' | 'added';

/** What happens to one resource, and what becomes of its data. */
export interface Change {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly kind: ChangeKind;
  /** The properties and policies that differ. */
  readonly properties: readonly string[];
  /** Whether it holds data at all. */
  readonly holdsData: boolean;
  /** Whether data ends with the resource: nothing keeps a snapshot of it, or the resource itself. */
  readonly losesData: boolean;
  /** One sentence. */
  readonly why: string;
}

/** A resource of a template. */
export type Resource = Template['Resources'][string];

type Properties = { readonly [property: string]: unknown };
type Kinds = ReadonlyMap<string, ChangeKind>;

/** Policies whose change counts as an update: they decide over the data of the next one. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'];

/** What happens to the ElastiCache resources of a deployed template when another one follows it. */
export function compare(before: Template, after: Template): Change[] {
  const old = ofService(before);
  const next = ofService(after);
  const stays = (id: string) => old.get(id) !== undefined && old.get(id)?.Type === next.get(id)?.Type;
  const removed = [...old.keys()].filter((id) => !stays(id));
  const added = [...next.keys()].filter((id) => !stays(id));
  return [
    ...keptChanges([...old.keys()].filter(stays), old, next),
    ...removed.map((id) => removal(id, old, next, added)),
    ...added.map((id) => addition(id, next)),
  ];
}

/** How grave a change is: an error takes data, or the resource that served it, away. */
export function levelOf({ kind, holdsData }: Change): Level | 'note' {
  if (!holdsData || kind === 'added' || kind === 'updated') return 'note';
  return kind === 'may-be-replaced' ? 'warning' : 'error';
}

function keptChanges(ids: string[], old: Map<string, Resource>, next: Map<string, Resource>): Change[] {
  let kinds: Kinds = new Map();
  // A replacement gives new values to whatever refers to it. References of templates have no loops, and a template that
  // has one ends with the number of resources.
  for (let pass = 0; pass <= ids.length; pass++) {
    const changes = ids.flatMap((id) => keptChange(id, old.get(id)!, next.get(id)!, kinds) ?? []);
    const judged = new Map(changes.map(({ logicalId, kind }) => [logicalId, kind]));
    if (sameKinds(kinds, judged) || pass === ids.length) return changes;
    kinds = judged;
  }
  return [];
}

function keptChange(logicalId: string, before: Resource, after: Resource, kinds: Kinds): Change | undefined {
  const resourceType = String(after.Type);
  const [old, next] = [propertiesOf(before), propertiesOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
  const effects = names.flatMap((name) => propertyEffect(resourceType, name, old, next, after, kinds) ?? []);
  const policies = POLICIES.filter((name) => canonical(before[name]) !== canonical(after[name]));
  if (canonical(before.Condition) !== canonical(after.Condition)) {
    effects.push({ name: 'Condition', kind: 'may-be-replaced', why: 'where its Condition is false, it is removed' });
  }
  if (effects.length + policies.length === 0) return undefined;
  const kind = (['replaced', 'may-be-replaced'] as const).find((one) => effects.some((effect) => effect.kind === one));
  const properties = [...effects.map(({ name }) => name), ...policies];
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  if (kind === undefined) {
    const why = `${properties.join(', ')} change${properties.length === 1 ? 's' : ''} in place`;
    return { logicalId, resourceType, kind: 'updated', properties, holdsData, losesData: false, why };
  }
  const fate = fateOfData(after, 'UpdateReplacePolicy');
  const reasons = effects.filter((effect) => effect.kind !== 'updated').map(({ why }) => why);
  if (kind === 'replaced' && keepsName(resourceType, old, next)) {
    reasons.push(`the update fails while ${UPDATE_BEHAVIOR[resourceType].nameProperty} keeps its name`);
  }
  if (holdsData) reasons.push(fate.says);
  return { logicalId, resourceType, kind, properties, holdsData, losesData: fate.losesData, why: reasons.join('; ') };
}

function propertyEffect(
  type: string,
  name: string,
  propertiesBefore: Properties,
  propertiesAfter: Properties,
  resource: Resource,
  kinds: Kinds,
): { name: string; kind: ChangeKind; why: string } | undefined {
  const [before, after] = [propertiesBefore[name], propertiesAfter[name]];
  const target = referencesOf(after).find((id) => kinds.get(id) === 'replaced' || kinds.get(id) === 'may-be-replaced');
  if (target === undefined && canonical(before) === canonical(after)) return undefined;
  const onlineResharding = reshards(resource.UpdatePolicy);
  const change: PropertyChange = { before, after, propertiesBefore, propertiesAfter, onlineResharding };
  const { effect, note } = updateEffect(type, name, change);
  if (effect === 'in-place') return { name, kind: 'updated', why: '' };
  if (target !== undefined) {
    const verb = kinds.get(target) === 'replaced' ? 'is' : 'may be';
    return { name, kind: 'may-be-replaced', why: `${name} refers to ${target}, which ${verb} replaced` };
  }
  const why = effect === 'replace' ? `${name} cannot change in place` : `a change of ${name} may replace`;
  return { name, kind: effect === 'replace' ? 'replaced' : 'may-be-replaced', why: note ? `${why}: ${note}` : why };
}

function removal(
  logicalId: string,
  old: Map<string, Resource>,
  next: Map<string, Resource>,
  added: readonly string[],
): Change {
  const resource = old.get(logicalId)!;
  const resourceType = String(resource.Type);
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  const fate = fateOfData(resource, 'DeletionPolicy');
  const reasons = ['it is no longer in the template'];
  const follower = added.find((id) => next.get(id)?.Type === resourceType);
  if (next.has(logicalId)) reasons[0] = `its type becomes ${next.get(logicalId)?.Type}`;
  else if (follower) reasons.push(`${follower} of the same type is new, and a new logical id is a new resource`);
  if (holdsData) reasons.push(fate.says);
  const why = reasons.join('; ');
  return { logicalId, resourceType, kind: 'removed', properties: [], holdsData, losesData: fate.losesData, why };
}

function addition(logicalId: string, next: Map<string, Resource>): Change {
  const resourceType = String(next.get(logicalId)?.Type);
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  const why = 'it is new in the template';
  return { logicalId, resourceType, kind: 'added', properties: [], holdsData, losesData: false, why };
}

function ofService({ Resources }: Template): Map<string, Resource> {
  return new Map(Object.entries(Resources).filter(([, { Type }]) => String(Type).startsWith('AWS::ElastiCache::')));
}

function propertiesOf({ Properties }: Resource): Properties {
  return typeof Properties === 'object' && Properties !== null
    ? Object.fromEntries(Object.entries(Properties).filter(([, value]) => canonical(value) !== undefined))
    : {};
}

function reshards(policy: unknown): boolean | undefined {
  const value = coerce((policy as Properties | undefined)?.UseOnlineResharding ?? false, 'boolean');
  return typeof value === 'boolean' ? value : undefined;
}

function keepsName(type: string, before: Properties, after: Properties): boolean {
  const name = UPDATE_BEHAVIOR[type]?.nameProperty;
  return name !== undefined && after[name] !== undefined && canonical(before[name]) === canonical(after[name]);
}

function sameKinds(one: Kinds, other: Kinds): boolean {
  return one.size === other.size && [...one].every(([id, kind]) => other.get(id) === kind);
}
