import type { Resource, Template } from './invariants';

type Found = readonly [logicalId: string, resource: Resource];

/** What must hold for those who connect, in words of its own: nothing here is shared with the rules. */
const INVARIANTS: { readonly [sentence: string]: (it: Facts) => boolean } = {
  'clients prove who they are, unless it is stated that they need not': ({ caches, open }) =>
    caches.every(({ AuthToken: token, UserGroupIds: groups }) => (token ?? groups) !== undefined || open),
  'nobody has to where that is stated': ({ caches, open }) =>
    !open || caches.every((p) => !('AuthToken' in p) && !('UserGroupIds' in p)),
  'it is by the token or by users': ({ caches }) =>
    caches.every((p) => p.AuthToken === undefined || p.UserGroupIds === undefined),
  'it is over encrypted connections': ({ caches }) =>
    caches.every(
      (p) => (p.AuthToken === undefined && p.UserGroupIds === undefined) || p.TransitEncryptionEnabled === true,
    ),
  'users are for engines that have them': ({ caches }) =>
    caches.every((p) => p.UserGroupIds === undefined || Number.parseFloat(p.EngineVersion) >= 6),
  'a cache names one group, by an id that one group of the template has, and is made after it': ({ of }) =>
    of('ReplicationGroup').every(([, cache]) => {
      const named = cache.Properties.UserGroupIds;
      if (named === undefined) return true;
      const group = of('UserGroup').find(([, { Properties: p }]) => p.UserGroupId === named[0]);
      return named.length === 1 && (isGiven(named[0]) || (group !== undefined && waitsFor(cache, group)));
    }),
  'a group names its users by their ids, each once, and is made after them': ({ of }) =>
    of('UserGroup').every(([, group]) => {
      const ids: string[] = group.Properties.UserIds;
      const users = of('User').filter(([, { Properties: p }]) => ids.includes(p.UserId));
      const known = ids.every((id) => isGiven(id) || users.some(([, { Properties: p }]) => p.UserId === id));
      return ids.length > 0 && new Set(ids).size === ids.length && known && users.every((it) => waitsFor(group, it));
    }),
  'names are told apart in a group': ({ of }) =>
    of('UserGroup').every(([, group]) => {
      const names = membersOf(group, of('User')).map(({ UserName: name }) => name);
      return new Set(names).size === names.length;
    }),
  'a Redis OSS group has a user default that is off, or has a password': ({ of }) =>
    of('UserGroup').every(
      ([, group]) =>
        group.Properties.Engine !== 'redis' ||
        membersOf(group, of('User')).some(({ UserName: name }) => name === 'default'),
    ),
  'nobody but a user that is off does without a proof': ({ of }) =>
    of('User').every(
      ([, { Properties: p }]) => p.AuthenticationMode.Type !== 'no-password-required' || /^off\b/.test(p.AccessString),
    ),
  'a Redis OSS cache has a Redis OSS group': ({ caches, of }) =>
    caches.every(({ Engine: engine, UserGroupIds: named = [] }) =>
      of('UserGroup').every(
        ([, { Properties: p }]) => engine !== 'redis' || !named.includes(p.UserGroupId) || p.Engine === 'redis',
      ),
    ),
  'IAM users are for engines that have IAM, and are named by their ids': ({ caches, of }) =>
    of('User').every(
      ([, { Properties: p }]) =>
        p.AuthenticationMode.Type !== 'iam' || p.UserName.toLowerCase() === p.UserId.toLowerCase(),
    ) &&
    caches.every(({ UserGroupIds: named = [], EngineVersion: version }) =>
      of('UserGroup')
        .filter(([, { Properties: p }]) => named.includes(p.UserGroupId))
        .flatMap(([, group]) => membersOf(group, of('User')))
        .every((p) => p.AuthenticationMode.Type !== 'iam' || Number.parseFloat(version) >= 7),
    ),
  'ids are those that the service takes, and in lower case and short unless they are stated': ({ of }) =>
    [...of('User'), ...of('UserGroup')].every(([, { Properties: p }]) => {
      const id: string = p.UserGroupId ?? p.UserId;
      return /^[a-z][a-z0-9-]*$/i.test(id) && (isStated(id) || (id === id.toLowerCase() && id.length <= 40));
    }),
  'no two of a kind have an id': ({ of }) =>
    (['User', 'UserGroup'] as const).every((kind) => {
      const ids = of(kind).map(([, { Properties: p }]) => String(p.UserGroupId ?? p.UserId).toLowerCase());
      return new Set(ids).size === ids.length;
    }),
  'a token is read from a secret': ({ caches }) =>
    caches.every(({ AuthToken: token }) => token === undefined || isReference(token)),
  'passwords are read from secrets, one or two, where the user has some': ({ of }) =>
    of('User').every(([, { Properties: p }]) => {
      const { Type: type, Passwords: passwords = [] } = p.AuthenticationMode;
      if (type !== 'password') return passwords.length === 0;
      return passwords.length >= 1 && passwords.length <= 2 && passwords.every(isReference);
    }),
  'no password stands in an access string': ({ of }) =>
    of('User').every(([, { Properties: p }]) => !/(^|[\s(])[<>#!]|nopass|resetpass|\breset\b/.test(p.AccessString)),
  'secrets are generated by the service: 64 letters and digits, and nothing of them is here': ({ secrets }) =>
    secrets.every((p) => {
      const { PasswordLength: length, ExcludePunctuation: plain } = p.GenerateSecretString ?? {};
      return length === 64 && plain === true && !('SecretString' in p) && !('Name' in p);
    }),
};

interface Facts {
  // biome-ignore lint/suspicious/noExplicitAny: see Resource
  readonly caches: readonly any[];
  // biome-ignore lint/suspicious/noExplicitAny: see Resource
  readonly secrets: readonly any[];
  readonly of: (kind: 'ReplicationGroup' | 'User' | 'UserGroup') => readonly Found[];
  readonly open: boolean;
}

/** The sentences that are not true of those who connect. */
export function brokenAccess({ Resources: all }: Template, open: boolean): string[] {
  const found = Object.entries(all);
  const properties = (type: string) => found.flatMap(([, it]) => (it.Type === type ? [it.Properties] : []));
  const facts: Facts = {
    caches: properties('AWS::ElastiCache::ReplicationGroup'),
    secrets: properties('AWS::SecretsManager::Secret'),
    of: (kind) => found.filter(([, { Type }]) => Type === `AWS::ElastiCache::${kind}`),
    open,
  };
  return Object.keys(INVARIANTS).filter((sentence) => !INVARIANTS[sentence](facts));
}

/** Ids that the random configurations state: of what exists already, and of what is made. */
const GIVEN = ['given', 'people', 'orders', 'default'];

function isGiven(id: string): boolean {
  return GIVEN.includes(id);
}

function isStated(id: string): boolean {
  return GIVEN.includes(id.toLowerCase()) || /^orders\d+$/i.test(id);
}

// biome-ignore lint/suspicious/noExplicitAny: see Resource
function membersOf(group: Resource, users: readonly Found[]): any[] {
  return users.flatMap(([, { Properties: p }]) => (group.Properties.UserIds.includes(p.UserId) ? [p] : []));
}

function waitsFor(resource: Resource | undefined, [logicalId]: Found): boolean {
  return resource?.DependsOn?.includes(logicalId) ?? false;
}

/** Whether it is a reference that CloudFormation resolves, and nothing else. */
function isReference(value: unknown): boolean {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /\{\{resolve:secretsmanager:.+:SecretString:(password|token)?::\}\}/.test(text);
}
