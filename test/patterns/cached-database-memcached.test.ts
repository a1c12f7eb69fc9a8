import { Duration, type Stack } from 'aws-cdk-lib/core';
import { LinkField } from 'cache-tier/link';
import { Access } from '../../lib/access/access';
import type { ICache } from '../../lib/cache/cache';
import { MaintenanceWindow } from '../../lib/cache/maintenance-window';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { Profile } from '../../lib/cache/profile';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { CacheSource } from '../../lib/patterns/cache-source';
import { CachedDatabase } from '../../lib/patterns/cached-database';
import type { CachedDatabaseProps } from '../../lib/patterns/cached-database-props';
import { Invalidation } from '../../lib/patterns/invalidation';
import { allOf, functionIn, messageOf, rulesIn, stacks, statementsIn, warningsIn } from '../connect/connect-given';
import { givenCache, networkOf, openEndsIn, openingsIn, variablesIn } from './given';

const onWrites = Invalidation.onWrites({ maxTtl: Duration.minutes(5) });
const ttl = Invalidation.ttl({ maxTtl: Duration.minutes(5) });

const ordersIn = (scope: Stack, props: Partial<CachedDatabaseProps> = {}) =>
  new CachedDatabase(scope, 'Orders', {
    vpc: networkOf(scope),
    cache: CacheSource.memcached(),
    invalidation: onWrites,
    ...props,
  });
const clusterOf = (scope: Stack) => allOf(scope, 'AWS::ElastiCache::CacheCluster')[0];

const SELECT_ENGINE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html';
const LOST_WITH_NODES = `Own/Orders: 'cache' needs Valkey or Redis OSS to go on when a node is lost, got memcached: until the node is back the database answers for its part of the keys, it comes back empty, and when nodes are added or removed every answer is loaded once more; use CacheSource.replicationGroup(), or acknowledge this warning if the database can bear that (${SELECT_ENGINE}) [ack: cdk-cache-tier:cached-database-memcached]`;

test('the cluster stands in the subnets of the database, out of reach, with TLS', () => {
  const { own } = stacks();
  const orders = ordersIn(own);
  expect(orders.cache).toBeInstanceOf(MemcachedCluster);
  expect(orders.cache.node.path).toBe('Own/Orders/Memcached');
  expect(clusterOf(own)).toMatchObject({
    Engine: 'memcached',
    EngineVersion: '1.6.22',
    CacheNodeType: 'cache.r7g.large',
    NumCacheNodes: 2,
    AZMode: 'cross-az',
    TransitEncryptionEnabled: true,
  });
  const [ofDatabase] = allOf(own, 'AWS::RDS::DBSubnetGroup');
  const [ofCache] = allOf(own, 'AWS::ElastiCache::SubnetGroup');
  expect(ofCache.SubnetIds).toEqual(ofDatabase.SubnetIds);
  expect([rulesIn(own), openEndsIn(own), allOf(own, 'AWS::ElastiCache::ReplicationGroup')]).toEqual([[], [], []]);
});

test('it is small in development, and what is said of it wins', () => {
  const { own } = stacks();
  ordersIn(own, {
    profile: Profile.DEV,
    cache: CacheSource.memcached({
      nodes: 3,
      nodeType: NodeType.T4G_SMALL,
      maintenanceWindow: MaintenanceWindow.parse('sun:05:00-sun:06:00'),
      engine: undefined,
    }),
  });
  expect(clusterOf(own)).toMatchObject({
    CacheNodeType: 'cache.t4g.small',
    NumCacheNodes: 3,
    EngineVersion: '1.6.22',
    PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
  });
});

describe.each([onWrites, ttl])('with %s', (invalidation) => {
  test('a client is let in on both ports and told of both, and is granted nothing of the cache', () => {
    const { own } = stacks();
    const rules = [{ tables: ['products'], ttl: Duration.minutes(1) }];
    const connection = ordersIn(own, { invalidation, rules }).connect(functionIn(own, { allowAllOutbound: false }));
    expect(
      openingsIn(rulesIn(own))
        .filter((rule) => rule.includes(' into '))
        .sort(),
    ).toEqual([
      '<ApiSecurityGroup.GroupId> into <OrdersDatabaseSecurityGroup.GroupId> on tcp 5433-5433',
      '<ApiSecurityGroup.GroupId> into <OrdersMemcachedSecurityGroup.GroupId> on tcp 11211-11211',
    ]);
    expect(variablesIn(own)).toMatchObject({
      CACHE_TIER_CACHE_VERSION: '1',
      CACHE_TIER_CACHE_ENGINE: 'memcached',
      CACHE_TIER_CACHE_ENDPOINT: expect.stringContaining('ConfigurationEndpoint.Address'),
      CACHE_TIER_CACHE_PORT: '11211',
      CACHE_TIER_CACHE_TLS: 'true',
      CACHE_TIER_CACHE_AUTH: 'none',
      CACHE_TIER_CACHE_INVALIDATION: invalidation.kind,
      CACHE_TIER_CACHE_MAX_TTL: '300',
      CACHE_TIER_CACHE_RULES: '[{"tables":["products"],"ttl":60}]',
      CACHE_TIER_DATABASE_ENGINE: 'postgres',
    });
    expect(Object.keys(connection.environment)).toContain('CACHE_TIER_CACHE_ENDPOINT');
    expect(JSON.stringify(statementsIn(own))).not.toContain('elasticache:');
  });

  test('what is weaker than Valkey is a warning, once', () => {
    const { app, own } = stacks();
    ordersIn(own, { invalidation });
    expect(warningsIn(app)).toEqual([LOST_WITH_NODES]);
  });
});

test('a cluster that exists is warned of as well, and an engine that nobody knows is not', () => {
  const { app, own } = stacks();
  const vpc = networkOf(own);
  ordersIn(own, { cache: CacheSource.existing(givenCache(own, 'memcached', { vpc })) });
  expect(warningsIn(app)).toEqual([LOST_WITH_NODES]);
  const other = stacks();
  const valkey = CacheSource.existing(givenCache(other.own, 'valkey', { vpc: networkOf(other.own) }));
  ordersIn(other.own, { cache: valkey });
  expect(warningsIn(other.app)).toEqual([]);
});

test('nodes in a fixed list are warned of where writes drop answers: who has another list does not see it', () => {
  const fixed = (own: Stack) => {
    const cache = givenCache(own, 'memcached', { vpc: networkOf(own) });
    const link = { ...cache.link, [LinkField.NODES]: 'a.example:11211,b.example:11211' };
    return CacheSource.existing(Object.assign(cache, { link }) as ICache);
  };
  const byWrites = stacks();
  ordersIn(byWrites.own, { cache: fixed(byWrites.own) });
  expect(warningsIn(byWrites.app)).toEqual([
    LOST_WITH_NODES,
    `Own/Orders: 'cache' needs nodes that clients discover by themselves for Invalidation.onWrites(), got a fixed list of 'Own/Cache': while a release changes the list, applications with the old one and with the new one do not see what the others drop, and an answer can be wrong for the 5 minutes of 'maxTtl'; use CacheSource.memcached(), or change the nodes while the application is stopped (${SELECT_ENGINE}) [ack: cdk-cache-tier:cached-database-fixed-nodes]`,
  ]);
  const byTime = stacks();
  ordersIn(byTime.own, { cache: fixed(byTime.own), invalidation: ttl });
  expect(warningsIn(byTime.app)).toEqual([LOST_WITH_NODES]);
});

test.each<[string, (own: Stack) => Partial<CachedDatabaseProps>, string]>([
  [
    'a version that the library does not speak',
    () => ({ cache: CacheSource.memcached({ engine: EngineVersion.MEMCACHED_1_5_16 }) }),
    "Own/Orders: 'cache' needs memcached 1.6.12 or newer, got memcached 1.5.16: cache-tier, the library that applications load, speaks meta commands, and older versions have others or none; set its engine to EngineVersion.MEMCACHED_1_6_22",
  ],
  [
    'such a version of a cluster that exists',
    (own) => ({
      cache: CacheSource.existing(
        new MemcachedCluster(own, 'Old', { vpc: networkOf(own), engine: EngineVersion.MEMCACHED_1_6_6 }),
      ),
    }),
    "Own/Orders: 'cache' needs memcached 1.6.12 or newer, got memcached 1.6.6: cache-tier, the library that applications load, speaks meta commands, and older versions have others or none; set its engine to EngineVersion.MEMCACHED_1_6_22",
  ],
  [
    'a cluster without compare-and-swap',
    () => ({ cache: CacheSource.memcached({ parameters: { cas_disabled: '1' } }) }),
    "Own/Orders: 'cache' needs 'cas_disabled' 0, got 1: cache-tier makes versions by compare-and-swap, and keeps nothing that follows writes without it; leave the parameter out",
  ],
  [
    'what is wrong with the cluster, under its name',
    () => ({ cache: CacheSource.memcached({ securityGroups: [], zones: [] }) }),
    "Own/Orders:\n  - 'cache.securityGroups' needs at least one group, got none; leave it out for a group of its own\n  - 'cache.zones' needs at least one Availability Zone, got none; leave it out for those of the subnets, or name one",
  ],
])('is refused: %s', (_what, props, message) => {
  const { own } = stacks();
  expect(messageOf(() => ordersIn(own, props(own)))).toBe(message);
});

test('a client that wants to be somebody is refused by the cache, which has no users', () => {
  const { own } = stacks();
  const orders = ordersIn(own);
  expect(messageOf(() => orders.connect(functionIn(own), { access: Access.READ_ONLY }))).toMatch(
    /^Own\/Api: 'access' needs a cache with users, got Memcached, which has none; /,
  );
});
