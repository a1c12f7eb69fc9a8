import { randomInt } from 'node:crypto';
import { RotationError } from './rotation-error';

/** Letters and digits: ElastiCache forbids other characters in a token, in a password, or in both. */
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const LENGTH = 64;

/** A new token or password. It is made here, so that the function needs no permission for it. */
export function newPassword(): string {
  return Array.from({ length: LENGTH }, () => CHARACTERS[randomInt(CHARACTERS.length)]).join('');
}

/**
 * The token or password in the text of a secret.
 *
 * @param field the field of the JSON object; undefined if the whole text is it
 */
export function passwordIn(text: string, field: string | undefined): string {
  if (field === undefined) return text;
  const password = objectIn(text, field)[field];
  if (typeof password !== 'string' || password === '') {
    throw new RotationError(`the secret has no text in its field '${field}'; add it, or name another field`);
  }
  return password;
}

/** The text of a secret with another token or password; other fields stay as they are. */
export function withPassword(text: string, field: string | undefined, password: string): string {
  return field === undefined ? password : JSON.stringify({ ...objectIn(text, field), [field]: password });
}

/** The fields of a secret. Errors never quote it. */
export function objectIn(text: string, field: string): { readonly [field: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below: the message of the parser quotes the text.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as { [field: string]: unknown };
  throw new RotationError(`the secret is not a JSON object with the field '${field}'; write it as one`);
}
