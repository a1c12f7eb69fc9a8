import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import type { Rule } from './rule';
import { authenticationOf, knownPasswords, type User } from './user-shape';

/** The passwords of a user. What they are stands in no message. */
export const PASSWORD_RULES: readonly Rule<User>[] = [
  {
    id: 'password-count',
    level: 'error',
    fact: 'documented',
    property: 'Passwords',
    broken: (it) => {
      const count = countOf(it);
      const { min, max } = QUOTAS.passwords;
      return count < min || count > max;
    },
    needs: "1 or 2 passwords with the type 'password'",
    got: (it) => `${countOf(it)}`,
    remedy: 'state one, or two while clients move from one to the other',
    page: PAGES.authenticationMode,
  },
  {
    id: 'password-needless',
    level: 'warning',
    fact: 'community',
    property: 'AuthenticationMode',
    broken: (it) => {
      const { AuthenticationMode: mode } = it.properties;
      return mode !== undefined && 'Passwords' in mode && ['iam', 'no-password-required'].includes(mode.Type ?? '');
    },
    needs: ({ properties: p }) => `to stand without passwords with the type '${p.AuthenticationMode?.Type}'`,
    got: 'passwords',
    remedy: "leave them out, or write the type 'password'",
    page: PAGES.authenticationMode,
  },
  {
    id: 'password-form',
    level: 'error',
    fact: 'documented',
    property: 'Passwords',
    broken: (it) => knownPasswords(it).some((password) => !isLegal(password)),
    needs: '16 to 128 printable characters other than , " / @',
    got: 'something else',
    remedy: 'generate a password of letters and digits in a secret',
    page: PAGES.rbac,
  },
  {
    id: 'password-literal',
    level: 'warning',
    fact: 'inferred',
    property: 'Passwords',
    broken: (it) => knownPasswords(it).length > 0,
    needs: 'references to secrets: everybody who can read the template can read this password',
    got: 'plain text',
    remedy: "keep it in Secrets Manager and write '{{resolve:secretsmanager:...}}', or use IAM",
    page: PAGES.rbac,
  },
  {
    id: 'password-exposed',
    level: 'warning',
    fact: 'inferred',
    property: 'Passwords',
    broken: ({ exposures }) => exposures.length > 0,
    needs: 'a source that shows them to nobody',
    got: ({ exposures }) => exposures.join(', '),
    remedy: "keep them in Secrets Manager and write '{{resolve:secretsmanager:...}}', or use IAM",
    page: PAGES.dynamicReferences,
  },
  {
    id: 'password-secure-string',
    level: 'error',
    fact: 'documented',
    property: 'Passwords',
    broken: ({ secureStrings }) => secureStrings > 0,
    needs: 'secrets of Secrets Manager: CloudFormation reads no secure strings of Systems Manager for this property',
    got: "'{{resolve:ssm-secure:...}}'",
    remedy: "keep them in Secrets Manager and write '{{resolve:secretsmanager:...}}'",
    page: PAGES.secureStrings,
  },
];

/** The type without the older property, which a contradiction is about. */
function countOf(it: User): number {
  const { AuthenticationMode: mode, Passwords: passwords } = it.properties;
  if (authenticationOf(it) !== 'password') return QUOTAS.passwords.min;
  return (mode?.Passwords?.length ?? 0) + (passwords?.length ?? 0);
}

function isLegal(password: string): boolean {
  const { min, max } = QUOTAS.passwordLength;
  return password.length >= min && password.length <= max && /^[ -~]+$/.test(password) && !/[,"/@]/.test(password);
}
