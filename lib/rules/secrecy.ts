import { readableText } from './readable-text';
import { coerce, isObject } from './shape';
import type { Template } from './surroundings';

/**
 * From where a secret comes that others may read: a plain parameter of Systems Manager, or a parameter of the template
 * that CloudFormation shows. Undefined where it is hidden, where nothing is known, and where it stands in the template
 * itself, which rules see without this.
 */
export function exposureOf(secret: unknown, template: Template | undefined): string | undefined {
  if (/^\{\{resolve:ssm:/.test(readableText(secret))) return 'a plain parameter of Systems Manager';
  const name = isObject(secret) ? secret.Ref : undefined;
  const parameters = template?.Parameters;
  if (typeof name !== 'string' || !isObject(parameters) || !Object.hasOwn(parameters, name)) return undefined;
  const parameter = parameters[name];
  if (!isObject(parameter)) return undefined;
  if (coerce(parameter.NoEcho, 'boolean') !== true) return `the parameter '${name}' without NoEcho`;
  return parameter.Default === undefined || parameter.Default === ''
    ? undefined
    : `the parameter '${name}' with a default in the template`;
}

/** Whether it is a secure string of Systems Manager, which few properties take. */
export function isSecureString(secret: unknown): boolean {
  return /^\{\{resolve:ssm-secure:/.test(readableText(secret));
}
