import type { EngineVersion } from '../catalog/engine-version';
import { QUOTAS } from '../catalog/quotas';
import { engineOf, isSecondary, lacks } from './node-based-shape';
import { PAGES } from './pages';
import type { ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';
import { unlessUnknown } from './shape';
import { shown, usersWhere } from './user-group-rules';
import { authenticationOf, type User } from './user-shape';

/** What a replication group says of those who may connect. */
export const ACCESS_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'auth-token-tls',
    level: 'error',
    fact: 'documented',
    property: 'AuthToken',
    broken: (it) => 'AuthToken' in it.properties && it.properties.TransitEncryptionEnabled !== true && !isSecondary(it),
    needs: 'encryption in transit',
    got: ({ properties: p }) => `${p.TransitEncryptionEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('TransitEncryptionEnabled', true)}`,
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'auth-token-form',
    level: 'error',
    fact: 'documented',
    property: 'AuthToken',
    broken: ({ properties: p }) => {
      const token = p.AuthToken;
      const { min, max } = QUOTAS.authTokenLength;
      return (
        token !== undefined && !(token.length >= min && token.length <= max && /^[A-Za-z0-9!&#$^<>-]+$/.test(token))
      );
    },
    needs: '16 to 128 letters, digits and ! & # $ ^ < > -',
    got: 'something else',
    remedy: 'generate a token of letters and digits in a secret',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'auth-token-literal',
    level: 'warning',
    fact: 'inferred',
    property: 'AuthToken',
    broken: ({ properties: p }) => p.AuthToken !== undefined,
    needs: 'a reference to a secret: everybody who can read the template can read this token',
    got: 'plain text',
    remedy: "keep it in Secrets Manager and write '{{resolve:secretsmanager:...}}'",
    page: PAGES.auth,
  },
  {
    id: 'auth-token-exposed',
    level: 'warning',
    fact: 'inferred',
    property: 'AuthToken',
    broken: ({ tokenExposure }) => tokenExposure !== undefined,
    needs: 'a source that shows it to nobody',
    got: ({ tokenExposure }) => `${tokenExposure}`,
    remedy: "keep it in Secrets Manager and write '{{resolve:secretsmanager:...}}'",
    page: PAGES.dynamicReferences,
  },
  {
    id: 'auth-token-kept',
    level: 'warning',
    // That an added token replaces, its page says; that users in its place do, was seen.
    fact: 'community',
    property: 'AuthToken',
    broken: ({ properties: p }) => 'AuthToken' in p,
    needs:
      'to be there from the first deployment and to stay: a token that is added replaces the cache, and so do users ' +
      'that take its place',
    got: 'a token',
    remedy: 'choose users for a new cache, and compare the templates before you change it on a deployed one',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'auth-token-rotation',
    level: 'error',
    fact: 'documented',
    property: 'AuthToken',
    broken: (it) => {
      const engine = engineOf(it);
      return engine?.engine === 'redis' && !engine.isAtLeast('5.0.6') && it.rotations.length > 0;
    },
    needs: 'redis 5.0.6 or newer to be rotated: an older engine takes no other token',
    got: (it) => `${engineOf(it)}`,
    remedy: 'upgrade the engine, or leave the rotation out',
    page: PAGES.auth,
  },
  {
    id: 'auth-none',
    level: 'warning',
    fact: 'inferred',
    property: 'UserGroupIds',
    broken: (it) => !('AuthToken' in it.properties) && !('UserGroupIds' in it.properties) && !isSecondary(it),
    needs: 'a user group, or whoever reaches the port reads and writes everything',
    got: (_, say) => `neither that nor '${say.name('AuthToken')}'`,
    remedy: 'give it a group of users, or an AUTH token before the first deployment',
    page: PAGES.rbac,
  },
  {
    id: 'auth-one-kind',
    level: 'warning',
    fact: 'community',
    property: 'AuthToken',
    broken: ({ properties: p }) => 'AuthToken' in p && 'UserGroupIds' in p,
    needs: (_, say) => `to stand without '${say.name('UserGroupIds')}'`,
    got: 'both',
    remedy: 'choose the token or the users',
    page: PAGES.rbac,
  },
  {
    id: 'user-groups-one',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupIds',
    broken: ({ properties: p }) => (p.UserGroupIds?.length ?? 0) > QUOTAS.userGroups,
    needs: 'one user group',
    got: ({ properties: p }) => `${p.UserGroupIds?.length}`,
    remedy: 'put all users into one group',
    page: PAGES.quotas,
  },
  {
    id: 'user-groups-tls',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupIds',
    broken: (it) =>
      'UserGroupIds' in it.properties && it.properties.TransitEncryptionEnabled !== true && !isSecondary(it),
    needs: 'encryption in transit',
    got: ({ properties: p }) => `${p.TransitEncryptionEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('TransitEncryptionEnabled', true)}`,
    page: PAGES.rbac,
  },
  {
    id: 'user-groups-engine',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupIds',
    broken: (it) => 'UserGroupIds' in it.properties && lacks(it, 'users'),
    needs: 'valkey 7.2 or redis 6.0, or newer',
    got: ({ properties: p }) => `${p.Engine} ${p.EngineVersion}`,
    remedy: 'upgrade the engine, or use an AUTH token',
    page: PAGES.rbac,
  },
  {
    id: 'user-groups-redis',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupIds',
    broken: (it) => it.properties.Engine === 'redis' && groupsOf(it, 'valkey').length > 0,
    needs: 'a user group of engine redis',
    got: (it) => `${groupsOf(it, 'valkey').join(', ')} of engine valkey`,
    remedy: 'make a group and users of engine redis: Valkey takes them too, so they stay after an upgrade',
    page: PAGES.rbac,
  },
  {
    id: 'user-groups-iam',
    level: 'error',
    fact: 'documented',
    property: 'UserGroupIds',
    broken: (it) => lacks(it, 'iam') && iamUsers(it).length > 0,
    needs: 'users with passwords: IAM needs valkey 7.2 or redis 7.0, or newer',
    got: (it) => `${shown(iamUsers(it))} with IAM on ${engineOf(it)}`,
    remedy: 'upgrade the engine, or give the users passwords',
    page: PAGES.authIam,
  },
  {
    id: 'user-groups-language',
    level: 'warning',
    fact: 'inferred',
    property: 'UserGroupIds',
    broken: (it) => foreignWords(it).length > 0,
    needs: (it) => `users whose access strings ${engineOf(it)} reads`,
    got: (it) => foreignWords(it).join(', '),
    remedy: 'upgrade the engine, or leave that out of the access string',
    page: PAGES.rbac,
  },
  {
    id: 'user-groups-order',
    level: 'warning',
    fact: 'inferred',
    property: 'UserGroupIds',
    broken: ({ unordered }) => unordered.length > 0,
    needs: 'a group that is made before it: by its id alone CloudFormation makes both at the same time',
    got: ({ unordered }) => unordered.map((id) => `'${id}'`).join(', '),
    remedy: 'refer to the group with Ref, or add it to DependsOn',
    page: PAGES.rbac,
  },
];

/** The ids of its known groups of an engine. */
function groupsOf({ userGroups }: ReplicationGroup, engine: string): string[] {
  return userGroups
    .filter((group) => unlessUnknown(() => group?.properties.Engine === engine, false))
    .map((group) => `'${unlessUnknown(() => group?.properties.UserGroupId, undefined) ?? 'a group'}'`);
}

function iamUsers(it: ReplicationGroup): User[] {
  return knownUsers(it, (user) => authenticationOf(user) === 'iam');
}

/** What its users say in their access strings that its engine does not know, with the users. */
function foreignWords(it: ReplicationGroup): string[] {
  const engine: EngineVersion | undefined = engineOf(it);
  if (engine === undefined) return [];
  return knownUsers(it, () => true).flatMap((user) => {
    const features = unlessUnknown(() => user.access?.features ?? [], []);
    return features
      .filter((feature) => !feature.worksOn(engine))
      .map((feature) => `${feature.name} of ${feature.needs} for ${shown([user])}`);
  });
}

/** A group whose users are not known says nothing of the others. */
function knownUsers({ userGroups }: ReplicationGroup, is: (user: User) => boolean): User[] {
  return userGroups
    .filter((group) => group !== undefined)
    .flatMap((group) => unlessUnknown(() => usersWhere(group, is), []));
}
