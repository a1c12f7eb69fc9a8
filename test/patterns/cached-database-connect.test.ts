import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type App, Duration, Stack } from 'aws-cdk-lib/core';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { DatabaseInstance } from '../../lib/database/database-instance';
import { CacheSource } from '../../lib/patterns/cache-source';
import { CachedDatabase } from '../../lib/patterns/cached-database';
import type { CachedDatabaseProps } from '../../lib/patterns/cached-database-props';
import { DatabaseSource } from '../../lib/patterns/database-source';
import { Invalidation } from '../../lib/patterns/invalidation';
import {
  allOf,
  FLAGS,
  functionIn,
  grantsIn,
  groupIn,
  HERE,
  messageOf,
  roleIn,
  rulesIn,
  serviceIn,
  stacks,
  statementsIn,
  warningsIn,
} from '../connect/connect-given';
import { containerVariablesIn, networkOf, openEndsIn, openingsIn, variablesIn } from './given';

const invalidation = Invalidation.onWrites({ maxTtl: Duration.minutes(5) });
const rules = [{ tables: ['products', 'shop.orders'], ttl: Duration.minutes(1), stale: Duration.seconds(30) }];

const ordersIn = (scope: Stack, props: Partial<CachedDatabaseProps> = {}, id = 'Orders') =>
  new CachedDatabase(scope, id, { vpc: networkOf(scope), invalidation, rules, ...props });

const ISOLATED = { subnetType: SubnetType.PRIVATE_ISOLATED };
const vpcIn = (scope: Stack) =>
  new Vpc(scope, 'Vpc', { natGateways: 0, subnetConfiguration: [{ name: 'isolated', ...ISOLATED }] });

/** The rules that one client needs: from its group to those of the cache and of the database, on their ports. */
const doors = (client: string, cache: string, database: string, closed = true) => [
  `<${client}> into <${cache}> on tcp 6379-6379`,
  `<${client}> into <${database}> on tcp 5433-5433`,
  ...(closed
    ? [`<${client}> out to <${cache}> on tcp 6379-6379`, `<${client}> out to <${database}> on tcp 5433-5433`]
    : []),
];
const published = (name: string) => `Own: PublishOutputFnGetAtt${name}GroupId`;

describe.each(['Own', 'Other'])('a client in %s', (where) => {
  const group = (name: string) => (where === 'Own' ? `${name}.GroupId` : published(name));
  const [cache, database] = [group('OrdersCacheSecurityGroup'), group('OrdersDatabaseSecurityGroup')];

  test('that is a function is let in to both on their ports, by its group, and told of both', () => {
    const { app, own, other } = stacks();
    const scope = where === 'Own' ? own : other;
    const connection = ordersIn(own).connect(functionIn(scope, { allowAllOutbound: false }));
    expect(openingsIn(rulesIn(scope)).sort()).toEqual(doors('ApiSecurityGroup.GroupId', cache, database).sort());
    expect(where === 'Own' ? [] : rulesIn(own)).toEqual([]);
    const variables = variablesIn(scope);
    expect(variables).toMatchObject({
      CACHE_TIER_CACHE_ENGINE: 'valkey',
      CACHE_TIER_CACHE_PORT: '6379',
      CACHE_TIER_CACHE_AUTH: 'iam',
      CACHE_TIER_CACHE_INVALIDATION: 'writes',
      CACHE_TIER_CACHE_MAX_TTL: '300',
      CACHE_TIER_CACHE_RULES: '[{"tables":["products","shop.orders"],"ttl":60,"stale":30}]',
      CACHE_TIER_DATABASE_ENGINE: 'postgres',
      CACHE_TIER_DATABASE_PORT: '5433',
      CACHE_TIER_DATABASE_TLS: 'true',
      CACHE_TIER_DATABASE_AUTH: 'password',
    });
    expect(Object.keys(variables).sort()).toEqual(Object.keys(connection.environment).sort());
    expect(variables.CACHE_TIER_DATABASE_ENDPOINT).not.toBe(variables.CACHE_TIER_CACHE_ENDPOINT);
    expect(grantsIn(scope).map((line) => line.split(' on ')[0])).toEqual([
      'elasticache:Connect',
      'secretsmanager:DescribeSecret, secretsmanager:GetSecretValue',
    ]);
    expect(openEndsIn(own)).toEqual([]);
    expect(warningsIn(app).filter((text) => text.includes('connect'))).toEqual([]);
  });

  test('that is a service of Fargate is let in, and its container is told', () => {
    const { own, other } = stacks();
    const scope = where === 'Own' ? own : other;
    ordersIn(own).connect(serviceIn(scope));
    expect(openingsIn(rulesIn(scope)).sort()).toEqual(doors('WebSecurityGroup.GroupId', cache, database, false).sort());
    expect(containerVariablesIn(scope)).toMatchObject({
      CACHE_TIER_CACHE_INVALIDATION: 'writes',
      CACHE_TIER_DATABASE_ENGINE: 'postgres',
    });
  });

  test('that is a role reads two parameters, and is let in from where it is told', () => {
    const { own, other } = stacks();
    const scope = where === 'Own' ? own : other;
    const connection = ordersIn(own).connect(roleIn(scope), { from: groupIn(scope) });
    expect(openingsIn(rulesIn(scope)).sort()).toEqual(doors('Group.GroupId', cache, database, false).sort());
    expect(allOf(scope, 'AWS::SSM::Parameter')).toHaveLength(2);
    expect(connection.cache.parameterName).toMatch(/\/cache$/);
    expect(connection.database.parameterName).toMatch(/\/database$/);
    expect(statementsIn(scope).flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(['elasticache:Connect', 'secretsmanager:GetSecretValue', 'ssm:GetParameter']),
    );
  });
});

test('a user of the database that signs with its role needs no secret', () => {
  const { own } = stacks();
  const { database } = ordersIn(own).connect(functionIn(own), { iamUser: 'shop' });
  expect(database.link).toMatchObject({ auth: 'iam', user: 'shop' });
  expect(database.secret).toBeUndefined();
  expect(grantsIn(own)).toEqual([expect.stringMatching(/^elasticache:Connect/)]);
  expect(statementsIn(own).flatMap(({ Action }) => Action)).toContain('rds-db:connect');
});

test('two functions have rules of their own, and share a user', () => {
  const { own } = stacks();
  const orders = ordersIn(own);
  for (const id of ['One', 'Two']) orders.connect(functionIn(own, { allowAllOutbound: false }, id));
  const [cache, database] = ['OrdersCacheSecurityGroup.GroupId', 'OrdersDatabaseSecurityGroup.GroupId'];
  expect(openingsIn(rulesIn(own)).sort()).toEqual(
    ['One', 'Two'].flatMap((id) => doors(`${id}SecurityGroup.GroupId`, cache, database)).sort(),
  );
  expect(allOf(own, 'AWS::ElastiCache::User')).toHaveLength(1);
});

describe('one function of two', () => {
  test('has two names for each', () => {
    const { own, other } = stacks();
    const fn = functionIn(other);
    ordersIn(own).connect(fn);
    ordersIn(own, {}, 'Users').connect(fn, { as: 'users' });
    expect(rulesIn(other)).toHaveLength(4);
    const endpoints = Object.keys(variablesIn(other)).filter((name) => name.endsWith('_ENDPOINT'));
    expect(endpoints.filter((name) => !name.includes('READER')).sort()).toEqual([
      'CACHE_TIER_CACHE_ENDPOINT',
      'CACHE_TIER_DATABASE_ENDPOINT',
      'CACHE_TIER_USERS_CACHE_ENDPOINT',
      'CACHE_TIER_USERS_DATABASE_ENDPOINT',
    ]);
  });

  test('is refused one name twice', () => {
    const { own } = stacks();
    const fn = functionIn(own);
    ordersIn(own).connect(fn);
    expect(messageOf(() => ordersIn(own, {}, 'Users').connect(fn))).toBe(
      "Own/Api: 'as' needs a name of its own for each connection of 'Own/Api', got 'cache' beside 'cache' to 'Own/Orders/Cache', and both have CACHE_TIER_CACHE_VERSION; name this one otherwise, such as as: 'sessions'",
    );
  });
});

describe('what a function is told', () => {
  const many = (count: number) => [
    { tables: Array.from({ length: count }, (_, index) => `public.table_number_${index}`), ttl: Duration.minutes(1) },
  ];

  test('stays within the limit of Lambda with tens of tables', () => {
    const { app, own, other } = stacks();
    ordersIn(own, { rules: many(40) }).connect(functionIn(other));
    expect(() => app.synth()).not.toThrow();
    expect(warningsIn(app).filter((text) => text.includes('connect-environment'))).toEqual([]);
  });

  test('and more than the limit is refused in words', () => {
    const { app, own } = stacks();
    ordersIn(own, { rules: many(200) }).connect(functionIn(own));
    expect(messageOf(() => app.synth())).toMatch(
      /\[Own\/Api] 'environment' needs at most 4096 bytes, names and values together, got \d+ and \d+ values that only the deployment knows; keep settings in a file or a parameter \(https:/,
    );
  });
});

const ORDERS = ['dcf', 'dfc', 'cdf', 'cfd', 'fdc', 'fcd'];

describe.each([
  ['without flags', {}, ORDERS, ['d', 'c', 'f']],
  [
    'with the flags of a new app',
    { ...FLAGS, '@aws-cdk/core:annotationsInValidationReport': false },
    ['dcf', 'fcd'],
    ['f'],
  ],
])(
  '%s, the database, the cache and the function are in three stacks, the network in a fourth',
  (_what, context, orders, places) => {
    const made = (order: string, place: (byName: { [name: string]: Stack }) => Stack) => {
      const { app } = stacks({ context });
      const net = new Stack(app, 'Net', { env: HERE });
      const vpc = vpcIn(net);
      const of: { [name: string]: Stack } = {};
      const stackOf = (part: string, id: string) => {
        of[part] = new Stack(app, id, { env: HERE });
        return of[part];
      };
      const makers: { [part: string]: () => unknown } = {
        d: () => new DatabaseInstance(stackOf('d', 'Data'), 'Database', { vpc }),
        c: () => new ReplicationGroup(stackOf('c', 'Fast'), 'Cache', { vpc }),
        f: () => functionIn(stackOf('f', 'Code'), { vpc, vpcSubnets: ISOLATED, allowAllOutbound: false }),
      };
      const parts = Object.fromEntries([...order].map((part) => [part, makers[part]()]));
      stackOf('own', 'Pattern');
      const pattern = new CachedDatabase(place(of), 'Orders', {
        database: DatabaseSource.existing(parts.d as DatabaseInstance),
        cache: CacheSource.existing(parts.c as ReplicationGroup),
        invalidation,
      });
      pattern.connect(parts.f as ReturnType<typeof functionIn>);
      return { app, of };
    };

    test.each(orders)('made in the order %s', (order) => {
      const { app, of } = made(order, ({ own }) => own);
      app.synth();
      expect([rulesIn(of.d), rulesIn(of.c)]).toEqual([[], []]);
      expect(openingsIn(rulesIn(of.f)).sort()).toEqual(
        doors(
          'ApiSecurityGroup.GroupId',
          'Fast: PublishOutputFnGetAttCacheSecurityGroupGroupId',
          'Data: PublishOutputFnGetAttDatabaseSecurityGroupGroupId',
        ).sort(),
      );
      expect(namesOf(of.d)).toEqual(['Net']);
      expect(namesOf(of.c)).toEqual(['Net']);
      expect(namesOf(of.f)).toEqual(['Data', 'Fast', 'Net']);
      expect(exportsIn(app, ['Data', 'Fast', 'Code'])).toEqual([]);
    });

    test.each(places)('and the pattern stands in the stack of %s', (where) => {
      const { app, of } = made('dcf', (byName) => byName[where]);
      app.synth();
      expect([rulesIn(of.d), rulesIn(of.c), rulesIn(of.f).length]).toEqual([[], [], 4]);
    });
  },
);

describe('the pattern in one stack and its function in another', () => {
  test.each([
    ['first', true],
    ['last', false],
  ])('which is made %s', (_when, first) => {
    const { app, own, other } = stacks();
    const vpc = vpcIn(new Stack(app, 'Net', { env: HERE }));
    const make = () => functionIn(other, { vpc, vpcSubnets: ISOLATED });
    const early = first ? make() : undefined;
    const orders = ordersIn(own, { vpc });
    orders.connect(early ?? make());
    app.synth();
    expect([namesOf(own), namesOf(other)]).toEqual([['Net'], ['Net', 'Own']]);
    expect(exportsIn(app, ['Own', 'Other'])).toEqual([]);
  });

  test('is refused in words where the network is that of the function', () => {
    const { own, other } = stacks();
    const vpc = vpcIn(other);
    const orders = ordersIn(own, { vpc });
    expect(messageOf(() => orders.connect(functionIn(other, { vpc, vpcSubnets: ISOLATED })))).toBe(
      "Other/Api: 'target' needs a stack that is deployed after 'Own' of the cache, got 'Other', which 'Own' needs first; put the cache into 'Other', or what both need, such as the VPC, into a stack of its own",
    );
  });
});

function namesOf(stack: Stack): string[] {
  return stack.dependencies.map(({ stackName }) => stackName).sort();
}

function exportsIn(app: App, names: readonly string[]): object[] {
  const templates = app.synth().stacks.filter(({ stackName }) => names.includes(stackName));
  return templates.flatMap(({ template }) =>
    Object.values<object>(template.Outputs ?? {}).filter((output) => 'Export' in output),
  );
}
