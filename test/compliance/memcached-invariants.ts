import type { Template } from './invariants';

/** What must hold for every Memcached cluster, in words of its own: nothing here is shared with the rules. */
const INVARIANTS: { readonly [sentence: string]: (it: Facts) => boolean } = {
  'it runs Memcached, of a version that is stated': ({ p }) =>
    p.Engine === 'memcached' && /^1\.\d/.test(p.EngineVersion),
  'no new cluster is made on a previous generation, or on one with disks of its own': ({ p }) =>
    !/^cache\.(t1|t2|m1|m2|m3|c1|r3|i8ge|r\dgd)\./.test(p.CacheNodeType),
  'it has a node': ({ p }) => Number.isInteger(p.NumCacheNodes) && p.NumCacheNodes >= 1,
  'each node has its zone, so that a change of their number replaces nothing': ({ p }) =>
    p.PreferredAvailabilityZones?.length === p.NumCacheNodes && p.PreferredAvailabilityZone === undefined,
  'nodes keep their zones when others are added': ({ zones }) => {
    const round = new Set(zones).size;
    return zones.every((zone, index) => zone === zones[index % round]);
  },
  'it is across zones where its nodes are in several, and not otherwise': ({ p, zones }) =>
    (p.AZMode === 'cross-az') === new Set(zones).size > 1 && p.AZMode !== 'single-az',
  'whether it is encrypted in transit is stated, and only where version and machine have it': ({ p }) =>
    p.TransitEncryptionEnabled === false ||
    (p.TransitEncryptionEnabled === true && atLeast(p.EngineVersion, 12) && !/^cache\.(t2|m3)\./.test(p.CacheNodeType)),
  'IPv6 is for versions that have it': ({ p }) =>
    !['ipv6', 'dual_stack'].includes(p.NetworkType) || atLeast(p.EngineVersion, 6),
  'nothing is asked of it that it has not': ({ p }) =>
    Object.keys(p).every(
      (name) => !/^(Snapshot|LogDelivery|AtRest|Auth|UserGroup|Replica|CacheSecurityGroup)/.test(name),
    ),
  'its port is stated, and the usual one': ({ p }) => p.Port === 11_211,
  'it has its own place': ({ p }) => p.CacheSubnetGroupName !== undefined && p.VpcSecurityGroupIds.length > 0,
  'its name is one that the service takes': ({ p }) =>
    p.ClusterName === undefined || /^[a-z](?:-?[a-z0-9]){0,49}$/i.test(p.ClusterName),
  'its parameters are of its family, and items fit their slabs': ({ p, group }) => {
    if (group === undefined) return true;
    const { max_item_size: item = 1_048_576, slab_chunk_max: chunk = 524_288 } = group.Properties;
    const family = `memcached${p.EngineVersion.split('.').slice(0, 2).join('.')}`;
    return (
      (group.CacheParameterGroupFamily === family || p.EngineVersion.startsWith('1.7')) &&
      (!('max_item_size' in group.Properties || 'slab_chunk_max' in group.Properties) ||
        (Number(chunk) <= Number(item) && Number(item) % Number(chunk) === 0))
    );
  },
  'nothing of it is to be kept by a snapshot': ({ deletion, replacement }) =>
    (deletion === 'Delete' && replacement === 'Delete') ||
    (deletion === 'RetainExceptOnCreate' && replacement === 'Retain'),
  'nobody is let in by an address, and on no other port': ({ ingress }) =>
    ingress.every((p) => p.SourceSecurityGroupId !== undefined && p.FromPort === 11_211 && p.ToPort === 11_211),
};

// biome-ignore lint/suspicious/noExplicitAny: a template is read as it is
type Properties = any;

interface Facts {
  readonly p: Properties;
  readonly zones: readonly string[];
  /** Undefined where the group is not in the template. */
  readonly group: Properties;
  readonly deletion: string | undefined;
  readonly replacement: string | undefined;
  /** The rules of its security groups. */
  readonly ingress: readonly Properties[];
}

/** The sentences that are not true of a Memcached cluster of the template. */
export function brokenCluster({ Resources: all }: Template): string[] {
  const clusters = Object.values(all).filter(({ Type }) => Type === 'AWS::ElastiCache::CacheCluster');
  if (clusters.length === 0) return ['there is a Memcached cluster'];
  const ingress = Object.values(all).flatMap(({ Type, Properties: p }) =>
    Type === 'AWS::EC2::SecurityGroupIngress' ? [p] : [],
  );
  return clusters.flatMap(({ Properties: p, DeletionPolicy: deletion, UpdateReplacePolicy: replacement }) => {
    const group = all[p.CacheParameterGroupName?.Ref]?.Properties;
    const zones = (p.PreferredAvailabilityZones ?? []).map((zone: unknown) => JSON.stringify(zone));
    const groups = p.VpcSecurityGroupIds.map((id: unknown) => JSON.stringify(id));
    const intoIt = ingress.filter(({ GroupId: id }) => groups.includes(JSON.stringify(id)));
    const facts: Facts = { p, zones, group, deletion, replacement, ingress: intoIt };
    return Object.keys(INVARIANTS).filter((sentence) => !INVARIANTS[sentence](facts));
  });
}

/** Whether a version is 1.6 with that patch or newer, or after 1.6. */
function atLeast(version: string, patch: number): boolean {
  const [, minor, own = 0] = version.split('.').map(Number);
  return minor > 6 || (minor === 6 && own >= patch);
}
