import { EngineVersion } from '../catalog/engine-version';
import { PAGES } from './pages';
import { engineOf, isSecondary, type ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

/** The engine, its version, and the parameter group family of that version. */
export const ENGINE_RULES: readonly Rule<ReplicationGroup>[] = [
  {
    id: 'engine-known',
    level: 'error',
    fact: 'documented',
    property: 'Engine',
    broken: ({ properties: p }) => p.Engine !== undefined && p.Engine !== 'valkey' && p.Engine !== 'redis',
    needs: "'valkey' or 'redis'",
    remedy: ({ properties: p }, say) =>
      p.Engine === 'memcached'
        ? 'use a Memcached cluster, which has no replication group'
        : `set ${say.set('Engine', 'valkey')}`,
    page: PAGES.cfnReplicationGroup,
  },
  {
    id: 'engine-version-stated',
    level: 'warning',
    fact: 'inferred',
    property: 'EngineVersion',
    broken: (it) => !('EngineVersion' in it.properties) && !isSecondary(it),
    needs: 'a version, because the default of the service moves and an upgrade cannot be undone',
    remedy: 'state the version that runs',
    page: PAGES.engineVersions,
  },
  {
    id: 'engine-version-two-parts',
    level: 'warning',
    fact: 'community',
    property: 'EngineVersion',
    broken: patched,
    needs: 'two parts without a patch level',
    remedy: ({ properties: p }, say) =>
      `set ${say.set('EngineVersion', p.EngineVersion?.split('.').slice(0, 2).join('.'))}`,
    page: PAGES.engineVersions,
  },
  {
    id: 'engine-version-known',
    level: 'warning',
    fact: 'community',
    property: 'EngineVersion',
    broken: (it) => {
      const { Engine: engine, EngineVersion: version } = it.properties;
      if (version === undefined || patched(it)) return false;
      // Redis OSS ends with its last row here; a newer Valkey is one that AWS has added since.
      if (engine === 'redis') return EngineVersion.find(engine, version) === undefined;
      return engine === 'valkey' && engineOf(it) === undefined;
    },
    needs: ({ properties: p }) =>
      `a version that the service offers: ${EngineVersion.all()
        .filter((row) => row.engine === p.Engine)
        .map((row) => row.version)
        .join(', ')}`,
    remedy: 'choose one of them',
    page: PAGES.engineVersions,
  },
  {
    id: 'engine-extended-support',
    level: 'warning',
    fact: 'documented',
    property: 'EngineVersion',
    broken: (it) => engineOf(it)?.standardSupportEnds !== undefined,
    needs: (it) =>
      `a version without an end of standard support: that of ${engineOf(it)} is ${engineOf(it)?.standardSupportEnds}`,
    remedy: 'upgrade to Valkey by that day, or pay for Extended Support from the next day on',
    page: PAGES.extendedSupport,
  },
  {
    id: 'parameter-group-family',
    level: 'warning',
    fact: 'community',
    property: 'CacheParameterGroupName',
    broken: (it) => {
      const [family, engine] = [familyOf(it), rowOf(it)];
      return family !== undefined && engine !== undefined && family !== engine.parameterGroupFamily;
    },
    needs: (it) => `a parameter group of family ${rowOf(it)?.parameterGroupFamily} for ${rowOf(it)}`,
    got: (it) => `one of family ${familyOf(it)}`,
    remedy: 'give it a parameter group of the family of its engine version',
    page: PAGES.parameters,
  },
];

/** Whether the version has a patch level that the service does not take: Valkey, and Redis OSS since 6. */
function patched({ properties: p }: ReplicationGroup): boolean {
  const major = /^(\d+)\.\d+\.\d+$/.exec(p.EngineVersion ?? '')?.[1];
  return major !== undefined && (p.Engine === 'valkey' || (p.Engine === 'redis' && Number(major) >= 6));
}

/** The row of exactly its version: the family of one that AWS has added since is not known. */
function rowOf({ properties: p }: ReplicationGroup): EngineVersion | undefined {
  return EngineVersion.find(p.Engine ?? '', p.EngineVersion ?? '');
}

/** The family of its parameter group, by the group in the template or by the name of a default group. */
function familyOf({ properties: p, parameterGroup }: ReplicationGroup): string | undefined {
  return parameterGroup === undefined
    ? /^default\.(.+?)(\.cluster\.on)?$/.exec(p.CacheParameterGroupName ?? '')?.[1]
    : parameterGroup.CacheParameterGroupFamily;
}
