import { Engine, EngineVersion } from '../catalog/engine-version';
import { engineOf, isSecondary, type NodeBased, type NodeBasedKind, rowOf } from './node-based-shape';
import { PAGES } from './pages';
import { REPLICATION_GROUP, type ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

const ENGINES: readonly string[] = Object.values(Engine);

/** The engine of a replication group, its version, and the parameter group family of that version. */
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
  ...engineVersionRules(REPLICATION_GROUP),
];

/** The version of the engine, and the parameter group family of that version. */
export function engineVersionRules({ prefix }: NodeBasedKind): readonly Rule<NodeBased>[] {
  return [
    {
      id: `${prefix}engine-version-stated`,
      level: 'warning',
      fact: 'inferred',
      property: 'EngineVersion',
      broken: (it) => !('EngineVersion' in it.properties) && !isSecondary(it),
      needs: 'a version, because the default of the service moves and an upgrade cannot be undone',
      remedy: 'state the version that runs',
      page: PAGES.engineVersions,
    },
    {
      id: `${prefix}engine-version-two-parts`,
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
      id: `${prefix}engine-version-known`,
      level: 'warning',
      fact: 'community',
      property: 'EngineVersion',
      broken: (it) => {
        const { Engine: engine, EngineVersion: version } = it.properties;
        if (version === undefined || patched(it) || !ENGINES.includes(engine ?? '')) return false;
        // Redis OSS ends with its last row here; a newer one of the others is one that AWS has added since.
        return engine === Engine.REDIS ? rowOf(it) === undefined : engineOf(it) === undefined;
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
      id: `${prefix}engine-extended-support`,
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
      id: `${prefix}parameter-group-family`,
      level: 'warning',
      fact: 'community',
      property: 'CacheParameterGroupName',
      broken: (it) => {
        const [family, engine] = [familyOf(it), rowOf(it)];
        if (family === undefined || !ENGINES.includes(it.properties.Engine ?? '')) return false;
        return engine === undefined
          ? ofEngine(family) !== it.properties.Engine
          : family !== engine.parameterGroupFamily;
      },
      needs: (it) =>
        rowOf(it) === undefined
          ? `a parameter group of ${it.properties.Engine}`
          : `a parameter group of family ${rowOf(it)?.parameterGroupFamily} for ${rowOf(it)}`,
      got: (it) => `one of family ${familyOf(it)}`,
      remedy: 'give it a parameter group of the family of its engine version',
      page: PAGES.parameters,
    },
  ];
}

/** Whether the version has a patch level that the service does not take: Valkey, and Redis OSS since 6. */
function patched({ properties: p }: NodeBased): boolean {
  const major = /^(\d+)\.\d+\.\d+$/.exec(p.EngineVersion ?? '')?.[1];
  return major !== undefined && (p.Engine === 'valkey' || (p.Engine === 'redis' && Number(major) >= 6));
}

/** The family of its parameter group, by the group in the template or by the name of a default group. */
function familyOf({ properties: p, parameterGroup }: NodeBased): string | undefined {
  return parameterGroup === undefined
    ? /^default\.(.+?)(\.cluster\.on)?$/.exec(p.CacheParameterGroupName ?? '')?.[1]
    : parameterGroup.CacheParameterGroupFamily;
}

/** The engine of a family: `valkey` of `valkey8`. */
function ofEngine(family: string): string | undefined {
  return /^[a-z]+/.exec(family)?.[0];
}
