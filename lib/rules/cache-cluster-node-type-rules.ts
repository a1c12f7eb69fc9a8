import type { CacheCluster } from './cache-cluster-shape';
import { engineOf, nodeTypeOf } from './node-based-shape';
import { typeFor } from './node-type-rules';
import { PAGES } from './pages';
import type { Rule } from './rule';

/** Whether the engine of a cluster runs on its machine. */
export const CACHE_CLUSTER_NODE_TYPE_RULES: readonly Rule<CacheCluster>[] = [
  {
    id: 'cluster-node-type-engine',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => {
      const [type, engine] = [nodeTypeOf(it), engineOf(it)];
      if (type === undefined || engine === undefined || !type.creatable) return false;
      const oldest = type.oldestVersion(engine.engine);
      // Data tiering and distributed KV caching are features of replication groups.
      if (type.dataTiering || type.kvCaching || oldest === undefined) return true;
      return type.graviton && !engine.isAtLeast(oldest);
    },
    needs: (it) => `a node type on which a cluster of ${engineOf(it)} runs`,
    remedy: (it, say) => {
      const [type, engine] = [nodeTypeOf(it), engineOf(it)];
      const oldest = engine && type?.oldestVersion(engine.engine);
      return oldest === undefined || type?.dataTiering || type?.kvCaching
        ? `choose another family: ${say.set('CacheNodeType', typeFor(engine))}, for example`
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
      const [type, engine] = [nodeTypeOf(it), engineOf(it)];
      const oldest = engine && type?.oldestVersion(engine.engine);
      return oldest !== undefined && !type?.graviton && type?.creatable === true && !engine?.isAtLeast(oldest);
    },
    needs: (it) =>
      `${engineOf(it)?.engine} ${nodeTypeOf(it)?.oldestVersion(it.properties.Engine ?? '')} or newer, says the page of the node types; that of the API asks it of Graviton alone`,
    got: (it) => `${it.properties.CacheNodeType} with ${engineOf(it)}`,
    remedy: 'upgrade the engine, or try it before you rely on it',
    page: PAGES.nodeTypes,
  },
];
