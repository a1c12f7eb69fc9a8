import { words } from '../policy/construct-words';
import type { Words } from '../rules/rule';

/** The words of `IamUser` and `PasswordUser`. */
export const USER_WORDS: Words = words({
  AuthenticationMode: { name: 'passwords' },
});

/** The words of `UserGroup`. */
export const USER_GROUP_WORDS: Words = words({
  UserIds: { name: 'users' },
});
