import { optionsOf } from '../docs/option-tables';

test.each([
  ['CachedDatabaseProps', 'cached-database-props.ts', []],
  ['CachedDatabaseConnectOptions', 'cached-database-connection.ts', []],
  ['CachingRule', 'caching-rule.ts', ['tables', 'ttl']],
  ['InvalidationOptions', 'invalidation.ts', ['maxTtl']],
  ['StoreProps', 'store-cache.ts', []],
  ['SessionStoreProps', 'session-store.ts', []],
  ['LeaderboardProps', 'leaderboard.ts', []],
])('the properties of %s each say their default, but for those that are needed', (name, file, needed) => {
  const options = optionsOf(`lib/patterns/${file}`, name);
  expect(options.length).toBeGreaterThan(0);
  expect(options.filter(({ fallback }) => fallback === 'none').map((option) => option.name)).toEqual([]);
  expect(options.filter(({ fallback }) => fallback === 'needed').map((option) => option.name)).toEqual(needed);
});
