import type { ChangeVerdict, PropertyChange } from './property-update';
import { isObject } from './property-value';
import { resourceSchema } from './resource-schema';

/** The types of which only a function, or a macro, knows what they are. */
const CUSTOM = /^(Custom::|AWS::CloudFormation::CustomResource$)/;
const CUSTOM_PAGE = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-update.html';

/** Whether the type is a custom resource. */
export function isCustom(type: string): boolean {
  return CUSTOM.test(type);
}

/** What a change of a property does by the schema of the registry alone. */
export function schemaEffect(type: string, property: string, change: PropertyChange): ChangeVerdict {
  if (isCustom(type)) {
    if (property === 'ServiceToken') return { effect: 'replace' };
    const note = `its function decides: where it answers with another physical id, the old one is deleted (${CUSTOM_PAGE})`;
    return { effect: 'may-replace', note };
  }
  const schema = resourceSchema(type);
  if (schema === undefined) return { effect: 'may-replace', note: `this version knows nothing of ${type}` };
  if (schema.createOnly.includes(property)) return { effect: 'replace' };
  if (schema.conditional.includes(property)) {
    return {
      effect: 'may-replace',
      note: 'its schema calls it create-only under a condition that it does not state',
    };
  }
  const below = schema.nested.filter((path) => path.startsWith(`${property}.`));
  const changed = below.filter((path) => differs(change.before, change.after, path.split('.').slice(1)));
  if (changed.length > 0) {
    return { effect: 'may-replace', note: `its schema calls ${changed.join(', ')} create-only` };
  }
  return below.length > 0 && change.restsOnChange
    ? { effect: 'may-replace', note: `its schema calls ${below.join(', ')} create-only` }
    : { effect: 'in-place' };
}

/** Whether something at the path differs, in any item of the lists on the way; where a function stands, it may. */
function differs(before: unknown, after: unknown, path: readonly string[]): boolean {
  // CloudFormation takes 5 and '5' for the same.
  const texts = (value: unknown) => valuesAt(value, path).map((one) => (isObject(one) ? one : String(one)));
  const [old, next] = [before, after].map((value) => JSON.stringify(texts(value)));
  return old !== next;
}

function valuesAt(value: unknown, [first, ...rest]: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, first === undefined ? [] : [first, ...rest]));
  if (first === undefined || value === undefined) return value === undefined ? [] : [value];
  if (!isObject(value)) return [value];
  const map = value as { readonly [key: string]: unknown };
  const isFunction = Object.keys(map).some((key) => key === 'Ref' || key.startsWith('Fn::'));
  return isFunction ? [map] : valuesAt(map[first], rest);
}
