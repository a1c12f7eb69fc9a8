import { EngineVersion } from '../catalog/engine-version';
import { QUOTAS } from '../catalog/quotas';
import {
  CACHE_CLUSTER_SCALARS,
  type CacheCluster,
  type CacheClusterProperties,
  engineOfCluster,
  isMemcached,
  rowOfCluster,
} from './cache-cluster-shape';
import { PAGES } from './pages';
import { type Rule, shown } from './rule';
import { wrongType } from './shape';

const ENGINES = ['memcached', 'valkey', 'redis'];
const NAME = /^[a-zA-Z](-?[a-zA-Z0-9])*$/;
const REQUIRED: readonly (keyof CacheClusterProperties)[] = ['CacheNodeType', 'Engine', 'NumCacheNodes'];

/** What every cluster is, whatever its engine: engine, version and name. */
export const CACHE_CLUSTER_RULES: readonly Rule<CacheCluster>[] = [
  {
    id: 'cluster-required',
    level: 'error',
    fact: 'documented',
    property: '',
    broken: ({ properties: p }) => REQUIRED.some((name) => !(name in p)),
    needs: (_, say) => REQUIRED.map((name) => `'${say.name(name)}'`).join(', '),
    got: ({ properties: p }, say) =>
      `no ${missing(p)
        .map((name) => `'${say.name(name)}'`)
        .join(', no ')}`,
    remedy: 'state each of them',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-property-type',
    level: 'error',
    fact: 'documented',
    property: '',
    broken: (it) => mistyped(it).length > 0,
    needs: (it, say) =>
      mistyped(it)
        .map((name) => `'${say.name(name)}' to be of type ${CACHE_CLUSTER_SCALARS[name]}`)
        .join(', '),
    got: (it) =>
      mistyped(it)
        .map((name) => shown(wrongType(() => it.properties[name])))
        .join(', '),
    remedy: 'write each value in the type of the schema',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-name',
    level: 'error',
    fact: 'documented',
    property: 'ClusterName',
    broken: ({ properties: { ClusterName: name } }) =>
      name !== undefined && !(name.length <= QUOTAS.clusterNameLength && NAME.test(name)),
    needs: '1 to 50 letters, digits and single hyphens, a letter first and no hyphen last',
    remedy: 'leave it out: CloudFormation then makes a name that a replacement can do without',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-named',
    level: 'warning',
    fact: 'community',
    property: 'ClusterName',
    broken: ({ properties: p }) => p.ClusterName !== undefined,
    needs: 'no fixed name, because CloudFormation cannot replace a resource that has one',
    remedy: 'leave it out unless something outside this stack must know the name',
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-engine-known',
    level: 'error',
    fact: 'documented',
    property: 'Engine',
    broken: ({ properties: p }) => p.Engine !== undefined && !ENGINES.includes(p.Engine),
    needs: "'memcached', 'valkey' or 'redis'",
    remedy: (_, say) => `set ${say.set('Engine', 'memcached')}`,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-engine-version-stated',
    level: 'warning',
    fact: 'inferred',
    property: 'EngineVersion',
    broken: ({ properties: p }) => !('EngineVersion' in p),
    needs: 'a version, because the default of the service moves and an upgrade cannot be undone',
    remedy: 'state the version that runs',
    page: PAGES.engineVersions,
  },
  {
    id: 'cluster-engine-version-known',
    level: 'warning',
    fact: 'community',
    property: 'EngineVersion',
    broken: (it) => {
      const { Engine: engine = '', EngineVersion: version } = it.properties;
      if (version === undefined || !ENGINES.includes(engine)) return false;
      // Redis OSS ends with its last row here; a newer one of the others is one that AWS has added since.
      return engine === 'redis' ? rowOfCluster(it) === undefined : engineOfCluster(it) === undefined;
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
    id: 'cluster-parameter-group-family',
    level: 'warning',
    fact: 'community',
    property: 'CacheParameterGroupName',
    broken: (it) => {
      const [family, engine] = [familyOf(it), rowOfCluster(it)];
      return family !== undefined && engine !== undefined && family !== engine.parameterGroupFamily;
    },
    needs: (it) => `a parameter group of family ${rowOfCluster(it)?.parameterGroupFamily} for ${rowOfCluster(it)}`,
    got: (it) => `one of family ${familyOf(it)}`,
    remedy: 'give it a parameter group of the family of its engine version',
    page: PAGES.parameters,
  },
  {
    id: 'cluster-one-node',
    level: 'error',
    fact: 'documented',
    property: 'NumCacheNodes',
    broken: (it) => isReplicable(it) && (it.properties.NumCacheNodes ?? 1) !== 1,
    needs: ({ properties: p }) => `1 with ${p.Engine}, of which a cluster has one node`,
    remedy: (_, say) => `set ${say.set('NumCacheNodes', 1)}, or use a replication group`,
    page: PAGES.createCacheCluster,
  },
  {
    id: 'cluster-no-failover',
    level: 'warning',
    fact: 'documented',
    property: 'Engine',
    broken: isReplicable,
    needs: 'a replication group: a single node fails over to nobody, has no encryption and no authentication',
    remedy: "use 'AWS::ElastiCache::ReplicationGroup', which can have one node too",
    page: PAGES.atRest,
  },
  {
    id: 'cluster-memcached-only',
    level: 'error',
    fact: 'documented',
    property: 'AZMode',
    // One zone says what is true anyway.
    broken: (it) =>
      isReplicable(it) && ('PreferredAvailabilityZones' in it.properties || it.properties.AZMode === 'cross-az'),
    needs: (_, say) => `Memcached for 'cross-az', and so does '${say.name('PreferredAvailabilityZones')}'`,
    got: ({ properties: p }) => `${p.Engine}`,
    remedy: (_, say) => `leave both out, or use '${say.name('PreferredAvailabilityZone')}'`,
    page: PAGES.cfnCacheCluster,
  },
];

function isReplicable(it: CacheCluster): boolean {
  return ENGINES.includes(it.properties.Engine ?? '') && !isMemcached(it);
}

function missing(p: CacheClusterProperties): string[] {
  return REQUIRED.filter((name) => !(name in p));
}

/** Properties whose value is known and not of the type in the schema. */
function mistyped({ properties: p }: CacheCluster): (keyof CacheClusterProperties)[] {
  const names = Object.keys(p) as (keyof CacheClusterProperties)[];
  return names.filter((name) => wrongType(() => p[name]) !== undefined);
}

/** The family of its parameter group, by the group in the template or by the name of a default group. */
function familyOf({ properties: p, parameterGroup }: CacheCluster): string | undefined {
  return parameterGroup === undefined
    ? /^default\.(.+?)(\.cluster\.on)?$/.exec(p.CacheParameterGroupName ?? '')?.[1]
    : parameterGroup.CacheParameterGroupFamily;
}
