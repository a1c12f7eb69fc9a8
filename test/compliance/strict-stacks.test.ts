import { readFileSync } from 'node:fs';
import { readStacks } from '../../lib/stacks/app-stacks';
import { strictApp } from './strict-app';

const sections = ['cachedDatabase', 'cacheInFrontOf', 'sessionStore', 'leaderboard'];
const all = (config: object, of = sections) => Object.fromEntries(of.map((section) => [section, config]));
const engine = (name: string) => ({ stacks: ['CachedDatabase'], cachedDatabase: { database: { engine: name } } });

/** Every stack, with an application on either platform, in both profiles, and with each engine of a database. */
const environments = {
  said: {},
  dev: { profile: 'dev' },
  lambda: all({ application: 'lambda' }),
  fargate: all({ application: 'fargate' }),
  memcached: { stacks: ['CachedDatabase', 'CacheInFrontOf'], ...all({ memcached: {} }, sections.slice(0, 2)) },
  token: { auth: 'auth-token' },
  users: { auth: 'users' },
  mysql: engine('mysql'),
  mariadb: engine('mariadb'),
  auroraPostgres: engine('aurora-postgres'),
  auroraMysql: engine('aurora-mysql'),
  serverless: { stacks: ['CachedDatabase'], cachedDatabase: { database: { engine: 'aurora-mysql', serverless: {} } } },
  proxy: { stacks: ['CachedDatabase'], cachedDatabase: { database: { proxy: true } } },
  generated: { stacks: ['CachedDatabase'], cachedDatabase: { database: { credentials: 'generated' } } },
};

test('the strict validator has nothing to say of the stacks of the app', () => {
  const app = strictApp();
  const stacks = readStacks({ cacheTier: { environments } });
  for (const { make } of stacks) make(app);
  const { directory, stacks: made } = app.synth();
  expect(made).toHaveLength(stacks.length);
  const { pluginReports } = JSON.parse(readFileSync(`${directory}/validation-report.json`, 'utf8'));
  expect(pluginReports.flatMap(({ violations }: { violations: object[] }) => violations)).toEqual([]);
  // One stands: the parameter with the ARN of a secret, which the validator takes for the secret.
  const standing = pluginReports.flatMap((report: { suppressedViolations?: { ruleName: string }[] }) =>
    (report.suppressedViolations ?? []).map(({ ruleName }) => ruleName),
  );
  expect([...new Set(standing)]).toEqual([expect.stringMatching(/W2509$/)]);
}, 120_000);
