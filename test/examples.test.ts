import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { bringYourOwnNetwork } from '../examples/bring-your-own-network';
import { cacheInFrontOf } from '../examples/cache-in-front-of';
import { cachedDatabase } from '../examples/cached-database';
import { clusterMode } from '../examples/cluster-mode';
import { devAndProduction } from '../examples/dev-and-production';
import { durableCache } from '../examples/durable-cache';
import { iamClients } from '../examples/iam-clients';
import { leaderboard } from '../examples/leaderboard';
import { memcached } from '../examples/memcached';
import { migrateToClusterMode } from '../examples/migrate-to-cluster-mode';
import { minimalCache } from '../examples/minimal-cache';
import { platformDefaults } from '../examples/platform-defaults';
import { restoreFromSnapshot } from '../examples/restore-from-snapshot';
import { rotatedAuthToken } from '../examples/rotated-auth-token';
import { saslMemcached } from '../examples/sasl-memcached';
import { sessionStore } from '../examples/session-store';
import { usersWithPasswords } from '../examples/users-with-passwords';
import { checkTemplate } from '../lib/rules/template';
import { hashes } from './stacks/hashes';

expect.addSnapshotSerializer(hashes);

const EXAMPLES: { readonly [name: string]: () => App } = {
  'bring-your-own-network': bringYourOwnNetwork,
  'cache-in-front-of': cacheInFrontOf,
  'cached-database': cachedDatabase,
  'cluster-mode': clusterMode,
  'dev-and-production': devAndProduction,
  'durable-cache': durableCache,
  'iam-clients': iamClients,
  leaderboard,
  memcached,
  'migrate-to-cluster-mode': () => migrateToClusterMode('disabled'),
  'migrate-to-cluster-mode, compatible': () => migrateToClusterMode('compatible'),
  'migrate-to-cluster-mode, enabled': () => migrateToClusterMode('enabled'),
  'minimal-cache': minimalCache,
  'platform-defaults': platformDefaults,
  'restore-from-snapshot': restoreFromSnapshot,
  'rotated-auth-token': rotatedAuthToken,
  'sasl-memcached': saslMemcached,
  'session-store': sessionStore,
  'users-with-passwords': usersWithPasswords,
};

test('every example is here', () => {
  const files = readdirSync(join(__dirname, '../examples')).filter((file) => file.endsWith('.ts'));
  expect([...new Set(Object.keys(EXAMPLES).map((name) => `${name.split(',')[0]}.ts`))]).toEqual(files.sort());
});

test.each(Object.keys(EXAMPLES))('%s breaks no rule', (name) => {
  for (const template of templates(EXAMPLES[name]())) {
    expect(checkTemplate(template).filter(({ level }) => level === 'error')).toEqual([]);
  }
});

test.each(Object.keys(EXAMPLES))('%s makes this template', (name) => {
  expect(templates(EXAMPLES[name]())).toMatchSnapshot();
});

test.each(Object.keys(EXAMPLES))('%s is one screen that imports as users do', (name) => {
  const text = readFileSync(join(__dirname, '../examples', `${name.split(',')[0]}.ts`), 'utf8');
  expect(text.split('\n').length).toBeLessThanOrEqual(60);
  const imported = [...text.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*['"](.+?)['"]/g)].map(
    ([, from]) => from,
  );
  expect(imported).toContain('cdk-cache-tier');
  expect(imported.filter((from) => !/^(aws-cdk-lib|constructs|cdk-cache-tier)(\/|$)/.test(from))).toEqual([]);
});

test('the steps to cluster mode change no property that replaces the cache', () => {
  const [before, between, after] = (['disabled', 'compatible', 'enabled'] as const).map((step) =>
    group(templates(migrateToClusterMode(step))[0]),
  );
  expect(between).toEqual({
    ...before,
    ClusterMode: 'compatible',
    CacheParameterGroupName: { Ref: expect.stringContaining('ClusterModeParameterGroup') },
  });
  expect(after).toEqual({ ...between, ClusterMode: 'enabled' });
});

test('the defaults of the platform hold, and the lowered rule says why in the template', () => {
  const [template] = templates(platformDefaults());
  expect(group(template)).toMatchObject({ SnapshotRetentionLimit: 35, Durability: 'async', EngineVersion: '8.2' });
  expect(checkTemplate(template)).toContainEqual(
    expect.objectContaining({ ruleId: 'durability-engine', loweredBecause: expect.stringContaining('case 1234') }),
  );
});

test('the client of the network that exists is let in, on the port of the cache', () => {
  const [template] = templates(bringYourOwnNetwork());
  const rules = Object.values<Resource>(template.Resources).filter(
    ({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress',
  );
  expect(rules.map(({ Properties }) => Properties)).toEqual([
    expect.objectContaining({ FromPort: 6379, ToPort: 6379, SourceSecurityGroupId: 'sg-0123456789abcdef0' }),
  ]);
});

test('each client with IAM may connect as its own user alone, and the stack of the cache exports nothing', () => {
  const [, cache, applications] = templates(iamClients());
  const users = Object.values(cache.Resources).flatMap(({ Type, Properties: { UserId: id } }) =>
    Type === 'AWS::ElastiCache::User' ? [String(id)] : [],
  );
  const granted = Object.values(applications.Resources)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy')
    .map(({ Properties }) => JSON.stringify(Properties.PolicyDocument))
    .filter((text) => text.includes('elasticache:Connect'))
    .map((text) => users.filter((id) => text.includes(`:user:${id}`)));
  expect(granted).toEqual(users.map((id) => [id]));
  expect(JSON.stringify(cache.Outputs)).not.toContain('Export');
});

test('an AUTH token and passwords stand in secrets that are rotated every 30 days', () => {
  for (const app of [rotatedAuthToken(), usersWithPasswords()]) {
    const resources = Object.values(templates(app)[0].Resources);
    const schedules = resources.filter(({ Type }) => Type === 'AWS::SecretsManager::RotationSchedule');
    const secrets = resources.filter(({ Type }) => Type === 'AWS::SecretsManager::Secret');
    expect(schedules.map(({ Properties }) => Properties.RotationRules)).toEqual([{ AutomaticallyAfterDays: 30 }]);
    expect(secrets).toHaveLength(1);
  }
});

test('the sessions are one user, and the user default of the service is off', () => {
  const users = Object.values(templates(usersWithPasswords())[0].Resources).flatMap(({ Type, Properties: p }) =>
    Type === 'AWS::ElastiCache::User' ? [[p.UserName, String(p.AccessString).split(' ')[0]]] : [],
  );
  expect(users).toEqual([
    ['default', 'off'],
    [expect.stringContaining('sessionstore'), 'on'],
  ]);
});

test('a database, its cache and the application are in stacks of their own, which export nothing of either', () => {
  const [, both, application] = templates(cachedDatabase());
  const ports = Object.values(application.Resources)
    .filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress')
    .map(({ Properties: p }) => [p.FromPort, p.ToPort, 'CidrIp' in p]);
  expect(ports.sort()).toEqual([
    [5433, 5433, false],
    [6379, 6379, false],
  ]);
  expect(JSON.stringify(both.Outputs)).not.toContain('Export');
});

test('one function is let in to both clusters and to the database, and told which cluster is which', () => {
  const [, both, application] = templates(memcached());
  const zones = Object.values(both.Resources).flatMap(({ Type, Properties: p }) =>
    Type === 'AWS::ElastiCache::CacheCluster' ? [[p.NumCacheNodes, p.PreferredAvailabilityZones, p.AZMode]] : [],
  );
  expect(zones).toEqual([
    [4, expect.any(Array), 'cross-az'],
    [2, expect.any(Array), 'cross-az'],
  ]);
  const ports = Object.values(application.Resources).flatMap(({ Type, Properties: p }) =>
    Type === 'AWS::EC2::SecurityGroupIngress' && p.FromPort === p.ToPort ? [p.FromPort] : [],
  );
  expect(ports.sort()).toEqual([11_211, 11_211, 5433]);
  const [told] = Object.values(application.Resources).flatMap(({ Type, Properties: p }) =>
    Type === 'AWS::Lambda::Function' ? [p.Environment] : [],
  );
  expect(told).toMatchObject({
    Variables: {
      CACHE_TIER_PAGES_ENGINE: 'memcached',
      CACHE_TIER_CACHE_ENGINE: 'memcached',
      CACHE_TIER_CACHE_INVALIDATION: 'writes',
    },
  });
});

test('nothing is made of a database that exists, and the cache stands in its subnets', () => {
  const [template] = templates(cacheInFrontOf());
  const resources = Object.values(template.Resources);
  expect(resources.filter(({ Type }) => Type.startsWith('AWS::RDS::'))).toEqual([]);
  const places = resources.filter(({ Type }) => Type === 'AWS::ElastiCache::SubnetGroup');
  expect(places.map(({ Properties }) => Properties.SubnetIds)).toEqual([
    ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  ]);
});

test('sessions and boards are durable, and their users may touch nothing else', () => {
  const found = [sessionStore(), leaderboard()].map((app) => {
    const [template] = templates(app);
    const users = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ElastiCache::User');
    const keys = users.map(({ Properties }) => String(Properties.AccessString).split(' -@all ')[0]);
    return [group(template)?.Durability, keys.filter((text) => !text.includes('~* '))];
  });
  expect(found).toEqual([
    ['async', ['on ~session:*']],
    ['sync', ['on ~board:* ~set:*']],
  ]);
});

type Resource = { readonly Type: string; readonly Properties: { readonly [property: string]: unknown } };
type Json = { readonly Resources: { readonly [logicalId: string]: Resource }; readonly Outputs?: object };

function templates(app: App): Json[] {
  return app.synth().stacksRecursively.map(({ template }) => template);
}

function group(template: Json): Resource['Properties'] | undefined {
  return Object.values(template.Resources).find(({ Type }) => Type === 'AWS::ElastiCache::ReplicationGroup')
    ?.Properties;
}
