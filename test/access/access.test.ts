import { Access } from '../../lib/access/access';
import { AccessString } from '../../lib/access/access-string';

describe('the accesses that are ready', () => {
  test.each([
    [Access.READ_WRITE, 'read-write', AccessString.readWrite()],
    [Access.READ_ONLY, 'read-only', AccessString.readOnly()],
    [Access.SESSION_STORE, 'session-store', AccessString.sessionStore()],
    [Access.LEADERBOARD, 'leaderboard', AccessString.leaderboard()],
  ])('%#: their names never change, because users hang on them', (access, name, accessString) => {
    expect(access.name).toBe(name);
    expect(access.accessString.value).toBe(accessString.value);
  });
});

describe('an access of your own', () => {
  test.each(['a', 'read-orders', 'app2', 'abcdefghijklmnopqrst'])('may be called %s', (name) => {
    const accessString = AccessString.readOnly({ keys: ['order:*'] });
    const access = Access.of(name, accessString);
    expect([access.name, access.accessString]).toEqual([name, accessString]);
  });

  test.each(['', 'Orders', '2nd', '-orders', 'orders!', 'my orders', 'abcdefghijklmnopqrstu', 'a:token'])(
    'may not be called %p',
    (name) => {
      expect(() => Access.of(name, AccessString.readOnly())).toThrow(
        "Access.of: 'name' needs a lower-case letter and up to 19 lower-case letters, digits and hyphens, got " +
          `'${name}'; write it as 'read-orders'`,
      );
    },
  );
});
