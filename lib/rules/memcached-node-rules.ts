import { QUOTAS } from '../catalog/quotas';
import { type CacheCluster, isMemcached, zonesNamed } from './cache-cluster-shape';
import { PAGES } from './pages';
import { type Rule, shown } from './rule';

const { memcachedNodes: most, memcachedNodesByApi: mostByApi } = QUOTAS;

/** How many nodes a Memcached cluster has, and in which Availability Zones. */
export const MEMCACHED_NODE_RULES: readonly Rule<CacheCluster>[] = [
  {
    id: 'memcached-node-count-range',
    level: 'error',
    fact: 'documented',
    property: 'NumCacheNodes',
    broken: (it) => isMemcached(it) && nodes(it) < 1,
    needs: 'one node or more',
    remedy: (_, say) => `set ${say.set('NumCacheNodes', 1)}, or more`,
    page: PAGES.createCacheCluster,
  },
  {
    id: 'memcached-node-count-quota',
    level: 'warning',
    fact: 'conflict',
    property: 'NumCacheNodes',
    broken: (it) => isMemcached(it) && nodes(it) > mostByApi,
    needs: `${mostByApi} nodes at most by the page of the API, ${most} by that of the quotas: AWS grants more on request`,
    remedy: 'ask for them before you deploy',
    page: PAGES.createCacheCluster,
  },
  {
    id: 'memcached-zones-stated',
    level: 'warning',
    fact: 'documented',
    property: 'PreferredAvailabilityZones',
    broken: (it) =>
      isMemcached(it) &&
      !('PreferredAvailabilityZones' in it.properties) &&
      !('PreferredAvailabilityZone' in it.properties),
    needs: 'a zone for each node: without them a later change of the number of nodes replaces the cluster',
    remedy: 'state the zones that the nodes have now',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'memcached-zones-count',
    level: 'error',
    fact: 'documented',
    property: 'PreferredAvailabilityZones',
    broken: (it) => {
      const { NumCacheNodes: count, PreferredAvailabilityZones: zones } = it.properties;
      if (!isMemcached(it) || zones === undefined || count === undefined) return false;
      return zones.length !== count;
    },
    needs: (it, say) => `one zone for each node, as many as '${say.name('NumCacheNodes')}' says: ${nodes(it)}`,
    got: ({ properties: p }) => `${p.PreferredAvailabilityZones?.length}`,
    remedy: 'name the zone of each node, the same one several times if need be',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'memcached-zones-twice',
    level: 'warning',
    fact: 'unverified',
    property: 'PreferredAvailabilityZone',
    broken: ({ properties: p }) => 'PreferredAvailabilityZone' in p && 'PreferredAvailabilityZones' in p,
    needs: (_, say) => `to stand without '${say.name('PreferredAvailabilityZones')}'`,
    remedy: 'name the zones in one place',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'memcached-az-mode-value',
    level: 'error',
    fact: 'documented',
    property: 'AZMode',
    broken: ({ properties: p }) => p.AZMode !== undefined && !['single-az', 'cross-az'].includes(p.AZMode),
    needs: "'single-az' or 'cross-az'",
    remedy: 'choose one, or leave it out',
    page: PAGES.createCacheCluster,
  },
  {
    id: 'memcached-az-mode-one-node',
    level: 'warning',
    fact: 'community',
    property: 'AZMode',
    broken: (it) => isMemcached(it) && it.properties.AZMode === 'cross-az' && it.properties.NumCacheNodes === 1,
    needs: "'single-az' with one node",
    remedy: 'leave it out, or add a node',
    page: PAGES.createCacheCluster,
  },
  {
    id: 'memcached-az-mode-several-zones',
    level: 'warning',
    // An older page of CloudFormation asked for it; today's is silent.
    fact: 'community',
    property: 'AZMode',
    broken: (it) => isMemcached(it) && it.properties.AZMode !== 'cross-az' && zonesNamed(it) > 1,
    needs: "'cross-az' where the nodes are in several zones",
    remedy: (_, say) => `set ${say.set('AZMode', 'cross-az')}`,
    page: PAGES.createCacheCluster,
  },
  {
    id: 'memcached-az-mode-one-zone',
    level: 'warning',
    fact: 'unverified',
    property: 'AZMode',
    broken: (it) => isMemcached(it) && it.properties.AZMode === 'cross-az' && nodes(it) !== 1 && zonesNamed(it) === 1,
    needs: "'single-az' where every node is in one zone",
    remedy: 'name several zones, or leave it out',
    page: PAGES.createCacheCluster,
  },
  {
    id: 'memcached-one-zone',
    level: 'warning',
    fact: 'inferred',
    property: 'PreferredAvailabilityZones',
    broken: (it) => isMemcached(it) && nodes(it) > 1 && it.properties.AZMode !== 'cross-az' && zonesNamed(it) <= 1,
    needs: 'several Availability Zones: one that is lost takes every node, and the database gets all the load',
    got: ({ properties: p }) => shown(p.PreferredAvailabilityZone ?? p.PreferredAvailabilityZones),
    remedy: 'spread the nodes over two or more',
    page: PAGES.createCacheCluster,
  },
];

/** Its nodes; one that does not say is judged for that alone. */
function nodes({ properties: p }: CacheCluster): number {
  return p.NumCacheNodes ?? 1;
}
