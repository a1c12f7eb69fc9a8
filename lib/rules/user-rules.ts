import { PAGES } from './pages';
import type { Rule } from './rule';
import { authenticationOf, isActive, type User } from './user-shape';

/** The id, the name and the engine of a user, and how it proves who it is. */
export const USER_RULES: readonly Rule<User>[] = [
  {
    id: 'user-id-required',
    level: 'error',
    fact: 'documented',
    property: 'UserId',
    broken: ({ properties: p }) => !('UserId' in p),
    needs: 'an id',
    remedy: 'state one of lower-case letters, digits and hyphens',
    page: PAGES.cfnUser,
  },
  {
    id: 'user-id-form',
    level: 'error',
    fact: 'documented',
    property: 'UserId',
    broken: ({ properties: p }) => p.UserId !== undefined && !ID.test(p.UserId),
    needs: 'letters, digits and hyphens, a letter first',
    remedy: 'choose such an id: policies and user groups name the user by it',
    page: PAGES.createUser,
  },
  {
    id: 'user-id-lower-case',
    // Not an error: the service takes it, and keeps another.
    level: 'warning',
    fact: 'documented',
    property: 'UserId',
    broken: ({ properties: p }) => p.UserId !== undefined && p.UserId !== p.UserId.toLowerCase(),
    needs: 'lower case, in which the service stores it, or policies and drift detection compare with another id',
    remedy: ({ properties: p }, say) => `set ${say.set('UserId', p.UserId?.toLowerCase())}`,
    page: PAGES.createUser,
  },
  {
    id: 'user-id-default',
    level: 'error',
    fact: 'documented',
    property: 'UserId',
    broken: ({ properties: p }) => p.UserId?.toLowerCase() === 'default',
    needs: "an id of its own: the user with the id 'default' exists in every account",
    remedy: "choose another id, and keep 'default' as the name if you need that",
    page: PAGES.rbac,
  },
  {
    id: 'user-id-twice',
    level: 'error',
    fact: 'documented',
    property: 'UserId',
    broken: ({ namesakes }) => namesakes.length > 0,
    needs: 'an id that no other user of the account has',
    got: ({ properties: p, namesakes }) => `'${p.UserId}', as ${namesakes.join(' and ')} has`,
    remedy: 'give each user an id of its own',
    page: PAGES.createUser,
  },
  {
    id: 'user-name-required',
    level: 'error',
    fact: 'documented',
    property: 'UserName',
    broken: ({ properties: p }) => !('UserName' in p) || p.UserName === '',
    needs: 'a name of at least 1 character',
    remedy: 'state the name with which the client connects',
    page: PAGES.cfnUser,
  },
  {
    id: 'user-engine',
    level: 'error',
    fact: 'documented',
    property: 'Engine',
    broken: ({ properties: p }) => !['valkey', 'redis'].includes(p.Engine ?? ''),
    needs: "'valkey' or 'redis'",
    remedy: (_, say) => `set ${say.set('Engine', 'valkey')}`,
    page: PAGES.cfnUser,
  },
  {
    id: 'user-authentication-type',
    level: 'error',
    fact: 'documented',
    property: 'AuthenticationMode',
    broken: ({ properties: p }) => {
      const type = p.AuthenticationMode?.Type;
      return type !== undefined && !['password', 'iam', 'no-password-required'].includes(type);
    },
    needs: "a type that is 'password', 'iam' or 'no-password-required'",
    got: ({ properties: p }) => `'${p.AuthenticationMode?.Type}'`,
    remedy: 'choose one of them',
    page: PAGES.authenticationMode,
  },
  {
    id: 'user-authentication-keys',
    level: 'warning',
    fact: 'community',
    property: 'AuthenticationMode',
    broken: (it) => otherKeys(it).length > 0,
    needs: "the keys 'Type' and 'Passwords' alone, in this case: nothing turns others into them",
    got: (it) =>
      otherKeys(it)
        .map((key) => `'${key}'`)
        .join(', '),
    remedy: "write { Type: 'iam' } or { Type: 'password', Passwords: [...] }",
    page: PAGES.authenticationMode,
  },
  {
    id: 'user-authentication-stated',
    level: 'warning',
    fact: 'community',
    property: 'AuthenticationMode',
    broken: (it) => authenticationOf(it) === undefined && otherKeys(it).length === 0,
    needs: 'to say how the user proves who it is',
    got: 'nothing of it',
    remedy: "write { Type: 'iam' }, or a type 'password' with passwords",
    page: PAGES.rbac,
  },
  {
    id: 'user-authentication-contradiction',
    level: 'warning',
    fact: 'community',
    property: 'AuthenticationMode',
    broken: (it) => contradiction(it) !== undefined,
    needs: (_, say) => `to agree with '${say.name('NoPasswordRequired')}' and '${say.name('Passwords')}'`,
    got: (it) => contradiction(it) ?? 'a contradiction',
    remedy: (_, say) => `say it with '${say.name('AuthenticationMode')}' alone`,
    page: PAGES.authenticationMode,
  },
  {
    id: 'iam-user-name',
    level: 'error',
    fact: 'documented',
    property: 'UserName',
    broken: (it) => {
      const { UserId: id, UserName: name } = it.properties;
      const differ = id !== undefined && name !== undefined && id.toLowerCase() !== name.toLowerCase();
      return differ && authenticationOf(it) === 'iam';
    },
    needs: ({ properties: p }) => `to be the id, '${p.UserId}', where the user proves with IAM who it is`,
    remedy: ({ properties: p }, say) => `set ${say.set('UserName', p.UserId)}`,
    page: PAGES.authIam,
  },
  {
    id: 'iam-user-default',
    level: 'error',
    fact: 'documented',
    property: 'AuthenticationMode',
    broken: (it) => it.properties.UserName === 'default' && authenticationOf(it) === 'iam',
    needs: "another type for a user named 'default': an IAM user is named like its id, and the id 'default' is taken",
    got: "'iam'",
    remedy: "turn it off with the access string 'off ~* -@all', and give the client a user of its own",
    page: PAGES.authIam,
  },
  {
    id: 'valkey-user-password',
    level: 'error',
    fact: 'documented',
    property: 'AuthenticationMode',
    broken: (it) => it.properties.Engine === 'valkey' && authenticationOf(it) === 'no-password-required',
    needs: "'iam' or 'password' for a user of engine valkey",
    got: 'no password',
    remedy: "write { Type: 'iam' }, or a type 'password' with passwords",
    page: PAGES.rbac,
  },
  {
    id: 'user-open',
    level: 'warning',
    fact: 'inferred',
    property: 'AuthenticationMode',
    broken: (it) => isOpen(it) && it.properties.UserName !== 'default',
    needs: 'a password or IAM for a user that is on: whoever knows its name connects as this user',
    got: 'no password',
    remedy: "write { Type: 'iam' }, or turn the user off with the access string 'off'",
    page: PAGES.rbac,
  },
  {
    id: 'default-user-open',
    level: 'warning',
    fact: 'documented',
    property: 'AuthenticationMode',
    broken: (it) => isOpen(it) && it.properties.UserName === 'default',
    needs: "a password for a user named 'default' that is on: whoever connects without a name is this user",
    got: 'no password',
    remedy: "turn it off with the access string 'off ~* -@all'",
    page: PAGES.rbac,
  },
];

/** The pattern of the API; that the service stores lower case is a rule of its own. */
export const ID = /^[a-zA-Z][a-zA-Z0-9-]*$/;

function isOpen(it: User): boolean {
  return isActive(it) && authenticationOf(it) === 'no-password-required';
}

function otherKeys({ properties: p }: User): string[] {
  return Object.keys(p.AuthenticationMode ?? {}).filter((key) => key !== 'Type' && key !== 'Passwords');
}

/** What the older properties say against the authentication mode, or against each other. */
function contradiction({ properties: p }: User): string | undefined {
  const type = p.AuthenticationMode?.Type;
  if (p.NoPasswordRequired === true) {
    if (type !== undefined && type !== 'no-password-required') return `'${type}' and no password required`;
    if ('Passwords' in p) return 'passwords and no password required';
  }
  if (p.NoPasswordRequired === false && type === 'no-password-required') return `'${type}' and a password required`;
  return 'Passwords' in p && type !== undefined && type !== 'password' ? `'${type}' and passwords` : undefined;
}
