import { check, type Rule, type Subject, shown, type Words } from '../../lib/rules/rule';
import { UNKNOWN, view } from '../../lib/rules/shape';

interface Shelf extends Subject {
  readonly properties: { readonly Books?: number; readonly Colour?: string };
}

const WORDS: Words = { name: (property) => `the ${property}`, set: (property, value) => `${property} = ${value}` };

const FULL: Rule<Shelf> = {
  id: 'shelf-full',
  level: 'error',
  fact: 'documented',
  property: 'Books',
  broken: ({ properties: p }) => (p.Books ?? 0) > 3,
  needs: 'at most 3',
  remedy: (_, say) => `set ${say.set('Books', 3)}`,
  page: 'https://example.com/shelf',
};

const DULL: Rule<Shelf> = {
  ...FULL,
  id: 'shelf-dull',
  level: 'warning',
  fact: 'inferred',
  property: 'Colour',
  broken: ({ properties: p }) => !('Colour' in p) || p.Colour === 'grey',
  needs: ({ properties: p }) => `a colour beside ${p.Books ?? 'no'} books`,
  remedy: 'paint it',
};

function judge(rules: readonly Rule<Shelf>[], properties: object): string[] {
  return check(rules, view<Shelf>({ properties }), WORDS).map(({ message }) => message);
}

describe('a finding', () => {
  test('carries everything that its rule says', () => {
    expect(check([FULL], { properties: { Books: 4 } }, WORDS)).toEqual([
      {
        ruleId: 'shelf-full',
        level: 'error',
        fact: 'documented',
        property: 'Books',
        message: "'the Books' needs at most 3, got 4; set Books = 3 (https://example.com/shelf)",
        page: 'https://example.com/shelf',
      },
    ]);
  });

  test('says none of what is absent', () => {
    expect(judge([DULL], {})).toEqual([
      "'the Colour' needs a colour beside no books, got none; paint it (https://example.com/shelf)",
    ]);
  });

  test('says what the rule found instead of the value, if the rule knows it better', () => {
    expect(judge([{ ...FULL, got: ({ properties: p }) => `${p.Books} books` }], { Books: 5 })).toEqual([
      "'the Books' needs at most 3, got 5 books; set Books = 3 (https://example.com/shelf)",
    ]);
  });

  test('stays a sentence where a part of it is not known', () => {
    expect(judge([DULL], { Books: UNKNOWN, Colour: 'grey' })).toEqual([
      `'the Colour' needs something that is not known yet, got "grey"; paint it (https://example.com/shelf)`,
    ]);
  });
});

describe('a check', () => {
  test('finds in the order of the table', () => {
    expect(check([DULL, FULL], { properties: { Books: 4 } }, WORDS).map(({ ruleId }) => ruleId)).toEqual([
      'shelf-dull',
      'shelf-full',
    ]);
  });

  test('finds nothing where nothing is broken', () => {
    expect(judge([FULL, DULL], { Books: 3, Colour: 'red' })).toEqual([]);
  });

  test('never finds a rule broken by what is unknown', () => {
    expect(judge([FULL, DULL], { Books: UNKNOWN, Colour: UNKNOWN })).toEqual([]);
  });

  test('does not hide a bug in a rule', () => {
    const broken = () => {
      throw new TypeError('a bug');
    };
    expect(() => judge([{ ...FULL, broken }], {})).toThrow(new TypeError('a bug'));
  });
});

describe('a value in a message', () => {
  test.each([
    [undefined, 'none'],
    ['text', '"text"'],
    ['', '""'],
    [0, '0'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [false, 'false'],
    [['a', 'b'], '["a","b"]'],
    [{ a: 1 }, '{"a":1}'],
  ])('%p is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  test('is whole up to 120 characters, and cut to 120 beyond', () => {
    expect(shown('x'.repeat(118))).toBe(`"${'x'.repeat(118)}"`);
    expect(shown('x'.repeat(119))).toBe(`"${'x'.repeat(116)}...`);
    expect(shown('x'.repeat(1_000_000))).toHaveLength(120);
  });

  test('makes no huge message of a huge template', () => {
    const [message] = judge([DULL], { Books: 1, Colour: 'grey' });
    const [huge] = judge([{ ...DULL, broken: () => true }], { Books: 1, Colour: 'x'.repeat(1_000_000) });
    expect(huge.length - message.length).toBeLessThan(120);
  });
});
