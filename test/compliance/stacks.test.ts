import { App, type Stack, Validations } from 'aws-cdk-lib';
import { readStacks } from '../../lib/stacks/app-stacks';
import { DATABASE_FINDINGS } from '../../lib/stacks/database-findings';
import { MEMCACHED_FINDINGS } from '../../lib/stacks/memcached-findings';
import { SUBNET_IDS, VPC_ID } from './given-network';
import { PACKS } from './nag-packs';

const database = (database: object, rest: object = {}) => ({
  stacks: ['CachedDatabase'],
  ...rest,
  cachedDatabase: { database },
});
const applications = (application: string) => ({
  stacks: ['CachedDatabase', 'CacheInFrontOf', 'SessionStore', 'Leaderboard'],
  ...Object.fromEntries(
    ['cachedDatabase', 'cacheInFrontOf', 'sessionStore', 'leaderboard'].map((section) => [section, { application }]),
  ),
});

/** What stands in databases and in Memcached clusters; what stands in replication groups has a test of its own. */
const STANDING = [...DATABASE_FINDINGS, ...MEMCACHED_FINDINGS];

/** What the app can be told, as far as it changes what the packs judge. */
const CONTEXTS: { readonly [name: string]: object } = {
  'nothing said': {},
  development: { profile: 'dev' },
  'an account and a Region': { account: '111122223333', region: 'eu-west-1' },
  'a network that is given': { network: { vpcId: VPC_ID, subnetIds: SUBNET_IDS } },
  'AUTH tokens': { auth: 'auth-token' },
  'users with passwords': { auth: 'users' },
  'Redis OSS': { engine: 'redis-7.1' },
  'Memcached in front of databases': {
    stacks: ['CachedDatabase', 'CacheInFrontOf'],
    cachedDatabase: { memcached: {} },
    cacheInFrontOf: { memcached: {} },
  },
  'applications on Lambda': applications('lambda'),
  'applications on Fargate': applications('fargate'),
  MySQL: database({ engine: 'mysql' }),
  MariaDB: database({ engine: 'mariadb' }),
  'Aurora PostgreSQL': database({ engine: 'aurora-postgres' }),
  'Aurora MySQL, serverless': database({ engine: 'aurora-mysql', serverless: {} }),
  'Aurora MySQL in development': database({ engine: 'aurora-mysql' }, { profile: 'dev' }),
  'a proxy': database({ proxy: true }),
  'a secret of this app': database({ credentials: 'generated' }),
};

const found = new Set<string>();

afterEach(() => jest.restoreAllMocks());

describe.each(Object.keys(CONTEXTS))('with %s', (name) => {
  test('no stack has a finding but those that are acknowledged', () => {
    const { acknowledge } = Validations.prototype;
    for (const { make } of readStacks({ cacheTier: CONTEXTS[name] })) {
      const acknowledged: { readonly id: string; readonly path: string }[] = [];
      jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...rules) {
        const { path } = (this as unknown as { readonly scope: Stack }).scope.node;
        acknowledged.push(...rules.map(({ id }) => ({ id, path })));
        // The packs are to find what stands: it is compared below.
        acknowledge.call(this, ...rules.filter(({ id }) => !STANDING.some((row) => sameId(row.id, id))));
      });
      const stack = make(new App());
      for (const { id, path } of violations(stack)) {
        const covered = acknowledged.some((each) => each.id === id && each.path === path);
        expect({ id, path, covered }).toEqual({ id, path, covered: true });
        found.add(`${id} in ${path}`);
      }
      jest.restoreAllMocks();
    }
  });
});

test('each acknowledged finding of a database or a Memcached cluster is one', () => {
  const idle = STANDING.filter(
    ({ id, path }) =>
      ![...found].some((each) => {
        const [foundId, foundPath] = each.split(' in ');
        return sameId(id, foundId) && path?.test(foundPath) !== false;
      }),
  );
  expect(idle.map(({ id, where }) => `${id} in ${where}`)).toEqual([]);
});

test('each has a reason of whole sentences', () => {
  for (const { reason } of STANDING) expect(reason).toMatch(/^[A-Z].{60,}\.$/);
});

function sameId(one: string, other: string): boolean {
  const placed = one.replace('<AWS::Region>', 'eu-west-1').replace('<AWS::AccountId>', '111122223333');
  return one === other || placed === other;
}

function violations(stack: Stack): { readonly id: string; readonly path: string }[] {
  return PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations).flatMap(
    ({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ id: ruleName, path: constructPath })),
  );
}
