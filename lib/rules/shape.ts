/** Stands where a value exists and is not known yet: a token, an intrinsic function, a parameter. */
export const UNKNOWN = Symbol('unknown');

/** Stands where not even this is known, whether there is a value: a condition that may choose `AWS::NoValue`. */
export const MAYBE_ABSENT = Symbol('maybe absent');

/** Raised when a rule reads an unknown value; whoever checks a rule takes it as "not broken". */
class UnknownValue extends Error {}

/** What CloudFormation makes of a scalar: the type of the schema; a list where one item stands for a list of one. */
export type Scalar = 'string' | 'integer' | 'boolean' | 'list';

/**
 * A view of CloudFormation properties for rules: a read of an unknown value ends the rule that reads it, and a scalar
 * comes in the type that the schema gives it, because a template may say `'true'` for true. Presence (`'Name' in it`)
 * and the length of a known list can be asked of unknown values too, unless the value may be absent.
 */
export function view<T>(value: unknown, scalars: { readonly [property: string]: Scalar } = {}): T {
  return look(value, scalars) as T;
}

function look(value: unknown, scalars: { readonly [property: string]: Scalar }, property = ''): unknown {
  if (value === UNKNOWN || value === MAYBE_ABSENT) throw new UnknownValue();
  if (scalars[property] === 'list' && !Array.isArray(value)) return look([value], scalars);
  if (typeof value !== 'object' || value === null) return coerce(value, scalars[property]);
  return new Proxy(value, {
    has: (target, key) => {
      if (Reflect.get(target, key) === MAYBE_ABSENT) throw new UnknownValue();
      return Reflect.has(target, key);
    },
    get: (target, key, receiver) =>
      typeof key === 'symbol' || !Object.hasOwn(target, key) || (Array.isArray(target) && key === 'length')
        ? Reflect.get(target, key, receiver)
        : look(Reflect.get(target, key, receiver), scalars, Array.isArray(target) ? '' : key),
  });
}

/** The value in the type of the schema where it can be read as one, otherwise as it stands. */
export function coerce(value: unknown, scalar: Scalar | undefined): unknown {
  if (scalar === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value);
  if (scalar === 'boolean' && typeof value === 'string' && /^(true|false)$/i.test(value)) return /^t/i.test(value);
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
