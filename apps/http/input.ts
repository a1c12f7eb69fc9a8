import { RequestError } from './request-error';

/**
 * The object in a body of JSON.
 *
 * @throws RequestError if there is none
 */
export function objectIn(body: string): { readonly [name: string]: unknown } {
  const value = parsed(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RequestError(400, 'the body needs to be a JSON object');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RequestError(400, 'the body needs to be JSON');
  }
}

/**
 * A whole number, in JSON or as digits of a path.
 *
 * @throws RequestError if it is none, or out of bounds
 */
export function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  if (Number.isInteger(number) && Number(number) >= least && Number(number) <= most) return Number(number);
  throw new RequestError(400, `'${name}' needs a whole number from ${least} to ${most}`);
}

/**
 * An amount of money, as a text with two digits at most after the point.
 *
 * @throws RequestError if it is none
 */
export function amount(name: string, value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && /^\d{1,7}(\.\d{1,2})?$/.test(text)) return text;
  throw new RequestError(400, `'${name}' needs an amount such as 19.99, up to 9999999.99`);
}

/**
 * A text that is not empty. Databases refuse NUL, and half of a character would be another text once it is UTF-8.
 *
 * @throws RequestError if it is none, or longer than that
 */
export function text(name: string, value: unknown, most: number): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > most) {
    throw new RequestError(400, `'${name}' needs a text of 1 to ${most} characters`);
  }
  if (!value.includes('\0') && !/\p{Surrogate}/u.test(value)) return value;
  throw new RequestError(400, `'${name}' needs a text of whole characters, without NUL`);
}
