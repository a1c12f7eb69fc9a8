import { maybe, NO_VALUE, REDIS, type Row, SECONDARY, sub, UNKNOWN } from '../judged';

const SECRET = '{{resolve:secretsmanager:sessions:SecretString:token}}';
/** From the secret for which the template has a schedule. */
const ROTATED = sub('{{resolve:secretsmanager:<Secret>}}');
const VALKEY_GROUP = { Engine: 'valkey', UserIds: [{ Ref: 'App' }] };

export const ACCESS_ROWS: readonly Row[] = [
  {
    id: 'auth-token-tls',
    breaks: { AuthToken: SECRET, TransitEncryptionEnabled: 'false' },
    message:
      "'Properties.AuthToken' needs encryption in transit, got false; set TransitEncryptionEnabled: true (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { AuthToken: SECRET, TransitEncryptionEnabled: 'true' },
      { AuthToken: SECRET, TransitEncryptionEnabled: UNKNOWN },
      { AuthToken: NO_VALUE, TransitEncryptionEnabled: false },
      { AuthToken: maybe(SECRET), TransitEncryptionEnabled: false },
      { ...SECONDARY, AuthToken: SECRET },
    ],
  },
  {
    id: 'auth-token-form',
    breaks: { AuthToken: 'fifteen-letters' },
    message:
      "'Properties.AuthToken' needs 16 to 128 letters, digits and ! & # $ ^ < > -, got something else; generate a token of letters and digits in a secret (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [
      { AuthToken: 'sixteen!&#$^<>-1' },
      { AuthToken: 'x'.repeat(128) },
      { AuthToken: SECRET },
      { AuthToken: UNKNOWN },
    ],
  },
  {
    id: 'auth-token-literal',
    breaks: { AuthToken: 'in-the-clear-for-everybody' },
    message:
      "'Properties.AuthToken' needs a reference to a secret: everybody who can read the template can read this token, got plain text; keep it in Secrets Manager and write '{{resolve:secretsmanager:...}}' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html)",
    holds: [{ AuthToken: SECRET }, { AuthToken: UNKNOWN }, { AuthToken: NO_VALUE }],
  },
  {
    id: 'auth-token-exposed',
    breaks: { AuthToken: { Ref: 'Token' }, Parameters: { Token: { Type: 'String' } } },
    message:
      "'Properties.AuthToken' needs a source that shows it to nobody, got the parameter 'Token' without NoEcho; keep it in Secrets Manager and write '{{resolve:secretsmanager:...}}' (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html)",
    holds: [
      { AuthToken: { Ref: 'Token' }, Parameters: { Token: { Type: 'String', NoEcho: true } } },
      { AuthToken: UNKNOWN },
      { AuthToken: SECRET },
      { AuthToken: '{{resolve:ssm-secure:/token:1}}' },
      { AuthToken: 'in-the-clear-for-everybody' },
    ],
  },
  {
    id: 'auth-token-kept',
    breaks: { AuthToken: SECRET },
    message:
      "'Properties.AuthToken' needs to be there from the first deployment and to stay: a token that is added replaces the cache, and so do users that take its place, got a token; choose users for a new cache, and compare the templates before you change it on a deployed one (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html)",
    holds: [{ AuthToken: NO_VALUE }, { AuthToken: maybe(SECRET) }, { UserGroupIds: [UNKNOWN] }],
  },
  {
    id: 'auth-token-rotation',
    breaks: { ...REDIS, EngineVersion: '4.0.10', AuthToken: ROTATED },
    message:
      "'Properties.AuthToken' needs redis 5.0.6 or newer to be rotated: an older engine takes no other token, got redis 4.0.10; upgrade the engine, or leave the rotation out (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html)",
    holds: [
      { ...REDIS, EngineVersion: '5.0.6', AuthToken: ROTATED },
      { ...REDIS, EngineVersion: UNKNOWN, AuthToken: ROTATED },
      { ...REDIS, EngineVersion: '4.0.10', AuthToken: SECRET },
      { ...REDIS, EngineVersion: '4.0.10', AuthToken: ROTATED, Rotation: { SecretId: { Ref: 'Other' } } },
      { AuthToken: ROTATED },
    ],
  },
  {
    id: 'auth-none',
    breaks: { UserGroupIds: [NO_VALUE] },
    message:
      "'Properties.UserGroupIds' needs a user group, or whoever reaches the port reads and writes everything, got neither that nor 'Properties.AuthToken'; give it a group of users, or an AUTH token before the first deployment (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { UserGroupIds: UNKNOWN },
      { UserGroupIds: maybe(['sessions']) },
      { UserGroupIds: undefined, AuthToken: SECRET },
      { UserGroupIds: undefined, AuthToken: maybe(SECRET) },
      { ...SECONDARY, UserGroupIds: undefined },
    ],
  },
  {
    id: 'auth-one-kind',
    breaks: { AuthToken: SECRET, UserGroupIds: [UNKNOWN] },
    message:
      "'Properties.AuthToken' needs to stand without 'Properties.UserGroupIds', got both; choose the token or the users (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { AuthToken: SECRET, UserGroupIds: undefined },
      { UserGroupIds: [UNKNOWN] },
      { AuthToken: maybe(SECRET), UserGroupIds: [UNKNOWN] },
      { AuthToken: SECRET, UserGroupIds: maybe([UNKNOWN]) },
    ],
  },
  {
    id: 'user-groups-one',
    breaks: { UserGroupIds: [UNKNOWN, 'readers'] },
    message:
      "'Properties.UserGroupIds' needs one user group, got 2; put all users into one group (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/quota-limits.html)",
    holds: [
      { UserGroupIds: ['writers'] },
      { UserGroupIds: 'writers' },
      { UserGroupIds: ['writers', NO_VALUE] },
      { UserGroupIds: ['writers', maybe('readers')] },
      { UserGroupIds: UNKNOWN },
    ],
  },
  {
    id: 'user-groups-tls',
    breaks: { ...REDIS, UserGroupIds: ['writers'], TransitEncryptionEnabled: NO_VALUE },
    message:
      "'Properties.UserGroupIds' needs encryption in transit, got none; set TransitEncryptionEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { UserGroupIds: ['writers'] },
      { UserGroupIds: ['writers'], TransitEncryptionEnabled: UNKNOWN },
      { UserGroupIds: maybe(['writers']), TransitEncryptionEnabled: false },
      { ...SECONDARY, UserGroupIds: ['writers'] },
    ],
  },
  {
    id: 'user-groups-engine',
    breaks: { ...REDIS, EngineVersion: '5.0.6', UserGroupIds: ['writers'] },
    message:
      "'Properties.UserGroupIds' needs valkey 7.2 or redis 6.0, or newer, got redis 5.0.6; upgrade the engine, or use an AUTH token (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { ...REDIS, EngineVersion: '6.0', UserGroupIds: ['writers'] },
      { UserGroupIds: ['writers'] },
      { ...REDIS, EngineVersion: UNKNOWN, UserGroupIds: ['writers'] },
      { ...REDIS, EngineVersion: '5.0.6', UserGroupIds: NO_VALUE },
    ],
  },
  {
    id: 'user-groups-redis',
    breaks: { ...REDIS, UserGroupIds: ['elsewhere', 'Sessions'], UserGroup: VALKEY_GROUP },
    message:
      "'Properties.UserGroupIds' needs a user group of engine redis, got 'sessions' of engine valkey; make a group and users of engine redis: Valkey takes them too, so they stay after an upgrade (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      REDIS,
      { UserGroup: VALKEY_GROUP },
      { ...REDIS, UserGroup: VALKEY_GROUP, UserGroupIds: ['elsewhere'] },
      { ...REDIS, UserGroup: VALKEY_GROUP, UserGroupIds: [UNKNOWN] },
      { ...REDIS, UserGroup: VALKEY_GROUP, UserGroupIds: UNKNOWN },
      { ...REDIS, UserGroup: { Engine: UNKNOWN } },
      { ...REDIS, UserGroup: VALKEY_GROUP, Engine: UNKNOWN },
    ],
  },
  {
    id: 'user-groups-iam',
    breaks: { ...REDIS, EngineVersion: '6.2' },
    message:
      "'Properties.UserGroupIds' needs users with passwords: IAM needs valkey 7.2 or redis 7.0, or newer, got 'sessions-app' with IAM on redis 6.2; upgrade the engine, or give the users passwords (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html)",
    holds: [
      { ...REDIS, EngineVersion: '7.0' },
      { EngineVersion: '7.2' },
      { ...REDIS, EngineVersion: UNKNOWN },
      { ...REDIS, EngineVersion: '6.2', UserGroup: { UserIds: [{ Ref: 'Reader' }, { Ref: 'Default' }] } },
      { ...REDIS, EngineVersion: '6.2', UserGroup: { UserIds: UNKNOWN } },
      { ...REDIS, EngineVersion: '6.2', UserGroup: { UserIds: ['elsewhere'] } },
      { ...REDIS, EngineVersion: '6.2', User: { AuthenticationMode: UNKNOWN } },
    ],
  },
  {
    id: 'user-groups-language',
    breaks: { EngineVersion: '9.0', User: { AccessString: 'on db=0 %R~app:* +@read' } },
    message:
      "'Properties.UserGroupIds' needs users whose access strings valkey 9.0 reads, got databases of valkey 9.1 for 'sessions-app'; upgrade the engine, or leave that out of the access string (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { EngineVersion: '9.1', User: { AccessString: 'on db=0 ~app:* +@read' } },
      { EngineVersion: '7.2', User: { AccessString: 'on &app:* %R~app:* +@read (~other:* +get)' } },
      { ...REDIS, EngineVersion: '6.2', User: { AccessString: 'on &app:* ~app:* +@read' } },
      { EngineVersion: UNKNOWN, User: { AccessString: 'on db=0 ~app:* +@read' } },
      { EngineVersion: '9.0', User: { AccessString: UNKNOWN } },
    ],
  },
  {
    id: 'user-groups-order',
    breaks: { UserGroupIds: ['sessions'] },
    message:
      "'Properties.UserGroupIds' needs a group that is made before it: by its id alone CloudFormation makes both at the same time, got 'sessions'; refer to the group with Ref, or add it to DependsOn (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { UserGroupIds: [{ Ref: 'Group' }] },
      { UserGroupIds: ['elsewhere'] },
      { UserGroupIds: UNKNOWN },
      { UserGroupIds: ['sessions'], DependsOn: 'Group' },
    ],
  },
];
