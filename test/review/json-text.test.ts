import { readJson } from '../../lib/review/json-text';
import { MAX_DEPTH } from '../../lib/review/parsed-text';

function refusal(text: string): string {
  try {
    readJson(text);
  } catch (error) {
    const { line, column, message } = error as { line: number; column: number; message: string };
    return `${line}:${column}: ${message}`;
  }
  return 'none';
}

test('values are those of JSON.parse', () => {
  const text = '\r\n{"a": [1, -2.5, true, false, "\\u00e9\\n\\"\\\\"], "b": {}, "c": [], "": {"d": [[]]}}\n';
  expect(readJson(text).value).toEqual(JSON.parse(text));
});

test('a number that would lose digits stays a text', () => {
  expect(readJson('[7.0, 7.1, 1e3, 12345678901234567890]').value).toEqual(['7.0', 7.1, '1e3', '12345678901234567890']);
});

test('a null is as if it were not there', () => {
  expect(readJson('{"a": null, "b": [null, 1]}').value).toEqual({ b: [1] });
});

test('a key named __proto__ makes no prototype', () => {
  const { value } = readJson('{"a": {"__proto__": {"polluted": 1}}}') as { value: { a: object } };
  expect('polluted' in value.a).toBe(false);
});

test('the keys of the resources have their places, and no other Resources have', () => {
  const text = '{"Metadata": {"Resources": {"X": 1}}, "Resources": {"A": {"Resources": {"B": 1}}}}';
  expect([...readJson(text).offsets]).toEqual([['A', text.indexOf('"A"')]]);
});

test.each([
  ['{"a": 1,\n "b": 2,}', `2:9: is not JSON: expected a key in double quotes, got '}'`],
  ['{"a": 1 "b": 2}', `1:9: is not JSON: expected ',' or '}', got '"'`],
  ['{"a" 1}', `1:6: is not JSON: expected ':', got '1'`],
  ['{"a": [1, 2', `1:12: is not JSON: expected ',' or ']', got the end of the file`],
  ['{"a": "b', `1:9: is not JSON: expected '"' at the end of the text, got the end of the file`],
  ['{"a": "\\x"}', `1:7: is not JSON: expected a text with valid escapes, got '"'`],
  ['{"a": undefined}', `1:7: is not JSON: expected a value, got 'undefined'`],
  ['{"a": 01}', `1:7: is not JSON: expected a value, got '01'`],
  ['{a: 1}', `1:2: is not JSON: expected a key in double quotes, got 'a'`],
  ['{} {}', `1:4: is not JSON: expected the end of the file, got '{'`],
  ['{"a": 1,\r\n  "a": 2}', `2:3: the key 'a' stands twice in one mapping`],
  ['['.repeat(100_000), `1:202: nests deeper than ${MAX_DEPTH} levels`],
])('%s is refused with its place', (text, expected) => {
  expect(refusal(text)).toBe(expected);
});
