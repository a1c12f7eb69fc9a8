import { CacheAuth, PasswordUser, ReplicationGroup, UserGroup } from '../../lib';
import { messageOf, network, stack, warningsIn } from './given';

describe('the rotation of the passwords of a cache', () => {
  test('says which users it leaves alone, because they were made elsewhere', () => {
    const scope = stack();
    const users = [new PasswordUser(scope, 'Legacy')];
    const auth = CacheAuth.users(new UserGroup(scope, 'Group', { users }));
    const cache = new ReplicationGroup(scope, 'Cache', { vpc: network(scope), auth });
    expect(cache.addRotation()).toEqual([]);
    // The network is imported: whether its subnets have a way out is not known.
    expect(warningsIn(scope)).toContain('rotation-users');
  });

  test('rotates the users of accesses, those that come later included, once each', () => {
    const scope = stack();
    const cache = new ReplicationGroup(scope, 'Cache', { vpc: network(scope), auth: CacheAuth.users() });
    cache.publishLink();
    expect(cache.addRotation()).toHaveLength(1);
    expect(messageOf(() => cache.addRotation())).toBe(
      "Stack/Cache: 'addRotation' needs one call, got two; say everything in one",
    );
    const user = new PasswordUser(scope, 'Other');
    cache.addUser(user);
    expect(user.addRotation().node.path).toBe('Stack/Other/Rotation');
    expect(warningsIn(scope)).not.toContain('rotation-users');
  });

  test('has nothing to do under IAM, and says so', () => {
    const scope = stack();
    const cache = new ReplicationGroup(scope, 'Cache', { vpc: network(scope) });
    expect(messageOf(() => cache.addRotation())).toBe(
      "Stack/Cache: 'auth' needs a token or passwords for addRotation, got a kind that has none; there is nothing to rotate",
    );
  });
});
