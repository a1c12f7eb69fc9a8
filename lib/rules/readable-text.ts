import { isObject } from './shape';

/** Stands in a readable text for what only the deployment knows. */
export const GAP = '\0';

/** A text as far as the template tells it, with gaps for the rest: an ARN in a policy is rarely known as a whole. */
export function readableText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isObject(value)) return GAP;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value;
  if (Array.isArray(join) && typeof join[0] === 'string' && Array.isArray(join[1])) {
    return join[1].map(readableText).join(join[0]);
  }
  const [text, own] = Array.isArray(sub) ? sub : [sub, {}];
  return typeof text === 'string' ? substituted(text, isObject(own) ? own : {}) : GAP;
}

/** How a text with gaps is shown in a message. */
export function shownText(text: string): string {
  return `'${text.replaceAll(GAP, '...')}'`;
}

function substituted(text: string, own: { readonly [name: string]: unknown }): string {
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    return Object.hasOwn(own, name) ? readableText(own[name]) : GAP;
  });
}
