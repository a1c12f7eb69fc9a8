import { PAGES } from './pages';
import type { Rule } from './rule';
import { unlessUnknown } from './shape';
import type { UserGroup } from './user-group-shape';
import { ID } from './user-rules';
import { authenticationOf, DEFAULT_USER, type User } from './user-shape';

/** User groups, and the users that they take. */
export const USER_GROUP_RULES: readonly Rule<UserGroup>[] = [
  {
    id: 'user-group-id-required',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupId',
    broken: ({ properties: p }) => !('UserGroupId' in p),
    needs: 'an id',
    remedy: 'state one of lower-case letters, digits and hyphens',
    page: PAGES.cfnUserGroup,
  },
  {
    id: 'user-group-id-form',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupId',
    broken: ({ properties: p }) => p.UserGroupId !== undefined && !ID.test(p.UserGroupId),
    needs: 'letters, digits and hyphens, a letter first',
    remedy: 'choose such an id: caches name the group by it',
    page: PAGES.cfnUserGroup,
  },
  {
    id: 'user-group-id-lower-case',
    // Not an error: the service takes it, and keeps another.
    level: 'warning',
    fact: 'documented',
    property: 'UserGroupId',
    broken: ({ properties: p }) => p.UserGroupId !== undefined && p.UserGroupId !== p.UserGroupId.toLowerCase(),
    needs: 'lower case, in which the service stores it, or drift detection compares with another id',
    remedy: ({ properties: p }, say) => `set ${say.set('UserGroupId', p.UserGroupId?.toLowerCase())}`,
    page: PAGES.createUserGroup,
  },
  {
    id: 'user-group-id-twice',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupId',
    broken: ({ namesakes }) => namesakes.length > 0,
    needs: 'an id that no other group of the account has',
    got: ({ properties: p, namesakes }) => `'${p.UserGroupId}', as ${namesakes.join(' and ')} has`,
    remedy: 'give each group an id of its own',
    page: PAGES.createUserGroup,
  },
  {
    id: 'user-group-engine',
    level: 'error',
    fact: 'documented',
    property: 'Engine',
    broken: ({ properties: p }) => !['valkey', 'redis'].includes(p.Engine ?? ''),
    needs: "'valkey' or 'redis'",
    remedy: (_, say) => `set ${say.set('Engine', 'valkey')}`,
    page: PAGES.cfnUserGroup,
  },
  {
    id: 'user-group-users',
    level: 'error',
    fact: 'documented',
    property: 'UserIds',
    broken: ({ properties: p }) => !('UserIds' in p),
    needs: 'at least 1 user',
    got: 'none',
    remedy: 'add a user: one that is made later joins without replacement',
    page: PAGES.createUserGroup,
  },
  {
    id: 'user-group-default-user',
    level: 'error',
    fact: 'documented',
    property: 'UserIds',
    broken: (it) =>
      it.properties.Engine === 'redis' && it.users.length > 0 && it.users.every((user) => isNamedOtherwise(user)),
    needs: "a user named 'default' in a group of engine redis",
    got: (it) => it.users.map((user) => `'${user?.properties.UserName}'`).join(', '),
    remedy: "add one that is off, of another id: UserName 'default' and AccessString 'off ~* -@all'",
    page: PAGES.createUserGroup,
  },
  {
    id: 'user-group-default-open',
    level: 'warning',
    fact: 'documented',
    property: 'UserIds',
    broken: (it) => it.properties.Engine === 'redis' && it.users.includes(DEFAULT_USER),
    needs: "a user named 'default' of your own: that of AWS has every command, every key and no password",
    got: "'default'",
    remedy: "add one that is off, of another id: UserName 'default' and AccessString 'off ~* -@all'",
    page: PAGES.rbac,
  },
  {
    id: 'user-group-password',
    level: 'error',
    fact: 'documented',
    property: 'UserIds',
    broken: (it) => it.properties.Engine === 'valkey' && open(it).length > 0,
    needs: 'users with a password or IAM in a group of engine valkey',
    got: (it) => `${shown(open(it))} without either`,
    remedy: 'give each a password or IAM, or leave it out: such a group needs no user named default',
    page: PAGES.rbac,
  },
  {
    id: 'user-group-redis-users',
    // Not an error: AWS's own constructs refuse it, and others report that the service takes it.
    level: 'warning',
    fact: 'community',
    property: 'UserIds',
    broken: (it) => it.properties.Engine === 'redis' && valkey(it).length > 0,
    needs: 'users of engine redis in a group of engine redis',
    got: (it) => `${shown(valkey(it))} of engine valkey`,
    remedy: 'make the users anew with engine redis, or the group with engine valkey if all its caches run Valkey',
    page: PAGES.rbac,
  },
  {
    id: 'user-group-names',
    level: 'error',
    fact: 'documented',
    property: 'UserIds',
    broken: (it) => twice(names(it)).length > 0,
    needs: 'users of different names',
    got: (it) => `${twice(names(it)).join(', ')} twice`,
    remedy: 'give each user of a group a name of its own',
    page: PAGES.createUserGroup,
  },
  {
    id: 'user-group-ids',
    level: 'warning',
    fact: 'inferred',
    property: 'UserIds',
    broken: (it) => twice(ids(it)).length > 0,
    needs: 'each user once',
    got: (it) => `${twice(ids(it)).join(', ')} twice`,
    remedy: 'name each user once',
    page: PAGES.createUserGroup,
  },
  {
    id: 'user-group-order',
    level: 'warning',
    fact: 'community',
    property: 'UserIds',
    broken: ({ unordered }) => unordered.length > 0,
    needs: 'users that are made before it: by their ids alone CloudFormation makes them at the same time',
    got: ({ unordered }) => unordered.map((id) => `'${id}'`).join(', '),
    remedy: 'refer to the users with Ref, or add them to DependsOn',
    page: PAGES.userOrder,
  },
];

/** The known users of the group for which that is so; what is unknown of one says nothing of the others. */
export function usersWhere({ users }: UserGroup, is: (user: User) => boolean): User[] {
  return users.filter((user) => user !== undefined).filter((user) => unlessUnknown(() => is(user), false));
}

/** Users by their ids. */
export function shown(users: readonly User[]): string {
  return users
    .map(({ properties: p }) => `'${unlessUnknown(() => p.UserId, undefined) ?? 'a user whose id is not known yet'}'`)
    .join(', ');
}

function isNamedOtherwise(user: User | undefined): boolean {
  const name = user?.properties.UserName;
  return name !== undefined && name !== 'default';
}

function open(it: UserGroup): User[] {
  return usersWhere(it, (user) => authenticationOf(user) === 'no-password-required');
}

function valkey(it: UserGroup): User[] {
  return usersWhere(it, ({ properties: p }) => p.Engine === 'valkey');
}

/** The names of the users that are known; one that is named twice by its id is another matter. */
function names({ users }: UserGroup): string[] {
  const known = [...new Map(users.map((user) => [idOf(user), user])).values()];
  return known.flatMap((user) => unlessUnknown(() => user?.properties.UserName ?? [], []));
}

function idOf(user: User | undefined): unknown {
  return unlessUnknown<unknown>(() => user?.properties.UserId?.toLowerCase(), undefined) ?? Symbol('some user');
}

function ids({ properties: p, users }: UserGroup): string[] {
  const list = p.UserIds ?? [];
  const literal = (at: number) => unlessUnknown<string | undefined>(() => list[at], undefined);
  const referred = (at: number) => unlessUnknown(() => users[at]?.properties.UserId, undefined);
  return Array.from(list.keys()).flatMap((at) => (literal(at) ?? referred(at))?.toLowerCase() ?? []);
}

/** What stands there more than once. */
function twice(texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text, at) => texts.indexOf(text) !== at))].map((text) => `'${text}'`);
}
