import { isSecondary } from './node-based-shape';
import { PAGES } from './pages';
import type { ReplicationGroup, ReplicationGroupProperties } from './replication-group-shape';
import type { Rule } from './rule';
import { unlessUnknown } from './shape';

/** What a secondary of a Global Datastore may say. */
export const GLOBAL_DATASTORE_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'minor-upgrades-global',
    level: 'warning',
    fact: 'documented',
    property: 'AutoMinorVersionUpgrade',
    broken: (it) => it.properties.AutoMinorVersionUpgrade === true && isSecondary(it),
    needs: 'to be left out in a Global Datastore, which turns it off',
    remedy: 'leave it out',
    page: PAGES.globalDatastoreLimits,
  },
  {
    id: 'global-datastore-inherits',
    level: 'error',
    fact: 'documented',
    property: 'GlobalReplicationGroupId',
    broken: (it) => isSecondary(it) && inherited(it).length > 0,
    needs: 'what a secondary inherits to be left out',
    got: (it, say) =>
      inherited(it)
        .map((property) => `'${say.name(property)}'`)
        .join(', '),
    remedy: 'leave these out: the primary decides them',
    page: PAGES.globalDatastore,
  },
  {
    id: 'global-datastore-ipv6',
    level: 'error',
    fact: 'documented',
    property: 'NetworkType',
    broken: (it) => isSecondary(it) && ['ipv6', 'dual_stack'].includes(it.properties.NetworkType ?? ''),
    needs: "'ipv4' in a Global Datastore",
    remedy: (_, say) => `set ${say.set('NetworkType', 'ipv4')}`,
    page: PAGES.globalDatastoreLimits,
  },
];

/** What a secondary of a Global Datastore must not say. */
export const INHERITED_FROM_PRIMARY: readonly (keyof ReplicationGroupProperties)[] = [
  'PrimaryClusterId',
  'AutomaticFailoverEnabled',
  'NumNodeGroups',
  'CacheParameterGroupName',
  'CacheNodeType',
  'Engine',
  'EngineVersion',
  'CacheSecurityGroupNames',
  'TransitEncryptionEnabled',
  'AtRestEncryptionEnabled',
  'SnapshotArns',
  'SnapshotName',
];

function inherited({ properties: p }: ReplicationGroup): string[] {
  return INHERITED_FROM_PRIMARY.filter((property) => unlessUnknown(() => property in p, false));
}
