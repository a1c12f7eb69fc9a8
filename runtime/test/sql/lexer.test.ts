import * as fc from 'fast-check';
import { loadModule, scanSync } from 'libpg-query';
import { comments, normalise, pieces } from '../../lib/sql/lexer';

beforeAll(() => loadModule());

describe('normalise', () => {
  it.each([
    ['select 1', ' \n select\t/* a */ 1 -- b'],
    ['select 1 from t', 'select 1\nfrom\r\n\r\n  t'],
    ["select '  a -- b /* c */  '", "select   '  a -- b /* c */  '"],
    ['select $$ a  /* b */ $$', 'select  $$ a  /* b */ $$'],
    ['select $x$ $$  $y$ $x$', 'select  $x$ $$  $y$ $x$'],
    ['select a$b$ , c$b$', 'select   a$b$  , c$b$'],
    ['select "a  --" , 2', 'select "a  --"  ,   2'],
    ["select E'a\\'  -- b' , 1", "select E'a\\'  -- b'   ,   1"],
    ["select 'a\\' , 1", "select 'a\\' -- '\n, 1"],
    ["select some_e'\\' , 1", "select some_e'\\'   , 1"],
    ['select 1 + 2', 'select 1 /* a /* b */ c */ + -- */ \n 2'],
    ['select $1 $$ -- $$', 'select $1   $$ -- $$'],
  ])('K6: gives %j for %j', (normal, text) => {
    expect(normalise(text)).toBe(normal);
  });

  it('K6: keeps apart what a line break joins, and what stands in literals', () => {
    expect(normalise("select 'a'\n'b'")).not.toBe(normalise("select 'a' 'b'"));
    expect(normalise("select 'a  b'")).not.toBe(normalise("select 'a b'"));
    expect(normalise('select "a  b"')).not.toBe(normalise('select "a b"'));
    expect(normalise("select E'a'\n'\\' -- ' , 1")).toBe("select E'a'\n'\\' -- ' , 1");
  });

  it('K7: leaves the two forms of an accented letter apart', () => {
    expect(normalise("select '\u00e9'")).not.toBe(normalise("select 'e\u0301'"));
  });

  it('K6: never changes a token, whatever the text is', () => {
    const parts = [
      "'",
      '"',
      '$$',
      '$a$',
      '$1',
      'e',
      'E',
      'a',
      ' ',
      '\n',
      '--',
      '/*',
      '*/',
      '\\',
      '-',
      '+',
      '1',
      'é',
      "''",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 14 }), (chosen) => {
        const text = chosen.join('');
        const tokens = scanned(text);
        if (tokens === undefined) return;
        expect(scanned(normalise(text))).toEqual(tokens);
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      { numRuns: 5_000, seed: 4 },
    );
  });
});

describe('comments', () => {
  it('finds those outside of literals and quoted names alone', () => {
    const text = `/* a */ select '/* b */', "/* c */", $$/* d */$$, E'\\'/* e */' -- f`;
    expect(comments(text)).toEqual(['/* a */', '-- f']);
  });

  it('gives pieces that together are the text', () => {
    const text = "select 'a' /* b */ , $$c$$ -- d\n";
    expect(
      pieces(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });
});

/** The tokens that the parser's own scanner finds, or undefined if it refuses the text. */
function scanned(text: string): string[] | undefined {
  if (text === '') return [];
  try {
    const { tokens } = scanSync(text);
    return tokens.filter(({ tokenName }) => !tokenName.endsWith('COMMENT')).map((token) => token.text);
  } catch {
    return undefined;
  }
}
