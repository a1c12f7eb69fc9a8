import { Engine } from '../catalog/engine-version';
import { QUOTAS } from '../catalog/quotas';
import { CACHE_CLUSTER, type CacheCluster, type CacheClusterProperties } from './cache-cluster-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';

const ENGINES: readonly string[] = Object.values(Engine);
const NAME = /^[a-zA-Z](-?[a-zA-Z0-9])*$/;
const REQUIRED: readonly (keyof CacheClusterProperties)[] = ['CacheNodeType', 'Engine', 'NumCacheNodes'];

/** What the API and replication groups call their properties, and clusters do not have. */
const FOREIGN = [
  'AtRestEncryptionEnabled',
  'AuthToken',
  'AutomaticFailoverEnabled',
  'CacheClusterId',
  'ClusterMode',
  'DataTieringEnabled',
  'Durability',
  'KmsKeyId',
  'MultiAZEnabled',
  'NumCacheClusters',
  'NumNodeGroups',
  'PreferredCacheClusterAZs',
  'ReplicasPerNodeGroup',
  'ReplicationGroupId',
  'SecurityGroupIds',
  'TransitEncryptionMode',
  'UserGroupIds',
];

/** What every cluster is, whatever its engine. */
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
    id: 'cluster-other-properties',
    level: 'error',
    fact: 'documented',
    property: '',
    broken: (it) => foreign(it).length > 0,
    needs: 'properties that a cluster has',
    got: (it, say) =>
      foreign(it)
        .map((name) => `'${say.name(name)}'`)
        .join(', '),
    remedy: (_, say) =>
      `use '${say.name('VpcSecurityGroupIds')}' for security groups, and a replication group for what only that has`,
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
    id: 'cluster-port-stated',
    level: 'warning',
    fact: 'inferred',
    property: 'Port',
    broken: ({ properties: p }) => !('Port' in p),
    needs: 'a number: one that is stated later is a change of a property that replaces the cluster',
    remedy: CACHE_CLUSTER.port,
    page: PAGES.cfnCacheCluster,
  },
  {
    id: 'cluster-zones-region',
    level: 'warning',
    fact: 'inferred',
    property: 'PreferredAvailabilityZones',
    broken: (it) => strayZones(it).length > 0,
    needs: ({ region }) => `zones of ${region}`,
    got: (it) => strayZones(it).join(', '),
    remedy: 'name zones of the subnets of its subnet group',
    page: PAGES.cfnCacheCluster,
  },
];

function missing(p: CacheClusterProperties): string[] {
  return REQUIRED.filter((name) => !(name in p));
}

function foreign({ properties }: CacheCluster): string[] {
  return FOREIGN.filter((name) => name in properties);
}

/** The zones whose names begin with another Region; what is no name of a zone says nothing. */
function strayZones({ properties: p, region }: CacheCluster): string[] {
  if (region === undefined) return [];
  const named = [...(p.PreferredAvailabilityZones ?? []), p.PreferredAvailabilityZone ?? ''];
  return named.filter((zone) => (/^[a-z]+(-[a-z]+)+-\d+/.exec(zone)?.[0] ?? region) !== region);
}
