import { Duration, type Stack } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import fc from 'fast-check';
import { Access } from '../../lib/access/access';
import { AccessString } from '../../lib/access/access-string';
import { AuthToken } from '../../lib/access/auth-token';
import { CacheAuth } from '../../lib/access/cache-auth';
import { IamUser } from '../../lib/access/iam-user';
import { PasswordUser } from '../../lib/access/password-user';
import type { IUser } from '../../lib/access/user';
import { UserGroup } from '../../lib/access/user-group';
import type { ReplicationGroup } from '../../lib/cache/replication-group';
import { Engine } from '../../lib/catalog/engine-version';
import { RetirePrevious } from '../../lib/rotation/rotation-options';
import { called, type Made, mostly, named, sometimes } from './random-values';

const engine = fc.constantFrom(Engine.VALKEY, Engine.REDIS);

const accessString: fc.Arbitrary<Made<AccessString>> = fc.oneof(
  named({
    readOnly: AccessString.readOnly(),
    readWrite: AccessString.readWrite({ keys: ['order:*'], channels: ['orders'] }),
    sessionStore: AccessString.sessionStore(),
    leaderboard: AccessString.leaderboard({ keys: ['board:*'] }),
  }),
  called(
    'AccessString.parse',
    fc.record({
      text: fc.constantFrom(
        'on ~* +@read',
        'off',
        'on ~a:* %R~b:* &c:* -@all +get +config|get',
        'on ~* +@all >correct-horse-battery',
        'on reset',
        'on ~* +@cats',
        'on ~app:* +@read (~other:* +get)',
        '',
      ),
    }),
    ({ text }) => AccessString.parse(text),
  ),
);

/** Each user has an id of its own in its stack. */
function fresh(stack: Stack, prefix: string): string {
  return `${prefix}${stack.node.children.length}`;
}

const secretIn = (stack: Stack, name: string) => Secret.fromSecretNameV2(stack, fresh(stack, 'Secret'), name);
const keyIn = (stack: Stack) =>
  (stack.node.tryFindChild('SecretKey') as Key | undefined) ?? new Key(stack, 'SecretKey');

const user: fc.Arbitrary<Made<IUser>> = fc
  .record({
    iam: fc.boolean(),
    accessString: sometimes(accessString),
    engine: sometimes(engine, 3),
    userId: sometimes(
      mostly(fc.constantFrom('orders', 'Orders'), fc.constantFrom('1orders', 'default', 'orders_'), 3),
      6,
    ),
    userName: sometimes(fc.constantFrom('orders', 'legacy', 'default'), 4),
    secondPassword: sometimes(fc.boolean(), 4),
    secret: sometimes(fc.constant('orders/password'), 6),
    key: sometimes(fc.constant(true), 6),
    imported: sometimes(fc.constant(true), 8),
  })
  .map(({ iam, imported, secret, key, ...options }) => ({
    text: `${imported ? 'imported ' : ''}${iam ? 'IamUser' : 'PasswordUser'}(${fc.stringify({ ...options, accessString: options.accessString?.text, secret, key })})`,
    make: (stack) => {
      const id = fresh(stack, 'User');
      if (imported) return IamUser.fromUserId(stack, id, options.userId ?? 'given');
      const userId = options.userId?.match(/^orders$/i) ? fresh(stack, options.userId) : options.userId;
      const props = { ...options, userId, accessString: options.accessString?.make(stack) };
      if (iam) return new IamUser(stack, id, props);
      return new PasswordUser(stack, id, {
        ...props,
        secret: secret && secretIn(stack, secret),
        encryptionKey: key && keyIn(stack),
      });
    },
  }));

const userGroup: fc.Arbitrary<Made<UserGroup | ReturnType<typeof UserGroup.fromUserGroupId>>> = fc
  .record({
    engine: sometimes(engine, 2),
    users: fc.array(user, { maxLength: 3 }),
    userGroupId: sometimes(fc.constantFrom('people', 'People', '-people'), 6),
    imported: sometimes(fc.constant(true), 4),
  })
  .map(({ engine, users, userGroupId, imported }) => ({
    text: imported
      ? `imported group ${userGroupId}`
      : `UserGroup(${engine}, ${userGroupId}, ${users.map(({ text }) => text).join(' ')})`,
    make: (stack) =>
      imported
        ? UserGroup.fromUserGroupId(stack, 'People', userGroupId ?? 'given')
        : new UserGroup(stack, 'People', { engine, userGroupId, users: users.map(({ make }) => make(stack)) }),
  }));

const token: fc.Arbitrary<Made<AuthToken>> = called(
  'AuthToken',
  fc.record({
    secret: sometimes(fc.constant('cache/token'), 2),
    secretField: sometimes(fc.constant('token'), 4),
    key: sometimes(fc.constant(true), 4),
    region: sometimes(fc.constant('eu-central-1'), 6),
  }),
  ({ secret, secretField, key, region }, stack) =>
    new AuthToken(stack, 'Token', {
      secret: secret && secretIn(stack, secret),
      secretField,
      encryptionKey: key && keyIn(stack),
      replicaRegions: region === undefined ? undefined : [{ region }],
    }),
);

/** Each kind, with users, groups and tokens that may not suit it. */
export const auth: fc.Arbitrary<Made<CacheAuth>> = fc.oneof(
  named({ iam: CacheAuth.iam(), users: CacheAuth.users(), authToken: CacheAuth.authToken(), none: CacheAuth.none() }),
  called('iam', fc.record({ engine }), (options) => CacheAuth.iam(options)),
  called('users', fc.record({ engine }), (options) => CacheAuth.users(undefined, options)),
  userGroup.map(({ text, make }) => ({ text: `users(${text})`, make: (stack: Stack) => CacheAuth.users(make(stack)) })),
  token.map(({ text, make }) => ({
    text: `authToken(${text})`,
    make: (stack: Stack) => CacheAuth.authToken(make(stack)),
  })),
);

const access: fc.Arbitrary<Made<Access>> = mostly(
  named({
    READ_WRITE: Access.READ_WRITE,
    READ_ONLY: Access.READ_ONLY,
    SESSION_STORE: Access.SESSION_STORE,
    LEADERBOARD: Access.LEADERBOARD,
  }),
  fc.tuple(fc.constantFrom('orders', 'a'.repeat(20), 'a'.repeat(21), 'Orders'), accessString).map(([name, rights]) => ({
    text: `Access.of(${name}, ${rights.text})`,
    make: (stack) => Access.of(name, rights.make(stack)),
  })),
  2,
);

/** What is done to a cache after it is made. */
export type Verb = (cache: ReplicationGroup) => void;

/** Clients, users, rotation. */
export const clients: fc.Arbitrary<Made<Verb>> = fc.oneof(
  {
    arbitrary: fc.record({ access: sometimes(access, 4), user: sometimes(user, 8) }).map(
      ({ access, user }): Made<Verb> => ({
        text: `connect(${access?.text}, ${user?.text})`,
        make: (stack) => {
          const client = SecurityGroup.fromSecurityGroupId(stack, fresh(stack, 'Client'), 'sg-0123456789abcdef1');
          return (cache) => cache.connect(client, { access: access?.make(stack), user: user?.make(stack) });
        },
      }),
    ),
    weight: 8,
  },
  {
    arbitrary: user.map(
      ({ text, make }): Made<Verb> => ({
        text: `addUser(${text})`,
        make: (stack) => (cache) => cache.addUser(make(stack)),
      }),
    ),
    weight: 1,
  },
  {
    arbitrary: called(
      'addRotation',
      fc.record({
        days: mostly(fc.integer({ min: 1, max: 90 }), fc.constantFrom(0, 0.5, 1001)),
        retirePrevious: sometimes(fc.constantFrom(...Object.values(RetirePrevious))),
        createEndpoints: sometimes(fc.boolean()),
      }),
      ({ days, ...options }): Verb =>
        (cache) =>
          cache.addRotation({ every: Duration.hours(days * 24), ...options }),
    ),
    weight: 1,
  },
);
