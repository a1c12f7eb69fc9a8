import { parameterDefinition } from '../catalog/parameter-definitions';
import { PAGES } from './pages';
import type { ParameterGroup } from './parameter-group-shape';
import type { Rule } from './rule';

/** What parameters of Memcached say against each other; each by itself is judged as those of the other engines. */
export const MEMCACHED_PARAMETER_RULES: readonly Rule<ParameterGroup>[] = [
  {
    id: 'memcached-chunk-size',
    level: 'error',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => knowsChunks(it) && chunk(it) > item(it),
    needs: (it) => `'slab_chunk_max' to be 'max_item_size' at most, which is ${item(it)}`,
    got: (it) => `${chunk(it)}`,
    remedy: "set both, 'max_item_size' to a multiple of 'slab_chunk_max'",
    page: PAGES.versionManagement,
  },
  {
    id: 'memcached-chunk-multiple',
    level: 'error',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => knowsChunks(it) && chunk(it) > 0 && chunk(it) <= item(it) && item(it) % chunk(it) !== 0,
    needs: (it) => `'max_item_size' to be a multiple of 'slab_chunk_max', which is ${chunk(it)}`,
    got: (it) => `${item(it)}`,
    remedy: (it) => `set it to ${Math.ceil(item(it) / chunk(it)) * chunk(it)}`,
    page: PAGES.versionManagement,
  },
  {
    id: 'memcached-cas-disabled',
    level: 'warning',
    fact: 'documented',
    property: 'Properties',
    broken: (it) => isMemcached(it) && it.properties.Properties?.cas_disabled === '1',
    needs: "'cas_disabled' to be 0: without compare-and-swap, leases and the invalidation of cache-tier do not work",
    got: "'1'",
    remedy: 'leave it out',
    page: PAGES.parameters,
  },
];

function isMemcached({ properties: p }: ParameterGroup): boolean {
  return p.CacheParameterGroupFamily?.startsWith('memcached') ?? false;
}

/** Memcached has chunks since 1.4.33: whether clusters of the oldest family do, a group says that sets their size. */
function knowsChunks({ properties: p }: ParameterGroup): boolean {
  const stated = p.Properties ?? {};
  const newer = ['memcached1.5', 'memcached1.6'].includes(p.CacheParameterGroupFamily ?? '');
  return (newer && 'max_item_size' in stated) || ('slab_chunk_max' in stated && isMemcached({ properties: p }));
}

function item(it: ParameterGroup): number {
  return numberOf(it, 'max_item_size');
}

function chunk(it: ParameterGroup): number {
  return numberOf(it, 'slab_chunk_max');
}

function numberOf({ properties: p }: ParameterGroup, name: string): number {
  return Number(p.Properties?.[name] ?? parameterDefinition('memcached1.6', name)?.default);
}
