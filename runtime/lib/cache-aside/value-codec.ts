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
  if (isJson(value, 0)) {
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
  if (data[0] === STRUCTURED) return deserialize(data.subarray(1));
  if (data[0] === UNDEFINED) return undefined;
  throw new TypeError('not a stored value');
}

/** Whether a value was copied as structured clones are. */
export function isStructured(data: Buffer): boolean {
  return data[0] === STRUCTURED;
}

/** Whether JSON brings it back as it was. Deep values are left to the other format, which has no limit. */
function isJson(value: unknown, depth: number): boolean {
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
  if (depth > 100) return false;
  if (Array.isArray(value)) return isJsonArray(value, depth);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype || 'toJSON' in value) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  return Object.keys(value).every(
    (key) => key !== '__proto__' && isJson((value as Record<string, unknown>)[key], depth + 1),
  );
}

function isJsonArray(value: readonly unknown[], depth: number): boolean {
  if (Object.keys(value).length !== value.length) return false;
  return value.every((element) => isJson(element, depth + 1));
}
