import { either, maybe, NO_VALUE, type Overrides, type Row, UNKNOWN } from '../judged';

const user = (User: Overrides): Overrides => ({ User });
const mode = (AuthenticationMode: unknown, otherwise: Overrides = {}) => user({ AuthenticationMode, ...otherwise });
const OPEN = { Type: 'no-password-required' };

export const USER_ROWS: readonly Row[] = [
  {
    id: 'user-id-required',
    breaks: user({ UserId: NO_VALUE }),
    message:
      "'Properties.UserId' needs an id, got none; state one of lower-case letters, digits and hyphens (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-user.html)",
    holds: [user({ UserId: 'app' }), user({ UserId: UNKNOWN }), user({ UserId: maybe('app') })],
  },
  {
    id: 'user-id-form',
    breaks: user({ UserId: '1-app' }),
    message:
      '\'Properties.UserId\' needs letters, digits and hyphens, a letter first, got "1-app"; choose such an id: policies and user groups name the user by it (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html)',
    holds: [user({ UserId: 'a' }), user({ UserId: 'app-1' }), user({ UserId: 'App' }), user({ UserId: UNKNOWN })],
  },
  {
    id: 'user-id-lower-case',
    breaks: user({ UserId: 'App' }),
    message:
      "'Properties.UserId' needs lower case, in which the service stores it, or policies and drift detection compare with another id, got \"App\"; set UserId: 'app' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html)",
    holds: [user({ UserId: 'app-1' }), user({ UserId: UNKNOWN }), user({ UserId: either('App', 'app') })],
  },
  {
    id: 'user-id-default',
    breaks: user({ UserId: 'Default' }),
    message:
      "'Properties.UserId' needs an id of its own: the user with the id 'default' exists in every account, got \"Default\"; choose another id, and keep 'default' as the name if you need that (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [user({ UserId: 'default-1' }), user({ UserName: 'default' }), user({ UserId: UNKNOWN })],
  },
  {
    id: 'user-id-twice',
    breaks: { User: { UserId: 'Sessions' }, PasswordUser: { UserId: 'sessions' } },
    message:
      "'Properties.UserId' needs an id that no other user of the account has, got 'Sessions', as Reader has; give each user an id of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUser.html)",
    holds: [
      { User: { UserId: 'sessions' }, UserGroup: { UserGroupId: 'sessions' } },
      { User: { UserId: UNKNOWN }, PasswordUser: { UserId: UNKNOWN } },
      { User: { UserId: 'sessions' }, PasswordUser: { UserId: 'sessions', $: { Condition: 'Passwords' } } },
      { User: { UserId: 'sessions', $: { Condition: 'Iam' } }, PasswordUser: { UserId: 'sessions' } },
    ],
  },
  {
    id: 'user-name-required',
    breaks: user({ UserName: '' }),
    message:
      '\'Properties.UserName\' needs a name of at least 1 character, got ""; state the name with which the client connects (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-user.html)',
    holds: [user({ UserName: 'a' }), user({ UserName: UNKNOWN }), user({ UserName: maybe('a') })],
  },
  {
    id: 'user-engine',
    breaks: user({ Engine: 'REDIS' }),
    message:
      "'Properties.Engine' needs 'valkey' or 'redis', got \"REDIS\"; set Engine: 'valkey' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-user.html)",
    holds: [user({ Engine: 'redis' }), user({ Engine: 'valkey' }), user({ Engine: UNKNOWN })],
  },
  {
    id: 'user-authentication-type',
    breaks: mode({ Type: 'IAM' }),
    message:
      "'Properties.AuthenticationMode' needs a type that is 'password', 'iam' or 'no-password-required', got 'IAM'; choose one of them (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_AuthenticationMode.html)",
    holds: [
      mode({ Type: 'iam' }),
      mode({ Type: 'password' }),
      mode(OPEN),
      mode({ Type: UNKNOWN }),
      mode(UNKNOWN),
      mode({ Passwords: [UNKNOWN] }),
    ],
  },
  {
    id: 'user-authentication-keys',
    breaks: mode({ type: 'password', passwords: ['a-password-of-letters'] }),
    message:
      "'Properties.AuthenticationMode' needs the keys 'Type' and 'Passwords' alone, in this case: nothing turns others into them, got 'type', 'passwords'; write { Type: 'iam' } or { Type: 'password', Passwords: [...] } (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_AuthenticationMode.html)",
    holds: [mode({ Type: 'password', Passwords: [UNKNOWN] }), mode(UNKNOWN), mode({ 'Fn::Transform': 'Users' })],
  },
  {
    id: 'user-authentication-stated',
    breaks: mode(undefined, { NoPasswordRequired: false }),
    message:
      "'Properties.AuthenticationMode' needs to say how the user proves who it is, got nothing of it; write { Type: 'iam' }, or a type 'password' with passwords (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      mode({ Type: 'iam' }),
      mode({ type: 'iam' }),
      mode(undefined, { NoPasswordRequired: true }),
      mode(undefined, { NoPasswordRequired: UNKNOWN }),
      mode(undefined, { Passwords: [UNKNOWN] }),
      mode({ Passwords: [UNKNOWN] }),
      mode(maybe({ Type: 'iam' })),
      mode(UNKNOWN),
    ],
  },
  {
    id: 'user-authentication-contradiction',
    breaks: mode({ Type: 'iam' }, { NoPasswordRequired: 'true' }),
    message:
      "'Properties.AuthenticationMode' needs to agree with 'Properties.NoPasswordRequired' and 'Properties.Passwords', got 'iam' and no password required; say it with 'Properties.AuthenticationMode' alone (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_AuthenticationMode.html)",
    holds: [
      mode({ Type: 'iam' }, { NoPasswordRequired: false }),
      mode(OPEN, { NoPasswordRequired: true }),
      mode({ Type: 'password' }, { Passwords: [UNKNOWN] }),
      mode({ Type: 'iam' }, { NoPasswordRequired: UNKNOWN }),
      mode({ Type: UNKNOWN }, { NoPasswordRequired: true }),
      mode({ Type: 'iam' }, { Passwords: maybe([UNKNOWN]) }),
    ],
  },
  {
    id: 'iam-user-name',
    breaks: user({ UserId: 'sessions', UserName: 'app' }),
    message:
      "'Properties.UserName' needs to be the id, 'sessions', where the user proves with IAM who it is, got \"app\"; set UserName: 'sessions' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      user({ UserId: 'app', UserName: 'app' }),
      user({ UserId: 'App', UserName: 'app' }),
      user({ UserId: UNKNOWN, UserName: 'app' }),
      user({ UserId: 'sessions', UserName: UNKNOWN }),
      user({ UserId: 'sessions', UserName: 'app', AuthenticationMode: OPEN }),
      user({ UserId: 'sessions', UserName: 'app', AuthenticationMode: { Type: UNKNOWN } }),
    ],
  },
  {
    id: 'iam-user-default',
    breaks: user({ UserName: 'default' }),
    message:
      "'Properties.AuthenticationMode' needs another type for a user named 'default': an IAM user is named like its id, and the id 'default' is taken, got 'iam'; turn it off with the access string 'off ~* -@all', and give the client a user of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      user({ UserName: 'defaults' }),
      user({ UserName: 'default', AuthenticationMode: OPEN }),
      user({ UserName: 'default', AuthenticationMode: UNKNOWN }),
      user({ UserName: UNKNOWN }),
    ],
  },
  {
    id: 'valkey-user-password',
    breaks: mode(OPEN, { Engine: 'valkey' }),
    message:
      "'Properties.AuthenticationMode' needs 'iam' or 'password' for a user of engine valkey, got no password; write { Type: 'iam' }, or a type 'password' with passwords (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      mode(OPEN),
      mode({ Type: 'iam' }, { Engine: 'valkey' }),
      mode(OPEN, { Engine: UNKNOWN }),
      mode(UNKNOWN, { Engine: 'valkey' }),
    ],
  },
  {
    id: 'user-open',
    breaks: mode(undefined, { NoPasswordRequired: true }),
    message:
      "'Properties.AuthenticationMode' needs a password or IAM for a user that is on: whoever knows its name connects as this user, got no password; write { Type: 'iam' }, or turn the user off with the access string 'off' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      mode({ Type: 'iam' }),
      mode(OPEN, { AccessString: 'off ~* +@all' }),
      mode(OPEN, { AccessString: '~* +@all' }),
      mode(OPEN, { AccessString: 'on ~* -@all' }),
      mode(OPEN, { AccessString: UNKNOWN }),
      mode(OPEN, { UserName: 'default' }),
      mode({ Type: UNKNOWN }),
    ],
  },
  {
    id: 'default-user-open',
    breaks: mode(OPEN, { UserName: 'default', AccessString: 'on ~* +@all' }),
    message:
      "'Properties.AuthenticationMode' needs a password for a user named 'default' that is on: whoever connects without a name is this user, got no password; turn it off with the access string 'off ~* -@all' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      mode(OPEN, { UserName: 'default', AccessString: 'off ~* -@all' }),
      mode(OPEN, { UserName: 'default', AccessString: 'on ~* -@all' }),
      mode(OPEN, { UserName: 'defaults', AccessString: 'on ~* +@all' }),
      mode(OPEN, { UserName: 'default', AccessString: UNKNOWN }),
      mode({ Type: 'password', Passwords: [UNKNOWN] }, { UserName: 'default', AccessString: 'on ~* +@all' }),
    ],
  },
];
