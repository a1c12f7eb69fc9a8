import { App, Stack } from 'aws-cdk-lib/core';
import { ReplicationGroup } from '../../lib';
import { CacheAuth } from '../../lib/access/cache-auth';
import { PasswordUser } from '../../lib/access/password-user';
import { type IUserGroup, UserGroup } from '../../lib/access/user-group';
import { messageOf, network } from './given';

test.each([
  ['that is imported', (other: Stack): IUserGroup => UserGroup.fromUserGroupId(other, 'Group', 'people')],
  ['of another stack', (other: Stack) => new UserGroup(other, 'Group', { users: [new PasswordUser(other, 'User')] })],
])('the passwords of a group %s are not rotated by the cache, which says so', (_what, make) => {
  const app = new App();
  const [own, other] = [new Stack(app, 'Own'), new Stack(app, 'Other')];
  const cache = new ReplicationGroup(own, 'Cache', { vpc: network(own), auth: CacheAuth.users(make(other)) });
  expect(messageOf(() => cache.addRotation())).toBe(
    "Own/Cache: 'addRotation' needs users that the cache makes for an access, got a user group of another stack or an imported one; call addRotation of each PasswordUser where it is made",
  );
});
