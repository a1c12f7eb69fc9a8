/**
 * One spelling for all texts that the server takes for the same value of a type. Undefined is the answer wherever that
 * is not certain: the statement is then one of any rows.
 */
export type Canonical = (value: unknown) => string | undefined;

const INTEGER = /^[ \t\n\v\f\r]*([+-]?\d+)[ \t\n\v\f\r]*$/;
const NUMERIC = /^[ \t\n\v\f\r]*([+-]?)(\d+)(?:\.(\d*))?[ \t\n\v\f\r]*$/;
const UUID = /^(\{?)(?:[0-9a-f]{4}-?){7}[0-9a-f]{4}(\}?)$/i;
const LONE_SURROGATE = /\p{Surrogate}/u;
const BOOLEANS: Record<string, string> = { true: 'true', false: 'false', t: 'true', f: 'false' };

/** By type, as its object id, of primary-key columns that have one. */
export const CANONICALS: ReadonlyMap<number, Canonical> = new Map<number, Canonical>([
  [16, boolean],
  [20, integer],
  [21, integer],
  [23, integer],
  [25, text],
  [1042, paddedText],
  [1043, text],
  [1700, numeric],
  [2950, uuid],
]);

/** Types whose values, cast without a length, are the same in the other: a cast between them keeps the spelling. */
export const CANONICAL_CLASSES: readonly (readonly string[])[] = [
  ['bool'],
  ['int2', 'int4', 'int8'],
  ['text', 'varchar'],
  ['bpchar'],
  ['numeric'],
  ['uuid'],
];

/** What the driver sends as text for a value, where that is plain. */
function sent(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  return undefined;
}

function integer(value: unknown): string | undefined {
  const [, digits] = INTEGER.exec(sent(value) ?? '') ?? [];
  return digits === undefined ? undefined : BigInt(digits.replace('+', '')).toString();
}

function numeric(value: unknown): string | undefined {
  const found = NUMERIC.exec(sent(value) ?? '');
  if (found === null) return undefined;
  const [, sign, whole, fraction = ''] = found;
  const digits = [whole.replace(/^0+(?=\d)/, ''), fraction.replace(/0+$/, '')].filter((part) => part !== '').join('.');
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** A space at the end may be one that a parameter of another type loses on its way. */
function text(value: unknown): string | undefined {
  const given = sent(value);
  return given === undefined || given.endsWith(' ') || LONE_SURROGATE.test(given) ? undefined : given;
}

function paddedText(value: unknown): string | undefined {
  return text(sent(value)?.replace(/ +$/, ''));
}

function uuid(value: unknown): string | undefined {
  const given = typeof value === 'string' ? value : '';
  const [, open, close] = UUID.exec(given) ?? [];
  if (open === undefined || (open === '') !== (close === '')) return undefined;
  return given.replace(/[{}-]/g, '').toLowerCase();
}

function boolean(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? BOOLEANS[value] : undefined;
}
