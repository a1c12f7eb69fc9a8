import { PAGES } from './pages';
import type { Rule } from './rule';
import type { ServerlessCache } from './serverless-cache-shape';
import { unlessUnknown } from './shape';
import { shown, usersWhere } from './user-group-rules';
import { authenticationOf, type User } from './user-shape';

/** Who may connect to a serverless cache; its other properties are not judged yet. */
export const SERVERLESS_ACCESS_RULES: readonly Rule<ServerlessCache>[] = [
  {
    id: 'serverless-auth-none',
    level: 'warning',
    fact: 'inferred',
    property: 'UserGroupId',
    broken: ({ properties: p }) =>
      !('UserGroupId' in p) && p.Engine?.toLowerCase() !== 'memcached' && p.ConnectionType !== 'public',
    needs: "a user group, or whoever reaches the port is the user 'default', who may do everything",
    remedy: 'give it a group of users',
    page: PAGES.createServerlessCache,
  },
  {
    id: 'serverless-auth-token',
    level: 'error',
    fact: 'documented',
    property: 'AuthToken',
    broken: ({ properties: p }) => 'AuthToken' in p,
    needs: 'to be left out: a serverless cache has no AUTH token',
    got: 'a token',
    remedy: 'give it a group of users',
    page: PAGES.auth,
  },
  {
    id: 'serverless-memcached-users',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupId',
    broken: ({ properties: p }) => 'UserGroupId' in p && p.Engine?.toLowerCase() === 'memcached',
    needs: 'engine valkey or redis: Memcached has no users',
    got: ({ properties: p }) => `${p.Engine}`,
    remedy: 'leave it out: security groups alone say who connects to Memcached',
    page: PAGES.createServerlessCache,
  },
  {
    id: 'serverless-redis-users',
    level: 'warning',
    // The page says it of clusters.
    fact: 'inferred',
    property: 'UserGroupId',
    broken: ({ properties: p, userGroups }) =>
      p.Engine?.toLowerCase() === 'redis' && userGroups.some((group) => group?.properties.Engine === 'valkey'),
    needs: 'a user group of engine redis',
    got: 'one of engine valkey',
    remedy: 'make a group and users of engine redis: Valkey takes them too, so they stay after an upgrade',
    page: PAGES.rbac,
  },
  {
    id: 'serverless-public-engine',
    level: 'error',
    fact: 'documented',
    property: 'ConnectionType',
    broken: ({ properties: p }) => {
      if (p.ConnectionType !== 'public' || p.Engine === undefined) return false;
      return p.Engine.toLowerCase() !== 'valkey' || Number(p.MajorEngineVersion ?? FIRST_PUBLIC) < FIRST_PUBLIC;
    },
    needs: 'valkey 9 or newer to be public',
    got: ({ properties: p }) => [p.Engine, p.MajorEngineVersion].filter((part) => part !== undefined).join(' '),
    remedy: (_, say) => `upgrade the engine, or set ${say.set('ConnectionType', 'vpc')}`,
    page: PAGES.publicEndpoints,
  },
  {
    id: 'serverless-public-users',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupId',
    broken: (it) => it.properties.ConnectionType === 'public' && withoutIam(it).length > 0,
    needs: 'users with IAM alone where the connection is public',
    got: (it) => `${shown(withoutIam(it))} without it`,
    remedy: 'give each user IAM, or take it out of the group',
    page: PAGES.publicEndpoints,
  },
  {
    id: 'serverless-users-order',
    level: 'warning',
    fact: 'inferred',
    property: 'UserGroupId',
    broken: ({ unordered }) => unordered.length > 0,
    needs: 'a group that is made before it: by its id alone CloudFormation makes both at the same time',
    remedy: 'refer to the group with Ref, or add it to DependsOn',
    page: PAGES.rbac,
  },
];

/** The first version of Valkey with public endpoints. */
const FIRST_PUBLIC = 9;

function withoutIam({ userGroups }: ServerlessCache): User[] {
  const [group] = userGroups;
  if (group === undefined) return [];
  return unlessUnknown(() => usersWhere(group, (user) => !['iam', undefined].includes(authenticationOf(user))), []);
}
