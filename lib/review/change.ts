import { UPDATE_BEHAVIOR } from '../catalog/update-behavior';
import type { Level } from '../rules/rule';
import { type DataLoss, type Fate, fateOfData, gravest } from './data-fate';
import { type ChangeKind, type Effect, propertiesOf } from './property-effect';
import type { Resource } from './template-file';
import { canonical } from './template-value';

/** What happens to one resource, and what becomes of its data. */
export interface Change {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly kind: ChangeKind;
  /** The properties and policies that differ. */
  readonly properties: readonly string[];
  /** Whether it holds data at all. */
  readonly holdsData: boolean;
  /** Whether data is lost, or may be: nothing is known to keep a snapshot of it, or the resource itself. */
  readonly losesData: boolean;
  /** How sure that loss is. */
  readonly dataLoss: DataLoss;
  /** One sentence. */
  readonly why: string;
}

/** Policies whose change counts as an update: they decide over the data of the next one. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'];

/** What a resource with several of them is said to be, first to last: what is certain first. */
const ORDER = ['replaced', 'refused', 'may-be-removed', 'may-be-replaced', 'may-be-refused'] as const;

/** How grave a change is: an error takes data away, or the resource that served it, or fails the deployment. */
export function levelOf({ kind, holdsData, losesData }: Change): Level | 'note' {
  if (kind === 'refused' || losesData) return 'error';
  if (kind === 'may-be-refused') return 'warning';
  if (!holdsData || kind === 'added' || kind === 'updated') return 'note';
  return kind === 'may-be-replaced' || kind === 'may-be-removed' ? 'warning' : 'error';
}

/** The change of a resource that stays in the template; undefined where nothing of it differs. */
export function keptChange(
  logicalId: string,
  before: Resource,
  after: Resource,
  effects: Effect[],
): Change | undefined {
  const resourceType = String(after.Type);
  const policies = POLICIES.filter((name) => canonical(before[name]) !== canonical(after[name]));
  if (effects.length + policies.length === 0) return undefined;
  const kind = ORDER.find((one) => effects.some((effect) => effect.kind === one)) ?? 'updated';
  const properties = [...effects.map(({ name }) => name), ...policies];
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  // What is replaced is made anew, and no request changes the old one.
  const told = kind === 'replaced' ? effects.filter((effect) => !effect.kind.endsWith('refused')) : effects;
  const reasons = told.map(({ why }) => why).filter((why) => why !== '');
  if (kind === 'updated')
    reasons.unshift(`${properties.join(', ')} change${properties.length === 1 ? 's' : ''} in place`);
  if (kind === 'replaced' && keepsName(resourceType, before, after)) {
    reasons.push(`the update fails while ${UPDATE_BEHAVIOR[resourceType].nameProperty} keeps its name`);
  }
  const fates = fatesOf(before, after, told);
  reasons.push(...new Set(fates.map(({ says }) => says).filter((says) => says !== '')));
  const dataLoss = gravest([...fates.map((fate) => fate.dataLoss), ...told.map(({ empties }) => empties ?? 'none')]);
  const why = reasons.join('; ');
  return { logicalId, resourceType, kind, properties, holdsData, losesData: dataLoss !== 'none', dataLoss, why };
}

/** The change of a resource that goes, or may go. */
export function gone(logicalId: string, resource: Resource, because: string[], goes: 'certainly' | 'maybe'): Change {
  const resourceType = String(resource.Type);
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  const { dataLoss, says } = fateOfData(resource, 'DeletionPolicy', goes);
  const why = [...because, ...(says === '' ? [] : [says])].join('; ');
  const kind = goes === 'certainly' ? 'removed' : 'may-be-removed';
  return { logicalId, resourceType, kind, properties: [], holdsData, losesData: dataLoss !== 'none', dataLoss, why };
}

/** The change of a resource that is new. */
export function addition(logicalId: string, resource: Resource): Change {
  const resourceType = String(resource.Type);
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  const why = 'it is new in the template';
  const none = { losesData: false, dataLoss: 'none' } as const;
  return { logicalId, resourceType, kind: 'added', properties: [], holdsData, ...none, why };
}

/** What becomes of the data of the old resource, each way that it may go. */
function fatesOf(before: Resource, after: Resource, effects: readonly Effect[]): Fate[] {
  const has = (kind: ChangeKind) => effects.some((effect) => effect.kind === kind);
  const fates: Fate[] = [];
  if (has('replaced') || has('may-be-replaced')) {
    const old = { ...before, UpdateReplacePolicy: after.UpdateReplacePolicy };
    fates.push(fateOfData(old, 'UpdateReplacePolicy', has('replaced') ? 'certainly' : 'maybe'));
  }
  if (has('may-be-removed')) fates.push(fateOfRemoval(before, after));
  return fates;
}

/** A resource whose condition turns false goes by the policy that is deployed, or by that of the update: the worse. */
function fateOfRemoval(before: Resource, after: Resource): Fate {
  const old = fateOfData(before, 'DeletionPolicy', 'maybe');
  const next = fateOfData({ ...before, DeletionPolicy: after.DeletionPolicy }, 'DeletionPolicy', 'maybe');
  return old.dataLoss === 'none' ? next : old;
}

function keepsName(type: string, before: Resource, after: Resource): boolean {
  const [old, next] = [propertiesOf(before), propertiesOf(after)];
  const name = UPDATE_BEHAVIOR[type]?.nameProperty;
  return name !== undefined && next[name] !== undefined && canonical(old[name]) === canonical(next[name]);
}
