import { NodeType } from '../catalog/node-type';
import { type CacheCluster, engineOfCluster, nodeTypeOfCluster } from './cache-cluster-shape';
import { PAGES } from './pages';
import type { Rule } from './rule';

/** The machine of a cluster: whether there is one, whether the engine runs on it, and where it is sold. */
export const CACHE_CLUSTER_NODE_TYPE_RULES: readonly Rule<CacheCluster>[] = [
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
];
