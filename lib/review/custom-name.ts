import { holdsData } from '../catalog/data-holders';
import { resourceSchema } from '../catalog/resource-schema';
import { UPDATE_BEHAVIOR } from '../catalog/update-behavior';
import { changedDefinitions, differ, type Kinds, propertiesOf, type Update } from './property-effect';
import type { Resource } from './template-file';
import { referencesOf } from './template-value';

/** A name that stays although its resource is replaced: no two can have it. */
export interface KeptName {
  /** Whether the update fails over it, as AWS documents. */
  readonly fails: boolean;
  readonly says: string;
}

/**
 * Whether a resource that is replaced keeps its custom name.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
 */
export function keptName(before: Resource, after: Resource, update: Update, kinds: Kinds): KeptName | undefined {
  const type = String(after.Type);
  const own = UPDATE_BEHAVIOR[type]?.nameProperty;
  const names = own === undefined ? (resourceSchema(type)?.identity ?? []) : [own];
  const [old, next] = [propertiesOf(before), propertiesOf(after)];
  const stays = (name: string) =>
    next[name] !== undefined &&
    !differ(old[name], next[name], name) &&
    changedDefinitions(old[name], next[name], update).length === 0 &&
    referencesOf(next[name]).every((id) => !kinds.has(id));
  if (names.length === 0 || !names.every(stays)) return undefined;
  const isStated = names.every((name) => referencesOf(next[name]).every((id) => id.startsWith('AWS::')));
  const isOwnName = names.length === 1 && names[0] === `${type.split('::').at(-1)}Name`;
  const fails = isStated && (own !== undefined || isOwnName || holdsData(type, old));
  const list = names.join(' and ');
  return {
    fails,
    says: `the update ${fails ? 'fails' : 'may fail'} while ${list} ${names.length > 1 ? 'keep their names' : 'keeps its name'}`,
  };
}
