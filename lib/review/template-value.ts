/**
 * A value as a text that is equal for equal values: CloudFormation takes 5 and '5', any order of keys, and both forms
 * of Fn::GetAtt for the same. Undefined for what is not there, `AWS::NoValue` included.
 */
export function canonical(value: unknown): string | undefined {
  const plain = canonicalValue(value);
  return plain === undefined ? undefined : JSON.stringify(plain);
}

/** The logical ids that a value refers to, by Ref, Fn::GetAtt or Fn::Sub. */
export function referencesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(item) ? item[0] : item).split('.')[0]];
    const text = key === 'Fn::Sub' ? (Array.isArray(item) ? item[0] : item) : undefined;
    const named = typeof text === 'string' ? [...text.matchAll(/\$\{(\w+)(?:\.[^}]*)?\}/g)].map(([, id]) => id) : [];
    return [...named, ...referencesOf(item)];
  });
}

function canonicalValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalValue).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value === undefined ? undefined : String(value);
  const { Ref, 'Fn::GetAtt': attribute } = value as { readonly [key: string]: unknown };
  if (Ref === 'AWS::NoValue') return undefined;
  if (typeof attribute === 'string') return { 'Fn::GetAtt': split(attribute) };
  const entries = Object.entries(value).map(([key, item]) => [key, canonicalValue(item)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function split(attribute: string): string[] {
  const dot = attribute.indexOf('.');
  return dot === -1 ? [attribute] : [attribute.slice(0, dot), attribute.slice(dot + 1)];
}
