import { TtlError, ttlMs } from '../../lib/protocol/ttl';

test.each([
  [1, 1],
  [0.5, 0.5],
  [300_000, 300_000],
  ['500ms', 500],
  ['30s', 30_000],
  ['1.5m', 90_000],
  [' 2h ', 7_200_000],
  ['180d', 15_552_000_000],
])('V7: %p is %p ms', (ttl, ms) => expect(ttlMs(ttl)).toBe(ms));

test.each([
  0,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  15_552_000_001,
  '0s',
  '-5m',
  '5',
  '',
  'm',
  '1e3s',
  '181d',
  '5 m',
  '5M',
  null,
  undefined,
  {},
  true,
])('V7: %p is refused', (ttl) => {
  expect(() => ttlMs(ttl as never, 'stale')).toThrow(TtlError);
  expect(() => ttlMs(ttl as never, 'stale')).toThrow(/^'stale' needs more than 0 and at most 180 days/);
});
