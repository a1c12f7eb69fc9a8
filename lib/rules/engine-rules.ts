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
} from './replication-group-shape';
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
  {
    id: 'node-type-known',
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
        ? `choose a family that runs it: ${say.set('CacheNodeType', typeFor(engine))}, for example`
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
    remedy: (_, say) => `choose a family that is: ${say.set('CacheNodeType', 'cache.r6g.large')}, for example`,
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
    got: (it) => `'${eviction(it)}'`,
    remedy: "set 'maxmemory-policy' to one of them",
    page: PAGES.dataTiering,
  },
  {
    id: 'kv-caching-cluster-mode',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && inClusterMode(it) === false,
    needs: 'cluster mode with this node type',
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
    got: (it) => `${replicasOf(it)} in each`,
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
  {
    id: 'kv-caching-no-restore',
    level: 'error',
    fact: 'documented',
    property: 'CacheNodeType',
    broken: (it) =>
      nodeTypeOf(it)?.kvCaching === true && ('SnapshotName' in it.properties || 'SnapshotArns' in it.properties),
    needs: 'a cache that starts empty on this node type, which has no restore',
    got: ({ properties: p }) => ('SnapshotName' in p ? 'a snapshot' : 'S3 objects'),
    remedy: 'leave the source of the restore out, or choose another node type',
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-final-snapshot',
    level: 'warning',
    fact: 'inferred',
    property: 'CacheNodeType',
    broken: (it) =>
      nodeTypeOf(it)?.kvCaching === true && (it.DeletionPolicy === 'Snapshot' || it.UpdateReplacePolicy === 'Snapshot'),
    needs: "no 'Snapshot' policy, because this node type has no snapshots and the deletion would fail",
    got: "'Snapshot'",
    remedy: "set the deletion policy and the update replace policy to 'Delete' or 'Retain'",
    page: PAGES.kvCaching,
  },
  {
    id: 'kv-caching-zones',
    level: 'error',
    fact: 'documented',
    property: 'NodeGroupConfiguration',
    broken: (it) => nodeTypeOf(it)?.kvCaching === true && primaryZones(it).length > 1,
    needs: 'one zone for all shards on i8ge nodes',
    got: (it) => primaryZones(it).join(', '),
    remedy: "give every shard the same 'PrimaryAvailabilityZone'",
    page: PAGES.kvCaching,
  },
];

const TIERED = ['volatile-lru', 'allkeys-lru', 'noeviction'];

function eviction({ parameterGroup }: ReplicationGroup): string | undefined {
  return parameterGroup?.Properties?.['maxmemory-policy'];
}

/** Whether the version has a patch level that the service does not take: Valkey, and Redis OSS since 6. */
function patched({ properties: p }: ReplicationGroup): boolean {
  const major = /^(\d+)\.\d+\.\d+$/.exec(p.EngineVersion ?? '')?.[1];
  return major !== undefined && (p.Engine === 'valkey' || (p.Engine === 'redis' && Number(major) >= 6));
}

/** The row of exactly its version: the family of one that AWS has added since is not known. */
function rowOf({ properties: p }: ReplicationGroup): EngineVersion | undefined {
  return EngineVersion.find(p.Engine ?? '', p.EngineVersion ?? '');
}

/** A node type that runs the engine version. */
function typeFor(engine: EngineVersion | undefined): string {
  const types = [NodeType.R7G_LARGE, NodeType.R6G_LARGE, NodeType.R5_LARGE];
  return `${types.find((type) => engine?.isAtLeast(type.oldestVersion(engine.engine) ?? engine.version)) ?? types[0]}`;
}

function primaryZones({ properties: p }: ReplicationGroup): string[] {
  const zones = (p.NodeGroupConfiguration ?? []).map((group) => group.PrimaryAvailabilityZone);
  return [...new Set(zones.filter((zone) => zone !== undefined))];
}

/** The family of its parameter group, by the group in the template or by the name of a default group. */
function familyOf({ properties: p, parameterGroup }: ReplicationGroup): string | undefined {
  return parameterGroup === undefined
    ? /^default\.(.+?)(\.cluster\.on)?$/.exec(p.CacheParameterGroupName ?? '')?.[1]
    : parameterGroup.CacheParameterGroupFamily;
}
