import { engineOf, lacks, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import type { ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

/** Data on SSD behind memory. */
export const DATA_TIERING_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'data-tiering-required',
    level: 'error',
    fact: 'documented',
    property: 'DataTieringEnabled',
    broken: (it) => nodeTypeOf(it)?.dataTiering === true && it.properties.DataTieringEnabled !== true,
    needs: ({ properties: p }) => `true on ${p.CacheNodeType}`,
    remedy: (_, say) => `set ${say.set('DataTieringEnabled', true)}, or choose a family without SSDs`,
    page: PAGES.dataTiering,
  },
  {
    id: 'data-tiering-family',
    level: 'error',
    fact: 'documented',
    property: 'DataTieringEnabled',
    broken: (it) => it.properties.DataTieringEnabled === true && nodeTypeOf(it)?.dataTiering === false,
    needs: 'an r6gd node type',
    got: ({ properties: p }) => `${p.CacheNodeType}`,
    remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.r6gd.xlarge')}, or leave data tiering out`,
    page: PAGES.dataTiering,
  },
  {
    id: 'data-tiering-engine',
    level: 'error',
    fact: 'documented',
    property: 'DataTieringEnabled',
    broken: (it) => it.properties.DataTieringEnabled === true && lacks(it, 'dataTiering'),
    needs: 'valkey 7.2 or redis 6.2, or newer',
    got: (it) => `${engineOf(it)}`,
    remedy: 'upgrade the engine, or choose a family without SSDs',
    page: PAGES.dataTiering,
  },
  {
    id: 'data-tiering-eviction',
    level: 'error',
    fact: 'documented',
    property: 'CacheParameterGroupName',
    broken: (it) => nodeTypeOf(it)?.dataTiering === true && !TIERED.includes(eviction(it) ?? TIERED[0]),
    needs: "'maxmemory-policy' to be volatile-lru, allkeys-lru or noeviction with data tiering",
    got: (it) => `'${eviction(it)}'`,
    remedy: "set 'maxmemory-policy' to one of them",
    page: PAGES.dataTiering,
  },
];

const TIERED = ['volatile-lru', 'allkeys-lru', 'noeviction'];

function eviction({ parameterGroup }: ReplicationGroup): string | undefined {
  return parameterGroup?.Properties?.['maxmemory-policy'];
}
