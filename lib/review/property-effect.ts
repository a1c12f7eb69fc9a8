import { isStoredInLowerCase } from '../catalog/property-types';
import type { ChangeVerdict, PropertyChange } from '../catalog/property-update';
import { updateEffect } from '../catalog/update-behavior';
import { coerce, isObject } from '../rules/shape';
import type { DataLoss } from './data-fate';
import type { Resource, Template } from './template-file';
import { canonical, definitionsOf, holdsIntrinsic, referencesOf } from './template-value';

/** What happens to a resource when one template follows another. */
export type ChangeKind =
  | 'replaced'
  | 'may-be-replaced'
  | 'removed'
  | 'may-be-removed'
  | 'refused'
  | 'may-be-refused'
  | 'interrupted'
  | 'updated'
  | 'added';

/** Two templates, of which one follows the other. */
export interface Update {
  readonly before: Template;
  readonly after: Template;
}

type Properties = { readonly [property: string]: unknown };

/** The resources that are replaced, or may be. */
export type Kinds = ReadonlyMap<string, ChangeKind>;

/** What happens to a resource for one reason. */
export interface Effect {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly why: string;
  readonly empties?: DataLoss;
  readonly advice?: string;
}

/** What each changed property of a resource does, and its changed condition. */
export function effectsOn(before: Resource, after: Resource, update: Update, kinds: Kinds): Effect[] {
  const [old, next] = [propertiesOf(before), propertiesOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])].sort();
  const restsOn = (name: string) => changedDefinitions(old[name], next[name], update);
  const changed = names.filter((name) => differ(old[name], next[name], name) || restsOn(name).length > 0);
  const type = String(after.Type);
  const onlineResharding = reshards(after.UpdatePolicy);
  const effects = names.flatMap((name): Effect[] => {
    const rests = restsOn(name);
    const change = {
      before: old[name],
      after: next[name],
      propertiesBefore: old,
      propertiesAfter: next,
      onlineResharding,
      changed: changed.filter((one) => restsOn(one).length === 0 && !doubtOf(type, one, old[one], next[one])),
      restsOnChange: rests.length > 0,
    };
    const target = referencesOf(next[name]).find((id) => kinds.has(id));
    if (target === undefined && !changed.includes(name)) return [];
    const verdict = updateEffect(type, name, change);
    if (target === undefined || verdict.effect === 'in-place' || verdict.effect === 'interrupt')
      return [effectOf(type, name, change, verdict, rests)];
    const verb = kinds.get(target) === 'replaced' ? 'is' : 'may be';
    return [{ name, kind: 'may-be-replaced', why: `${name} refers to ${target}, which ${verb} replaced` }];
  });
  const condition = conditionEffect(before, after, update);
  return condition ? [...effects, condition] : effects;
}

/** What a changed condition does; a loop over other values is one too. */
export function conditionEffect(before: Resource, after: Resource, update: Update): Effect | undefined {
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

/** The properties of a resource that have a value. */
export function propertiesOf({ Properties }: Resource): Properties {
  return isObject(Properties)
    ? Object.fromEntries(Object.entries(Properties).filter(([, value]) => canonical(value) !== undefined))
    : {};
}

function effectOf(
  type: string,
  name: string,
  change: PropertyChange,
  verdict: ChangeVerdict,
  rests: readonly string[],
): Effect {
  const { effect, note, empties, advice } = verdict;
  const noted = (why: string) => (note ? `${why}: ${note}` : why);
  const because = rests.length > 0 ? `${name} rests on ${rests.join(' and ')}, whose definition changes` : undefined;
  if (effect === 'in-place' || effect === 'interrupt') {
    const kind = effect === 'interrupt' ? 'interrupted' : 'updated';
    return { name, kind, why: note ?? '', ...(empties && { empties }), ...(advice && { advice }) };
  }
  if (effect === 'refused' || effect === 'may-be-refused') {
    return { name, kind: effect, why: noted(`a change of ${name}`), ...(empties && { empties }) };
  }
  if (because) return { name, kind: 'may-be-replaced', why: noted(because) };
  if (effect === 'may-replace') return { name, kind: 'may-be-replaced', why: noted(`a change of ${name} may replace`) };
  const doubt = doubtOf(type, name, change.before, change.after);
  const why = noted(`${name} cannot change in place`);
  return doubt ? { name, kind: 'may-be-replaced', why: `${why}; ${doubt}` } : { name, kind: 'replaced', why };
}

/** Why two values that are written differently may be equal all the same. */
function doubtOf(type: string, name: string, before: unknown, after: unknown): string | undefined {
  const known = [before, after].filter((value) => value !== undefined);
  const isChosen = (value: unknown) => isObject(value) && Object.hasOwn(value, 'Fn::If');
  if (known.length === 2 ? known.some(holdsIntrinsic) : known.some(isChosen)) {
    return 'only the deployment knows whether its value changes';
  }
  const [one, other] = known.map((value) => canonical(value, name)?.toLowerCase());
  return one === other && isStoredInLowerCase(type, name)
    ? 'the service stores it in lower case, and nothing else of it changes'
    : undefined;
}

/** Whether two values differ, however they are written. */
export function differ(before: unknown, after: unknown, property?: string): boolean {
  return canonical(before, property) !== canonical(after, property);
}

/** What two values rest on, and what is not the same in both templates. */
export function changedDefinitions(before: unknown, after: unknown, update: Update): string[] {
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
