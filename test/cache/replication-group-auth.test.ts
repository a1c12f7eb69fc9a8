import {
  AuthToken,
  CacheAuth,
  Engine,
  EngineVersion,
  IamUser,
  InvalidCacheError,
  NodeType,
  PasswordUser,
  TransitEncryption,
  UserGroup,
} from '../../lib';
import {
  cacheIn,
  groupOf,
  ID,
  messageOf,
  type Props,
  type PropsIn,
  type Resources,
  refusalsOf,
  resources,
  resourcesOf,
  stack,
  USER_GROUP_ID,
  USER_ID,
  warningsOf,
} from './given';

const RBAC = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html';
const AUTH_IAM = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html';
const CFN =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html';

const SECRET = 'CacheAuthTokenSecret66E67279';
const DEFAULT_USER = 'CacheUserGroupDefaultUser6A1F6FD7';
const REDIS_GROUP_ID = 'stack-cache-usergroup-ccd04637-redis';
const REDIS_USER_ID = 'stack-cache-userreadwrite-1653e54a-redis';
const DEFAULT_USER_ID = 'stack-cache-u-defaultuser-6271a5cf-redis';

const AUTHENTICATION = ['User', 'UserGroup', 'Secret'];

/** The resources by which clients prove who they are. */
function partsOf(props: PropsIn): Resources {
  const parts = Object.entries(resourcesOf(props)).filter(([, { Type }]) =>
    AUTHENTICATION.includes(Type.split('::').at(-1)),
  );
  return Object.fromEntries(parts);
}

/** What the cache says of its authentication, and after what it is made. */
function saidBy(props: PropsIn) {
  const { Properties, DependsOn } = resourcesOf(props)[ID.group];
  return { token: Properties.AuthToken, groups: Properties.UserGroupIds, after: DependsOn };
}

const OF_VALKEY = {
  [ID.user]: {
    Type: 'AWS::ElastiCache::User',
    Properties: {
      AccessString: 'on ~* &* +@all -@admin -@dangerous +info +time +cluster|slots +cluster|shards +cluster|nodes',
      AuthenticationMode: { Type: 'iam' },
      Engine: 'valkey',
      UserId: USER_ID,
      UserName: USER_ID,
    },
  },
  [ID.userGroup]: {
    Type: 'AWS::ElastiCache::UserGroup',
    Properties: { Engine: 'valkey', UserGroupId: USER_GROUP_ID, UserIds: [USER_ID] },
    DependsOn: [ID.user],
  },
};

const OF_REDIS = {
  [DEFAULT_USER]: {
    Type: 'AWS::ElastiCache::User',
    Properties: {
      AccessString: 'off ~* -@all',
      AuthenticationMode: { Type: 'no-password-required' },
      Engine: 'redis',
      UserId: DEFAULT_USER_ID,
      UserName: 'default',
    },
  },
  [ID.user]: {
    Type: 'AWS::ElastiCache::User',
    Properties: {
      ...OF_VALKEY[ID.user].Properties,
      Engine: 'redis',
      UserId: REDIS_USER_ID,
      UserName: REDIS_USER_ID,
    },
  },
  [ID.userGroup]: {
    Type: 'AWS::ElastiCache::UserGroup',
    Properties: { Engine: 'redis', UserGroupId: REDIS_GROUP_ID, UserIds: [DEFAULT_USER_ID, REDIS_USER_ID] },
    DependsOn: [ID.user, DEFAULT_USER],
  },
};

describe('a cache that says nothing of it', () => {
  test('has a group of its own with an IAM user, and is made after the group, which is made after the user', () => {
    expect(partsOf({})).toEqual(OF_VALKEY);
    expect(saidBy({})).toEqual({ token: undefined, groups: [USER_GROUP_ID], after: [ID.userGroup] });
  });

  test('of Redis OSS has a user default beside it, which is off', () => {
    expect(partsOf({ engine: EngineVersion.REDIS_7_1 })).toEqual(OF_REDIS);
    expect(saidBy({ engine: EngineVersion.REDIS_7_1 })).toEqual({
      token: undefined,
      groups: [REDIS_GROUP_ID],
      after: [ID.userGroup],
    });
  });

  test('is as if IAM were stated', () => {
    expect(resourcesOf({ auth: CacheAuth.iam() })).toEqual(resourcesOf());
    expect(warningsOf({ auth: CacheAuth.iam() })).toEqual([]);
  });

  test.each([EngineVersion.VALKEY_7_2, EngineVersion.VALKEY_9_1, EngineVersion.REDIS_7_0])(
    'has IAM on %s',
    (engine) => {
      expect(Object.keys(partsOf({ engine }))).toContain(ID.user);
    },
  );

  test.each<[string, Props, string]>([
    [
      'an engine without IAM',
      { engine: EngineVersion.REDIS_6_2 },
      "'auth' needs a choice with redis 6.2, which has no IAM authentication, got none; set auth: CacheAuth.users() or CacheAuth.authToken(), or upgrade the engine",
    ],
    [
      'an engine without users',
      { engine: EngineVersion.REDIS_5_0_6, nodeType: NodeType.R5_LARGE },
      "'auth' needs a choice with redis 5.0.6, which has no IAM authentication, got none; set auth: CacheAuth.authToken(), or upgrade the engine",
    ],
    [
      'no encryption in transit',
      { transitEncryption: TransitEncryption.DISABLED },
      "'auth' needs a choice without encryption in transit, which is what every authentication rests on, got none; set auth: CacheAuth.none(), or transitEncryption: TransitEncryption.REQUIRED",
    ],
    [
      'neither IAM nor encryption in transit, of which the encryption comes first',
      { engine: EngineVersion.REDIS_6_2, transitEncryption: TransitEncryption.DISABLED },
      "'auth' needs a choice without encryption in transit, which is what every authentication rests on, got none; set auth: CacheAuth.none(), or transitEncryption: TransitEncryption.REQUIRED",
    ],
  ])('with %s is refused: a choice is needed', (_what, props, refusal) => {
    expect(messageOf(() => cacheIn(stack(), props))).toBe(`Stack/Cache: ${refusal}`);
  });

  test('is told of it together with everything else', () => {
    expect(refusalsOf({ engine: EngineVersion.REDIS_6_2, description: '' })).toEqual([
      expect.stringContaining("'auth' needs a choice with redis 6.2"),
      "'description' needs 1 to 255 characters, got 0; say in a sentence what the cache is for",
    ]);
  });

  test('with Memcached is told of the engine alone: no choice would help', () => {
    expect(refusalsOf({ engine: EngineVersion.MEMCACHED_1_6_22 }).filter((line) => line.startsWith("'auth'"))).toEqual(
      [],
    );
  });

  test('and is a secondary of a Global Datastore has none, and is not asked', () => {
    const secondary = { globalReplicationGroupId: 'sgaui-orders' };
    expect(partsOf(secondary)).toEqual({});
    expect(saidBy(secondary)).toEqual({ token: undefined, groups: undefined, after: undefined });
    expect(warningsOf(secondary)).toEqual([]);
  });
});

describe('a cache with users and passwords', () => {
  test('has a group of its own, and whoever is added first is its first user', () => {
    const scope = stack();
    const cache = cacheIn(scope, { auth: CacheAuth.users() });
    cache.addUser(new PasswordUser(scope, 'Orders', { userName: 'orders' }));
    expect(resources(scope)[ID.userGroup]).toEqual({
      Type: 'AWS::ElastiCache::UserGroup',
      Properties: { Engine: 'valkey', UserGroupId: USER_GROUP_ID, UserIds: ['stack-orders-eedb7941-valkey'] },
      DependsOn: ['OrdersA9B65338'],
    });
  });

  test('is refused at synthesis without any: the service wants one, and nobody should have its password', () => {
    const scope = stack();
    cacheIn(scope, { auth: CacheAuth.users() });
    expect(messageOf(() => resources(scope))).toBe(
      "Validation failed with the following errors:\n  [Stack/Cache/UserGroup] 'users' needs at least 1 user, got none; add one with addUser, or connect a client (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    );
  });

  test('of Redis OSS is not: its user default is one', () => {
    expect(
      partsOf({ engine: EngineVersion.REDIS_6_2, auth: CacheAuth.users() })[ID.userGroup].Properties.UserIds,
    ).toEqual([DEFAULT_USER_ID]);
  });
});

describe('a cache with an AUTH token', () => {
  const GENERATED = {
    'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: SECRET }, ':SecretString:password::}}']],
  };

  test('has a generated one in a secret, and no users', () => {
    expect(partsOf({ auth: CacheAuth.authToken() })).toEqual({
      [SECRET]: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Description: 'AUTH token of Stack/Cache',
          GenerateSecretString: {
            ExcludePunctuation: true,
            GenerateStringKey: 'password',
            PasswordLength: 64,
            SecretStringTemplate: '{}',
          },
        },
        DeletionPolicy: 'Delete',
        UpdateReplacePolicy: 'Delete',
      },
    });
    expect(saidBy({ auth: CacheAuth.authToken() })).toEqual({ token: GENERATED, groups: undefined, after: undefined });
  });

  test('may have one that is made beside it', () => {
    const scope = stack();
    const token = new AuthToken(scope, 'Token');
    const cache = cacheIn(scope, { auth: CacheAuth.authToken(token) });
    expect(cache.authToken).toBe(token);
    expect(resources(scope)[ID.group].Properties.AuthToken['Fn::Join'][1][1]).toEqual({ Ref: 'TokenSecretADE41DCA' });
  });

  test.each([EngineVersion.REDIS_5_0_6, EngineVersion.REDIS_6_2, EngineVersion.REDIS_7_1, EngineVersion.VALKEY_9_1])(
    'works on %s',
    (engine) => {
      const { AuthToken: token } = groupOf({ engine, nodeType: NodeType.R5_LARGE, auth: CacheAuth.authToken() });
      expect(token).toEqual(GENERATED);
    },
  );

  test('warns that it has to stay', () => {
    expect(warningsOf({ auth: CacheAuth.authToken() })).toEqual(['auth-token-kept']);
  });

  test.each<[string, unknown]>([
    ['plain text', 'correct-horse-battery-staple'],
    ['a number', 1234567890123456],
    ['a secret', { secretArn: 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:token-abcdef' }],
    ['null', null],
  ])('takes no %s', (_what, token) => {
    const act = () => CacheAuth.authToken(token as AuthToken);
    expect(act).toThrow(InvalidCacheError);
    expect(messageOf(act)).toBe(
      "CacheAuth.authToken: 'token' needs an AuthToken, got something else; leave it out for a generated one, or give new AuthToken(this, 'Token', { secret })",
    );
  });
});

describe('a cache without authentication', () => {
  test('says nothing, and is warned of', () => {
    expect(partsOf({ auth: CacheAuth.none() })).toEqual({});
    expect(saidBy({ auth: CacheAuth.none() })).toEqual({ token: undefined, groups: undefined, after: undefined });
    expect(warningsOf({ auth: CacheAuth.none() })).toEqual(['auth-none']);
  });

  test('may do without encryption in transit', () => {
    expect(groupOf({ auth: CacheAuth.none(), transitEncryption: TransitEncryption.DISABLED })).toMatchObject({
      TransitEncryptionEnabled: false,
    });
  });
});

describe('a kind that the engine does not have is refused', () => {
  const OLD = { engine: EngineVersion.REDIS_5_0_6, nodeType: NodeType.R5_LARGE };
  const NO_USERS = `'auth' needs valkey 7.2 or redis 6.0, or newer, got redis 5.0.6; upgrade the engine, or use an AUTH token (${RBAC}) [user-groups-engine]`;
  const noIam = (engine: string) =>
    `'auth' needs users with passwords: IAM needs valkey 7.2 or redis 7.0, or newer, got '${REDIS_USER_ID}' with IAM on ${engine}; upgrade the engine, or give the users passwords (${AUTH_IAM}) [user-groups-iam]`;

  test.each<[string, Props, string]>([
    ['IAM on redis 6.2', { engine: EngineVersion.REDIS_6_2, auth: CacheAuth.iam() }, noIam('redis 6.2')],
    ['IAM on redis 5.0.6', { ...OLD, auth: CacheAuth.iam() }, `\n  - ${NO_USERS}\n  - ${noIam('redis 5.0.6')}`],
    ['users on redis 5.0.6', { ...OLD, auth: CacheAuth.users() }, NO_USERS],
  ])('%s', (_what, props, refusal) => {
    expect(messageOf(() => cacheIn(stack(), props))).toBe(`Stack/Cache: ${refusal}`.replace(': \n', ':\n'));
  });

  test('also when the user comes later', () => {
    const scope = stack();
    const cache = cacheIn(scope, { engine: EngineVersion.REDIS_6_2, auth: CacheAuth.users() });
    cache.addUser(new IamUser(scope, 'Orders', { engine: Engine.REDIS }));
    expect(messageOf(() => resources(scope))).toBe(
      `Validation failed with the following errors:\n  [Stack/Cache] 'userGroupIds' needs users with passwords: IAM needs valkey 7.2 or redis 7.0, or newer, got 'stack-orders-eedb7941-redis' with IAM on redis 6.2; upgrade the engine, or give the users passwords (${AUTH_IAM}) [user-groups-iam]`,
    );
  });
});

describe('without encryption in transit', () => {
  const OFF = { transitEncryption: TransitEncryption.DISABLED };

  test.each<[string, CacheAuth, page: string, rule: string]>([
    ['IAM', CacheAuth.iam(), RBAC, 'user-groups-tls'],
    ['users', CacheAuth.users(), RBAC, 'user-groups-tls'],
    ['an AUTH token', CacheAuth.authToken(), CFN, 'auth-token-tls'],
  ])('%s is refused', (_kind, auth, page, rule) => {
    expect(messageOf(() => cacheIn(stack(), { ...OFF, auth }))).toBe(
      `Stack/Cache: 'auth' needs encryption in transit, got false; set transitEncryption: TransitEncryption.REQUIRED (${page}) [${rule}]`,
    );
  });
});

describe('the engine of the users', () => {
  const REDIS_USERS: Props = { auth: CacheAuth.iam({ engine: Engine.REDIS }) };

  test('can be Redis OSS on a Valkey cache, which keeps them after a migration', () => {
    expect(partsOf(REDIS_USERS)).toEqual(OF_REDIS);
    expect(groupOf(REDIS_USERS).Engine).toBe('valkey');
    expect(warningsOf(REDIS_USERS)).toEqual([]);
  });

  test('stays with the line, when the engine of the cache becomes Valkey', () => {
    expect(partsOf({ ...REDIS_USERS, engine: EngineVersion.REDIS_7_1 })).toEqual(partsOf(REDIS_USERS));
  });

  test('follows the cache without it: group and users are made anew, under other ids', () => {
    const idsOf = (props: Props) => Object.values(partsOf(props)).map(({ Properties: p }) => p.UserGroupId ?? p.UserId);
    const [before, after] = [idsOf({ engine: EngineVersion.REDIS_7_1 }), idsOf({ engine: EngineVersion.VALKEY_7_2 })];
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });

  test('can not be Valkey on a Redis OSS cache', () => {
    const props = { engine: EngineVersion.REDIS_7_1, auth: CacheAuth.iam({ engine: Engine.VALKEY }) };
    expect(messageOf(() => cacheIn(stack(), props))).toBe(
      `Stack/Cache: 'auth' needs a user group of engine redis, got '${USER_GROUP_ID}' of engine valkey; make a group and users of engine redis: Valkey takes them too, so they stay after an upgrade (${RBAC}) [user-groups-redis]`,
    );
  });

  test('of a given group is looked at as well', () => {
    const refusals = refusalsOf((scope) => ({
      engine: EngineVersion.REDIS_7_1,
      auth: CacheAuth.users(new UserGroup(scope, 'People', { users: [new IamUser(scope, 'Orders')] })),
    }));
    expect(refusals).toEqual([expect.stringContaining("got 'stack-people-79e82b9e-valkey' of engine valkey")]);
  });

  test('can be stated for users with passwords', () => {
    const scope = stack();
    const cache = cacheIn(scope, { auth: CacheAuth.users(undefined, { engine: Engine.REDIS }) });
    expect(cache.userGroup?.userGroupId).toBe(REDIS_GROUP_ID);
  });
});

test('one CacheAuth may be stated for several caches: each has its own', () => {
  const auth = CacheAuth.iam();
  expect([partsOf({ auth }), partsOf({ auth })]).toEqual([OF_VALKEY, OF_VALKEY]);
});

test('what a cache has of it can be read: the group or the token, or neither', () => {
  const read = (auth: CacheAuth) => {
    const { userGroup, authToken } = cacheIn(stack(), { auth });
    return [userGroup?.userGroupId, authToken?.node.path];
  };
  expect(read(CacheAuth.iam())).toEqual([USER_GROUP_ID, undefined]);
  expect(read(CacheAuth.users())).toEqual([USER_GROUP_ID, undefined]);
  expect(read(CacheAuth.authToken())).toEqual([undefined, 'Stack/Cache/AuthToken']);
  expect(read(CacheAuth.none())).toEqual([undefined, undefined]);
});
