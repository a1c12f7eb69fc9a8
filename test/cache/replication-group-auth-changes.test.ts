import { readFileSync } from 'node:fs';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { Access, CacheAuth, Engine, EngineVersion, UserGroup } from '../../lib';
import { cacheChanges } from '../../lib/testing';
import { cacheIn, ID, network, type Props, type Resources, resources, stack } from './given';

type Auth = (scope: Stack) => CacheAuth;

/** A cache of that kind, to which a client is connected as every cache has some. */
function templateOf(auth: Auth, props: Props = {}): { Resources: Resources } {
  const scope = stack();
  const cache = cacheIn(scope, { ...props, auth: auth(scope) });
  if (cache.userGroup instanceof UserGroup) {
    cache.connect(new SecurityGroup(scope, 'Client', { vpc: network(scope, undefined, 'Other') }));
  }
  return { Resources: resources(scope) };
}

/** What becomes of each resource, by its logical id: `replaced: AuthToken`. */
function told(before: object, after: object): { readonly [logicalId: string]: string } {
  return Object.fromEntries(
    cacheChanges(before, after).map(({ logicalId, kind, properties }) => [
      logicalId,
      [kind, properties.join(', ')].filter((text) => text !== '').join(': '),
    ]),
  );
}

const NOTHING: Auth = () => CacheAuth.none();
const TOKEN: Auth = () => CacheAuth.authToken();
const IAM: Auth = () => CacheAuth.iam();
const USERS: Auth = () => CacheAuth.users();
const GROUP: Auth = (scope) => CacheAuth.users(UserGroup.fromUserGroupId(scope, 'People', 'people'));

const GONE = { [ID.userGroup]: 'removed', [ID.user]: 'removed' };
const COME = { [ID.userGroup]: 'added', [ID.user]: 'added' };
const IN_PLACE = { [ID.group]: 'updated: UserGroupIds' };
const REPLACED = { [ID.group]: 'replaced: AuthToken' };
const BOTH_REPLACED = { [ID.group]: 'replaced: AuthToken, UserGroupIds' };
// Of a token that goes AWS says nothing; others saw the cache replaced.
const MAY_BE_REPLACED = { [ID.group]: 'may-be-replaced: AuthToken' };
const BOTH_MAY_BE_REPLACED = { [ID.group]: 'may-be-replaced: AuthToken, UserGroupIds' };

const CHANGES: [from: string, to: string, before: Auth, after: Auth, told: object][] = [
  ['nothing', 'AUTH token', NOTHING, TOKEN, REPLACED],
  ['AUTH token', 'IAM', TOKEN, IAM, { ...BOTH_MAY_BE_REPLACED, ...COME }],
  ['AUTH token', 'users', TOKEN, USERS, { ...BOTH_MAY_BE_REPLACED, ...COME }],
  ['AUTH token', 'nothing', TOKEN, NOTHING, MAY_BE_REPLACED],
  ['nothing', 'IAM', NOTHING, IAM, { ...IN_PLACE, ...COME }],
  ['nothing', 'users', NOTHING, USERS, { ...IN_PLACE, ...COME }],
  ['IAM', 'nothing', IAM, NOTHING, { ...IN_PLACE, ...GONE }],
  ['users', 'nothing', USERS, NOTHING, { ...IN_PLACE, ...GONE }],
  ['IAM', 'AUTH token', IAM, TOKEN, { ...BOTH_REPLACED, ...GONE }],
  ['users', 'AUTH token', USERS, TOKEN, { ...BOTH_REPLACED, ...GONE }],
  ['IAM', 'users', IAM, USERS, { [ID.user]: 'updated: AuthenticationMode' }],
  ['users', 'IAM', USERS, IAM, { [ID.user]: 'updated: AuthenticationMode' }],
  ['one user group', 'another', IAM, GROUP, { ...IN_PLACE, ...GONE }],
];

describe('the authentication of a deployed cache', () => {
  test.each(CHANGES)('from %s to %s', (_from, _to, before, after, expected) => {
    expect(told(templateOf(before), templateOf(after))).toEqual(expected);
  });

  test.each([NOTHING, TOKEN, IAM, USERS, GROUP])('that stays changes nothing', (auth) => {
    expect(told(templateOf(auth), templateOf(auth))).toEqual({});
  });

  test('that replaces the cache leaves a snapshot of it, and an empty one', () => {
    const changes = cacheChanges(templateOf(IAM), templateOf(TOKEN));
    expect(changes.find(({ logicalId }) => logicalId === ID.group)).toMatchObject({
      kind: 'replaced',
      holdsData: true,
      losesData: false,
    });
  });

  test('changes with the engine of its users: group and users are made anew, under other ids', () => {
    const redis: Auth = () => CacheAuth.iam({ engine: Engine.REDIS });
    const [before, after] = [templateOf(redis), templateOf(IAM)];
    expect(told(before, after)).toMatchObject({
      [ID.group]: 'updated: UserGroupIds',
      [ID.userGroup]: expect.stringMatching(/^replaced: Engine, UserGroupId/),
      [ID.user]: 'replaced: Engine, UserId, UserName',
    });
  });

  test('stays with the users when Redis OSS becomes Valkey, if that is stated; the cache is another matter', () => {
    const redis: Auth = () => CacheAuth.iam({ engine: Engine.REDIS });
    const before = templateOf(redis, { engine: EngineVersion.REDIS_7_1 });
    const after = templateOf(redis, { engine: EngineVersion.VALKEY_7_2 });
    expect(Object.keys(told(before, after)).filter((id) => id !== ID.group)).toEqual([ID.parameterGroup]);
    expect(told(templateOf(IAM, { engine: EngineVersion.REDIS_7_1 }), before)).toEqual({});
  });

  test('changes in place when a client with another access comes or goes', () => {
    const scope = stack();
    const cache = cacheIn(scope);
    const client = new SecurityGroup(scope, 'Client', { vpc: network(scope, undefined, 'Other') });
    cache.connect(client, { access: Access.READ_ONLY });
    const [without, withClient] = [templateOf(IAM), { Resources: resources(scope) }];
    expect(told(without, withClient)).toEqual({
      [ID.userGroup]: 'updated: UserIds',
      CacheUserreadonlyD0944321: 'added',
    });
    expect(told(withClient, without)).toEqual({
      [ID.userGroup]: 'updated: UserIds',
      CacheUserreadonlyD0944321: 'removed',
    });
  });
});

/** The rows of the table under a heading. */
function rowsUnder(file: string, heading: string): string[][] {
  const [, section] = readFileSync(file, 'utf8').split(`\n## ${heading}\n`);
  const lines = section
    .split('\n## ')[0]
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe.each([
  ['docs/who-may-connect.md', 'Choose before the first deployment'],
  ['docs/migrations.md', 'Authentication of an existing cache'],
])('the table of %s', (file, heading) => {
  /** The kinds of a cell: `users or IAM`, `an AUTH token`, `IAM, or back`. */
  const kinds = (cell: string) =>
    cell
      .replace(/, or back$/, '')
      .split(' or ')
      .map((kind) => kind.replace(/^an /, ''));
  const rows = rowsUnder(file, heading).flatMap(([from, to, says]) =>
    kinds(from).flatMap((before) => kinds(to).map((after) => ({ before, after, says }))),
  );

  test.each(rows)('says of $before to $after what check says', ({ before, after, says }) => {
    const row = CHANGES.find(([from, to]) => from === before && to === after);
    const group = (row?.[4] as { readonly [id: string]: string } | undefined)?.[ID.group] ?? 'updated';
    const [, words] = /\b(may replace|replaces) the cache\b/.exec(says) ?? [];
    const expected = /^may-be-replaced/.test(group) ? 'may replace' : /^replaced/.test(group) ? 'replaces' : undefined;
    expect({ row: row?.slice(0, 2), words }).toEqual({ row: [before, after], words: expected });
    expect(/\bin place\b/.test(says.split(/[;.]/)[0])).toBe(group.startsWith('updated'));
  });

  test('has the kinds', () => {
    expect(rows.length).toBeGreaterThanOrEqual(8);
  });
});
