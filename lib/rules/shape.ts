/** Stands where a value exists and is not known yet: a token, an intrinsic function, a parameter. */
export const UNKNOWN = Symbol('unknown');

/** Stands where not even this is known, whether there is a value: a condition that may choose `AWS::NoValue`. */
export const MAYBE_ABSENT = Symbol('maybe absent');

/** Raised when a rule reads an unknown value; whoever checks a rule takes it as "not broken". */
class UnknownValue extends Error {}

/** One for all: a stack trace for each read of a token would cost more than every rule together. */
const UNKNOWN_VALUE = new UnknownValue();

/** Raised when a rule reads a value of another type than the schema has: one rule reports it, the others pass. */
class WrongType extends UnknownValue {
  constructor(public readonly value: unknown) {
    super();
  }
}

/** The type that the schema gives a property. One value may stand for a list of one. */
export type Scalar = 'string' | 'integer' | 'boolean' | 'list' | 'map';

/**
 * A view of CloudFormation properties for rules: a read of an unknown value ends the rule that reads it, and a scalar
 * comes in the type that the schema gives it (of the items of a list under `Name[]`), because a template may say
 * `'true'` for true. What cannot be read in that type ends the rule too. Presence (`'Name' in it`)
 * and the length of a known list can be asked of unknown values too, unless the value may be absent.
 */
export function view<T>(value: unknown, scalars: { readonly [property: string]: Scalar } = {}): T {
  return look(value, scalars) as T;
}

function look(value: unknown, scalars: { readonly [property: string]: Scalar }, property = ''): unknown {
  if (value === UNKNOWN || value === MAYBE_ABSENT) throw UNKNOWN_VALUE;
  const scalar = Object.hasOwn(scalars, property) ? scalars[property] : undefined;
  if (scalar === 'list' && !Array.isArray(value)) return look([value], scalars, property);
  const read = coerce(value, scalar);
  if (scalar !== undefined && !isOf(scalar, read)) throw new WrongType(value);
  if (typeof value !== 'object' || value === null) return read;
  // Plain values, because each is read by every rule: only a read of what is not known costs more.
  const seen: { [key: string]: unknown } = Array.isArray(value) ? ([] as never) : {};
  let maybeAbsent = false;
  for (const [key, item] of Object.entries(value)) {
    maybeAbsent ||= item === MAYBE_ABSENT;
    try {
      seen[key] = look(item, scalars, Array.isArray(value) ? `${property}[]` : key);
    } catch (error) {
      Object.defineProperty(seen, key, { enumerable: true, get: () => raise(error) });
    }
  }
  return maybeAbsent ? new Proxy(seen, { has: (_, key) => presence(value, key) }) : seen;
}

function raise(error: unknown): never {
  throw error;
}

function presence(value: object, key: string | symbol): boolean {
  if (Reflect.get(value, key) === MAYBE_ABSENT) throw UNKNOWN_VALUE;
  return Reflect.has(value, key);
}

/** What YAML 1.1, in which CloudFormation reads templates, takes for true and false. */
const BOOLEAN = /^(true|false|yes|no|on|off)$/i;

/** The value in the type of the schema where it can be read as one, otherwise as it stands. */
export function coerce(value: unknown, scalar: Scalar | undefined): unknown {
  if (scalar === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (scalar === 'boolean' && typeof value === 'string' && BOOLEAN.test(value)) return /^(t|y|on)/i.test(value);
  if (scalar === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value)) return Number(value);
  return value;
}

/** The answer, or the fallback where the answer rests on an unknown value. */
export function unlessUnknown<T>(ask: () => T, fallback: T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UnknownValue) return fallback;
    throw error;
  }
}

/** What a read found that is not of its type; undefined where it is, or where it is not known. */
export function wrongType(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    if (error instanceof WrongType) return error.value;
    if (!(error instanceof UnknownValue)) throw error;
  }
  return undefined;
}

/** Whether the value is an object with keys: no list, and not null. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOf(scalar: Scalar, value: unknown): boolean {
  if (scalar === 'integer') return Number.isInteger(value);
  if (scalar === 'list') return Array.isArray(value);
  if (scalar === 'map') return isObject(value);
  return typeof value === scalar;
}
