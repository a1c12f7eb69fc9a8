import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** A value for people to read: what only the deployment knows is written as in `Fn::Sub`, `${LogicalId.Attribute}`. */
export function spelled(scope: IConstruct, value: unknown): unknown {
  return inWords(Stack.of(scope).resolve(value));
}

function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [name, inner] = entries[0] ?? [];
  if (entries.length !== 1 || !(name === 'Ref' || name?.startsWith('Fn::'))) {
    return Object.fromEntries(entries.map(([key, item]) => [key, inWords(item)]));
  }
  if (name === 'Fn::Join') return (inner[1] as unknown[]).map(inWords).join(inner[0]);
  if (name === 'Ref') return `\${${inner}}`;
  return name === 'Fn::GetAtt' ? `\${${inner.join('.')}}` : `\${${name}}`;
}
