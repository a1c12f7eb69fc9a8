import { brokenAccess } from './access-invariants';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is read as it is, without the types that the rules read it with
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: { readonly UseOnlineResharding?: boolean };
  readonly DependsOn?: readonly string[];
}

export type Template = { readonly Resources: { readonly [logicalId: string]: Resource } };

/** What must hold for every replication group, in words of its own: nothing here is shared with the rules. */
const INVARIANTS: { readonly [sentence: string]: (it: Facts) => boolean } = {
  'it runs Valkey or Redis OSS': ({ p }) => ['valkey', 'redis'].includes(p.Engine),
  'no new cluster is made on a previous generation': ({ p }) =>
    !/^cache\.(t1|t2|m1|m2|m3|c1|r3)\./.test(p.CacheNodeType),
  'it has one shape: nodes of a shard, or shards with replicas': ({ p }) =>
    p.NumCacheClusters === undefined
      ? Number.isInteger(p.NumNodeGroups) && 'ReplicasPerNodeGroup' in p !== 'NodeGroupConfiguration' in p
      : !('NumNodeGroups' in p || 'ReplicasPerNodeGroup' in p || 'NodeGroupConfiguration' in p),
  'it has 1 to 500 shards of 1 to 6 nodes, 500 nodes in all': ({ shards, replicas }) =>
    Number.isInteger(replicas) &&
    shards >= 1 &&
    shards <= 500 &&
    replicas >= 0 &&
    replicas <= 5 &&
    shards * (1 + replicas) <= 500,
  'shards move without replacement': ({ p, update }) => (update?.UseOnlineResharding === true) === 'NumNodeGroups' in p,
  'cluster mode fails over': ({ p, sharded }) => !sharded || p.AutomaticFailoverEnabled === true,
  'failover has somebody to fail over to': ({ p, sharded, replicas }) =>
    sharded || p.AutomaticFailoverEnabled === false || replicas > 0,
  'Multi-AZ has failover and a replica': ({ p, replicas }) =>
    p.MultiAZEnabled === false || (p.MultiAZEnabled === true && p.AutomaticFailoverEnabled === true && replicas > 0),
  'the parameter group says cluster mode where the shape or the mode does': ({ p, sharded, parameters }) =>
    parameters === undefined ||
    (parameters['cluster-enabled'] === 'yes') === (sharded || ['enabled', 'compatible'].includes(p.ClusterMode)),
  'each shard has its entry, each replica its zone': ({ p, replicas }) =>
    (p.NodeGroupConfiguration ?? []).every(
      ({ ReplicaAvailabilityZones: zones, ReplicaCount: count }: { [property: string]: unknown }) =>
        count === replicas && (zones === undefined || (zones as string[]).length === count),
    ) && (p.NodeGroupConfiguration?.length ?? p.NumNodeGroups) === p.NumNodeGroups,
  'each node has its zone': ({ p }) =>
    p.PreferredCacheClusterAZs === undefined || p.PreferredCacheClusterAZs.length === p.NumCacheClusters,
  'backups are kept 0 to 35 days': ({ p }) =>
    Number.isInteger(p.SnapshotRetentionLimit) && p.SnapshotRetentionLimit >= 0 && p.SnapshotRetentionLimit <= 35,
  'a snapshot window is an hour of the day or more': ({ p }) =>
    p.SnapshotWindow === undefined || (lengthOf(p.SnapshotWindow, 1) ?? 0) >= 60,
  'a maintenance window is an hour of the week to a day': ({ p }) => {
    const minutes = p.PreferredMaintenanceWindow === undefined ? 60 : (lengthOf(p.PreferredMaintenanceWindow, 7) ?? 0);
    return minutes >= 60 && minutes <= 1440;
  },
  'durability has what it needs': ({ p, sharded, replicas }) =>
    !['sync', 'async'].includes(p.Durability) ||
    (p.Engine === 'valkey' &&
      Number.parseFloat(p.EngineVersion) >= 9 &&
      (sharded || p.ClusterMode === 'enabled') &&
      p.MultiAZEnabled === true &&
      replicas > 0 &&
      p.TransitEncryptionEnabled === true &&
      p.DataTieringEnabled !== true &&
      !/^cache\.(t|r5|m5|m4|r4)/.test(p.CacheNodeType)),
  'data tiering is on where there are SSDs, and nowhere else': ({ p }) =>
    (p.DataTieringEnabled === true) === /^cache\.r\dgd\./.test(p.CacheNodeType),
  'it is encrypted at rest': ({ p }) => p.AtRestEncryptionEnabled === true,
  'a mode of encryption in transit stands beside encryption in transit': ({ p }) =>
    typeof p.TransitEncryptionEnabled === 'boolean' &&
    (p.TransitEncryptionMode === undefined || p.TransitEncryptionEnabled),
  'compatible is for what can fail over': ({ p, replicas }) => p.ClusterMode !== 'compatible' || replicas > 0,
  'IPv6 is for engines that have it': ({ p }) =>
    !['ipv6', 'dual_stack'].includes(p.NetworkType) ||
    Number.parseFloat(p.EngineVersion) >= (p.Engine === 'valkey' ? 7.2 : 6.2),
  'each log is delivered once': ({ p }) => {
    const types = (p.LogDeliveryConfigurations ?? []).map(({ LogType }: { LogType: string }) => LogType);
    return new Set(types).size === types.length;
  },
  'no log is asked of an engine that has none': ({ p }) =>
    p.LogDeliveryConfigurations === undefined ||
    p.LogDeliveryConfigurations.length === 0 ||
    Number.parseFloat(p.EngineVersion) >= 6,
  'it is described in 1 to 255 characters': ({ p }) =>
    p.ReplicationGroupDescription.length >= 1 && p.ReplicationGroupDescription.length <= 255,
  'its id is one that the service takes': ({ p }) =>
    p.ReplicationGroupId === undefined || /^[a-z](?:-?[a-z0-9]){0,39}$/i.test(p.ReplicationGroupId),
  'it has its own place': ({ p }) => p.CacheSubnetGroupName !== undefined && p.SecurityGroupIds.length > 0,
  'its port is stated': ({ p }) => Number.isInteger(p.Port) && p.Port >= 1 && p.Port <= 65_535,
  'its fate is stated': ({ deletion, replacement }) =>
    // Of a first deployment that fails nothing is kept.
    (['Snapshot', 'Delete'].includes(deletion ?? '') && deletion === replacement) ||
    (deletion === 'RetainExceptOnCreate' && replacement === 'Retain'),
};

interface Facts {
  // biome-ignore lint/suspicious/noExplicitAny: see Resource
  readonly p: any;
  readonly update: Resource['UpdatePolicy'];
  readonly deletion: string | undefined;
  readonly replacement: string | undefined;
  /** Undefined where the group is not in the template. */
  readonly parameters: { readonly [name: string]: string } | undefined;
  readonly sharded: boolean;
  readonly shards: number;
  readonly replicas: number;
}

/**
 * The sentences that are not true of a replication group of the template, or of those who connect.
 *
 * @param open whether nobody has to prove who they are, which is stated
 */
export function broken(template: Template, open = false): string[] {
  const groups = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ElastiCache::ReplicationGroup');
  if (groups.length === 0) return ['there is a replication group'];
  const ofGroups = groups.flatMap((group) => {
    const { Properties: p, UpdatePolicy: update, DeletionPolicy: deletion, UpdateReplacePolicy: replacement } = group;
    const parameters = template.Resources[p.CacheParameterGroupName.Ref]?.Properties.Properties;
    const sharded = p.NumCacheClusters === undefined;
    const replicasPerShard = p.ReplicasPerNodeGroup ?? p.NodeGroupConfiguration?.[0]?.ReplicaCount;
    const [shards, replicas] = sharded ? [p.NumNodeGroups, replicasPerShard] : [1, p.NumCacheClusters - 1];
    const facts = { p, update, deletion, replacement, parameters, sharded, shards, replicas };
    return Object.keys(INVARIANTS).filter((sentence) => !INVARIANTS[sentence](facts));
  });
  return [...ofGroups, ...brokenAccess(template, open)];
}

/** Minutes from the start of a window to its end, in a week or a day; undefined where the text is no window. */
function lengthOf(window: string, days: 1 | 7): number | undefined {
  const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
  const time = '([01]\\d|2[0-3]):([0-5]\\d)';
  const moment = days === 7 ? `(${names.join('|')}):${time}` : `()${time}`;
  const parts = new RegExp(`^${moment}-${moment}$`).exec(window)?.slice(1);
  if (parts === undefined) return undefined;
  const minutes = (day: string, hour: string, minute: string) =>
    Math.max(0, names.indexOf(day)) * 1440 + Number(hour) * 60 + Number(minute);
  const [start, end] = [minutes(parts[0], parts[1], parts[2]), minutes(parts[3], parts[4], parts[5])];
  return (end - start + days * 1440) % (days * 1440) || (days === 1 ? 0 : days * 1440);
}
