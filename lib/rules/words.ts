import type { Words } from './rule';

/** The words of a template: paths of properties; without a property, of all of them. */
export const TEMPLATE_WORDS: Words = {
  name: (property) =>
    property === '' ? 'Properties' : property.endsWith('Policy') ? property : `Properties.${property}`,
  set: (property, value) => `${property}: ${written(value)}`,
};

/** The words of an L1 construct: its properties, in camel case; without a property, all of them. */
export const L1_WORDS: Words = {
  name: (property) => (property === '' ? 'props' : camelCase(property)),
  set: (property, value) => `${camelCase(property)}: ${written(value)}`,
};

/** How an L1 property is called in CloudFormation: `multiAzEnabled` is `MultiAZEnabled`. */
export function pascalCase(property: string): string {
  const irregular = Object.entries(IRREGULAR).find(([, camel]) => camel === property);
  return irregular?.[0] ?? property.charAt(0).toUpperCase() + property.slice(1);
}

/** How a CloudFormation property is called on an L1: `MultiAZEnabled` is `multiAzEnabled`. */
export function camelCase(property: string): string {
  return IRREGULAR[property] ?? property.charAt(0).toLowerCase() + property.slice(1);
}

const IRREGULAR: { readonly [property: string]: string } = {
  AZMode: 'azMode',
  MultiAZEnabled: 'multiAzEnabled',
  RotationLambdaARN: 'rotationLambdaArn',
};

function written(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}
