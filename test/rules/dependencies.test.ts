import { comesAfter, referencesOf } from '../../lib/rules/dependencies';
import { sub } from './judged';

describe('a value refers to', () => {
  test.each([
    ['nothing', 'text', []],
    ['a resource', { Ref: 'A' }, ['A']],
    ['an attribute', { 'Fn::GetAtt': ['A', 'Endpoint.Address'] }, ['A']],
    ['an attribute in one text', { 'Fn::GetAtt': 'A.Endpoint.Address' }, ['A']],
    ['what a text has in it', sub('<A>-<B.Arn>-<AWS::Region>'), ['A', 'B', 'AWS']],
    ['nothing in a text that is none', { 'Fn::Sub': 7 }, []],
    ['what the variables of a text are', { 'Fn::Sub': [sub('<X>')['Fn::Sub'], { X: { Ref: 'A' } }] }, ['X', 'A']],
    ['what stands deeper', { Tags: [{ Value: { 'Fn::Join': ['', ['x', { Ref: 'A' }]] } }, { Ref: 7 }] }, ['A']],
  ])('%s', (_, value, ids) => {
    expect(referencesOf(value)).toEqual(ids);
  });
});

describe('a resource comes after another', () => {
  const resources = {
    A: { DependsOn: ['B', 'C'] },
    B: { Properties: { Name: { Ref: 'C' } } },
    C: { DependsOn: 'A' },
    D: { DependsOn: [7, 'Elsewhere'] },
  };

  test.each<[keyof typeof resources, string, boolean]>([
    ['A', 'B', true],
    ['B', 'C', true],
    ['B', 'A', true],
    ['A', 'D', false],
    ['D', 'A', false],
    ['D', 'Elsewhere', true],
  ])('%s after %s: %p', (resource, other, after) => {
    expect(comesAfter(resources[resource], other, resources)).toBe(after);
  });
});
