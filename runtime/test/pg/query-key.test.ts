import pg from 'pg';
import type { PgQueryClass } from '../../lib/pg/pg-shapes';
import { preparedValues } from '../../lib/pg/prepared-values';
import { encodeIdentity, MAX_VALUE_BYTES } from '../../lib/pg/query-key';

const Query = pg.Query as unknown as PgQueryClass;
const IDENTITY = { session: 'session', text: 'SELECT $1', values: [], binary: false };
const keyOf = (values: readonly unknown[], change: object = {}) =>
  encodeIdentity({ ...IDENTITY, values: preparedValues(Query, values), ...change })?.toString('base64');

test('K1: values that the server gets as the same are the same, and others are not', () => {
  expect(keyOf([1])).toBe(keyOf(['1']));
  expect(keyOf([null])).toBe(keyOf([undefined]));
  const different = [[1], [true], [null], [], [''], ['null'], ['t'], [Buffer.from('1')]].map((values) => keyOf(values));
  expect(new Set(different).size).toBe(different.length);
});

test('K2: two values are not one with a comma in it', () => {
  const different = [['a', 'b'], ['a,b'], ['a', 'b', ''], ['', 'a', 'b'], ['ab'], [['a', 'b']], [['a,b']]].map(
    (values) => keyOf(values),
  );
  expect(new Set(different).size).toBe(different.length);
});

test('K3: bytes, dates, arrays, objects and toPostgres are what node-postgres sends', () => {
  const values = [
    Buffer.from([0, 1, 255]),
    new Uint8Array([0, 1, 254]),
    new Date('2024-03-31T01:30:00.123Z'),
    new Date('2024-03-31T01:30:00.124Z'),
    10n ** 20n,
    [1, [2, null], 'x"\\'],
    { a: 1 },
    { a: '1' },
    { toPostgres: () => 'made' },
  ];
  expect(preparedValues(Query, values)).toEqual(
    values.map((value) =>
      (pg as unknown as { utils: { prepareValue(one: unknown): unknown } }).utils.prepareValue(value),
    ),
  );
  const keys = values.map((value) => keyOf([value]));
  expect(new Set(keys).size).toBe(keys.length);
});

test('K4: -0 and NaN are what the server gets', () => {
  expect(keyOf([-0])).toBe(keyOf([0]));
  expect(keyOf([Number.NaN])).toBe(keyOf(['NaN']));
  expect(keyOf([Number.NaN])).not.toBe(keyOf([null]));
});

test('K7: texts that only look the same are different', () => {
  expect(keyOf(['\u00e9'])).not.toBe(keyOf(['e\u0301']));
});

test('every part tells one identity from another, and none runs into the next', () => {
  const different = [
    keyOf(['x']),
    keyOf(['x'], { session: 'other' }),
    keyOf(['x'], { text: 'SELECT $1 ' }),
    keyOf(['x'], { binary: true }),
    keyOf(['x'], { tenant: 't' }),
    keyOf(['x'], { tenant: '' }),
    keyOf(['x'], { key: 't' }),
    keyOf(['x'], { session: 'sessionS', text: 'ELECT $1' }),
  ];
  expect(new Set(different).size).toBe(different.length);
});

test('values that are too long have no key', () => {
  expect(keyOf(['x'.repeat(MAX_VALUE_BYTES)])).toBeDefined();
  expect(keyOf(['x'.repeat(MAX_VALUE_BYTES), 'y'])).toBeUndefined();
});

test('bytes are kept as they were when the query was asked', () => {
  const bytes = Buffer.from('before');
  const [kept] = preparedValues(Query, [bytes]);
  bytes.write('after!');
  expect(`${kept}`).toBe('before');
});

test('a value that cannot be sent throws what node-postgres throws', () => {
  const circular: { toPostgres?: () => unknown } = {};
  circular.toPostgres = () => circular;
  expect(() => preparedValues(Query, [circular])).toThrow('circular reference');
});
