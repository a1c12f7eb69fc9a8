import { coerce, isObject, MAYBE_ABSENT, UNKNOWN, unlessUnknown, view, wrongType } from '../../lib/rules/shape';

const SCALARS = { Flag: 'boolean', Count: 'integer', Name: 'string', Items: 'list', 'Items[]': 'string' } as const;

interface Shape {
  readonly Flag?: boolean;
  readonly Count?: number;
  readonly Name?: string;
  readonly Items?: readonly string[];
  readonly Map?: { readonly [key: string]: unknown; readonly deep?: readonly { readonly value: string }[] };
  readonly Inner?: { readonly Count?: number };
}

function look(value: object): Shape {
  return view<Shape>(value, SCALARS);
}

function ask(question: () => unknown): unknown {
  return unlessUnknown(question, 'unknown');
}

describe('an unknown value', () => {
  test('ends the question that reads it with the fallback', () => {
    const it = look({ Name: UNKNOWN });
    expect(unlessUnknown(() => it.Name === 'x', false)).toBe(false);
    expect(unlessUnknown(() => it.Name !== 'x', false)).toBe(false);
  });

  test('ends it at any depth', () => {
    const it = look({ Map: { deep: [{ value: UNKNOWN }] } });
    expect(ask(() => it.Map?.deep?.[0].value)).toBe('unknown');
    expect(ask(() => JSON.stringify(it))).toBe('unknown');
  });

  test('is present all the same', () => {
    expect('Name' in look({ Name: UNKNOWN })).toBe(true);
    expect('Name' in look({})).toBe(false);
  });

  test('counts in a list that is known', () => {
    expect(look({ Items: [UNKNOWN, 'b'] }).Items).toHaveLength(2);
  });

  test('is not even known to be present where it may be absent', () => {
    const it = look({ Name: MAYBE_ABSENT });
    expect(ask(() => 'Name' in it)).toBe('unknown');
    expect(ask(() => it.Name)).toBe('unknown');
  });

  test('is as unknown as the whole object', () => {
    expect(ask(() => view<Shape>(UNKNOWN).Name)).toBe('unknown');
  });
});

describe('a question', () => {
  test('keeps its answer where nothing is unknown', () => {
    expect(ask(() => look({ Name: 'x' }).Name)).toBe('x');
  });

  test('keeps the errors of the code that asks it', () => {
    const fail = () => {
      throw new RangeError('a bug');
    };
    expect(() => unlessUnknown(fail, undefined)).toThrow(new RangeError('a bug'));
    expect(() => wrongType(fail)).toThrow(new RangeError('a bug'));
  });
});

describe('a scalar', () => {
  test.each([
    ['true', 'boolean', true],
    ['TRUE', 'boolean', true],
    ['False', 'boolean', false],
    [true, 'boolean', true],
    ['yes', 'boolean', true],
    ['Off', 'boolean', false],
    ['once', 'boolean', 'once'],
    [1, 'boolean', 1],
    ['2', 'integer', 2],
    ['-2', 'integer', -2],
    [2, 'integer', 2],
    ['2.5', 'integer', '2.5'],
    ['', 'integer', ''],
    [8.2, 'string', '8.2'],
    [true, 'string', 'true'],
    ['8.2', 'string', '8.2'],
    ['true', undefined, 'true'],
    ['2', undefined, '2'],
  ] as const)('%p of type %s is read as %p', (value, scalar, expected) => {
    expect(coerce(value, scalar)).toBe(expected);
  });

  test('comes in the type of the schema, also inside another object', () => {
    const it = look({ Flag: 'true', Count: '2', Name: 8.2, Inner: { Count: '3' } });
    expect([it.Flag, it.Count, it.Name, it.Inner?.Count]).toEqual([true, 2, '8.2', 3]);
  });

  test('that is none of its type is not judged, and can be asked for', () => {
    const it = look({ Flag: 'perhaps', Count: 2.5, Name: { a: 1 }, Items: [['nested']] });
    expect(ask(() => it.Flag)).toBe('unknown');
    expect(ask(() => it.Items?.[0])).toBe('unknown');
    expect([wrongType(() => it.Flag), wrongType(() => it.Count), wrongType(() => it.Name)]).toEqual([
      'perhaps',
      2.5,
      { a: 1 },
    ]);
  });

  test('of the right type or unknown is no wrong type', () => {
    const it = look({ Flag: 'true', Count: UNKNOWN });
    expect([wrongType(() => it.Flag), wrongType(() => it.Count), wrongType(() => it.Name)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('may stand for a list of one', () => {
    expect(look({ Items: 'one' }).Items).toEqual(['one']);
    expect(look({ Items: ['one', 2] }).Items).toEqual(['one', '2']);
  });

  test('is left alone where the schema says nothing, even under the name of a method', () => {
    expect(look({ Map: { toString: 'x', size: '2' } }).Map).toEqual({ toString: 'x', size: '2' });
  });
});

test('an object has keys: a list and null are none', () => {
  expect([{}, { a: 1 }].every(isObject)).toBe(true);
  expect([undefined, null, [], 'text', 7, UNKNOWN].some(isObject)).toBe(false);
});
