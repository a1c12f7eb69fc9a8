import {
  type ChangeVerdict,
  type PropertyChange,
  STORED_IN_LOWER_CASE,
  UPDATE_BEHAVIOR,
  updateEffect,
} from '../catalog/update-behavior';
import type { Level } from '../rules/rule';
import { coerce, isObject } from '../rules/shape';
import { type DataLoss, type Fate, fateOfData, gravest } from './data-fate';
import { type Template, withoutLoops } from './template-file';
import { canonical, definitionsOf, holdsIntrinsic, referencesOf } from './template-value';

/** What happens to a resource when one template follows another. */
export type ChangeKind =
  | 'replaced'
  | 'may-be-replaced'
  | 'removed'
  | 'may-be-removed'
  | 'refused'
  | 'may-be-refused'
  | 'updated'
  | 'added';

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

/** A resource of a template. */
export type Resource = Template['Resources'][string];

/** Two templates, of which one follows the other. */
interface Update {
  readonly before: Template;
  readonly after: Template;
}

type Properties = { readonly [property: string]: unknown };
type Kinds = ReadonlyMap<string, ChangeKind>;

/** What happens for one reason. */
interface Effect {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly why: string;
  readonly empties?: DataLoss;
}

/** Policies whose change counts as an update: they decide over the data of the next one. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'];

/** What a resource with several of them is said to be, first to last: what is certain first. */
const ORDER = ['replaced', 'refused', 'may-be-removed', 'may-be-replaced', 'may-be-refused'] as const;

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
    ...added.map((id) => addition(id, next)),
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

/** How grave a change is: an error takes data away, or the resource that served it, or fails the deployment. */
export function levelOf({ kind, holdsData, losesData }: Change): Level | 'note' {
  if (kind === 'refused' || losesData) return 'error';
  if (kind === 'may-be-refused') return 'warning';
  if (!holdsData || kind === 'added' || kind === 'updated') return 'note';
  return kind === 'may-be-replaced' || kind === 'may-be-removed' ? 'warning' : 'error';
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

function effectsOn(before: Resource, after: Resource, update: Update, kinds: Kinds): Effect[] {
  const [old, next] = [propertiesOf(before), propertiesOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
  const restsOn = (name: string) => changedDefinitions(old[name], next[name], update);
  const changed = names.filter((name) => differ(old[name], next[name], name) || restsOn(name).length > 0);
  const onlineResharding = reshards(after.UpdatePolicy);
  const effects = names.flatMap((name): Effect[] => {
    const rests = restsOn(name);
    const change = {
      before: old[name],
      after: next[name],
      propertiesBefore: old,
      propertiesAfter: next,
      onlineResharding,
      changed: changed.filter((one) => restsOn(one).length === 0 && !doubtOf(one, old[one], next[one])),
      restsOnChange: rests.length > 0,
    };
    const target = referencesOf(next[name]).find((id) => kinds.has(id));
    if (target === undefined && !changed.includes(name)) return [];
    const verdict = updateEffect(String(after.Type), name, change);
    if (verdict.effect === 'in-place' || target === undefined) return [effectOf(name, change, verdict, rests)];
    const verb = kinds.get(target) === 'replaced' ? 'is' : 'may be';
    return [{ name, kind: 'may-be-replaced', why: `${name} refers to ${target}, which ${verb} replaced` }];
  });
  const condition = conditionEffect(before, after, update);
  return condition ? [...effects, condition] : effects;
}

function effectOf(name: string, change: PropertyChange, verdict: ChangeVerdict, rests: readonly string[]): Effect {
  const { effect, note, empties } = verdict;
  const noted = (why: string) => (note ? `${why}: ${note}` : why);
  const because = rests.length > 0 ? `${name} rests on ${rests.join(' and ')}, whose definition changes` : undefined;
  if (effect === 'in-place') return { name, kind: 'updated', why: note ?? '', ...(empties && { empties }) };
  if (effect === 'refused' || effect === 'may-be-refused') {
    return { name, kind: effect, why: noted(`a change of ${name}`), ...(empties && { empties }) };
  }
  if (because) return { name, kind: 'may-be-replaced', why: noted(because) };
  if (effect === 'may-replace') return { name, kind: 'may-be-replaced', why: noted(`a change of ${name} may replace`) };
  const doubt = doubtOf(name, change.before, change.after);
  const why = noted(`${name} cannot change in place`);
  return doubt ? { name, kind: 'may-be-replaced', why: `${why}; ${doubt}` } : { name, kind: 'replaced', why };
}

/** Why two values that are written differently may be equal all the same. */
function doubtOf(name: string, before: unknown, after: unknown): string | undefined {
  const known = [before, after].filter((value) => value !== undefined);
  const isChosen = (value: unknown) => isObject(value) && Object.hasOwn(value, 'Fn::If');
  if (known.length === 2 ? known.some(holdsIntrinsic) : known.some(isChosen)) {
    return 'only the deployment knows whether its value changes';
  }
  const [one, other] = known.map((value) => canonical(value, name)?.toLowerCase());
  return one === other && STORED_IN_LOWER_CASE.includes(name)
    ? 'the service stores it in lower case, and nothing else of it changes'
    : undefined;
}

/** What a changed condition does; a loop over other values is one too. */
function conditionEffect(before: Resource, after: Resource, update: Update): Effect | undefined {
  const [old, next] = [before.Condition, after.Condition];
  const name = 'Condition';
  const loops = [before, after].map((resource) => resource['Fn::ForEach']);
  if (differ(loops[0], loops[1]) || changedDefinitions(loops[0], loops[1], update).length > 0) {
    return { name: 'Fn::ForEach', kind: 'may-be-removed', why: 'for a value that its loop loses, it is removed' };
  }
  if (next === undefined) {
    return old === undefined ? undefined : { name, kind: 'updated', why: 'where its Condition was false, it is made' };
  }
  const rests = changedDefinitions({ Condition: old }, { Condition: next }, update);
  if (!differ(old, next) && rests.length === 0) return undefined;
  const why = 'where its Condition is false, it is removed';
  return { name, kind: 'may-be-removed', why: rests.length > 0 ? `${rests.join(' and ')} changes; ${why}` : why };
}

function keptChange(logicalId: string, before: Resource, after: Resource, effects: Effect[]): Change | undefined {
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
  if (kind === 'replaced' && keepsName(resourceType, propertiesOf(before), propertiesOf(after))) {
    reasons.push(`the update fails while ${UPDATE_BEHAVIOR[resourceType].nameProperty} keeps its name`);
  }
  const fates = fatesOf(before, after, told);
  reasons.push(...new Set(fates.map(({ says }) => says).filter((says) => says !== '')));
  const dataLoss = gravest([...fates.map((fate) => fate.dataLoss), ...told.map(({ empties }) => empties ?? 'none')]);
  const why = reasons.join('; ');
  return { logicalId, resourceType, kind, properties, holdsData, losesData: dataLoss !== 'none', dataLoss, why };
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

function gone(logicalId: string, resource: Resource, because: string[], goes: 'certainly' | 'maybe'): Change {
  const resourceType = String(resource.Type);
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  const { dataLoss, says } = fateOfData(resource, 'DeletionPolicy', goes);
  const why = [...because, ...(says === '' ? [] : [says])].join('; ');
  const kind = goes === 'certainly' ? 'removed' : 'may-be-removed';
  return { logicalId, resourceType, kind, properties: [], holdsData, losesData: dataLoss !== 'none', dataLoss, why };
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

function addition(logicalId: string, next: Map<string, Resource>): Change {
  const resourceType = String(next.get(logicalId)?.Type);
  const holdsData = UPDATE_BEHAVIOR[resourceType]?.holdsData ?? false;
  const why = 'it is new in the template';
  const none = { losesData: false, dataLoss: 'none' } as const;
  return { logicalId, resourceType, kind: 'added', properties: [], holdsData, ...none, why };
}

function ofService({ Resources }: Template): Map<string, Resource> {
  return new Map(Object.entries(Resources).filter(([, { Type }]) => String(Type).startsWith('AWS::ElastiCache::')));
}

function propertiesOf({ Properties }: Resource): Properties {
  return isObject(Properties)
    ? Object.fromEntries(Object.entries(Properties).filter(([, value]) => canonical(value) !== undefined))
    : {};
}

function differ(before: unknown, after: unknown, property?: string): boolean {
  return canonical(before, property) !== canonical(after, property);
}

/** What two values rest on, and what is not the same in both templates. */
function changedDefinitions(before: unknown, after: unknown, update: Update): string[] {
  const [old, next] = [definitionsOf(before, { ...update.before }), definitionsOf(after, { ...update.after })];
  const common = differ(before, after)
    ? [...old.keys()].filter((name) => next.has(name))
    : [...new Set([...old.keys(), ...next.keys()])];
  return common.filter((name) => old.get(name) !== next.get(name));
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
