import { holdsData } from '../catalog/data-holders';
import type { Level } from '../rules/rule';
import { adviceOn, HARMLESS } from './advice';
import type { KeptName } from './custom-name';
import { type DataLoss, type Fate, fateOfData, gravest } from './data-fate';
import type { Successor } from './logical-id';
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
  /** Whether the deployment fails over it, beside what the service refuses. */
  readonly fails?: true;
  /** What a person should think of first: it makes a warning of a note. */
  readonly advice?: readonly string[];
  /** The logical id of the new resource that is evidently this one. */
  readonly renamedTo?: string;
}

/** Policies whose change counts as an update: they decide over the data of the next one. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'];

/** What a resource with several of them is said to be, first to last: what is certain first. */
const ORDER = ['replaced', 'refused', 'may-be-removed', 'may-be-replaced', 'may-be-refused', 'interrupted'] as const;

/** How grave a change is: an error takes data away, or the resource that served it, or fails the deployment. */
export function levelOf({ kind, holdsData, losesData, fails, advice = [] }: Change): Level | 'note' {
  if (kind === 'refused' || losesData || fails) return 'error';
  if (kind === 'may-be-refused') return 'warning';
  if (!holdsData || HARMLESS.includes(kind)) return advice.length > 0 ? 'warning' : 'note';
  return kind === 'may-be-replaced' || kind === 'may-be-removed' ? 'warning' : 'error';
}

/** The change of a resource that stays in the template; undefined where nothing of it differs. */
export function keptChange(
  logicalId: string,
  before: Resource,
  after: Resource,
  effects: Effect[],
  name?: KeptName,
): Change | undefined {
  const resourceType = String(after.Type);
  const policies = POLICIES.filter((name) => canonical(before[name]) !== canonical(after[name]));
  if (effects.length + policies.length === 0) return undefined;
  const kind = ORDER.find((one) => effects.some((effect) => effect.kind === one)) ?? 'updated';
  const properties = [...effects.map(({ name }) => name), ...policies];
  // What is replaced is made anew, and no request changes the old one.
  const told = kind === 'replaced' ? effects.filter((effect) => !effect.kind.endsWith('refused')) : effects;
  const reasons = told.filter((effect) => matters(effect, kind)).map(({ why }) => why);
  if (kind === 'updated' || kind === 'interrupted')
    reasons.unshift(`${properties.join(', ')} change${properties.length === 1 ? 's' : ''} in place`);
  const keeps = kind === 'replaced' ? name : undefined;
  if (keeps) reasons.push(keeps.says);
  const fates = fatesOf(before, after, told);
  reasons.push(...new Set(fates.map(({ says }) => says).filter((says) => says !== '')));
  const loss = gravest([...fates.map((fate) => fate.dataLoss), ...told.map(({ empties }) => empties ?? 'none')]);
  const advice = [...adviceOn(resourceType, kind, properties), ...told.flatMap((effect) => effect.advice ?? [])];
  return {
    ...subject(logicalId, before, kind),
    resourceType,
    properties,
    ...lossOf(loss),
    why: reasons.join('; '),
    ...(keeps?.fails && { fails: true }),
    ...(advice.length > 0 && { advice }),
  };
}

/** The change of a resource that goes, or may go. */
export function gone(
  logicalId: string,
  resource: Resource,
  because: string[],
  goes: 'certainly' | 'maybe',
  successor?: Successor,
): Change {
  const { dataLoss, says } = fateOfData(resource, 'DeletionPolicy', goes);
  const reasons = [...because, ...(successor ? [successor.says] : []), ...(says === '' ? [] : [says])];
  const kind = goes === 'certainly' ? 'removed' : 'may-be-removed';
  const advice = adviceOn(String(resource.Type), kind, []);
  return {
    ...subject(logicalId, resource, kind),
    properties: [],
    ...lossOf(dataLoss),
    why: reasons.join('; '),
    ...(advice.length > 0 && { advice }),
    ...(successor?.isEvident && { renamedTo: successor.logicalId }),
  };
}

/** The change of a resource that is new. */
export function addition(logicalId: string, resource: Resource): Change {
  return {
    ...subject(logicalId, resource, 'added'),
    properties: [],
    ...lossOf('none'),
    why: 'it is new in the template',
  };
}

/** What interrupts is not worth a word where something graver happens, unless it empties. */
function matters({ why, kind, empties }: Effect, gravest: ChangeKind): boolean {
  return why !== '' && (kind !== 'interrupted' || gravest === 'interrupted' || empties !== undefined);
}

function subject(logicalId: string, resource: Resource, kind: ChangeKind) {
  const resourceType = String(resource.Type);
  return { logicalId, resourceType, kind, holdsData: holdsData(resourceType, propertiesOf(resource)) };
}

function lossOf(dataLoss: DataLoss) {
  return { losesData: dataLoss !== 'none', dataLoss };
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
