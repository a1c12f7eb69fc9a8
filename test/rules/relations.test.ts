import { checkResource } from '../../lib/rules/template';
import { L1_WORDS } from '../../lib/rules/words';
import { findings, NO_VALUE, type Overrides, REDIS, replicationGroup, type Template, UNKNOWN } from './judged';

const VALKEY = { Engine: 'valkey', UserIds: [{ Ref: 'App' }] };

describe('the user group of a cache', () => {
  const wrong = { ...REDIS, UserGroup: VALKEY };

  test.each([
    ['a reference', [{ Ref: 'Group' }]],
    ['its id', ['sessions']],
    ['its id in another case', ['Sessions']],
    ['a text that stands for a list', 'sessions'],
    ['its id beside nothing', [NO_VALUE, 'sessions']],
  ])('is known by %s', (_, UserGroupIds) => {
    expect(rulesOf({ ...wrong, UserGroupIds })).toContain('user-groups-redis');
  });

  test.each([
    ['another function', [{ 'Fn::ImportValue': 'Group' }]],
    ['a reference to something else', [{ Ref: 'App' }]],
    ['a reference to nothing in the template', [{ Ref: 'Elsewhere' }]],
    ['the id of something else', ['sessions-app']],
    ['a list that is not known', UNKNOWN],
  ])('is not known through %s', (_, UserGroupIds) => {
    expect(rulesOf({ ...wrong, UserGroupIds })).not.toContain('user-groups-redis');
  });

  test('is not known where two have the id', () => {
    const other = { Type: 'AWS::ElastiCache::UserGroup', Properties: { UserGroupId: 'SESSIONS', Engine: 'valkey' } };
    const found = rulesOf({ ...wrong, UserGroupIds: ['sessions'], Resources: { Other: other } });
    expect(found).not.toContain('user-groups-redis');
    expect(found).toContain('user-group-id-twice');
  });

  test('is not known by its id where a condition decides over it, unless the same decides over the cache', () => {
    const conditional = { ...wrong, UserGroupIds: ['sessions'], UserGroup: { ...VALKEY, $: { Condition: 'Users' } } };
    const { Resources } = replicationGroup(conditional);
    expect(rulesOf(conditional)).not.toContain('user-groups-redis');
    const both = { Resources: { ...Resources, Cache: { ...Resources.Cache, Condition: 'Users' } } };
    expect(findings(both).map(({ ruleId }) => ruleId)).toContain('user-groups-redis');
  });
});

test('nothing beside users counts as none of them', () => {
  const UserGroup = { UserIds: [NO_VALUE, { Ref: 'App' }, { Ref: 'Reader' }] };
  expect(rulesOf({ UserGroup })).toEqual(['user-group-default-user']);
});

describe('the users of a group', () => {
  test.each([
    ['references', [{ Ref: 'App' }]],
    ['their ids', ['sessions-app']],
  ])('are known by %s, through the group of a cache too', (_, UserIds) => {
    const found = rulesOf({ ...REDIS, EngineVersion: '6.2', UserGroup: { UserIds } });
    expect(found).toContain('user-group-default-user');
    expect(found).toContain('user-groups-iam');
  });

  test('say what they do where nothing is known of one of them', () => {
    const UserGroup = { Engine: 'valkey', UserIds: [UNKNOWN, 'elsewhere', { Ref: 'Default' }, { Ref: 'App' }] };
    expect(rulesOf({ UserGroup, User: { AuthenticationMode: UNKNOWN } })).toEqual(['user-group-password']);
  });
});

describe('a construct that is made', () => {
  const { Resources } = replicationGroup({
    ...REDIS,
    UserGroupIds: ['sessions'],
    UserGroup: { Engine: 'valkey', UserIds: ['sessions-app', 'sessions-default'] },
  });
  const around = (id: string) => {
    const { [id]: it, Group, App, Default } = Resources;
    return checkResource(it, { it, 'Stack/Group': Group, 'Stack/App': App, 'Stack/Default': Default }, {}, L1_WORDS);
  };

  test('knows its group and users by their ids', () => {
    expect(around('Cache').map(({ ruleId }) => ruleId)).toEqual(['user-groups-redis']);
  });

  test('is not judged by an order that the CDK works out at the end', () => {
    const group = around('Group').filter(({ ruleId }) => ruleId !== 'user-group-id-twice');
    expect(group.map(({ ruleId }) => ruleId)).toEqual(['user-group-password']);
    expect(findings({ Resources }).map(({ ruleId }) => ruleId)).toEqual(
      expect.arrayContaining(['user-groups-order', 'user-group-order']),
    );
  });
});

test('no message carries a password on, wherever it stands', () => {
  const secret = 'hunter2-hunter2-hunter2/';
  const users: Overrides[] = [
    { Passwords: [secret], NoPasswordRequired: true },
    { AuthenticationMode: { Type: 'iam', Passwords: [secret], passwords: [secret] } },
    { AuthenticationMode: { Type: 'other', Passwords: [secret, secret, secret] }, UserName: 'default' },
    { AuthenticationMode: { Type: 'no-password-required', Passwords: [secret] }, Engine: 'valkey' },
    { AuthenticationMode: { Type: 'password', Passwords: [secret] }, AccessString: `on >${secret} ~* +@all` },
    { AuthenticationMode: { Type: 'password', Passwords: [secret] }, AccessString: `#${secret} <${secret}` },
    { AuthenticationMode: secret },
    { AccessString: `on ~* +subscribe >${secret}` },
  ];
  for (const User of users) {
    for (const AuthToken of [secret, [secret], { Token: secret }]) {
      const found = findings(replicationGroup({ User, AuthToken }));
      expect(found.length).toBeGreaterThan(1);
      expect(found.filter(({ message }) => message.includes('hunter2'))).toEqual([]);
    }
  }
});

function rulesOf(overrides: Overrides): string[] {
  const template: Template = replicationGroup(overrides);
  return findings(template).map(({ ruleId }) => ruleId);
}
