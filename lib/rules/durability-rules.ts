import { engineOf, isSecondary, lacks, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import { inClusterMode, isDurable, type ReplicationGroup, replicasOf, zonesOf } from './replication-group-shape';
import type { Rule } from './rule';

/** The transactional log behind the memory, and everything that it needs. */
export const DURABILITY_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'durability-value',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: ({ properties: p }) =>
      p.Durability !== undefined && !['sync', 'async', 'disabled', 'default'].includes(p.Durability),
    needs: "'sync', 'async' or 'disabled'",
    remedy: 'choose one, or leave it out',
    page: PAGES.durabilityConfiguring,
  },
  {
    id: 'durability-default',
    level: 'warning',
    fact: 'documented',
    property: 'Durability',
    broken: ({ properties: p }) => p.Durability === 'default',
    needs: "'sync', 'async' or 'disabled', because what 'default' means is up to the service and may change",
    remedy: 'say which one you mean',
    page: PAGES.durabilityConfiguring,
  },
  {
    id: 'durability-unstated',
    level: 'warning',
    fact: 'documented',
    property: 'Durability',
    broken: (it) =>
      !('Durability' in it.properties) &&
      !('SnapshotName' in it.properties) &&
      engineOf(it)?.features.durability === true &&
      inClusterMode(it) === true &&
      !isSecondary(it) &&
      nodeTypeOf(it)?.kvCaching !== true,
    needs: 'to be stated, because what the service does without it may change',
    remedy: (_, say) => `set ${say.set('Durability', 'disabled')} to keep what you have today`,
    page: PAGES.durabilityConfiguring,
  },
  {
    id: 'durability-engine',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && lacks(it, 'durability'),
    needs: 'valkey 9.0 or newer',
    got: ({ properties: p }) => `${p.Engine} ${p.EngineVersion}`,
    remedy: (_, say) => `upgrade to valkey 9.0 or newer, or set ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-node-type',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && nodeTypeOf(it)?.durability === false,
    needs: 'a node type of the families r8g, r7g, r6g, m8g, m7g, m6g, c8gn or c7gn',
    got: ({ properties: p }) => `${p.CacheNodeType}`,
    remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.r7g.large')}, or ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-cluster-mode',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && inClusterMode(it) === false,
    needs: 'cluster mode',
    remedy: (_, say) => `use cluster mode, also with one shard, or set ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-multi-az',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && it.properties.MultiAZEnabled !== true && !isSecondary(it),
    needs: (_, say) => `'${say.name('MultiAZEnabled')}' to be true`,
    got: ({ properties: p }) => `${p.MultiAZEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('MultiAZEnabled', true)}, or ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-replica',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && replicasOf(it) === 0,
    needs: 'at least 1 replica behind each primary',
    got: (it) => `${replicasOf(it)}`,
    remedy: (_, say) => `set ${say.set('ReplicasPerNodeGroup', 1)}, or ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-tls',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && it.properties.TransitEncryptionEnabled !== true && !isSecondary(it),
    needs: 'encryption in transit',
    got: ({ properties: p }) => `${p.TransitEncryptionEnabled ?? 'none'}`,
    remedy: (_, say) => `set ${say.set('TransitEncryptionEnabled', true)}, or ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-data-tiering',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && it.properties.DataTieringEnabled === true,
    needs: 'a group without data tiering',
    got: (_, say) => say.set('DataTieringEnabled', true),
    remedy: (_, say) => `choose a family without SSDs, or set ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-local-zone',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && localZonesOf(it).length > 0,
    needs: 'nodes in a Region, not in a Local Zone',
    got: (it) => localZonesOf(it).join(', '),
    remedy: (_, say) => `choose zones of the Region, or set ${say.set('Durability', 'disabled')}`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-global-datastore',
    level: 'error',
    fact: 'documented',
    property: 'Durability',
    broken: (it) => isDurable(it) && isSecondary(it),
    needs: 'a group outside a Global Datastore',
    remedy: (_, say) => `leave '${say.name('Durability')}' out`,
    page: PAGES.durabilityLimits,
  },
  {
    id: 'durability-restore',
    level: 'warning',
    fact: 'documented',
    property: 'Durability',
    broken: (it) =>
      !('Durability' in it.properties) && 'SnapshotName' in it.properties && engineOf(it)?.features.durability === true,
    needs: 'to be stated when a snapshot is restored, or the group takes the durability that the snapshot recorded',
    remedy: (_, say) => `set ${say.set('Durability', 'disabled')}, or the durability that you want`,
    page: PAGES.snapshot,
  },
];

/** The zones in the form of a Local Zone: `us-west-2-lax-1a`. */
function localZonesOf(it: ReplicationGroup): string[] {
  return zonesOf(it).filter((zone) => /-\d+-[a-z]+-\d+[a-z]$/.test(zone));
}
