import type { EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import { engineOf, type NodeBased, type NodeBasedKind, nodeTypeOf } from './node-based-shape';
import { PAGES } from './pages';
import { REPLICATION_GROUP, type ReplicationGroup } from './replication-group-shape';
import type { Rule } from './rule';

/** The machines that the engine of a replication group runs on. */
export const NODE_TYPE_RULES: readonly Rule<ReplicationGroup>[] = [
  ...offeredNodeTypeRules(REPLICATION_GROUP),
  {
    id: 'node-type-engine',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => {
      const [type, engine] = [nodeTypeOf(it), engineOf(it)];
      if (type === undefined || engine === undefined || !type.creatable) return false;
      const oldest = type.oldestVersion(engine.engine);
      return oldest === undefined || !engine.isAtLeast(oldest);
    },
    needs: (it) => `a node type that runs ${engineOf(it)}`,
    remedy: (it, say) => {
      const [type, engine] = [nodeTypeOf(it), engineOf(it)];
      const oldest = engine && type?.oldestVersion(engine.engine);
      return oldest === undefined
        ? `choose a family that runs it: ${say.set('CacheNodeType', typeFor(engine))}, for example`
        : `upgrade to ${engine?.engine} ${oldest} or newer, or choose an older family`;
    },
    page: PAGES.nodeTypes,
  },
];

/** Whether there is such a machine, and where it is sold. */
export function offeredNodeTypeRules({ prefix }: NodeBasedKind): readonly Rule<NodeBased>[] {
  return [
    {
      id: `${prefix}node-type-known`,
      level: 'warning',
      fact: 'community',
      property: 'CacheNodeType',
      broken: (it) => it.properties.CacheNodeType !== undefined && nodeTypeOf(it) === undefined,
      needs: 'a node type that the service offers',
      remedy: ({ properties: p }) => {
        const family = p.CacheNodeType?.split('.').slice(0, 2).join('.');
        const siblings = NodeType.all().filter((row) => row.creatable && row.name.startsWith(`${family}.`));
        return siblings.length > 0 ? `choose one of ${siblings.join(', ')}` : "choose one, such as 'cache.r7g.large'";
      },
      page: PAGES.nodeTypes,
    },
    {
      id: `${prefix}node-type-creatable`,
      level: 'error',
      fact: 'documented',
      property: 'CacheNodeType',
      broken: (it) => nodeTypeOf(it)?.creatable === false,
      needs: 'a current generation, because no new clusters are made on this one',
      remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.t4g.small')} or larger`,
      page: PAGES.nodeTypes,
    },
    {
      id: `${prefix}node-type-region`,
      level: 'warning',
      fact: 'community',
      property: 'CacheNodeType',
      broken: (it) => it.region !== undefined && nodeTypeOf(it)?.isOfferedIn(it.region) === false,
      needs: ({ region }) => `a node type that is sold in ${region}`,
      remedy: (_, say) => `choose a family that is: ${say.set('CacheNodeType', 'cache.r6g.large')}, for example`,
      page: PAGES.nodeTypes,
    },
  ];
}

/** A node type that runs the engine version. */
export function typeFor(engine: EngineVersion | undefined): string {
  const types = [NodeType.R7G_LARGE, NodeType.R6G_LARGE, NodeType.R5_LARGE];
  return `${types.find((type) => engine?.isAtLeast(type.oldestVersion(engine.engine) ?? engine.version)) ?? types.at(-1)}`;
}
