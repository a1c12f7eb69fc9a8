import { known } from '../../lib/rules/known-values';
import { MAYBE_ABSENT, UNKNOWN as NOT_KNOWN } from '../../lib/rules/shape';
import { either, maybe, NO_VALUE, UNKNOWN } from './judged';

describe('a value of a template', () => {
  test.each([
    ['a parameter', UNKNOWN, NOT_KNOWN],
    ['a function', { 'Fn::GetAtt': ['A', 'Arn'] }, NOT_KNOWN],
    ['a dynamic reference', 'x{{resolve:ssm:name}}', NOT_KNOWN],
    ['a condition', either(1, 2), NOT_KNOWN],
    ['a condition with nothing on one side', maybe(1), MAYBE_ABSENT],
    ['a condition in a condition', either(1, either(NO_VALUE, 2)), MAYBE_ABSENT],
    ['a condition whose outcome has an optional part', either({ a: NO_VALUE }, 2), NOT_KNOWN],
    ['null', null, NOT_KNOWN],
    ['a list with a condition', ['a', either('b', 'c')], NOT_KNOWN],
    ['a list of which nothing may be left', [NO_VALUE, maybe('a')], MAYBE_ABSENT],
    ['keys beside a macro', { a: 1, 'Fn::Transform': {} }, NOT_KNOWN],
  ])('is not known when it is %s', (_, value, expected) => {
    expect(known(value)).toBe(expected);
  });

  test('is absent when it is AWS::NoValue', () => {
    expect(known({ a: NO_VALUE, b: [NO_VALUE, 1] })).toEqual({ b: [1] });
  });

  test('is absent when it is a list with nothing in it', () => {
    expect(known({ a: [], b: [NO_VALUE], c: [[]] })).toEqual({ c: [[]] });
  });

  test('stays as it is otherwise, with the unknown parts in it', () => {
    expect(known({ a: [UNKNOWN, 'x'], Ref: 1, b: { c: true } })).toEqual({
      a: [NOT_KNOWN, 'x'],
      Ref: 1,
      b: { c: true },
    });
  });
});
