import { maybe, NO_VALUE, REDIS, type Row, SECONDARY, UNKNOWN } from '../judged';

const SECRET = '{{resolve:secretsmanager:sessions:SecretString:token}}';

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
    id: 'auth-one-kind',
    breaks: { AuthToken: SECRET, UserGroupIds: [UNKNOWN] },
    message:
      "'Properties.AuthToken' needs to stand without 'Properties.UserGroupIds', got both; choose the token or the users (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      { AuthToken: SECRET },
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
];
