/** A reference of a resource to another part of its template. */
export interface Reference {
  /** The logical id of what is referred to: a resource or a parameter. */
  readonly target: string;
  /** The attribute that is asked for; undefined for what `Ref` returns. */
  readonly attribute?: string;
  /** The property in which it stands, without places in lists: `VpcConfig.SubnetIds`. */
  readonly property: string;
}

interface TextPart {
  readonly literal?: string;
  readonly name?: string;
}

/** Every reference in a value, through all intrinsic functions; what only the deployment knows (`AWS::Region`) is none. */
export function referencesIn(value: unknown, property = ''): Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, property));
  if (!isObject(value)) return [];
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = value;
  if (typeof ref === 'string') return reference(ref, undefined, property);
  if (attribute !== undefined) return ofAttribute(attribute, property);
  if (text !== undefined) return ofText(text, property);
  return Object.entries(value).flatMap(([key, item]) => referencesIn(item, inside(property, key)));
}

/** Whether a value is a map: neither a list nor nothing. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The parts of a `Fn::Sub` text: what stands there as it is, and the names of what is filled in. */
export function partsOfText(text: string): readonly TextPart[] {
  return text.split(/(\$\{[^}]*\})/).flatMap((part): TextPart[] => {
    if (part.startsWith('${!')) return [{ literal: `\${${part.slice(3)}` }];
    if (part.startsWith('${')) return [{ name: part.slice(2, -1).trim() }];
    return part === '' ? [] : [{ literal: part }];
  });
}

function ofAttribute(value: unknown, property: string): Reference[] {
  const [id, attribute] = typeof value === 'string' ? split(value) : Array.isArray(value) ? value : [];
  const inAttribute = typeof attribute === 'string' ? [] : referencesIn(attribute, property);
  if (typeof id !== 'string') return inAttribute;
  return [...reference(id, typeof attribute === 'string' ? attribute : undefined, property), ...inAttribute];
}

function ofText(value: unknown, property: string): Reference[] {
  const [text, own] = Array.isArray(value) ? value : [value, {}];
  const values = isObject(own) ? own : {};
  const names = typeof text === 'string' ? partsOfText(text).flatMap(({ name }) => name ?? []) : [];
  const others = names.filter((name) => !Object.hasOwn(values, name));
  return [
    ...others.flatMap((name) => reference(...split(name), property)),
    ...Object.values(values).flatMap((item) => referencesIn(item, property)),
  ];
}

function reference(target: string, attribute: string | undefined, property: string): Reference[] {
  return target.startsWith('AWS::') ? [] : [{ target, attribute, property }];
}

function split(name: string): [string, string | undefined] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, undefined] : [name.slice(0, dot), name.slice(dot + 1)];
}

/** Functions are no part of the name of a property. */
function inside(property: string, key: string): string {
  if (key.startsWith('Fn::')) return property;
  return property === '' ? key : `${property}.${key}`;
}
