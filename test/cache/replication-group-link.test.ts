import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import {
  CacheAuth,
  ClusterMode,
  Engine,
  EngineVersion,
  IamUser,
  Profile,
  ReplicationGroup,
  type ReplicationGroupAttributes,
  Topology,
  TransitEncryption,
} from '../../lib';
import { AuthKind, LinkField, readLink } from '../../runtime/lib/link';
import { cacheIn, ID, network, type PropsIn, type Resources, stack } from './given';

const ARN = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':elasticache:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':replicationgroup:',
      { Ref: ID.group },
    ],
  ],
};
const address = (of: string) => ({ 'Fn::GetAtt': [ID.group, `${of}.Address`] });

const DEFAULTS = {
  version: '1',
  engine: 'valkey',
  endpoint: address('PrimaryEndPoint'),
  'reader-endpoint': address('ReaderEndPoint'),
  port: '6379',
  tls: 'true',
  'cluster-mode': 'false',
  auth: 'iam',
  arn: ARN,
};
const SHARDED = {
  ...DEFAULTS,
  endpoint: address('ConfigurationEndPoint'),
  'reader-endpoint': address('ConfigurationEndPoint'),
  'cluster-mode': 'true',
};

function linkOf(props: PropsIn): Resources {
  const scope = stack();
  return scope.resolve(cacheIn(scope, props).link);
}

describe('the link says of', () => {
  test.each<[string, PropsIn, object]>([
    ['one shard with replicas where to write and where to read', {}, DEFAULTS],
    [
      'a single node one endpoint for both',
      { profile: Profile.DEV },
      { ...DEFAULTS, 'reader-endpoint': address('PrimaryEndPoint') },
    ],
    ['cluster mode its protocol and its endpoint', { topology: Topology.clusterMode({ shards: 2 }) }, SHARDED],
    ['a migrated group the same', { topology: Topology.migratedToClusterMode() }, SHARDED],
    ['the step before nothing yet', { clusterMode: ClusterMode.COMPATIBLE }, DEFAULTS],
    ['a port its number', { port: 7000 }, { ...DEFAULTS, port: '7000' }],
    ['Redis OSS its engine', { engine: EngineVersion.REDIS_7_1 }, { ...DEFAULTS, engine: 'redis' }],
    ['TLS that is preferred that there is some', { transitEncryption: TransitEncryption.PREFERRED }, DEFAULTS],
    [
      'no TLS that there is none',
      { transitEncryption: TransitEncryption.DISABLED, auth: CacheAuth.none() },
      { ...DEFAULTS, tls: 'false', auth: 'none' },
    ],
    ['users with passwords their kind', { auth: CacheAuth.users() }, { ...DEFAULTS, auth: 'password' }],
    ['an AUTH token its kind', { auth: CacheAuth.authToken() }, { ...DEFAULTS, auth: 'auth-token' }],
    ['no authentication its kind', { auth: CacheAuth.none() }, { ...DEFAULTS, auth: 'none' }],
  ])('%s', (_what, props, link) => {
    expect(linkOf(props)).toEqual(link);
  });

  test('a secondary neither engine nor encryption nor authentication: its primary knows them', () => {
    const { engine: _engine, tls: _tls, auth: _auth, ...rest } = DEFAULTS;
    expect(linkOf({ globalReplicationGroupId: 'sgaui-orders' })).toEqual(rest);
  });

  test("no user and no secret: these are the clients' own", () => {
    const fields = Object.keys(linkOf({ auth: CacheAuth.authToken() }));
    for (const field of [LinkField.USER, LinkField.SECRET_ARN, LinkField.KEY_PREFIX, LinkField.SECRET_FIELD]) {
      expect(fields).not.toContain(field);
    }
  });
});

describe('the link of a cache that exists already says of it', () => {
  const imported = (attributes: Partial<ReplicationGroupAttributes>, scope: Stack = stack()) =>
    ReplicationGroup.fromReplicationGroupAttributes(scope, 'Prices', {
      replicationGroupId: 'Prices',
      endpointAddress: 'primary.prices.example',
      ...attributes,
    });

  test('what is known, in lower case where the service compares it', () => {
    const scope = stack({ account: '111111111111', region: 'eu-west-1' });
    expect(scope.resolve(imported({}, scope).link)).toEqual({
      version: '1',
      endpoint: 'primary.prices.example',
      'reader-endpoint': 'primary.prices.example',
      port: '6379',
      tls: 'true',
      'cluster-mode': 'false',
      arn: {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':elasticache:eu-west-1:111111111111:replicationgroup:prices'],
        ],
      },
    });
  });

  test('all that can be said', () => {
    const { link } = imported({
      engine: Engine.REDIS,
      readerEndpointAddress: 'reader.prices.example',
      port: 7000,
      clusterMode: true,
      transitEncryption: false,
      auth: CacheAuth.none(),
    });
    expect(link).toMatchObject({
      engine: 'redis',
      'reader-endpoint': 'reader.prices.example',
      port: '7000',
      'cluster-mode': 'true',
      tls: 'false',
      auth: 'none',
    });
  });

  test.each<[CacheAuth, AuthKind]>([
    [CacheAuth.iam(), AuthKind.IAM],
    [CacheAuth.users(), AuthKind.PASSWORD],
    [CacheAuth.authToken(), AuthKind.AUTH_TOKEN],
    [CacheAuth.none(), AuthKind.NONE],
  ])('its kind', (auth, kind) => {
    expect([imported({ auth }).link.auth, auth.kind]).toEqual([kind, kind]);
  });
});

describe('what a client is told', () => {
  const client = (scope: Stack) => new SecurityGroup(scope, 'Client', { vpc: network(scope, undefined, 'Other') });

  test('is the link of the cache, and who the client is', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    const user = new IamUser(scope, 'Orders');
    const { link } = cache.connect(client(scope), { user, keyPrefix: 'order:' });
    expect(link).toEqual({ ...cache.link, user: user.userId, 'key-prefix': 'order:' });
  });

  test.each<[CacheAuth, object]>([
    [CacheAuth.iam(), { auth: 'iam', user: expect.any(String) }],
    [CacheAuth.users(), { auth: 'password', user: expect.any(String), 'secret-arn': expect.any(String) }],
    [CacheAuth.authToken(), { auth: 'auth-token', 'secret-arn': expect.any(String) }],
    [CacheAuth.none(), { auth: 'none' }],
  ])('has the fields of the kind', (auth, fields) => {
    const scope = stack();
    const cache = cacheIn(scope, { auth });
    const { link } = cache.connect(client(scope));
    expect(link).toEqual({ ...cache.link, ...fields });
  });

  test('is what the application reads from its environment', () => {
    const scope = stack();
    const { environment, link } = cacheIn(scope).connect(client(scope), { as: 'prices' });
    expect(readLink('prices', environment)).toEqual(link);
  });
});
