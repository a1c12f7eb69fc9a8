import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { decodeValue, encodeValue, isStructured } from '../../lib/cache-aside/value-codec';

/**
 * All of a value as text: kinds, holes, negative zeros, repeated objects. What comes back in a test has the classes of
 * Node.js itself, not those of the sandbox of the test, so that equality by prototype would say nothing.
 */
const textOf = (value: unknown) =>
  inspect(value, { depth: Number.POSITIVE_INFINITY, maxArrayLength: null, maxStringLength: null, breakLength: 80 });
const roundTrip = (value: unknown) => decodeValue(encodeValue(value));

const shared = { a: 1 };
const holeWithProperty = Object.assign(new Array(1), { x: 1 });
const cyclic: Record<string, unknown> = { name: 'cyclic' };
cyclic.self = cyclic;
class Money extends Array<number> {}

test.each<readonly [string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['an empty text', ''],
  ['a lone surrogate', '\ud800x'],
  ['a lone surrogate as a key', { '\udfff': 1 }],
  ['negative zero', -0],
  ['negative zero within', { a: [-0] }],
  ['not a number', Number.NaN],
  ['infinity', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
  ['undefined within', { a: undefined, b: [undefined] }],
  ['a big integer', 2n ** 80n],
  ['dates', { at: new Date(0), never: new Date(Number.NaN) }],
  ['a map with objects as keys', new Map<unknown, unknown>([[{ a: 1 }, new Set([1n, 'x'])]])],
  ['buffers and typed arrays', { b: Buffer.from([0, 255]), f: new Float64Array([Math.PI, -0]), d: new Uint16Array(3) }],
  ['a regular expression', /a\/b/giu],
  ['an array with holes', Object.assign(new Array(3), { 0: 1, 2: 3 })],
  ['an array whose hole hides behind a property', holeWithProperty],
  ['a property named __proto__', JSON.parse('{"__proto__": {"admin": true}, "b": 1}')],
  ['a property named toJSON', { toJSON: 1, a: 2 }],
  ['a property named constructor', { constructor: 1, prototype: 2 }],
  ['a deep value', Array.from({ length: 500 }).reduce((inner) => [inner], 1)],
])('a value comes back as it was: %s', (_, value) => {
  const back = roundTrip(value);
  expect(textOf(back)).toBe(textOf(value));
  expect(({} as { admin?: boolean }).admin).toBeUndefined();
});

test('a cycle, and one object in two places, come back as such', () => {
  const back = roundTrip(cyclic) as typeof cyclic;
  expect(back.self).toBe(back);
  const [first, second] = roundTrip([shared, shared]) as readonly object[];
  expect(second).toBe(first);
  // Objects in many places must not be written once for each way to them.
  let tower: unknown[] = [1];
  for (let storey = 0; storey < 60; storey += 1) tower = [tower, tower];
  expect(encodeValue(tower).length).toBeLessThan(10_000);
});

test('what is no plain object becomes one, and says so, so that the loader gives the same', () => {
  for (const value of [
    new (class Point {
      public x = 1;
    })(),
    Object.create(null, { a: { value: 1, enumerable: true } }),
    new Money(3, 4),
  ]) {
    const data = encodeValue(value);
    expect(isStructured(data)).toBe(true);
    expect({ ...(decodeValue(data) as object) }).toEqual({ ...value });
  }
});

test.each<readonly [string, unknown]>([
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['a promise', Promise.resolve(1)],
  ['a function deep inside', { a: [{ b: () => 1 }] }],
])('what cannot be copied is refused: %s', (_, value) => {
  expect(() => encodeValue(value)).toThrow();
});

test('V3: two callers that decode the same data share nothing, bytes included', () => {
  const data = encodeValue({ bytes: Buffer.from('abc'), when: new Date(0) });
  const [first, second] = [decodeValue(data), decodeValue(data)] as { bytes: Buffer }[];
  first!.bytes.fill(0);
  expect(second!.bytes.toString()).toBe('abc');
  expect((decodeValue(data) as { bytes: Buffer }).bytes.toString()).toBe('abc');
});

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
});

test('any value comes back as it was', () => {
  fc.assert(
    fc.property(
      fc.oneof(anything, fc.string({ unit: 'binary' })),
      (value) => textOf(roundTrip(value)) === textOf(value),
    ),
    { numRuns: 200 },
  );
});

test('V5: bytes that are no value throw an error, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), anything, fc.nat(), fc.nat(255), (bytes, value, place, byte) => {
      const damaged = encodeValue(value);
      damaged[place % damaged.length] = byte;
      for (const data of [Buffer.from(bytes), Buffer.from([1, ...bytes]), damaged, damaged.subarray(0, place % 50)]) {
        try {
          decodeValue(data);
        } catch (error) {
          if (!(error instanceof Error) && !`${error}`.includes('Error')) return false;
        }
      }
      return true;
    }),
    { numRuns: 200 },
  );
});
