import { SCHEMA_TYPES } from '../catalog/property-types';
import { coerce, isObject } from '../rules/shape';

/** The sections of a template that values rest on. */
export interface Sections {
  readonly [section: string]: unknown;
}

const NO_VALUE = { Ref: 'AWS::NoValue' };

/**
 * A value as a text that is equal for equal values: CloudFormation takes 5 and '5', any order of keys, both forms of
 * Fn::GetAtt, and a Fn::Sub or Fn::Join that has nothing to fill in for the same; and 'True' for true where the
 * property of that name is a boolean. Undefined for what is not there, `AWS::NoValue` included.
 */
export function canonical(value: unknown, property?: string): string | undefined {
  const plain = canonicalValue(value, property);
  return plain === undefined ? undefined : JSON.stringify(plain);
}

/** Whether only a deployment knows the value: it holds an intrinsic function or a dynamic reference. */
export function holdsIntrinsic(value: unknown): boolean {
  return hasIntrinsic(canonicalValue(value));
}

/** The logical ids that a value refers to, by Ref, Fn::GetAtt or Fn::Sub. */
export function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(item) ? item[0] : item).split('.')[0]];
    const text = key === 'Fn::Sub' ? (Array.isArray(item) ? item[0] : item) : undefined;
    const named = typeof text === 'string' ? [...text.matchAll(/\$\{(\w+)(?:\.[^}]*)?\}/g)].map(([, id]) => id) : [];
    return [...named, ...referencesOf(item)];
  });
}

/** What a value rests on outside of the resources, by name (`the mapping Ports`), each with a text of its definition. */
export function definitionsOf(value: unknown, sections: Sections): Map<string, string> {
  const found = new Map<string, string>();
  const section = (name: string) => (isObject(sections[name]) ? sections[name] : {});
  const [parameters, mappings, conditions] = ['Parameters', 'Mappings', 'Conditions'].map(section);

  function visit(item: unknown): void {
    for (const id of referencesOf(item)) if (Object.hasOwn(parameters, id)) add(`the parameter ${id}`, parameters[id]);
    walk(item);
  }

  function walk(item: unknown): void {
    if (Array.isArray(item)) for (const one of item) walk(one);
    if (!isObject(item)) return;
    const { 'Fn::FindInMap': path, 'Fn::If': choice, Condition: name } = item;
    if (Array.isArray(path)) {
      const known = typeof path[0] === 'string';
      add(known ? `the mapping ${path[0]}` : 'a mapping', known ? entryOf(mappings[path[0]], path) : mappings);
    }
    for (const id of [Array.isArray(choice) ? choice[0] : undefined, name]) {
      if (typeof id === 'string' && Object.hasOwn(conditions, id)) condition(id);
    }
    for (const one of Object.values(item)) walk(one);
  }

  function add(name: string, definition: unknown): void {
    // Of a parameter what decides over its value: not its description, and not what it allows.
    const { Default, Type, Passed } = isObject(definition) ? definition : {};
    const decisive = name.startsWith('the parameter ') ? (Passed ?? { Default, Type }) : definition;
    const text = canonical(decisive) ?? '';
    if (!found.get(name)?.includes(text)) found.set(name, `${found.get(name) ?? ''}${text}`);
  }

  function condition(id: string): void {
    if (found.has(`the condition ${id}`)) return;
    add(`the condition ${id}`, conditions[id]);
    visit(conditions[id]);
  }

  visit(value);
  return found;
}

/** The part of a mapping that Fn::FindInMap can reach. */
function entryOf(mapping: unknown, [, first, second]: readonly unknown[]): unknown {
  if (!isObject(mapping)) return undefined;
  const rows = typeof first === 'string' ? [[first, mapping[first]]] : Object.entries(mapping);
  const cell = (row: unknown) => (typeof second === 'string' && isObject(row) ? row[second] : row);
  return Object.fromEntries(rows.map(([key, row]) => [key, cell(row)]));
}

function canonicalValue(value: unknown, property = ''): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => canonicalValue(item, property)).filter((item) => item !== undefined);
  }
  if (!isObject(value)) return value === undefined ? undefined : String(coerce(value, typeOf(property)));
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text, 'Fn::Join': join } = value;
  if (Ref === 'AWS::NoValue') return undefined;
  if (Ref !== undefined) return { Ref: String(Ref) };
  if (typeof attribute === 'string') return { 'Fn::GetAtt': split(attribute) };
  const simple = text === undefined ? joined(join) : filledIn(text);
  if (simple !== undefined) return canonicalValue(simple, property);
  const entries = Object.entries(value).map(([key, item]) => [key, member(key, item, property)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The arguments of a function keep their places: which branch of Fn::If has no value decides. */
function member(key: string, item: unknown, property: string): unknown {
  if (!key.startsWith('Fn::')) return canonicalValue(item, key);
  if (!Array.isArray(item)) return canonicalValue(item, property);
  return item.map((one) => canonicalValue(one, property) ?? NO_VALUE);
}

function typeOf(property: string): (typeof SCHEMA_TYPES)[string] | undefined {
  return Object.hasOwn(SCHEMA_TYPES, property) ? SCHEMA_TYPES[property] : undefined;
}

/** What a Fn::Sub stands for that has nothing to fill in, or consists of one reference; undefined for others. */
function filledIn(argument: unknown): unknown {
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return undefined;
  if (!/\$\{[^!]/.test(text)) return text.replaceAll('${!', '${');
  const [, name] = text.match(/^\$\{([^!}][^}]*)\}$/) ?? [];
  if (name === undefined) return undefined;
  if (isObject(variables) && Object.hasOwn(variables, name)) return variables[name];
  return name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name };
}

/** What a Fn::Join of texts stands for; undefined for others. */
function joined(argument: unknown): string | undefined {
  const [delimiter, items] = Array.isArray(argument) ? argument : [];
  const isPlain = typeof delimiter === 'string' && Array.isArray(items) && !items.some((item) => isObject(item));
  return isPlain ? items.join(delimiter) : undefined;
}

function hasIntrinsic(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasIntrinsic);
  if (!isObject(value)) return typeof value === 'string' && value.includes('{{resolve:');
  return Object.entries(value).some(([key, item]) => key === 'Ref' || key.startsWith('Fn::') || hasIntrinsic(item));
}

function split(attribute: string): string[] {
  const dot = attribute.indexOf('.');
  return dot === -1 ? [attribute] : [attribute.slice(0, dot), attribute.slice(dot + 1)];
}
