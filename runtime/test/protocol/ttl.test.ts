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
  5n,
])('V7: %p is refused', (ttl) => {
  const got = typeof ttl === 'string' ? JSON.stringify(ttl) : String(ttl);
  expect(() => ttlMs(ttl as never, 'stale')).toThrow(TtlError);
  const message = `'stale' needs more than 0 and at most 180 days, such as '5m' or 300000, got ${got}`;
  expect(() => ttlMs(ttl as never, 'stale')).toThrow(message);
});
