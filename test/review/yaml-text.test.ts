// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts of Fn::Sub
import { MAX_DEPTH } from '../../lib/review/parsed-text';
import { readYaml } from '../../lib/review/yaml-text';

function readValue(text: string): unknown {
  return (readYaml(`it: ${text}\n`).value as { it: unknown }).it;
}

function refusal(text: string): string {
  try {
    readYaml(text);
  } catch (error) {
    const { line, column, message } = error as { line: number; column: number; message: string };
    return `${line}:${column}: ${message}`;
  }
  return 'none';
}

describe('a short tag in its long form', () => {
  test.each([
    ['!Ref Port', { Ref: 'Port' }],
    ['!Condition IsProd', { Condition: 'IsProd' }],
    ['!GetAtt Key.Arn', { 'Fn::GetAtt': ['Key', 'Arn'] }],
    ['!GetAtt Nested.Outputs.Arn', { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] }],
    ['!GetAtt [Key, Arn]', { 'Fn::GetAtt': ['Key', 'Arn'] }],
    ['!GetAtt Key', { 'Fn::GetAtt': 'Key' }],
    ['!Sub "${A}-b"', { 'Fn::Sub': '${A}-b' }],
    ['!Sub ["${A}", {A: !Ref B}]', { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ['!If [IsProd, 2, !Ref AWS::NoValue]', { 'Fn::If': ['IsProd', '2', { Ref: 'AWS::NoValue' }] }],
    ['!Join [",", [a, b]]', { 'Fn::Join': [',', ['a', 'b']] }],
    ['!FindInMap [A, B, C]', { 'Fn::FindInMap': ['A', 'B', 'C'] }],
    ['!ImportValue net-vpc', { 'Fn::ImportValue': 'net-vpc' }],
    ['!ImportValue {"Fn::Sub": "${N}-vpc"}', { 'Fn::ImportValue': { 'Fn::Sub': '${N}-vpc' } }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }],
    ['!GetAZs', { 'Fn::GetAZs': '' }],
    ['!Split [",", !Ref List]', { 'Fn::Split': [',', { Ref: 'List' }] }],
    ['!Base64 text', { 'Fn::Base64': 'text' }],
    ['!Cidr [10.0.0.0/16, 6, 8]', { 'Fn::Cidr': ['10.0.0.0/16', '6', '8'] }],
    ['!Transform {Name: AWS::Include}', { 'Fn::Transform': { Name: 'AWS::Include' } }],
    ['!And [!Condition A, !Condition B]', { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] }],
    ['!Or [!Condition A, !Condition B]', { 'Fn::Or': [{ Condition: 'A' }, { Condition: 'B' }] }],
    ['!Not [!Equals [a, b]]', { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }],
    ['!Length [a, b]', { 'Fn::Length': ['a', 'b'] }],
    ['!ToJsonString {a: 1}', { 'Fn::ToJsonString': { a: '1' } }],
    ['!ForEach [X, [a], {b: c}]', { 'Fn::ForEach': ['X', ['a'], { b: 'c' }] }],
    ['!Tomorrow x', { 'Fn::Tomorrow': 'x' }],
    ['!!str 7', '7'],
    ['! 7', '7'],
  ])('%s', (text, expected) => {
    expect(readValue(text)).toEqual(expected);
  });
});

describe('a scalar stays what was written', () => {
  test.each(['7.0', 'yes', 'no', 'on', 'True', '0x10', '010', '1e3', '05:00', '2026-01-01'])('%s', (text) => {
    expect(readValue(text)).toBe(text);
  });

  test('a null is as if it were not there', () => {
    expect(readYaml('a:\nb: ~\nc: null\nd: [null, 1]\ne: "null"\n').value).toEqual({ d: ['1'], e: 'null' });
  });

  test('a text over several lines is read as YAML folds it', () => {
    expect(readValue('|\n  a\n  b')).toBe('a\nb\n');
  });
});

describe('anchors', () => {
  test('stand for their value, tags included', () => {
    expect(readYaml('a: &x !Ref Port\nb: *x\n').value).toEqual({ a: { Ref: 'Port' }, b: { Ref: 'Port' } });
  });

  test('merge into a mapping, and its own keys and the first of several win', () => {
    const text = 'a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc: {<<: [*a, *b], y: 3}\nd: {<<: *b}\n';
    expect(readYaml(text).value).toMatchObject({ c: { x: '1', y: '3', z: '2' }, d: { x: '2', z: '2' } });
  });

  test('of a key named __proto__ make no prototype', () => {
    const { value } = readYaml('a: {__proto__: {polluted: 1}}\n') as { value: { a: object } };
    expect(Object.keys(value.a)).toEqual(['__proto__']);
    expect('polluted' in value.a).toBe(false);
  });
});

describe('what cannot be read has one sentence with its place', () => {
  const bomb = `a0: &a0 [${'x,'.repeat(10)}]\n${Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(10)}]\n`).join('')}`;
  const deep = Array.from({ length: 1000 }, (_, n) => `${' '.repeat(n)}a:\n`).join('');

  test.each([
    ['a: b: c\n', '1:4: is not YAML: nested mappings are not allowed in compact mappings'],
    ['a:\n\t- b\n', '2:1: is not YAML: tabs are not allowed as indentation'],
    ['a: 1\r\nb\r\n', '2:1: is not YAML: implicit map keys need to be followed by map values'],
    ['a: 1\n---\nb: 2\n', '2:1: a second YAML document begins here; a template is one'],
    ['a:\n  b: 1\n  c: 2\n  b: 3\n', "4:3: the key 'b' stands twice in one mapping"],
    ['a: *b\n', "1:4: the alias '*b' has no anchor '&b' before it"],
    ['a: &a [*a]\n', "1:8: the alias '*a' has no anchor '&a' before it"],
    ['a: {<<: 1}\n', "1:5: '<<' needs a mapping"],
    ['{{ a }}: 1\n', '1:1: a key needs to be a text'],
    [bomb, '5:38: its aliases stand for more than 100000 values'],
    [deep, `200:201: nests deeper than ${MAX_DEPTH} levels`],
    [`a: ${'['.repeat(1_000_000)}`, `1:203: nests deeper than ${MAX_DEPTH} levels`],
  ])('%#', (text, expected) => {
    expect(refusal(text)).toBe(expected);
  });
});

test('an empty document and one of comments alone have no value', () => {
  expect(readYaml('').value).toBeUndefined();
  expect(readYaml('# nothing\n').value).toBeUndefined();
});

test('the keys of the resources have their places', () => {
  expect([...readYaml('Resources:\n  A: {}\n  "B": {}\n').offsets]).toEqual([
    ['A', 13],
    ['B', 21],
  ]);
});
