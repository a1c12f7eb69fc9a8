import { maybe, NO_VALUE, type Overrides, type Row, sub, UNKNOWN } from '../judged';

const APP = { Ref: 'App' };
const READER = { Ref: 'Reader' };
const DEFAULT = { Ref: 'Default' };

const group = (UserGroup: Overrides): Overrides => ({ UserGroup });
const redis = (...UserIds: unknown[]) => group({ UserIds });
const valkey = (...UserIds: unknown[]) => group({ Engine: 'valkey', UserIds });
const other = (properties: Overrides, attributes: Overrides = {}): Overrides => ({
  Resources: { Other: { Type: 'AWS::ElastiCache::UserGroup', Properties: properties, ...attributes } },
});

export const USER_GROUP_ROWS: readonly Row[] = [
  {
    id: 'user-group-id-required',
    breaks: group({ UserGroupId: NO_VALUE }),
    message:
      "'Properties.UserGroupId' needs an id, got none; state one of lower-case letters, digits and hyphens (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-usergroup.html)",
    holds: [group({ UserGroupId: 'app' }), group({ UserGroupId: UNKNOWN }), group({ UserGroupId: maybe('app') })],
  },
  {
    id: 'user-group-id-form',
    breaks: group({ UserGroupId: 'app_users' }),
    message:
      '\'Properties.UserGroupId\' needs letters, digits and hyphens, a letter first, got "app_users"; choose such an id: caches name the group by it (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-usergroup.html)',
    holds: [group({ UserGroupId: 'App' }), group({ UserGroupId: 'a' }), group({ UserGroupId: UNKNOWN })],
  },
  {
    id: 'user-group-id-lower-case',
    breaks: group({ UserGroupId: 'Sessions' }),
    message:
      "'Properties.UserGroupId' needs lower case, in which the service stores it, or drift detection compares with another id, got \"Sessions\"; set UserGroupId: 'sessions' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    holds: [group({ UserGroupId: 'sessions' }), group({ UserGroupId: UNKNOWN })],
  },
  {
    id: 'user-group-id-twice',
    breaks: other({ UserGroupId: 'Sessions' }),
    message:
      "'Properties.UserGroupId' needs an id that no other group of the account has, got 'sessions', as Other has; give each group an id of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    holds: [
      other({ UserGroupId: 'others' }),
      other({ UserGroupId: UNKNOWN }),
      other({ UserGroupId: 'sessions' }, { Condition: 'Test' }),
      { User: { UserId: 'sessions' } },
    ],
  },
  {
    id: 'user-group-engine',
    breaks: group({ Engine: 'memcached' }),
    message:
      "'Properties.Engine' needs 'valkey' or 'redis', got \"memcached\"; set Engine: 'valkey' (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-usergroup.html)",
    holds: [group({ Engine: 'valkey' }), group({ Engine: 'redis' }), group({ Engine: UNKNOWN })],
  },
  {
    id: 'user-group-users',
    breaks: redis(NO_VALUE),
    message:
      "'Properties.UserIds' needs at least 1 user, got none; add a user: one that is made later joins without replacement (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    holds: [redis(APP), redis('app'), group({ UserIds: UNKNOWN }), redis(maybe('app')), group({ UserIds: 'app' })],
  },
  {
    id: 'user-group-default-user',
    breaks: redis(APP, 'Sessions-Reader'),
    message:
      "'Properties.UserIds' needs a user named 'default' in a group of engine redis, got 'sessions-app', 'reader'; add one that is off, of another id: UserName 'default' and AccessString 'off ~* -@all' (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    holds: [
      redis(APP, DEFAULT),
      redis(APP, 'sessions-default'),
      redis(APP, 'default'),
      redis(APP, 'elsewhere'),
      redis(NO_VALUE),
      redis(APP, UNKNOWN),
      group({ UserIds: UNKNOWN }),
      valkey(APP),
      { ...redis(APP), User: { UserName: UNKNOWN } },
      { ...redis('sessions-app'), User: { $: { Condition: 'Iam' } } },
    ],
  },
  {
    id: 'user-group-default-open',
    breaks: redis(APP, 'default'),
    message:
      "'Properties.UserIds' needs a user named 'default' of your own: that of AWS has every command, every key and no password, got 'default'; add one that is off, of another id: UserName 'default' and AccessString 'off ~* -@all' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [redis(APP, DEFAULT), valkey(APP, 'default'), redis(UNKNOWN)],
  },
  {
    id: 'user-group-password',
    breaks: valkey(APP, DEFAULT, 'default'),
    message:
      "'Properties.UserIds' needs users with a password or IAM in a group of engine valkey, got 'sessions-default', 'default' without either; give each a password or IAM, or leave it out: such a group needs no user named default (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      valkey(APP, READER),
      redis(APP, DEFAULT),
      valkey('elsewhere'),
      valkey(UNKNOWN),
      { ...valkey(DEFAULT), DefaultUser: { AuthenticationMode: UNKNOWN } },
      { ...valkey(APP), UserGroup: { Engine: UNKNOWN, UserIds: [DEFAULT] } },
    ],
  },
  {
    id: 'user-group-redis-users',
    breaks: { ...redis(APP, DEFAULT), User: { Engine: 'valkey' } },
    message:
      "'Properties.UserIds' needs users of engine redis in a group of engine redis, got 'sessions-app' of engine valkey; make the users anew with engine redis, or the group with engine valkey if all its caches run Valkey (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      redis(APP, DEFAULT),
      { ...valkey(APP), User: { Engine: 'valkey' } },
      { ...redis(APP, DEFAULT), User: { Engine: UNKNOWN } },
    ],
  },
  {
    id: 'user-group-names',
    breaks: { ...redis(APP, READER, DEFAULT), PasswordUser: { UserName: 'sessions-app' } },
    message:
      "'Properties.UserIds' needs users of different names, got 'sessions-app' twice; give each user of a group a name of its own (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    holds: [
      redis(APP, READER, DEFAULT),
      redis(APP, 'sessions-app', DEFAULT),
      redis(APP, 'elsewhere', 'elsewhere', UNKNOWN, UNKNOWN),
      { ...redis(APP, READER), PasswordUser: { UserName: UNKNOWN } },
    ],
  },
  {
    id: 'user-group-ids',
    breaks: redis(APP, DEFAULT, 'Elsewhere', 'sessions-app', 'elsewhere'),
    message:
      "'Properties.UserIds' needs each user once, got 'sessions-app', 'elsewhere' twice; name each user once (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    holds: [redis(APP, READER, DEFAULT), redis(APP, UNKNOWN, UNKNOWN), group({ UserIds: UNKNOWN })],
  },
  {
    id: 'user-group-order',
    breaks: redis('sessions-app', DEFAULT),
    message:
      "'Properties.UserIds' needs users that are made before it: by their ids alone CloudFormation makes them at the same time, got 'sessions-app'; refer to the users with Ref, or add them to DependsOn (https://github.com/aws/aws-cdk/issues/17804)",
    holds: [
      redis(APP, DEFAULT),
      redis('elsewhere', DEFAULT),
      redis(UNKNOWN),
      group({ UserIds: ['sessions-app', DEFAULT], $: { DependsOn: 'App' } }),
      group({ UserIds: ['sessions-app', DEFAULT], $: { DependsOn: ['Reader', 'App'] } }),
      {
        ...group({ UserIds: ['sessions-app', DEFAULT], $: { DependsOn: 'Reader' } }),
        PasswordUser: { $: { DependsOn: ['App', 'Group'] } },
      },
      {
        ...group({ UserIds: ['sessions-app'], Tags: [{ Key: 'app', Value: sub('<App.Arn>') }] }),
      },
    ],
  },
];
