import { App } from 'aws-cdk-lib/core';
import { Engine, IamUser, PasswordUser, UserGroup } from '../../lib';
import { messageOf, ofType, resources, stack, warningsIn } from './given';

const GROUP = 'AWS::ElastiCache::UserGroup';
const USER = 'AWS::ElastiCache::User';

describe('a user group', () => {
  test('of Valkey has its users alone, by their ids, and is made after them', () => {
    const scope = stack();
    const user = new IamUser(scope, 'Orders');
    const group = new UserGroup(scope, 'Group', { users: [user] });
    const template = resources(scope);
    const [{ Properties, DependsOn }] = ofType(template, GROUP);
    expect(Properties).toEqual({ UserGroupId: group.userGroupId, Engine: 'valkey', UserIds: [user.userId] });
    expect(group.userGroupId).toMatch(/^stack-group-[0-9a-f]{8}-valkey$/);
    const [userId] = Object.keys(template).filter((id) => template[id].Type === USER);
    expect(DependsOn).toEqual([userId]);
  });

  test('of Redis OSS brings a user named default that can do nothing', () => {
    const scope = stack();
    const user = new IamUser(scope, 'Orders', { engine: Engine.REDIS });
    const group = new UserGroup(scope, 'Group', { engine: Engine.REDIS, users: [user] });
    const template = resources(scope);
    const disabled = ofType(template, USER).find(({ Properties }) => Properties.UserName === 'default');
    expect(disabled?.Properties).toEqual({
      UserId: expect.stringMatching(/^stack-group-default.*-redis$/),
      UserName: 'default',
      Engine: 'redis',
      AccessString: 'off ~* -@all',
      AuthenticationMode: { Type: 'no-password-required' },
    });
    expect(ofType(template, GROUP)[0].Properties.UserIds).toEqual([disabled?.Properties.UserId, user.userId]);
    expect(ofType(template, GROUP)[0].DependsOn).toHaveLength(2);
    expect(group.users).toEqual([user]);
  });

  test('takes users later, each once', () => {
    const scope = stack();
    const group = new UserGroup(scope, 'Group');
    const users = [new IamUser(scope, 'One'), new PasswordUser(scope, 'Two')];
    for (const user of [...users, ...users]) group.addUser(user);
    expect(ofType(resources(scope), GROUP)[0].Properties.UserIds).toEqual(users.map(({ userId }) => userId));
  });

  test('without a user is refused at synthesis', () => {
    const scope = stack();
    new UserGroup(scope, 'Group');
    expect(messageOf(() => resources(scope))).toContain(
      "[Stack/Group] 'users' needs at least 1 user, got none; add one with addUser, or connect a client (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html)",
    );
  });

  test('refuses two users of one name', () => {
    const scope = stack();
    const group = new UserGroup(scope, 'Group', { users: [new PasswordUser(scope, 'One', { userName: 'orders' })] });
    expect(messageOf(() => group.addUser(new PasswordUser(scope, 'Two', { userName: 'orders' })))).toBe(
      "Stack/Group: 'users' needs a name for each user of a group, got 'orders' twice; give one of them another userName",
    );
  });

  test('of Redis OSS warns of a Valkey user, which the service is said to refuse', () => {
    const scope = stack();
    new UserGroup(scope, 'Group', { engine: Engine.REDIS, users: [new IamUser(scope, 'Orders')] });
    expect(warningsIn(scope)).toEqual(['user-group-redis-users']);
    const later = stack();
    new UserGroup(later, 'Group', { engine: Engine.REDIS }).addUser(new IamUser(later, 'Orders'));
    expect(warningsIn(later)).toEqual(['user-group-redis-users']);
  });

  test('takes a user of another stack, with a warning and without an export', () => {
    const app = new App();
    const [users, groups] = [stack('Users', undefined, app), stack('Groups', undefined, app)];
    const user = new IamUser(users, 'Orders');
    new UserGroup(groups, 'Group', { users: [user] });
    expect(warningsIn(groups)).toEqual(['user-of-another-stack']);
    const assembly = app.synth();
    const artifact = assembly.getStackByName('Groups');
    expect(artifact.dependencies.map(({ id }) => id)).toContain('Users');
    expect(JSON.stringify(artifact.template)).not.toMatch(/ImportValue|GetStackOutput/);
    expect(assembly.getStackByName('Users').template.Outputs).toBeUndefined();
  });

  test('that exists is named by its ARN with a colon', () => {
    const scope = stack('Stack', { account: '123456789012', region: 'eu-west-1' });
    const group = UserGroup.fromUserGroupId(scope, 'Group', 'Shop');
    expect(group.userGroupId).toBe('shop');
    expect(JSON.stringify(scope.resolve(group.userGroupArn))).toContain(
      ':elasticache:eu-west-1:123456789012:usergroup:shop',
    );
  });
});
