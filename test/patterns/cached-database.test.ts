import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraMysqlEngineVersion,
  DatabaseClusterEngine,
  DatabaseInstanceEngine,
  DatabaseInstance as ForeignInstance,
  MysqlEngineVersion,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Profile } from '../../lib/cache/profile';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { Database } from '../../lib/database/database';
import { CacheSource } from '../../lib/patterns/cache-source';
import { CachedDatabase } from '../../lib/patterns/cached-database';
import type { CachedDatabaseProps } from '../../lib/patterns/cached-database-props';
import { DatabaseSource } from '../../lib/patterns/database-source';
import { Invalidation } from '../../lib/patterns/invalidation';
import { allOf, flat, functionIn, HERE, messageOf, network, rulesIn, stacks } from '../connect/connect-given';
import { givenCache, networkOf, openEndsIn, openingsIn, variablesIn } from './given';

const onWrites = Invalidation.onWrites({ maxTtl: Duration.minutes(5) });
const ttl = Invalidation.ttl({ maxTtl: Duration.minutes(5) });
const rules = [{ tables: ['products'], ttl: Duration.minutes(1) }];

const mysql = DatabaseSource.instance({
  engine: DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.of('8.4.7', '8.4') }),
});
const auroraMysql = DatabaseSource.cluster({
  engine: DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_08_0 }),
});

const ordersIn = (scope: Stack, props: CachedDatabaseProps = {}) => new CachedDatabase(scope, 'Orders', props);

/** An instance that somebody made, with what is known of it. */
function importedIn(scope: Stack, { vpcSubnets }: { vpcSubnets?: object } = {}) {
  const instance = ForeignInstance.fromDatabaseInstanceAttributes(scope, 'Imported', {
    instanceIdentifier: 'orders',
    instanceResourceId: 'db-ORDERS',
    instanceEndpointAddress: 'orders.example',
    port: 5432,
    securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'ImportedGroup', 'sg-database')],
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
  });
  return DatabaseSource.existing(
    Database.fromInstance(scope, 'Existing', instance, { vpc: networkOf(scope), vpcSubnets }),
  );
}

describe('a database with its cache', () => {
  test('is PostgreSQL and Valkey, in the same private subnets, out of reach', () => {
    const { own } = stacks();
    const orders = ordersIn(own, { vpc: networkOf(own), invalidation: onWrites, rules });
    expect([orders.database.node.path, orders.cache.node.path]).toEqual(['Own/Orders/Database', 'Own/Orders/Cache']);
    expect(orders).toMatchObject({ rules, invalidation: onWrites });
    const [instance] = allOf(own, 'AWS::RDS::DBInstance');
    const [group] = allOf(own, 'AWS::ElastiCache::ReplicationGroup');
    expect(instance).toMatchObject({
      Engine: 'postgres',
      MultiAZ: true,
      StorageEncrypted: true,
      PubliclyAccessible: false,
      DeletionProtection: true,
    });
    expect(group).toMatchObject({ Engine: 'valkey', EngineVersion: '8.2', NumCacheClusters: 2, MultiAZEnabled: true });
    const [ofDatabase] = allOf(own, 'AWS::RDS::DBSubnetGroup');
    const [ofCache] = allOf(own, 'AWS::ElastiCache::SubnetGroup');
    expect(ofCache.SubnetIds).toEqual(ofDatabase.SubnetIds);
    expect([rulesIn(own), openEndsIn(own)]).toEqual([[], []]);
    expect(allOf(own, 'AWS::ElastiCache::ParameterGroup')[0].Properties['maxmemory-policy']).toBe('allkeys-lru');
  });

  test('is small in development, both of it', () => {
    const { own } = stacks();
    ordersIn(own, { vpc: networkOf(own), invalidation: ttl, profile: Profile.DEV });
    expect(allOf(own, 'AWS::RDS::DBInstance')[0]).toMatchObject({ MultiAZ: false, DeletionProtection: false });
    expect(allOf(own, 'AWS::ElastiCache::ReplicationGroup')[0]).toMatchObject({
      CacheNodeType: 'cache.t4g.micro',
      NumCacheClusters: 1,
    });
  });

  test('is what is said of each', () => {
    const { own } = stacks();
    ordersIn(own, {
      vpc: networkOf(own),
      vpcSubnets: { availabilityZones: ['eu-west-1a', 'eu-west-1b'] },
      invalidation: ttl,
      database: mysql,
      cache: CacheSource.replicationGroup({ engine: EngineVersion.VALKEY_9_0, nodeType: NodeType.M7G_LARGE }),
    });
    expect(allOf(own, 'AWS::RDS::DBInstance')[0].Engine).toBe('mysql');
    expect(allOf(own, 'AWS::ElastiCache::ReplicationGroup')[0]).toMatchObject({
      EngineVersion: '9.0',
      CacheNodeType: 'cache.m7g.large',
    });
  });

  test('may be Aurora, whose reader is told as well', () => {
    const { own } = stacks();
    ordersIn(own, { vpc: networkOf(own), invalidation: onWrites, database: DatabaseSource.cluster() }).connect(
      functionIn(own),
    );
    expect(openingsIn(rulesIn(own))).toContain(
      '<ApiSecurityGroup.GroupId> into <OrdersDatabaseSecurityGroup.GroupId> on tcp 5433-5433',
    );
    expect(Object.keys(variablesIn(own))).toContain('CACHE_TIER_DATABASE_READER_ENDPOINT');
  });

  test('tells nothing of rules where there are none', () => {
    const { own } = stacks();
    ordersIn(own, { vpc: networkOf(own), invalidation: ttl }).connect(functionIn(own));
    const variables = variablesIn(own);
    expect(variables).toMatchObject({ CACHE_TIER_CACHE_INVALIDATION: 'ttl', CACHE_TIER_CACHE_MAX_TTL: '300' });
    expect(Object.keys(variables).filter((name) => name.endsWith('_RULES'))).toEqual([]);
  });
});

describe('in front of a database that exists', () => {
  test('the cache stands in its network and its subnets, and clients are let in to both', () => {
    const { own } = stacks();
    const vpcSubnets = { subnetFilters: [] };
    const orders = ordersIn(own, { database: importedIn(own, { vpcSubnets }), invalidation: ttl });
    orders.connect(functionIn(own, { allowAllOutbound: false }), { iamUser: 'app' });
    expect(allOf(own, 'AWS::RDS::DBInstance')).toEqual([]);
    expect(allOf(own, 'AWS::ElastiCache::SubnetGroup')[0].SubnetIds.map(flat)).toEqual([
      'subnet-eu-west-1a',
      'subnet-eu-west-1b',
    ]);
    expect(openingsIn(rulesIn(own)).sort()).toEqual([
      '<ApiSecurityGroup.GroupId> into <OrdersCacheSecurityGroup.GroupId> on tcp 6379-6379',
      '<ApiSecurityGroup.GroupId> into sg-database on tcp 5432-5432',
      '<ApiSecurityGroup.GroupId> out to <OrdersCacheSecurityGroup.GroupId> on tcp 6379-6379',
      '<ApiSecurityGroup.GroupId> out to sg-database on tcp 5432-5432',
    ]);
    expect(variablesIn(own)).toMatchObject({
      CACHE_TIER_DATABASE_ENDPOINT: 'orders.example',
      CACHE_TIER_DATABASE_PORT: '5432',
      CACHE_TIER_DATABASE_AUTH: 'iam',
      CACHE_TIER_DATABASE_USER: 'app',
    });
  });

  test('its network may be said once more, and the subnets of the cache may be others', () => {
    const { own } = stacks();
    const vpcSubnets = { availabilityZones: ['eu-west-1b', 'eu-west-1a'] };
    expect(
      messageOf(() => ordersIn(own, { vpc: networkOf(own), vpcSubnets, database: importedIn(own), invalidation: ttl })),
    ).toBe('no error');
  });

  test('a cache that exists too is taken as it is', () => {
    const { own } = stacks();
    const cache = new ReplicationGroup(own, 'Cache', { vpc: networkOf(own) });
    const database = importedIn(own);
    const orders = ordersIn(own, { database, cache: CacheSource.existing(cache), invalidation: ttl });
    expect([orders.cache, orders.node.children]).toEqual([cache, []]);
  });
});

const CHOICE =
  "'invalidation' needs a choice, because a cached answer can be older than the database, and only you know who writes and how old an answer may be, got none; ";
const STRATEGIES = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Strategies.html';
const BY_TIME =
  'set invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(1) }): nothing is dropped when the database changes, and an answer is as old as maxTtl at most';
const WRAPS = 'cache-tier wraps node-postgres alone';
const VPCS = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html';
const elsewhere = (scope: Stack) =>
  Vpc.fromVpcAttributes(scope, 'Elsewhere', {
    vpcId: 'vpc-2',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-1', 'subnet-2'],
  });

test.each<[string, (own: Stack) => CachedDatabaseProps, string | string[]]>([
  [
    'no choice of an invalidation',
    (own) => ({ vpc: networkOf(own), rules }),
    `${CHOICE}if the writes of your application pass through the pool that cache-tier wraps, set invalidation: Invalidation.onWrites({ maxTtl: Duration.minutes(5) }): a committed write drops what it changes at once, and maxTtl bounds how long the writes of others are missed. Otherwise ${BY_TIME} (${STRATEGIES})`,
  ],
  [
    'no choice for MySQL, which has one alone',
    (own) => ({ vpc: networkOf(own), database: mysql }),
    `${CHOICE}${BY_TIME}. Invalidation.onWrites() is for PostgreSQL, and this is mysql (${STRATEGIES})`,
  ],
  [
    'MySQL by writes, with rules',
    (own) => ({ vpc: networkOf(own), database: mysql, invalidation: onWrites, rules }),
    [
      `'invalidation' needs Invalidation.ttl() with mysql, got Invalidation.onWrites(): it follows the writes that pass through the pool that cache-tier wraps, and ${WRAPS}; set invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(5) }), or use PostgreSQL`,
      `'rules' needs PostgreSQL, got mysql: rules are for queries that pass through the pool that cache-tier wraps, and ${WRAPS}; remove the rules, and say the time where the application asks the cache, such as tier.cacheAside.getOrSet(key, load, { ttl: '5m' })`,
    ],
  ],
  [
    'Aurora MySQL by writes',
    (own) => ({ vpc: networkOf(own), database: auroraMysql, invalidation: onWrites }),
    `'invalidation' needs Invalidation.ttl() with mysql, got Invalidation.onWrites(): it follows the writes that pass through the pool that cache-tier wraps, and ${WRAPS}; set invalidation: Invalidation.ttl({ maxTtl: Duration.minutes(5) }), or use PostgreSQL`,
  ],
  [
    'no network',
    () => ({ invalidation: ttl }),
    "'vpc' needs a network for the database, got none; give one, or a database that exists already",
  ],
  [
    'another network than that of the database',
    (own) => ({ vpc: elsewhere(own), database: importedIn(own), invalidation: ttl }),
    "'vpc' needs to be that of the database 'Own/Existing', which is vpc-1, got vpc-2; leave it out",
  ],
  [
    'a cache of another network',
    (own) => ({
      database: importedIn(own),
      cache: CacheSource.existing(new ReplicationGroup(own, 'Cache', { vpc: elsewhere(own) })),
      invalidation: ttl,
    }),
    `'cache' needs to be in the VPC of the database, which is vpc-1, got 'Own/Cache' in vpc-2; give a cache of that VPC, or leave 'cache' out for one that is made there (${VPCS})`,
  ],
  [
    'a cache of another network of this app',
    (own) => {
      const [one, two] = ['One', 'Two'].map((id) => new Vpc(new Stack(own.node.root, id, { env: HERE }), 'Vpc'));
      const cache = CacheSource.existing(new ReplicationGroup(own, 'Cache', { vpc: two }));
      return { vpc: one, cache, invalidation: ttl };
    },
    `'cache' needs to be in the VPC of the database, which is 'One/Vpc', got 'Own/Cache' in 'Two/Vpc'; give a cache of that VPC, or leave 'cache' out for one that is made there (${VPCS})`,
  ],
  [
    'subnets of nothing',
    (own) => ({
      vpcSubnets: {},
      database: importedIn(own),
      cache: CacheSource.existing(givenCache(own, 'valkey')),
      invalidation: ttl,
    }),
    "'vpcSubnets' needs a database or a cache that is made here, got two that exist already; leave it out",
  ],
  [
    'what is wrong with the database, the cache and the rules, all at once',
    (own) => ({
      vpc: networkOf(own),
      database: DatabaseSource.instance({ securityGroups: [] }),
      cache: CacheSource.replicationGroup({ securityGroups: [] }),
      rules: [{ tables: ['*'], ttl: Duration.hours(1) }],
      invalidation: ttl,
    }),
    [
      "'database.securityGroups' needs at least one group, got none; leave it out for a group of its own",
      "'cache.securityGroups' needs at least one group, got none; leave it out for a group of its own",
      "'rules[0].tables' needs names as 'name' or 'schema.name', got '*'; write it as the catalog of the database has it, such as 'products' or 'public.products'",
      "'rules[0].ttl' needs at most the 5 minutes of 'maxTtl', got 1 hour; shorten it, or raise 'maxTtl'",
    ],
  ],
])('is refused: %s', (_what, props, problems) => {
  const { own } = stacks();
  const text = typeof problems === 'string' ? ` ${problems}` : `\n${problems.map((it) => `  - ${it}`).join('\n')}`;
  expect(messageOf(() => ordersIn(own, props(own)))).toBe(`Own/Orders:${text}`);
});

test('a cache is not asked for a network that nobody knows', () => {
  const { own } = stacks();
  const vpc = new Vpc(own, 'Vpc');
  const cache = CacheSource.existing(
    new ReplicationGroup(own, 'Cache', {
      vpc: network(own),
      securityGroups: [SecurityGroup.fromSecurityGroupId(own, 'Group', 'sg-1')],
    }),
  );
  expect(messageOf(() => ordersIn(own, { vpc, cache, invalidation: ttl }))).toBe('no error');
});
