import { EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import { QUOTAS } from '../catalog/quotas';
import {
  CACHE_CLUSTER_SCALARS,
  type CacheCluster,
  type CacheClusterProperties,
  engineOfCluster,
  isMemcached,
  nodeTypeOfCluster,
  rowOfCluster,
} from './cache-cluster-shape';
import { PAGES } from './pages';
import { type Rule, shown } from './rule';
import { wrongType } from './shape';

const ENGINES = ['memcached', 'valkey', 'redis'];
const NAME = /^[a-zA-Z](-?[a-zA-Z0-9])*$/;
const REQUIRED: readonly (keyof CacheClusterProperties)[] = ['CacheNodeType', 'Engine', 'NumCacheNodes'];

/** What every cluster is, whatever its engine: engine, version, machine and name. */
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
    id: 'cluster-node-type-known',
    level: 'warning',
    fact: 'community',
    property: 'CacheNodeType',
    broken: (it) => it.properties.CacheNodeType !== undefined && nodeTypeOfCluster(it) === undefined,
    needs: 'a node type that the service offers',
    remedy: ({ properties: p }) => {
      const family = p.CacheNodeType?.split('.').slice(0, 2).join('.');
      const siblings = NodeType.all().filter((row) => row.creatable && row.name.startsWith(`${family}.`));
      return siblings.length > 0 ? `choose one of ${siblings.join(', ')}` : "choose one, such as 'cache.r7g.large'";
    },
    page: PAGES.nodeTypes,
  },
  {
    id: 'cluster-node-type-creatable',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOfCluster(it)?.creatable === false,
    needs: 'a current generation, because no new clusters are made on this one',
    remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.t4g.small')} or larger`,
    page: PAGES.nodeTypes,
  },
  {
    id: 'cluster-node-type-engine',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => {
      const [type, engine] = [nodeTypeOfCluster(it), engineOfCluster(it)];
      if (type === undefined || engine === undefined || !type.creatable) return false;
      const oldest = type.oldestVersion(engine.engine);
      // Data tiering and distributed KV caching are features of replication groups.
      if (type.dataTiering || type.kvCaching || oldest === undefined) return true;
      return type.graviton && !engine.isAtLeast(oldest);
    },
    needs: (it) => `a node type on which a cluster of ${engineOfCluster(it)} runs`,
    remedy: (it, say) => {
      const [type, engine] = [nodeTypeOfCluster(it), engineOfCluster(it)];
      const oldest = engine && type?.oldestVersion(engine.engine);
      return oldest === undefined || type?.dataTiering || type?.kvCaching
        ? `choose another family: ${say.set('CacheNodeType', 'cache.r6g.large')}, for example`
        : `upgrade to ${engine?.engine} ${oldest} or newer, or choose an older family`;
    },
    page: PAGES.nodeTypes,
  },
  {
    id: 'cluster-node-type-version',
    level: 'warning',
    fact: 'conflict',
    property: 'CacheNodeType',
    broken: (it) => {
      const [type, engine] = [nodeTypeOfCluster(it), engineOfCluster(it)];
      const oldest = engine && type?.oldestVersion(engine.engine);
      return oldest !== undefined && !type?.graviton && type?.creatable === true && !engine?.isAtLeast(oldest);
    },
    needs: (it) =>
      `${engineOfCluster(it)?.engine} ${nodeTypeOfCluster(it)?.oldestVersion(it.properties.Engine ?? '')} or newer, says the page of the node types; that of the API asks it of Graviton alone`,
    got: (it) => `${it.properties.CacheNodeType} with ${engineOfCluster(it)}`,
    remedy: 'upgrade the engine, or try it before you rely on it',
    page: PAGES.nodeTypes,
  },
  {
    id: 'cluster-node-type-region',
    level: 'warning',
    fact: 'community',
    property: 'CacheNodeType',
    broken: (it) => it.region !== undefined && nodeTypeOfCluster(it)?.isOfferedIn(it.region) === false,
    needs: ({ region }) => `a node type that is sold in ${region}`,
    remedy: (_, say) => `choose a family that is: ${say.set('CacheNodeType', 'cache.r6g.large')}, for example`,
    page: PAGES.nodeTypes,
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
