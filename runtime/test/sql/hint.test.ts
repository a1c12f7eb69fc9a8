import { readHint } from '../../lib/sql/hint';

it.each([
  ['/* CACHE_PARAM(ttl=300s) */ select 1', 300_000],
  ['select 1 -- cache_param( TTL = 5m )', 300_000],
  ['select /* a Cache_Param(ttl=250ms) b */ 1', 250],
  ['select 1 /* CACHE_PARAM(ttl=2h) */', 7_200_000],
  ['/*CACHE_PARAM(ttl=1d)*/select 1', 86_400_000],
  ['/* CACHE_PARAM(ttl=999d) */ select 1', 180 * 86_400_000],
  ['/* CACHE_PARAM(ttl=99999999999d) */ select 1', 180 * 86_400_000],
])('reads the hint of %j', (text, ttlMs) => {
  expect(readHint(text)).toEqual({ ttlMs });
});

it.each([
  '/* CACHE_PARAM(ttl=0s) */ select 1',
  '/* CACHE_PARAM(ttl=-5s) */ select 1',
  '/* CACHE_PARAM(ttl=1.5s) */ select 1',
  '/* CACHE_PARAM(ttl=300) */ select 1',
  '/* CACHE_PARAM(ttl=5y) */ select 1',
  '/* CACHE_PARAM(ttl=5s, tags=a) */ select 1',
  '/* CACHE_PARAM(tll=5s) */ select 1',
  '/* CACHE_PARAM() */ select 1',
  '/* CACHE_PARAM */ select 1',
  '/* CACHE_PARAM(ttl=5s) CACHE_PARAM(ttl=6s) */ select 1',
  '/* CACHE_PARAM(ttl=5s) */ select 1 -- CACHE_PARAM(ttl=6s)',
])('calls the hint of %j malformed', (text) => {
  expect(readHint(text)).toBe('malformed');
});

it.each([
  'select 1',
  "select '/* CACHE_PARAM(ttl=300s) */'",
  'select "/* CACHE_PARAM(ttl=300s) */" from t',
  'select $$/* CACHE_PARAM(ttl=300s) */$$',
  'select $a$-- CACHE_PARAM(ttl=300s)$a$',
  'select CACHE_PARAM(ttl) from t',
  '/* MY_CACHE_PARAM(ttl=300s) */ select 1',
])('finds no hint in %j', (text) => {
  expect(readHint(text)).toBeUndefined();
});
