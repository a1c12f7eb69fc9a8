import { EngineVersion } from '../catalog/engine-version';
import { NodeType } from '../catalog/node-type';
import { PAGES } from './pages';
import {
  engineOf,
  inClusterMode,
  isSecondary,
  lacks,
  nodeTypeOf,
  type ReplicationGroup,
  replicasOf,
} from './replication-group';
import type { Rule } from './rule';

/** The engine, its version and the machines that it runs on. */
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
    broken: ({ properties: p }) =>
      /^\d+\.\d+\.\d+$/.test(p.EngineVersion ?? '') &&
      (p.Engine === 'valkey' || (p.Engine === 'redis' && Number.parseInt(p.EngineVersion ?? '', 10) >= 6)),
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
      const judged = engine === 'valkey' || engine === 'redis';
      return judged && /^\d+(\.\d+|\.x)?$/.test(version ?? '') && engineOf(it) === undefined;
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
      `a version in standard support, which ends for ${engineOf(it)} on ${engineOf(it)?.standardSupportEnds}`,
    remedy: 'upgrade to Valkey before that day, or pay for Extended Support from the next day on',
    page: PAGES.extendedSupport,
  },
  {
    id: 'parameter-group-family',
    level: 'warning',
    fact: 'community',
    property: 'CacheParameterGroupName',
    broken: (it) => {
      const [family, engine] = [familyOf(it), engineOf(it)];
      return family !== undefined && engine !== undefined && family !== engine.parameterGroupFamily;
    },
    needs: (it) => `a parameter group of family ${engineOf(it)?.parameterGroupFamily} for ${engineOf(it)}`,
    got: (it) => `one of family ${familyOf(it)}`,
    remedy: 'give it a parameter group of the family of its engine version',
    page: PAGES.parameters,
  },
  {
    id: 'node-type-known',
    level: 'warning',
    fact: 'community',
    property: 'CacheNodeType',
    broken: (it) => it.properties.CacheNodeType !== undefined && nodeTypeOf(it) === undefined,
    needs: 'a node type that the service offers',
    remedy: ({ properties: p }) => {
      const family = p.CacheNodeType?.split('.').slice(0, 2).join('.');
      const siblings = NodeType.all().filter((row) => row.name.startsWith(`${family}.`));
      return siblings.length > 0 ? `choose one of ${siblings.join(', ')}` : "choose one, such as 'cache.r7g.large'";
    },
    page: PAGES.nodeTypes,
  },
  {
    id: 'node-type-creatable',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOf(it)?.creatable === false,
    needs: 'a current generation, because no new clusters are made on this one',
    remedy: (_, say) => `set ${say.set('CacheNodeType', 'cache.t4g.small')} or larger`,
    page: PAGES.nodeTypes,
  },
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
        ? `choose a family that runs ${engine?.engine}, such as ${say.set('CacheNodeType', 'cache.r7g.large')}`
        : `upgrade to ${engine?.engine} ${oldest} or newer, or choose an older family`;
    },
    page: PAGES.nodeTypes,
  },
  {
    id: 'node-type-region',
    level: 'warning',
    fact: 'community',
    property: 'CacheNodeType',
    broken: (it) => it.region !== undefined && nodeTypeOf(it)?.isOfferedIn(it.region) === false,
    needs: ({ region }) => `a node type that is sold in ${region}`,
    remedy: (_, say) => `choose a family that is, such as ${say.set('CacheNodeType', 'cache.r6g.large')}`,
    page: PAGES.nodeTypes,
  },
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
    got: (it) => `${eviction(it)}`,
    remedy: "set 'maxmemory-policy' to one of them",
    page: PAGES.dataTiering,
  },
  {
    id: 'kv-caching-cluster-mode',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && inClusterMode(it) === false,
    needs: 'cluster mode on this node type',
    remedy: (_, say) => `set ${say.set('ClusterMode', 'enabled')}, or choose another node type`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-no-replicas',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && (replicasOf(it) ?? 0) > 0,
    needs: 'shards without replicas on this node type',
    got: (it) => `${replicasOf(it)} replicas`,
    remedy: (_, say) => `set ${say.set('ReplicasPerNodeGroup', 0)}, or choose another node type`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-one-zone',
    level: 'error',
    fact: 'documented',
    property: 'MultiAZEnabled',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && it.properties.MultiAZEnabled === true,
    needs: 'false on i8ge nodes, whose shards are all in one zone',
    remedy: (_, say) => `set ${say.set('MultiAZEnabled', false)}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-failover',
    level: 'error',
    fact: 'documented',
    property: 'AutomaticFailoverEnabled',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && it.properties.AutomaticFailoverEnabled !== true,
    needs: 'true on i8ge nodes',
    remedy: (_, say) => `set ${say.set('AutomaticFailoverEnabled', true)}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-tls',
    level: 'error',
    fact: 'documented',
    property: 'TransitEncryptionMode',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && it.properties.TransitEncryptionMode !== 'required',
    needs: "'required' on i8ge nodes",
    remedy: (_, say) => `set ${say.set('TransitEncryptionMode', 'required')}`,
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-no-backup',
    level: 'error',
    fact: 'documented',
    property: 'SnapshotRetentionLimit',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && (it.properties.SnapshotRetentionLimit ?? 0) > 0,
    needs: '0 on i8ge nodes, which have no backups',
    remedy: (_, say) => `set ${say.set('SnapshotRetentionLimit', 0)}`,
    page: PAGES.kvCaching,
  },
];

const TIERED = ['volatile-lru', 'allkeys-lru', 'noeviction'];

function eviction({ parameterGroup }: ReplicationGroup): string | undefined {
  return parameterGroup?.Properties?.['maxmemory-policy'];
}

/** The family of its parameter group, by the group in the template or by the name of a default group. */
function familyOf({ properties: p, parameterGroup }: ReplicationGroup): string | undefined {
  return parameterGroup === undefined
    ? /^default\.(.+?)(\.cluster\.on)?$/.exec(p.CacheParameterGroupName ?? '')?.[1]
    : parameterGroup.CacheParameterGroupFamily;
}
