import { engineOf, isSecondary, lacks } from './node-based-shape';
import { PAGES } from './pages';
import type { ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

/** Encryption at rest and in transit. */
export const ENCRYPTION_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'at-rest-off',
    level: 'warning',
    fact: 'documented',
    property: 'AtRestEncryptionEnabled',
    broken: (it) => it.properties.AtRestEncryptionEnabled !== true && !isSecondary(it),
    needs: 'true, stated now: it can be turned on only when the cache is created',
    remedy: (_, say) => `set ${say.set('AtRestEncryptionEnabled', true)}`,
    page: PAGES.atRest,
  },
  {
    id: 'kms-key-needs-at-rest',
    level: 'error',
    fact: 'documented',
    property: 'KmsKeyId',
    // Valkey encrypts at rest by default, says the API; Redis OSS does not.
    broken: (it) =>
      'KmsKeyId' in it.properties &&
      !isSecondary(it) &&
      !(it.properties.AtRestEncryptionEnabled ?? it.properties.Engine !== 'redis'),
    needs: 'encryption at rest',
    got: ({ properties: p }) => `${p.AtRestEncryptionEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('AtRestEncryptionEnabled', true)}, or leave the key out`,
    page: PAGES.atRest,
  },
  {
    id: 'tls-stated',
    level: 'error',
    fact: 'documented',
    property: 'TransitEncryptionEnabled',
    broken: (it) =>
      it.properties.Engine === 'valkey' && !('TransitEncryptionEnabled' in it.properties) && !isSecondary(it),
    needs: 'true or false on valkey, which refuses to guess',
    remedy: (_, say) => `set ${say.set('TransitEncryptionEnabled', true)}`,
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'tls-off',
    level: 'warning',
    fact: 'inferred',
    property: 'TransitEncryptionEnabled',
    broken: (it) =>
      it.properties.TransitEncryptionEnabled !== true &&
      ('TransitEncryptionEnabled' in it.properties || it.properties.Engine !== 'valkey') &&
      !isSecondary(it),
    needs: 'true, or every key, value and password crosses the network in clear text',
    remedy: (_, say) => `set ${say.set('TransitEncryptionEnabled', true)}`,
    page: PAGES.inTransit,
  },
  {
    id: 'tls-needs-subnet-group',
    level: 'error',
    fact: 'documented',
    property: 'CacheSubnetGroupName',
    broken: ({ properties: p }) => p.TransitEncryptionEnabled === true && !('CacheSubnetGroupName' in p),
    needs: 'a subnet group where encryption in transit is on',
    remedy: 'add a subnet group of private subnets',
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'tls-mode-value',
    level: 'error',
    fact: 'documented',
    property: 'TransitEncryptionMode',
    broken: ({ properties: p }) =>
      p.TransitEncryptionMode !== undefined && !['preferred', 'required'].includes(p.TransitEncryptionMode),
    needs: "'required' or 'preferred'",
    remedy: (_, say) => `set ${say.set('TransitEncryptionMode', 'required')}`,
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'tls-mode-needs-tls',
    level: 'warning',
    fact: 'inferred',
    property: 'TransitEncryptionMode',
    broken: (it) =>
      'TransitEncryptionMode' in it.properties && it.properties.TransitEncryptionEnabled !== true && !isSecondary(it),
    needs: (_, say) => `'${say.name('TransitEncryptionEnabled')}' to be true`,
    got: ({ properties: p }) => `${p.TransitEncryptionEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('TransitEncryptionEnabled', true)}, or leave the mode out`,
    page: PAGES.createReplicationGroup,
  },
  {
    id: 'tls-mode-engine',
    level: 'warning',
    fact: 'community',
    property: 'TransitEncryptionMode',
    broken: (it) => 'TransitEncryptionMode' in it.properties && lacks(it, 'tlsMode'),
    needs: 'valkey 7.2 or redis 7.0, or newer',
    got: (it) => `${engineOf(it)}`,
    remedy: 'leave it out, or upgrade the engine',
    page: PAGES.tlsChange,
  },
  {
    id: 'tls-preferred-users',
    level: 'warning',
    fact: 'community',
    property: 'TransitEncryptionMode',
    broken: ({ properties: p }) => p.TransitEncryptionMode === 'preferred' && 'UserGroupIds' in p,
    needs: (_, say) => `'required' beside '${say.name('UserGroupIds')}'`,
    remedy: (_, say) => `set ${say.set('TransitEncryptionMode', 'required')} before you add users`,
    page: PAGES.tlsChange,
  },
  {
    id: 'tls-preferred',
    level: 'warning',
    fact: 'documented',
    property: 'TransitEncryptionMode',
    broken: ({ properties: p }) => p.TransitEncryptionMode === 'preferred',
    needs: "'required' in the end: with 'preferred', clients still connect in clear text",
    remedy: (_, say) => `move the clients to TLS, then set ${say.set('TransitEncryptionMode', 'required')}`,
    page: PAGES.createReplicationGroup,
  },
];
