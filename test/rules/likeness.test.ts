import { meant } from '../../lib/rules/likeness';

const WORDS = ['get', 'set', 'mget', 'read', 'write', 'dangerous', 'allkeys'];

test.each([
  ['gett', 'get'],
  ['gte', 'get'],
  ['GET', 'get'],
  ['raed', 'read'],
  ['rite', 'write'],
  ['dangerus', 'dangerous'],
  ['dnagerosu', 'dangerous'],
  ['allkey', 'allkeys'],
])('%s was meant to be %s', (word, expected) => {
  expect(meant(word, WORDS)).toBe(expected);
});

test.each(['', 'g', 'ge', 'xyz', 'dngrs', 'everything'])('%p may be anything', (word) => {
  expect(meant(word, WORDS)).toBeUndefined();
});

test('the nearest comes first, and of two that are as near the first', () => {
  expect(meant('mgett', WORDS)).toBe('mget');
  expect(meant('bet', ['let', 'get'])).toBe('let');
});
