import { maybe, NO_VALUE, type Overrides, type Row, UNKNOWN } from '../judged';

const serverless = (Serverless: Overrides, otherwise: Overrides = {}): Overrides => ({ Serverless, ...otherwise });
const PUBLIC = { ConnectionType: 'public' };
const IAM_ONLY = { UserGroup: { Engine: 'valkey', UserIds: [{ Ref: 'App' }] } };

export const SERVERLESS_ACCESS_ROWS: readonly Row[] = [
  {
    id: 'serverless-auth-none',
    breaks: serverless({ UserGroupId: NO_VALUE }),
    message:
      "'Properties.UserGroupId' needs a user group, or whoever reaches the port is the user 'default', who may do everything, got none; give it a group of users (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html)",
    holds: [
      serverless({ UserGroupId: 'elsewhere' }),
      serverless({ UserGroupId: UNKNOWN }),
      serverless({ UserGroupId: maybe('elsewhere') }),
      serverless({ UserGroupId: NO_VALUE, Engine: 'memcached' }),
      serverless({ UserGroupId: NO_VALUE, Engine: UNKNOWN }),
      serverless({ UserGroupId: NO_VALUE, ...PUBLIC }),
    ],
  },
  {
    id: 'serverless-auth-token',
    breaks: serverless({ AuthToken: UNKNOWN }),
    message:
      "'Properties.AuthToken' needs to be left out: a serverless cache has no AUTH token, got a token; give it a group of users (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html)",
    holds: [serverless({}), serverless({ AuthToken: NO_VALUE }), serverless({ AuthToken: maybe('token') })],
  },
  {
    id: 'serverless-memcached-users',
    breaks: serverless({ Engine: 'memcached', UserGroupId: UNKNOWN }),
    message:
      "'Properties.UserGroupId' needs engine valkey or redis: Memcached has no users, got memcached; leave it out: security groups alone say who connects to Memcached (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateServerlessCache.html)",
    holds: [
      serverless({ Engine: 'memcached', UserGroupId: NO_VALUE }),
      serverless({ Engine: 'valkey' }),
      serverless({ Engine: UNKNOWN }),
    ],
  },
  {
    id: 'serverless-redis-users',
    breaks: serverless({ Engine: 'redis' }, IAM_ONLY),
    message:
      "'Properties.UserGroupId' needs a user group of engine redis, got one of engine valkey; make a group and users of engine redis: Valkey takes them too, so they stay after an upgrade (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)",
    holds: [
      serverless({ Engine: 'redis' }),
      serverless({ Engine: 'valkey' }, IAM_ONLY),
      serverless({ Engine: UNKNOWN }, IAM_ONLY),
      serverless({ Engine: 'redis', UserGroupId: 'elsewhere' }, IAM_ONLY),
      serverless({ Engine: 'redis' }, { UserGroup: { Engine: UNKNOWN } }),
    ],
  },
  {
    id: 'serverless-public-engine',
    breaks: serverless({ ...PUBLIC, MajorEngineVersion: 8 }),
    message:
      "'Properties.ConnectionType' needs valkey 9 or newer to be public, got valkey 8; upgrade the engine, or set ConnectionType: 'vpc' (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/serverless-public-endpoints-chapter.html)",
    holds: [
      serverless({ ...PUBLIC, MajorEngineVersion: '9' }),
      serverless({ ...PUBLIC, MajorEngineVersion: '10' }),
      serverless({ ...PUBLIC, MajorEngineVersion: NO_VALUE }),
      serverless({ ...PUBLIC, MajorEngineVersion: UNKNOWN }),
      serverless({ ...PUBLIC, Engine: UNKNOWN }),
      serverless({ ConnectionType: 'vpc', MajorEngineVersion: '8' }),
      serverless({ ConnectionType: UNKNOWN, Engine: 'redis' }),
    ],
  },
  {
    id: 'serverless-public-users',
    breaks: serverless(PUBLIC),
    message:
      "'Properties.UserGroupId' needs users with IAM alone where the connection is public, got 'sessions-reader', 'sessions-default' without it; give each user IAM, or take it out of the group (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/serverless-public-endpoints-chapter.html)",
    holds: [
      serverless(PUBLIC, IAM_ONLY),
      serverless({ ...PUBLIC, UserGroupId: 'default.iam-user-group' }),
      serverless({ ...PUBLIC, UserGroupId: UNKNOWN }),
      serverless(PUBLIC, { UserGroup: { UserIds: UNKNOWN } }),
      serverless(PUBLIC, { UserGroup: { UserIds: [{ Ref: 'App' }] }, User: { AuthenticationMode: UNKNOWN } }),
      serverless({ ConnectionType: 'vpc' }),
    ],
  },
  {
    id: 'serverless-users-order',
    breaks: serverless({ UserGroupId: 'sessions' }),
    message:
      '\'Properties.UserGroupId\' needs a group that is made before it: by its id alone CloudFormation makes both at the same time, got "sessions"; refer to the group with Ref, or add it to DependsOn (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html)',
    holds: [
      serverless({ UserGroupId: 'elsewhere' }),
      serverless({ UserGroupId: UNKNOWN }),
      serverless({ UserGroupId: 'sessions', $: { DependsOn: 'Group' } }),
    ],
  },
];
