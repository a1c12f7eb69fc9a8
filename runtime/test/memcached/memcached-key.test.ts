import { hashTag, wireKey } from '../../lib/memcached/memcached-key';

test.each([
  ['a', 'a'],
  ['product:{7}!~', 'product:{7}!~'],
  ['x'.repeat(250), 'x'.repeat(250)],
])('K14: a key that Memcached takes goes as it is: %.20s', (key, wire) => {
  expect(wireKey(key)).toBe(wire);
});

test.each(['', 'two words', 'line\r\nflush_all', 'tab\t', 'nul\0', '\x7f', 'naïve', '日本', 'x'.repeat(251)])(
  'K14: a key that Memcached does not take goes as its hash: %j',
  (key) => {
    expect(wireKey(key)).toMatch(/^h:[\w-]{43}$/);
    expect(wireKey(key)).toBe(wireKey(key));
    expect(wireKey(key)).not.toBe(wireKey(`${key}.`));
  },
);

test('K14: a key that looks like the hash of another is not taken for it', () => {
  const hashed = wireKey('two words');
  expect(wireKey(hashed)).toMatch(/^h:[\w-]{43}$/);
  expect(wireKey(hashed)).not.toBe(hashed);
});

test('K14: keys that only differ in half a surrogate pair are two keys', () => {
  const keys = ['\ud800', '\ud801', '\ufffd', '\ud83d\ude00', '\ude00\ud83d', '\u00ff\ud800'].map(wireKey);
  expect(new Set(keys).size).toBe(keys.length);
});

test.each([
  ['user-7', 'user-7'],
  ['{user-7}:cart', 'user-7'],
  ['cart:{user-7}:{lines}', 'user-7'],
  ['{}:{user-7}', '{}:{user-7}'],
  ['a{{b}c', '{b'],
  ['a}b{c', 'a}b{c'],
  ['{', '{'],
])('the key %s is placed by %s', (key, tag) => {
  expect(hashTag(key)).toBe(tag);
});
