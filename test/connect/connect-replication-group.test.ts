import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack } from 'aws-cdk-lib/core';
import { linkEnvironment } from 'cache-tier/link';
import { ReplicationGroup, type ReplicationGroupProps } from '../../lib';
import { Access } from '../../lib/access/access';
import { CacheAuth } from '../../lib/access/cache-auth';
import {
  allOf,
  FLAGS,
  flat,
  functionIn,
  grantsIn,
  messageOf,
  network,
  resourcesIn,
  rulesIn,
  stacks,
  warningsIn,
} from './connect-given';

const groupIn = (scope: Stack, props: Partial<ReplicationGroupProps> = {}) =>
  new ReplicationGroup(scope, 'Cache', { vpc: network(scope), ...props });

describe.each([
  ['without flags', {}],
  ['with the flags of a new app', { ...FLAGS, '@aws-cdk/core:annotationsInValidationReport': false }],
])('%s, a replication group of the library', (_what, context) => {
  test.each(['Own', 'Other'])('is connected to a client in %s', (name) => {
    const { app, own, other } = stacks({ context });
    const scope = name === 'Own' ? own : other;
    const { link } = groupIn(own).connect(functionIn(scope));
    const weak = (value: string, output: string) => (scope === own ? value : `<Own: PublishOutput${output}>`);
    const variables = allOf(scope, 'AWS::Lambda::Function')[0].Environment.Variables;
    expect(Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, flat(value)]))).toEqual(
      linkEnvironment('cache', {
        version: '1',
        engine: 'valkey',
        endpoint: weak('<Cache.PrimaryEndPoint.Address>', 'FnGetAttCachePrimaryEndPointAddress'),
        'reader-endpoint': weak('<Cache.ReaderEndPoint.Address>', 'FnGetAttCacheReaderEndPointAddress'),
        port: '6379',
        tls: 'true',
        'cluster-mode': 'false',
        auth: 'iam',
        user: link.user,
        arn: `arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:${weak('<Cache>', 'RefCache')}`,
      }),
    );
    expect(link.user).toMatch(/^[a-z0-9-]+-valkey$/);
    expect(grantsIn(scope)).toHaveLength(1);
    expect(rulesIn(scope)).toHaveLength(1);
    expect(own.dependencies).toEqual([]);
    expect(
      Object.values<object>(app.synth().getStackByName('Own').template.Outputs ?? {}).filter((it) => 'Export' in it),
    ).toEqual([]);
    expect(warningsIn(app).filter((text) => text.includes('connect'))).toEqual([]);
  });
});

test('the clients of one access share a user, and those of another have another', () => {
  const { own } = stacks();
  const cache = groupIn(own);
  const users = [undefined, Access.READ_WRITE, Access.READ_ONLY].map(
    (access, index) => cache.connect(functionIn(own, {}, `Api${index}`), { access }).user?.node.path,
  );
  expect(users).toEqual(['Own/Cache/User-read-write', 'Own/Cache/User-read-write', 'Own/Cache/User-read-only']);
});

test('the client waits for the group of users, because its variables name the cache, which waits', () => {
  const { own } = stacks();
  groupIn(own).connect(functionIn(own), { access: Access.READ_ONLY });
  const found = resourcesIn(own);
  const idOf = (type: string) =>
    Object.entries(found)
      .filter(([, { Type }]) => Type === type)
      .map(([id]) => id);
  const [group] = idOf('AWS::ElastiCache::UserGroup');
  expect(found[idOf('AWS::ElastiCache::ReplicationGroup')[0]].DependsOn).toContain(group);
  expect(found[group].DependsOn).toEqual(expect.arrayContaining(idOf('AWS::ElastiCache::User')));
});

test.each([
  ['a password', CacheAuth.users(), ['user', 'secret-arn']],
  ['a token', CacheAuth.authToken(), ['secret-arn']],
  ['nothing', CacheAuth.none(), []],
])('%s is what the client of such a cache gets', (_what, auth, fields) => {
  const { own } = stacks();
  const { link } = groupIn(own, { auth }).connect(functionIn(own));
  expect(Object.keys(link).filter((field) => /^(user|secret)/.test(field))).toEqual(fields);
});

test('what the cache refuses is said with the rest, at the path of the client', () => {
  const { own } = stacks();
  const cache = groupIn(own, { auth: CacheAuth.authToken() });
  const message = messageOf(() => cache.connect(functionIn(own, { vpc: undefined }), { access: Access.READ_ONLY }));
  expect(message.split('\n').map((line) => line.replace(/, got .*/, ''))).toEqual([
    'Own/Api:',
    "  - 'target' needs to be in a VPC",
    "  - 'auth' needs users for 'access'",
  ]);
});

test('an imported cache is connected as what is known of it', () => {
  const { app, own } = stacks();
  const secret = Secret.fromSecretNameV2(own, 'Secret', 'token');
  expect(secret).toBeDefined();
  const cache = ReplicationGroup.fromReplicationGroupAttributes(own, 'Cache', {
    replicationGroupId: 'Shop',
    endpointAddress: 'shop.example',
    auth: CacheAuth.none(),
  });
  const { link } = cache.connect(functionIn(own));
  expect(link).toMatchObject({ version: '1', endpoint: 'shop.example', port: '6379', auth: 'none' });
  expect(warningsIn(app).filter((text) => text.includes('connect'))).toEqual([
    "Own/Api: 'securityGroups' needs a group of the cache that may be changed, got none; let in 'Own/Api/SecurityGroup' on TCP 6379 by hand [ack: cdk-cache-tier:connect-rules]",
  ]);
});

test('the client security group is a child of the cache', () => {
  const { own } = stacks();
  const cache = groupIn(own);
  expect(cache.clientSecurityGroup).toBe(cache.clientSecurityGroup);
  expect(cache.clientSecurityGroup.node.path).toBe('Own/Cache/ClientSecurityGroup');
  expect(Stack.of(cache.clientSecurityGroup)).toBe(own);
});
