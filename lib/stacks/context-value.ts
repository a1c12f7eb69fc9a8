import { Duration } from 'aws-cdk-lib/core';
import { isObject } from '../rules/shape';

/** Reads one value of the context: what it is, or undefined after a word in `problems` about what is allowed. */
export type Reader<T> = (value: unknown, path: string, problems: string[]) => T | undefined;

/** The readers of an object, one for each of its keys. */
export type Readers<T> = { readonly [K in keyof T]-?: Reader<NonNullable<T[K]>> };

/** One of the listed words, and what it stands for. */
export function oneOf<T>(words: { readonly [word: string]: T }): Reader<T> {
  return (value, path, problems) =>
    typeof value === 'string' && Object.hasOwn(words, value)
      ? words[value]
      : refuse(problems, path, `one of ${Object.keys(words).join(', ')}`, value);
}

/** A whole number in a range, which may be open above; `-c` can only pass text, so digits will do. */
export function integer(min: number, max = Number.POSITIVE_INFINITY): Reader<number> {
  const range = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
  return (value, path, problems) => {
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    return Number.isInteger(number) && Number(number) >= min && Number(number) <= max
      ? Number(number)
      : refuse(problems, path, `a whole number ${range}`, value);
  };
}

/** True or false. */
export const flag: Reader<boolean> = (value, path, problems) =>
  value === true || value === 'true'
    ? true
    : value === false || value === 'false'
      ? false
      : refuse(problems, path, 'true or false', value);

/** Text of a form, said in words. */
export function text(form: RegExp, words: string): Reader<string> {
  return (value, path, problems) =>
    typeof value === 'string' && form.test(value) ? value : refuse(problems, path, words, value);
}

/** Text that a function understands. */
export function parsed<T>(parse: (text: string) => T, words: string): Reader<T> {
  return (value, path, problems) => {
    try {
      if (typeof value === 'string') return parse(value);
    } catch {
      // What the function throws is about its own argument; the words are about the context.
    }
    return refuse(problems, path, words, value);
  };
}

const UNITS: { readonly [unit: string]: (amount: number) => Duration } = {
  s: Duration.seconds,
  m: Duration.minutes,
  h: Duration.hours,
  d: Duration.days,
};

/** A time, as in the runtime: a whole number and its unit. */
export const time: Reader<Duration> = parsed((text) => {
  const [, amount, unit] = /^([1-9]\d*)([smhd])$/.exec(text) ?? [];
  return UNITS[unit](Number(amount));
}, "a time in s, m, h or d, such as '5m'");

/** A list of values; `-c` may pass it as text with commas. */
export function listOf<T>(item: Reader<T>): Reader<T[]> {
  return (value, path, problems) => {
    const items = typeof value === 'string' ? value.split(',') : value;
    if (!Array.isArray(items) || items.length === 0) return refuse(problems, path, 'a list of at least one', value);
    const read = items.map((each, index) => item(each, `${path}[${index}]`, problems));
    return read.filter((each) => each !== undefined);
  };
}

/** Text by text, such as parameters. */
export const texts: Reader<{ [name: string]: string }> = (value, path, problems) =>
  isObject(value) && Object.values(value).every((each) => ['string', 'number', 'boolean'].includes(typeof each))
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]))
    : refuse(problems, path, 'texts by name', value);

/** An object with these keys, all optional, and no others. */
export function objectOf<T>(readers: Readers<T>): Reader<T> {
  return (value, path, problems) => {
    if (!isObject(value)) return refuse(problems, path, `an object with ${Object.keys(readers).join(', ')}`, value);
    const read: { [key: string]: unknown } = {};
    for (const [key, each] of Object.entries(value)) {
      const reader = Object.hasOwn(readers, key) ? (readers as { [key: string]: Reader<unknown> })[key] : undefined;
      if (reader === undefined) {
        problems.push(
          `'${path}' needs keys among ${Object.keys(readers).join(', ')}, got '${key}'; correct or remove it`,
        );
      } else {
        read[key] = reader(each, `${path}.${key}`, problems);
      }
    }
    return read as T;
  };
}

/** Says what is allowed. */
export function refuse(problems: string[], path: string, needs: string, value: unknown): undefined {
  problems.push(`'${path}' needs ${needs}, got ${JSON.stringify(value)}; correct or remove it`);
  return undefined;
}
