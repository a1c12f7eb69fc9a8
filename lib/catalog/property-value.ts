import type { Properties } from './property-update';

/** Whether a version is older than the other, by the parts that both state. */
export function isOlder(version: unknown, than: unknown): boolean {
  if (![version, than].every((one) => /^\d+(\.\d+)*$/.test(String(one)))) return false;
  const [parts, others] = [version, than].map((one) => String(one).split('.').map(Number));
  const at = parts.findIndex((part, index) => part !== others[index]);
  return parts[at] < others[at];
}

/** Whether a text or boolean means yes. */
export function isTrue(value: unknown): boolean {
  return /^(true|yes|on)$/i.test(String(value));
}

/** Whether a text or boolean means no, or is not stated. */
export function isFalse(value: unknown): boolean {
  return value === undefined || /^(false|no|off)$/i.test(String(value));
}

/** Whether it is one of these texts. */
export function isOneOf(value: unknown, ...texts: string[]): boolean {
  return typeof value === 'string' && texts.includes(value);
}

/** Whether it is a list, a map or an intrinsic function. */
export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether a condition decides over the value, and so over its presence. */
export function isConditional(value: unknown): boolean {
  return isObject(value) && Object.hasOwn(value as object, 'Fn::If');
}

/** The engine in lower case, where it is known. */
export function engineOf({ Engine: engine }: Properties): string | undefined {
  return typeof engine === 'string' ? engine.toLowerCase() : undefined;
}
