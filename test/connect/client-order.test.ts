import { App, NestedStack, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ReplicationGroup } from '../../lib';
import { CacheAuth } from '../../lib/access/cache-auth';
import { IamUser } from '../../lib/access/iam-user';
import { UserGroup } from '../../lib/access/user-group';
import { functionIn, instanceIn, messageOf, network, resourcesIn, roleIn, serviceIn } from './connect-given';

const cacheIn = (scope: Construct, auth?: CacheAuth) =>
  new ReplicationGroup(scope, 'Cache', { vpc: network(scope), auth });

function given() {
  const app = new App();
  return { app, own: new Stack(app, 'Own'), other: new Stack(app, 'Other') };
}

describe('a user of the stack of the client', () => {
  test('is refused, because the cache would wait for the client and the client for the cache', () => {
    const { own, other } = given();
    const cache = cacheIn(own);
    const user = new IamUser(other, 'User');
    expect(messageOf(() => cache.connect(functionIn(other), { user }))).toBe(
      "Other/Api: 'user' needs a user that is made before the cache 'Own/Cache', got 'Other/User' in 'Other', which has the client and is made after the cache; make the user beside its group 'Own/Cache/UserGroup'",
    );
  });

  test('is refused in a nested stack too, where nothing but the deployment would find the cycle', () => {
    const { own } = given();
    const cache = cacheIn(own);
    const nested = new NestedStack(own, 'Nested');
    const user = new IamUser(nested, 'User');
    expect(messageOf(() => cache.connect(functionIn(nested), { user }))).toBe(
      "Own/Nested/Api: 'user' needs a user that is made before the cache 'Own/Cache', got 'Own/Nested/User' in 'Own/Nested', which has the client and is made after the cache; make the user beside its group 'Own/Cache/UserGroup'",
    );
  });

  test('is taken where the group is of that stack, or nothing waits for the user', () => {
    const { app, own } = given();
    const nested = new NestedStack(own, 'Nested');
    const cache = cacheIn(nested);
    cache.connect(functionIn(own), { user: new IamUser(own, 'User') });
    const imported = CacheAuth.users(UserGroup.fromUserGroupId(own, 'Group', 'people'));
    const third = new Stack(app, 'Third');
    cacheIn(own, imported).connect(functionIn(third), { user: new IamUser(third, 'User') });
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a role of another stack, for a client of the stack of the cache,', () => {
  const REFUSAL =
    "Own/Api: 'target' needs a role whose policy can name the cache of 'Own', got 'Other/Role', which 'Own' needs first; make the role there, or the cache in a stack of its own";

  test.each([
    ['IAM', CacheAuth.iam()],
    ['users', CacheAuth.users()],
    ['a token', CacheAuth.authToken()],
  ])('is refused under %s', (_kind, auth) => {
    const { own, other } = given();
    const cache = cacheIn(own, auth);
    const client = functionIn(own, { role: roleIn(other) });
    expect(messageOf(() => cache.connect(client))).toBe(REFUSAL);
  });

  test('is taken without authentication, and unchanged, because no policy names the cache', () => {
    const { app, own, other } = given();
    cacheIn(own, CacheAuth.none()).connect(functionIn(own, { role: roleIn(other) }));
    const third = new Stack(app, 'Third');
    const role = roleIn(other, 'Second').withoutPolicyUpdates();
    cacheIn(third).connect(functionIn(third, { role }));
    expect(() => app.synth()).not.toThrow();
  });

  test('is taken for a client of a third stack, and a role of the cache for one of another', () => {
    const { app, own, other } = given();
    const third = new Stack(app, 'Third');
    const cache = cacheIn(own);
    cache.connect(functionIn(third, { role: roleIn(other) }));
    cache.connect(functionIn(third, { role: roleIn(own) }, 'Second'));
    expect(() => app.synth()).not.toThrow();
  });
});

describe('a client of the stack of the cache', () => {
  test.each([
    ['AWS::Lambda::Function', functionIn],
    ['AWS::ECS::Service', serviceIn],
    ['AWS::EC2::Instance', instanceIn],
  ])('of type %s starts when its user is in the group', (type, make) => {
    const { own } = given();
    cacheIn(own).connect(make(own));
    const found = Object.values(resourcesIn(own)).find(({ Type }) => Type === type);
    expect(found?.DependsOn).toContainEqual(expect.stringMatching(/^CacheUserGroup/));
  });

  test('waits for nothing else', () => {
    const { own, other } = given();
    cacheIn(own, CacheAuth.none()).connect(functionIn(own));
    const elsewhere = cacheIn(other);
    elsewhere.connect(functionIn(new NestedStack(other, 'Nested')));
    const waiting = [own, other].flatMap((stack) => Object.values(resourcesIn(stack)));
    const clients = waiting.filter(({ Type }) => /Function|CloudFormation::Stack/.test(Type));
    expect(clients.flatMap(({ DependsOn = [] }) => DependsOn).filter((id) => /UserGroup/.test(id))).toEqual([]);
  });
});
