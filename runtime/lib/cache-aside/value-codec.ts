import { deserialize, serialize } from 'node:v8';

const JSON_TEXT = 0;
const STRUCTURED = 1;
const UNDEFINED = 2;

/**
 * Values as bytes. What JSON keeps as it is becomes JSON, which is fast; dates, maps, sets, bigints, buffers, typed
 * arrays and so on become what structured clones are made of. Either comes back as it was.
 *
 * @throws DataCloneError for what cannot be copied: functions, symbols, promises
 */
export function encodeValue(value: unknown): Buffer {
  if (value === undefined) return Buffer.from([UNDEFINED]);
  if (isJson(value, new Set())) {
    const text = JSON.stringify(value);
    const data = Buffer.allocUnsafe(1 + Buffer.byteLength(text));
    data[0] = JSON_TEXT;
    data.write(text, 1);
    return data;
  }
  return Buffer.concat([Buffer.from([STRUCTURED]), serialize(value)]);
}

/** @throws Error if it is no such value */
export function decodeValue(data: Buffer): unknown {
  if (data[0] === JSON_TEXT) return JSON.parse(data.toString('utf8', 1));
  // Buffers in it would be views of the data, which others are given as well.
  if (data[0] === STRUCTURED) return deserialize(Buffer.from(data.subarray(1)));
  if (data[0] === UNDEFINED) return undefined;
  throw new TypeError('not a stored value');
}

/** Whether a value was copied as structured clones are. */
export function isStructured(data: Buffer): boolean {
  return data[0] === STRUCTURED;
}

/**
 * Whether JSON brings it back as it was. What is deep, or has one object in two places, is left to the other format.
 *
 * @param known the objects that were seen so far
 */
function isJson(value: unknown, known: Set<object>, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      break;
    default:
      return false;
  }
  if (value === null) return true;
  if (depth > 100 || known.has(value) || 'toJSON' in value) return false;
  known.add(value);
  const prototype = Object.getPrototypeOf(value);
  if (Array.isArray(value)) return prototype === Array.prototype && isJsonArray(value, known, depth);
  if (prototype !== Object.prototype) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  return Object.keys(value).every(
    (key) => key !== '__proto__' && isJson((value as Record<string, unknown>)[key], known, depth + 1),
  );
}

function isJsonArray(value: readonly unknown[], known: Set<object>, depth: number): boolean {
  if (Object.keys(value).length !== value.length) return false;
  // A hole is skipped by `every`, and hides where there is a property of another name.
  for (let index = 0; index < value.length; index += 1) {
    if (!(index in value) || !isJson(value[index], known, depth + 1)) return false;
  }
  return true;
}
