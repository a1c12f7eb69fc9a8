import { QUOTAS } from '../catalog/quotas';
import { PAGES } from './pages';
import { isSecondary, lacks, type ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

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
];
