import { type ISecurityGroup, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnParameter, type Environment, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import {
  Access,
  AccessString,
  AuthToken,
  CacheAuth,
  type ConnectOptions,
  EngineVersion,
  IamUser,
  type IReplicationGroup,
  PasswordUser,
  ReplicationGroup,
  UserGroup,
} from '../../lib';
import { cacheIn, ID, messageOf, network, type Resources, resources, stack, USER_GROUP_ID, USER_ID } from './given';

/** Somebody who connects, and is told by a parameter. */
function client(scope: Stack, id = 'Client'): ISecurityGroup {
  return new SecurityGroup(scope, id, { vpc: network(scope, undefined, `${id}Network`) });
}

const CATALOG = Access.of('catalog', AccessString.readOnly({ keys: ['product:*'] }));

/** The users of a template, by the names with which clients connect, with what they may do. */
function usersIn(template: Resources): { readonly [name: string]: string } {
  const users = Object.values(template).filter(({ Type }) => Type === 'AWS::ElastiCache::User');
  return Object.fromEntries(users.map(({ Properties: p }) => [p.UserName, p.AccessString]));
}

const idsIn = (template: Resources, group: string = ID.userGroup): string[] => template[group].Properties.UserIds;

/** A stack with a cache, and what is said of somebody who connects. */
function connected(auth: CacheAuth | undefined, options: ConnectOptions | ((scope: Stack) => ConnectOptions) = {}) {
  const scope = stack();
  const cache = cacheIn(scope, { auth });
  const said = cache.connect(client(scope), typeof options === 'function' ? options(scope) : options);
  return { scope, cache, said };
}

describe('the user of a client', () => {
  test('reads and writes unless told otherwise, and is the one that the group has from the beginning', () => {
    const { scope, said } = connected(CacheAuth.iam());
    expect(said.user?.userId).toBe(USER_ID);
    expect(idsIn(resources(scope))).toEqual([USER_ID]);
  });

  test('is made for an access when somebody asks for it first, under its name, and shared by all who do', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    const users = ['One', 'Two'].map((id) => cache.connect(client(scope, id), { access: CATALOG }).user);
    expect(users[0]).toBe(users[1]);
    expect(users[0]?.node.path).toBe('Stack/Cache/User-catalog');
    expect(idsIn(resources(scope))).toEqual([USER_ID, users[0]?.userId]);
  });

  test('is the same for two accesses of one name that say the same', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    const access = () => Access.of('catalog', AccessString.readOnly({ keys: ['product:*'] }));
    const users = ['One', 'Two'].map((id) => cache.connect(client(scope, id), { access: access() }).user);
    expect(users[0]).toBe(users[1]);
  });

  test('may do what its access says', () => {
    const { scope, said } = connected(CacheAuth.iam(), { access: CATALOG });
    expect(usersIn(resources(scope))[said.user?.userName ?? '']).toBe(CATALOG.accessString.value);
  });

  test('has a password in a secret of its own where the cache has such users, and each access another', () => {
    const scope = stack();
    const cache = cacheIn(scope, { auth: CacheAuth.users() });
    const said = [Access.READ_ONLY, Access.SESSION_STORE].map((access, at) =>
      cache.connect(client(scope, `Client${at}`), { access }),
    );
    expect(said.map(({ secret }) => secret?.node.path)).toEqual([
      'Stack/Cache/User-read-only/Secret',
      'Stack/Cache/User-session-store/Secret',
    ]);
    expect(idsIn(resources(scope))).toEqual(said.map(({ user }) => user?.userId));
  });

  test('has the engine of the group, not that of the cache', () => {
    const scope = stack();
    const cache = cacheIn(scope, { engine: EngineVersion.REDIS_7_1 });
    expect(cache.connect(client(scope), { access: CATALOG }).user?.engine).toBe('redis');
  });

  test('may be one that exists, of another kind than those of the cache, and joins the group', () => {
    const { scope, said } = connected(CacheAuth.iam(), (it) => ({ user: new PasswordUser(it, 'Legacy') }));
    expect([said.user?.node.path, said.secret?.node.path]).toEqual(['Stack/Legacy', 'Stack/Legacy/Secret']);
    expect(said.link.auth).toBe('password');
    expect(idsIn(resources(scope))).toEqual([USER_ID, said.user?.userId]);
  });

  test('may be a client of several caches', () => {
    const scope = stack();
    const user = new IamUser(scope, 'Orders');
    const caches = [
      cacheIn(scope),
      new ReplicationGroup(scope, 'Sessions', { vpc: network(scope, undefined, 'Other') }),
    ];
    caches.forEach((cache, at) => {
      cache.connect(client(scope, `Client${at}`), { user });
    });
    const groups = Object.values(resources(scope)).filter(({ Type }) => Type === 'AWS::ElastiCache::UserGroup');
    expect(groups.map(({ Properties }) => Properties.UserIds.includes(user.userId))).toEqual([true, true]);
  });
});

describe('a client is refused', () => {
  const refusal = (...given: Parameters<typeof connected>) => messageOf(() => connected(...given));

  test('with an access whose name another access string has', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    cache.connect(client(scope, 'One'), { access: CATALOG });
    const access = Access.of('catalog', AccessString.readWrite());
    expect(messageOf(() => cache.connect(client(scope, 'Two'), { access }))).toBe(
      "Stack/Two: 'access' needs one access string for each name, got two for 'catalog'; give one of them another name",
    );
  });

  test.each([CacheAuth.iam(), CacheAuth.users()])('with a user and an access', (auth) => {
    expect(refusal(auth, (scope) => ({ access: CATALOG, user: new IamUser(scope, 'Orders') }))).toBe(
      "Stack/Client: 'user' needs to stand without 'access', got both; the user has an access of its own",
    );
  });

  describe.each<[string, CacheAuth]>([
    ['a token', CacheAuth.authToken()],
    ['no authentication', CacheAuth.none()],
  ])('of a cache with %s', (_kind, auth) => {
    const REMEDY = 'set auth: CacheAuth.iam() or CacheAuth.users()';

    test('if it asks for an access', () => {
      expect(refusal(auth, { access: CATALOG })).toBe(
        `Stack/Client: 'auth' needs users for 'access', got another kind; leave it out, or ${REMEDY}`,
      );
    });

    test('if it names a user', () => {
      expect(refusal(auth, (scope) => ({ user: new IamUser(scope, 'Orders') }))).toBe(
        `Stack/Client: 'auth' needs users for 'user', got another kind; leave it out, or ${REMEDY}`,
      );
    });

    test('if it does both', () => {
      expect(refusal(auth, (scope) => ({ access: CATALOG, user: new IamUser(scope, 'Orders') }))).toBe(
        `Stack/Client: 'auth' needs users for 'access' and 'user', got another kind; leave them out, or ${REMEDY}`,
      );
    });

    test('and a user that is added', () => {
      const scope = stack();
      const cache = cacheIn(scope, { auth });
      expect(messageOf(() => cache.addUser(new IamUser(scope, 'Orders')))).toBe(
        `Stack/Cache: 'auth' needs users for addUser, got another kind; ${REMEDY}`,
      );
    });
  });

  test('of a secondary whose authentication nobody stated', () => {
    const scope = stack();
    const cache = cacheIn(scope, { globalReplicationGroupId: 'sgaui-orders' });
    expect(messageOf(() => cache.connect(client(scope)))).toBe(
      "Stack/Client: 'auth' needs to be known to connect a client, got none; say how the clients of this cache prove who they are, such as auth: CacheAuth.iam()",
    );
  });
});

describe('a user that is added', () => {
  test('joins the group of the cache, which is made after it, once', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    const user = new IamUser(scope, 'Orders');
    cache.addUser(user);
    cache.addUser(user);
    const group = resources(scope)[ID.userGroup];
    expect(group.Properties.UserIds).toEqual([USER_ID, user.userId]);
    expect(group.DependsOn).toEqual([ID.user, 'OrdersA9B65338']);
    expect(resources(scope)[ID.group].DependsOn).toEqual([ID.userGroup]);
  });

  test('is refused under a name that the group has', () => {
    const scope = stack();
    const cache = cacheIn(scope, { auth: CacheAuth.users() });
    cache.addUser(new PasswordUser(scope, 'One', { userName: 'orders' }));
    expect(messageOf(() => cache.addUser(new PasswordUser(scope, 'Two', { userName: 'orders' })))).toBe(
      "Stack/Cache/UserGroup: 'users' needs a name for each user of a group, got 'orders' twice; give one of them another userName",
    );
  });

  test('may be one that exists already, of which nothing is waited for', () => {
    const scope = stack();
    cacheIn(scope).addUser(IamUser.fromUserId(scope, 'Operators', 'Operators'));
    const group = resources(scope)[ID.userGroup];
    expect(group.Properties.UserIds).toEqual([USER_ID, 'operators']);
    expect(group.DependsOn).toEqual([ID.user]);
  });
});

describe('a group that is given', () => {
  test('is named by its id, and made before the cache; the users of accesses join it', () => {
    const scope = stack();
    const people = new UserGroup(scope, 'People', { users: [new PasswordUser(scope, 'Legacy')] });
    const cache = cacheIn(scope, { auth: CacheAuth.users(people) });
    const { user } = cache.connect(client(scope), { access: CATALOG });
    const template = resources(scope);
    expect(template[ID.group].Properties.UserGroupIds).toEqual([people.userGroupId]);
    expect(template[ID.group].DependsOn).toEqual(['PeopleE38C8D03']);
    expect(idsIn(template, 'PeopleE38C8D03')).toEqual([people.users[0].userId, user?.userId]);
    expect(cache.userGroup).toBe(people);
    expect(template[ID.userGroup]).toBeUndefined();
  });

  test('may be that of two caches, whose users of one access are two', () => {
    const scope = stack();
    const people = new UserGroup(scope, 'People');
    const auth = CacheAuth.users(people);
    const caches = [
      cacheIn(scope, { auth }),
      new ReplicationGroup(scope, 'Sessions', { vpc: network(scope, undefined, 'Other'), auth }),
    ];
    caches.forEach((cache, at) => {
      cache.connect(client(scope, `Client${at}`));
    });
    expect(people.users.map(({ node }) => node.path)).toEqual([
      'Stack/Cache/User-read-write',
      'Stack/Sessions/User-read-write',
    ]);
    expect(messageOf(() => resources(scope))).toBe('no error');
  });

  describe('and exists already', () => {
    const cacheOf = (scope: Stack, id = 'People') =>
      cacheIn(scope, { auth: CacheAuth.users(UserGroup.fromUserGroupId(scope, 'Given', id)) });

    test('is named as the service stores it, and nothing is made', () => {
      const scope = stack();
      cacheOf(scope);
      const template = resources(scope);
      expect(template[ID.group].Properties.UserGroupIds).toEqual(['people']);
      expect([template[ID.group].DependsOn, usersIn(template)]).toEqual([undefined, {}]);
    });

    test('cannot be changed: users are named, not made', () => {
      const scope = stack();
      const cache = cacheOf(scope);
      const NAME_ONE =
        "'user' needs a user of the cache, whose user group is imported, got none; name one, such as IamUser.fromUserId()";
      expect(messageOf(() => cache.connect(client(scope)))).toBe(`Stack/Client: ${NAME_ONE}`);
      expect(messageOf(() => cache.addUser(new IamUser(scope, 'Orders')))).toBe(
        "Stack/Cache: 'auth' needs a user group of this app for addUser, got one that is imported; add the user where the group is made",
      );
    });

    test('lets a client be a user that is in it', () => {
      const scope = stack();
      const user = IamUser.fromUserId(scope, 'Orders', 'orders');
      expect(cacheOf(scope).connect(client(scope), { user }).link).toMatchObject({ auth: 'iam', user: 'orders' });
    });
  });
});

describe('a group of another stack', () => {
  function apart(env: Environment[] = [{}, {}]) {
    const app = new App();
    const [theirs, ours] = ['People', 'Stack'].map((id, at) => new Stack(app, id, { env: env[at] }));
    const people = new UserGroup(theirs, 'Group', { users: [new IamUser(theirs, 'Orders')] });
    return { app, theirs, ours, people, make: () => cacheIn(ours, { auth: CacheAuth.users(people) }) };
  }

  test('is named by its id, without an export, and its stack is deployed first', () => {
    const { app, theirs, ours, people, make } = apart();
    make();
    expect(resources(ours)[ID.group].Properties.UserGroupIds).toEqual([people.userGroupId]);
    expect(ours.dependencies).toEqual([theirs]);
    expect(app.synth().getStackByName('People').template.Outputs).toBeUndefined();
  });

  test('lets a client be a user that is made there', () => {
    const { ours, people, make } = apart();
    const { user } = make().connect(client(ours), { user: people.users[0] });
    expect(user).toBe(people.users[0]);
    expect(messageOf(() => resources(ours))).toBe('no error');
  });

  const NEEDS = (got: string) =>
    `'user' needs a user that is made before the user group 'People/Group', whose stack is deployed before that of the cache, got ${got}; make one in the stack of the group, and name it`;

  test('takes no user of the stack of the cache: each would wait for the other', () => {
    const { ours, make } = apart();
    const cache = make();
    expect(messageOf(() => cache.connect(client(ours), { access: CATALOG }))).toBe(`Stack/Client: ${NEEDS('none')}`);
    expect(messageOf(() => cache.addUser(new IamUser(ours, 'Late')))).toBe(
      `Stack/Cache: ${NEEDS("'Stack/Late' of the stack of the cache")}`,
    );
  });

  test('takes one that exists already, and says nothing of the order', () => {
    const { ours, people, make } = apart();
    make().addUser(IamUser.fromUserId(ours, 'Operators', 'operators'));
    expect(people.users.map(({ userId }) => userId)).toContain('operators');
    expect(people.node.metadata).toEqual([]);
  });

  test('is refused if it is of another Region or account, where its id names something else, or nothing', () => {
    const env = (region: string, account = '111111111111') => ({ region, account });
    expect(messageOf(apart([env('us-east-1'), env('eu-west-1')]).make)).toBe(
      "Stack/Cache: 'auth' needs what is named to be of account 111111111111 and Region eu-west-1, got 'People/Group' of 111111111111 and us-east-1; make one for each account and Region",
    );
    expect(messageOf(apart([env('eu-west-1', '222222222222'), env('eu-west-1')]).make)).toContain(
      "got 'People/Group' of 222222222222 and eu-west-1;",
    );
    expect(messageOf(apart([{}, env('eu-west-1')]).make)).toBe('no error');
  });

  test('takes no user of another Region either', () => {
    const { people, app } = apart([{ region: 'eu-west-1' }, {}]);
    const elsewhere = new Stack(app, 'Elsewhere', { env: { region: 'us-east-1' } });
    expect(messageOf(() => people.addUser(new IamUser(elsewhere, 'Orders')))).toContain(
      "People/Group: 'users' needs what is named to be of account ",
    );
  });

  test('and of a nested one is as if it were of the same', () => {
    const scope = stack();
    const people = new UserGroup(new NestedStack(scope, 'Nested'), 'Group');
    const cache = cacheIn(scope, { auth: CacheAuth.users(people) });
    cache.connect(client(scope));
    expect(resources(scope)[ID.group].Properties.UserGroupIds).toEqual([people.userGroupId]);
    expect(resources(scope)[ID.group].DependsOn).toEqual([
      expect.stringContaining('NestedNestedStackNestedNestedStack'),
    ]);
    expect(people.node.metadata).toEqual([]);
  });
});

describe('the order of deployment', () => {
  test('is users, group, cache; and client, which names the cache', () => {
    const { scope } = connected(CacheAuth.users(), { access: CATALOG });
    const template = resources(scope);
    expect(template[ID.group].DependsOn).toEqual([ID.userGroup]);
    const made = Object.entries(template).filter(([, { Type }]) => Type === 'AWS::ElastiCache::User');
    expect(template[ID.userGroup].DependsOn).toEqual(made.map(([id]) => id));
  });

  test('holds for users that come after the cache', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    for (const id of ['One', 'Two', 'Three']) cache.addUser(new IamUser(scope, id));
    expect(resources(scope)[ID.userGroup].DependsOn).toHaveLength(4);
  });
});

describe('ids', () => {
  const ID_FORM = /^[a-z][a-z0-9-]{0,39}$/;
  const ENVIRONMENTS: [string, () => Stack][] = [
    ['in a stack', () => stack()],
    ['in a stack with a long name', () => new Stack(new App(), `S${'tack'.repeat(30)}`)],
    ['in a stack with another name', () => new Stack(new App(), 'Stack', { stackName: 'Shop-Test-2' })],
    ['in a nested stack, whose name only the deployment knows', () => new NestedStack(stack(), 'Nested')],
    ['in a nested stack of a nested stack', () => new NestedStack(new NestedStack(stack(), 'Nested'), 'Inner')],
    ['in a stack without an app', () => new Stack()],
  ];

  test.each(ENVIRONMENTS)('are literal and valid %s', (_where, make) => {
    const scope = make();
    const cache = cacheIn(scope, { engine: EngineVersion.REDIS_7_1 });
    cache.connect(client(scope), { access: Access.of('a'.repeat(20), AccessString.readOnly()) });
    const ids = Object.values(resources(scope)).flatMap(({ Properties: p }) => p.UserGroupId ?? p.UserId ?? []);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(ID_FORM);
  });

  test('differ between stages, stacks, nested stacks of two stacks, and caches', () => {
    const app = new App();
    const scopes = [
      new Stack(app, 'One'),
      new Stack(app, 'Two'),
      new NestedStack(new Stack(app, 'Three'), 'Nested'),
      new NestedStack(new Stack(app, 'Four'), 'Nested'),
      new Stack(app, 'Five', { stackName: 'shop-beta' }),
      new Stack(app, 'Six', { stackName: 'shop-production' }),
      new Stack(new Stage(app, 'Beta'), 'Stack'),
      new Stack(new Stage(app, 'Production'), 'Stack'),
    ];
    const ids = scopes.map((scope) => cacheIn(scope).userGroup?.userGroupId);
    expect(new Set([...ids, USER_GROUP_ID]).size).toBe(scopes.length + 1);
  });

  test('that only the deployment knows are no reason to refuse anything', () => {
    const scope = stack();
    const user = new IamUser(scope, 'Orders', { userId: new CfnParameter(scope, 'Id').valueAsString });
    const people = new UserGroup(scope, 'People', { userGroupId: Fn.importValue('group'), users: [user] });
    cacheIn(scope, { auth: CacheAuth.users(people) }).connect(client(scope), { user });
    const template = resources(scope);
    expect(template.OrdersA9B65338.Properties).toMatchObject({ UserId: { Ref: 'Id' }, UserName: { Ref: 'Id' } });
    expect(template.PeopleE38C8D03.Properties).toMatchObject({
      UserGroupId: { 'Fn::ImportValue': 'group' },
      UserIds: [{ Ref: 'Id' }],
    });
    expect(template[ID.group].Properties.UserGroupIds).toEqual([{ 'Fn::ImportValue': 'group' }]);
  });

  test('of an imported group and user may be such as well', () => {
    const scope = stack();
    const people = UserGroup.fromUserGroupId(scope, 'People', Fn.importValue('group'));
    const user = IamUser.fromUserId(scope, 'Orders', Fn.importValue('user'));
    const cache = cacheIn(scope, { auth: CacheAuth.users(people) });
    expect(scope.resolve(cache.connect(client(scope), { user }).link.user)).toEqual({ 'Fn::ImportValue': 'user' });
    expect(resources(scope)[ID.group].Properties.UserGroupIds).toEqual([{ 'Fn::ImportValue': 'group' }]);
  });
});

describe('rotation', () => {
  const rotations = (scope: Stack) =>
    Object.values(resources(scope)).filter(({ Type }) => Type === 'AWS::SecretsManager::RotationSchedule');

  test('is for every password that is made for an access, before or after it is asked for', () => {
    const scope = stack();
    const cache = cacheIn(scope, { auth: CacheAuth.users() });
    cache.connect(client(scope, 'One'), { access: Access.READ_ONLY });
    cache.addRotation();
    cache.connect(client(scope, 'Two'), { access: Access.LEADERBOARD });
    expect(rotations(scope)).toHaveLength(2);
  });

  test('is asked for once', () => {
    const cache = cacheIn(stack(), { auth: CacheAuth.users() });
    cache.addRotation();
    expect(messageOf(() => cache.addRotation())).toBe(
      "Stack/Cache: 'addRotation' needs one call, got two; say everything in one",
    );
  });

  test('is for the token', () => {
    const scope = stack();
    cacheIn(scope, { auth: CacheAuth.authToken() }).addRotation();
    expect(rotations(scope)).toHaveLength(1);
  });

  test('of a token that another stack has stands with the cache, which both are made before', () => {
    const app = new App();
    const [tokens, ours] = ['Tokens', 'Stack'].map((id) => new Stack(app, id));
    const cache = cacheIn(ours, { auth: CacheAuth.authToken(new AuthToken(tokens, 'Token')) });
    cache.addRotation();
    expect(JSON.stringify(resources(ours)[ID.group].Properties.AuthToken)).toMatch(
      /^\{"Fn::Join":\["",\["\{\{resolve:secretsmanager:",\{"Fn::ImportValue":"Tokens:[^"]+"\},":SecretString:password::\}\}"\]\]\}$/,
    );
    expect([rotations(ours).length, rotations(tokens).length]).toEqual([1, 0]);
    expect([ours.dependencies, tokens.dependencies]).toEqual([[tokens], []]);
  });

  test.each<[string, CacheAuth]>([
    ['IAM', CacheAuth.iam()],
    ['no authentication', CacheAuth.none()],
  ])('has nothing to rotate with %s, and says so', (_kind, auth) => {
    expect(messageOf(() => cacheIn(stack(), { auth }).addRotation())).toBe(
      "Stack/Cache: 'auth' needs a token or passwords for addRotation, got a kind that has none; there is nothing to rotate",
    );
  });
});

describe('a client of a cache that exists already', () => {
  function imported(auth: CacheAuth | undefined, scope: Stack): IReplicationGroup {
    return ReplicationGroup.fromReplicationGroupAttributes(scope, 'Prices', {
      replicationGroupId: 'Prices',
      endpointAddress: 'primary.prices.example',
      auth,
    });
  }
  const NAME_ONE =
    "Stack/Client: 'user' needs a user of the cache, whose user group is imported, got none; name one, such as IamUser.fromUserId()";

  test('is refused if nobody said how it proves who it is', () => {
    const scope = stack();
    expect(messageOf(() => imported(undefined, scope).connect(client(scope)))).toBe(
      "Stack/Client: 'auth' needs to be known to connect a client, got none; say how the clients of this cache prove who they are, such as auth: CacheAuth.iam()",
    );
  });

  test.each([CacheAuth.iam(), CacheAuth.users()])('names its user, because nothing is made', (auth) => {
    const scope = stack();
    const cache = imported(auth, scope);
    expect(messageOf(() => cache.connect(client(scope)))).toBe(NAME_ONE);
    const user = IamUser.fromUserId(scope, 'Orders', 'Orders');
    expect(cache.connect(client(scope, 'Other'), { user }).link).toMatchObject({ auth: 'iam', user: 'orders' });
    expect(usersIn(resources(scope))).toEqual({});
  });

  test('reads the secret of its user', () => {
    const scope = stack();
    const secret = Secret.fromSecretNameV2(scope, 'Secret', 'prices/orders');
    const user = PasswordUser.fromPasswordUserAttributes(scope, 'Orders', { userId: 'orders', secret });
    const { link } = imported(CacheAuth.users(), scope).connect(client(scope), { user });
    expect(link).toMatchObject({ auth: 'password', user: 'orders', 'secret-arn': secret.secretArn });
  });

  test('needs the token, which is in a secret', () => {
    const scope = stack();
    expect(messageOf(() => imported(CacheAuth.authToken(), scope).connect(client(scope)))).toBe(
      "Stack/Client: 'auth' needs the token of the cache, got none; set auth: CacheAuth.authToken(new AuthToken(this, 'Token', { secret }))",
    );
  });

  test('gets the token that is told', () => {
    const scope = stack();
    const secret = Secret.fromSecretNameV2(scope, 'Secret', 'prices/token');
    const token = new AuthToken(scope, 'Token', { secret, secretField: 'token' });
    const { link } = imported(CacheAuth.authToken(token), scope).connect(client(scope));
    expect(link).toMatchObject({ auth: 'auth-token', 'secret-arn': secret.secretArn, 'secret-field': 'token' });
  });

  test('proves nothing where nothing is asked', () => {
    const scope = stack();
    expect(imported(CacheAuth.none(), scope).connect(client(scope)).link.auth).toBe('none');
  });
});
