import { MEMCACHED_FAMILIES, MEMCACHED_ROWS } from './memcached-parameter-definitions';

/**
 * How a value that was set takes effect: at once, when the nodes reboot, or only for clusters created with the group.
 * A `creation` value may be set in a group of one's own until a cluster uses that group, and is fixed from then on.
 */
export type AppliesWhen = 'immediate' | 'reboot' | 'creation';

/**
 * One parameter of the parameter group families, as the service documents it. What is not documented is left out.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
 */
export interface ParameterDefinition {
  readonly name: string;
  /** The families that know it, as this row says; another row may hold what other families make of the name. */
  readonly families: readonly string[];
  /** A `boolean` is written yes or no, a `flag` 1 or 0, a `decimal` with a point. */
  readonly type: 'integer' | 'string' | 'boolean' | 'flag' | 'decimal';
  /** The closed list of values. */
  readonly allowed?: readonly string[];
  /** Inclusive. */
  readonly min?: number;
  /** Inclusive. */
  readonly max?: number;
  /** 0 is a value, and so is everything from this number on; what lies between is refused. */
  readonly zeroOr?: number;
  /** The whole value matches this regular expression. */
  readonly pattern?: string;
  /** The value when nothing is set, where it is documented and the same for every node type. */
  readonly default?: string;
  /** Whether a parameter group of one's own may set it. */
  readonly modifiable: boolean;
  /** Absent when the parameter cannot be set. */
  readonly applies?: AppliesWhen;
  /** The lowest engine version that knows it, where the family starts with a lower one. */
  readonly since?: string;
  /** The name it had in the families before redis5.0, which these families no longer know. */
  readonly formerly?: string;
  /** What it does, with its unit. */
  readonly summary: string;
}

/** A row states `modifiable` and `applies` only where they differ from the common case: settable, at once. */
export type ParameterRow = Omit<ParameterDefinition, 'modifiable'> & { readonly modifiable?: false };

const ALL = ['redis6.x', 'redis7', 'valkey7', 'valkey8', 'valkey9'] as const;
const FROM_REDIS7 = ['redis7', 'valkey7', 'valkey8', 'valkey9'] as const;
const BEFORE_VALKEY8 = ['redis6.x', 'redis7', 'valkey7'] as const;
const FROM_VALKEY8 = ['valkey8', 'valkey9'] as const;

// The families build on each other on the page, from redis2.6 to valkey9: a row holds until a later family changes or
// removes it. Ranges the page leaves open come from the answer of DescribeEngineDefaultParameters for redis5.0
// that the AWS CLI shows as an example; where the two disagree, the wider range stands, because a range that is too
// narrow would refuse what the service accepts.
// biome-ignore format: one parameter, two lines
const ROWS: readonly ParameterRow[] = [
  // memory and eviction
  { name: 'maxmemory-policy', families: ALL, type: 'string', default: 'volatile-lru',
    allowed: ['volatile-lru', 'allkeys-lru', 'volatile-lfu', 'allkeys-lfu', 'volatile-random', 'allkeys-random',
      'volatile-ttl', 'noeviction'],
    summary: 'Which keys are evicted when the memory is full.' },
  { name: 'maxmemory-samples', families: BEFORE_VALKEY8, type: 'integer', min: 1, default: '3',
    summary: 'Number of keys that are compared to pick one to evict.' },
  { name: 'maxmemory-samples', families: FROM_VALKEY8, type: 'integer', min: 1, max: 64, default: '3',
    summary: 'Number of keys that are compared to pick one to evict.' },
  { name: 'maxmemory', families: ALL, type: 'integer', modifiable: false,
    summary: 'Bytes for data on a node: fixed by the node type.' },
  { name: 'reserved-memory-percent', families: ALL, type: 'integer', min: 0, max: 100, default: '25',
    summary: 'Percent of the node memory kept free for backup and failover; excludes reserved-memory.' },
  { name: 'reserved-memory', families: ALL, type: 'integer', default: '0',
    summary: 'Bytes kept free for backup and failover; excludes reserved-memory-percent.' },
  { name: 'lfu-log-factor', families: ALL, type: 'integer', min: 1, default: '10',
    summary: 'How many hits saturate the counter of a key under an LFU policy.' },
  { name: 'lfu-decay-time', families: ALL, type: 'integer', min: 0, default: '1',
    summary: 'Minutes after which the counter of a key decays under an LFU policy.' },
  { name: 'active-expire-effort', families: ALL, type: 'integer', min: 1, max: 10, default: '1',
    summary: 'Effort spent on deleting expired keys in the background; more costs CPU.' },

  // deletion in the background: not a choice any more from valkey8 on
  { name: 'lazyfree-lazy-eviction', families: BEFORE_VALKEY8, type: 'boolean', default: 'no',
    summary: 'Frees evicted keys in the background.' },
  { name: 'lazyfree-lazy-expire', families: BEFORE_VALKEY8, type: 'boolean', default: 'no',
    summary: 'Frees expired keys in the background.' },
  { name: 'lazyfree-lazy-server-del', families: BEFORE_VALKEY8, type: 'boolean', default: 'no',
    summary: 'Frees values that a write replaces in the background.' },
  { name: 'lazyfree-lazy-user-del', families: BEFORE_VALKEY8, type: 'boolean', default: 'no',
    summary: 'Makes DEL free keys in the background, as UNLINK does.' },
  { name: 'replica-lazy-flush', families: BEFORE_VALKEY8, type: 'boolean', modifiable: false,
    formerly: 'slave-lazy-flush',
    summary: 'Empties a replica in the background before a full sync.' },

  // defragmentation
  { name: 'activedefrag', families: ALL, type: 'boolean', default: 'no',
    summary: 'Defragments the memory while the node serves.' },
  // The page has 10485760 to 104857600, the API 1048576 and more.
  { name: 'active-defrag-ignore-bytes', families: ALL, type: 'integer', min: 1048576, default: '104857600',
    summary: 'Bytes of waste below which no defragmentation starts.' },
  { name: 'active-defrag-threshold-lower', families: ALL, type: 'integer', min: 1, max: 100, default: '10',
    summary: 'Percent of fragmentation at which defragmentation starts.' },
  { name: 'active-defrag-threshold-upper', families: ALL, type: 'integer', min: 1, max: 100, default: '100',
    summary: 'Percent of fragmentation at which defragmentation works hardest.' },
  { name: 'active-defrag-cycle-min', families: ALL, type: 'integer', min: 1, max: 75, default: '5',
    summary: 'Least percent of CPU for defragmentation.' },
  { name: 'active-defrag-cycle-max', families: ALL, type: 'integer', min: 1, max: 75, default: '75',
    summary: 'Most percent of CPU for defragmentation.' },
  { name: 'active-defrag-max-scan-fields', families: ALL, type: 'integer', min: 1, max: 1000000, default: '1000',
    summary: 'Most fields of one set, hash, sorted set or list that one scan handles.' },
  { name: 'activerehashing', families: ['redis6.x'], type: 'boolean', applies: 'creation', default: 'yes',
    summary: 'Rehashes the main table a little ten times a second.' },
  { name: 'activerehashing', families: FROM_REDIS7, type: 'boolean', modifiable: false, default: 'yes',
    summary: 'Rehashes the main table a little ten times a second: hidden, only AWS Support can turn it off.' },

  // clients
  { name: 'maxclients', families: ALL, type: 'integer', min: 1, max: 65000, modifiable: false,
    summary: 'Most connections of one node: 65000, fewer on the smallest burstable node types.' },
  { name: 'timeout', families: ALL, type: 'integer', zeroOr: 20, default: '0',
    summary: 'Seconds after which an idle client is disconnected; 0 never does.' },
  { name: 'tcp-keepalive', families: ALL, type: 'integer', min: 0, default: '300',
    summary: 'Seconds between probes of a silent connection; 0 sends none.' },
  { name: 'close-on-replica-write', families: ALL, type: 'boolean', default: 'yes', formerly: 'close-on-slave-write',
    summary: 'Disconnects a client that writes to a replica, so that it finds the new primary.' },
  { name: 'client-query-buffer-limit', families: ALL, type: 'integer', min: 1048576, max: 1073741824,
    default: '1073741824',
    summary: 'Most bytes of the query buffer of one client.' },
  { name: 'proto-max-bulk-len', families: ALL, type: 'integer', min: 1048576, max: 536870912, default: '536870912',
    summary: 'Most bytes of one element of a request.' },
  { name: 'client-output-buffer-limit-normal-hard-limit', families: ALL, type: 'integer', min: 0, default: '0',
    summary: 'Bytes of waiting output at which a client is disconnected; 0 is no limit.' },
  { name: 'client-output-buffer-limit-normal-soft-limit', families: ALL, type: 'integer', min: 0, default: '0',
    summary: 'Bytes of waiting output that a client may exceed for a while; 0 is no limit.' },
  { name: 'client-output-buffer-limit-normal-soft-seconds', families: ALL, type: 'integer', min: 0, default: '0',
    summary: 'Seconds that a client may exceed its soft limit; 0 is no limit.' },
  { name: 'client-output-buffer-limit-pubsub-hard-limit', families: ALL, type: 'integer', min: 0, default: '33554432',
    summary: 'Bytes of waiting output at which a subscriber is disconnected.' },
  { name: 'client-output-buffer-limit-pubsub-soft-limit', families: ALL, type: 'integer', min: 0, default: '8388608',
    summary: 'Bytes of waiting output that a subscriber may exceed for a while.' },
  { name: 'client-output-buffer-limit-pubsub-soft-seconds', families: ALL, type: 'integer', min: 0, default: '60',
    summary: 'Seconds that a subscriber may exceed its soft limit.' },
  { name: 'client-output-buffer-limit-replica-hard-limit', families: ALL, type: 'integer', modifiable: false,
    formerly: 'client-output-buffer-limit-slave-hard-limit',
    summary: 'Bytes of waiting output at which a replica is disconnected: fixed by the node type.' },
  { name: 'client-output-buffer-limit-replica-soft-limit', families: ALL, type: 'integer', modifiable: false,
    formerly: 'client-output-buffer-limit-slave-soft-limit',
    summary: 'Bytes of waiting output that a replica may exceed for a while: fixed by the node type.' },
  { name: 'client-output-buffer-limit-replica-soft-seconds', families: ALL, type: 'integer', min: 0, default: '60',
    modifiable: false, formerly: 'client-output-buffer-limit-slave-soft-seconds',
    summary: 'Seconds that a replica may exceed its soft limit.' },
  { name: 'tracking-table-max-keys', families: ALL, type: 'integer', default: '1000000',
    summary: 'Most keys that are tracked for client-side caching.' },
  { name: 'rename-commands', families: ALL, type: 'string',
    summary: 'Commands under other names, separated by spaces.' },
  { name: 'extended-redis-compatibility', families: FROM_VALKEY8, type: 'boolean', default: 'yes',
    summary: 'Makes Valkey present itself as Redis OSS 7.2.4 to tools that insist on it.' },

  // access and notifications
  { name: 'acl-pubsub-default', families: ALL, type: 'string', allowed: ['resetchannels', 'allchannels'],
    applies: 'reboot', since: '6.2',
    summary: 'Channels that users may use by default; existing users follow after a reboot or an update of the user.' },
  { name: 'acllog-max-len', families: ALL, type: 'integer', default: '128',
    summary: 'Most entries of the log of refused commands.' },
  // The page lists K E g $ l s h z x e A; t m d n are letters of the engines that came later.
  { name: 'notify-keyspace-events', families: ALL, type: 'string', pattern: '[KEAg$lshzxetmdn]*', default: '',
    summary: 'Letters of the events to publish; without K or E nothing is delivered, and no error says so.' },

  // replication
  { name: 'min-replicas-to-write', families: ALL, type: 'integer', min: 0, default: '0',
    formerly: 'min-slaves-to-write',
    summary: 'Replicas that must be in reach for the primary to accept writes; 0 asks for none.' },
  { name: 'min-replicas-max-lag', families: ALL, type: 'integer', min: 0, default: '10',
    formerly: 'min-slaves-max-lag',
    summary: 'Seconds without a ping after which a replica counts as out of reach; 0 never does.' },
  { name: 'repl-backlog-size', families: BEFORE_VALKEY8, type: 'integer', min: 16384, default: '1048576',
    summary: 'Bytes of recent writes kept, so that a replica that returns needs no full sync.' },
  { name: 'repl-backlog-size', families: FROM_VALKEY8, type: 'integer', min: 16384, default: '10485760',
    summary: 'Bytes of recent writes kept, so that a replica that returns needs no full sync.' },
  { name: 'repl-backlog-ttl', families: ALL, type: 'integer', min: 0, default: '3600',
    summary: 'Seconds that the backlog outlives the last replica; 0 keeps it.' },
  { name: 'replica-allow-chaining', families: ALL, type: 'boolean', default: 'no', modifiable: false,
    formerly: 'slave-allow-chaining',
    summary: 'Lets a replica have replicas of its own.' },
  { name: 'replica-ignore-maxmemory', families: ALL, type: 'boolean', default: 'yes', modifiable: false,
    summary: 'Leaves eviction on replicas to the primary.' },

  // cluster mode and databases
  // The page says not modifiable; DescribeCacheParameters says modifiable for a group that no cluster uses.
  { name: 'cluster-enabled', families: ALL, type: 'boolean', applies: 'creation', default: 'no',
    summary: 'Cluster mode; yes in the default groups that end in .cluster.on.' },
  { name: 'cluster-require-full-coverage', families: ALL, type: 'boolean', default: 'no',
    summary: 'Refuses every query while one hash slot has no node.' },
  { name: 'cluster-allow-reads-when-down', families: ALL, type: 'boolean', default: 'no',
    summary: 'Answers reads, perhaps stale, while a quorum of primaries is out of reach.' },
  { name: 'cluster-allow-pubsubshard-when-down', families: FROM_REDIS7, type: 'boolean', default: 'yes',
    summary: 'Serves sharded publish/subscribe while the cluster is down.' },
  { name: 'cluster-preferred-endpoint-type', families: FROM_REDIS7, type: 'string', allowed: ['ip', 'tls-dynamic'],
    default: 'tls-dynamic',
    summary: 'What redirects name: always an address, or a host name when TLS is on.' },
  // The documented default, 0, lies outside the documented range: it means "not set", and is no value to write.
  { name: 'cluster-databases', families: ['valkey9'], type: 'integer', min: 1, max: 10000, applies: 'creation',
    summary: 'Number of databases in cluster mode.' },
  { name: 'databases', families: ALL, type: 'integer', min: 1, max: 1200000, applies: 'creation', default: '16',
    summary: 'Number of databases when cluster mode is disabled.' },

  // logs and statistics
  { name: 'slowlog-log-slower-than', families: ALL, type: 'integer', default: '10000',
    summary: 'Microseconds from which a command is logged as slow; 0 logs all, a negative number none.' },
  { name: 'slowlog-max-len', families: ALL, type: 'integer', min: 0, default: '128',
    summary: 'Most entries of the slow log.' },
  { name: 'commandlog-request-larger-than', families: FROM_VALKEY8, type: 'integer', default: '1048576', since: '8.1',
    summary: 'Bytes from which a request is logged as large.' },
  { name: 'commandlog-large-request-max-len', families: FROM_VALKEY8, type: 'integer', min: 0, max: 1024,
    default: '128', since: '8.1',
    summary: 'Most entries of the log of large requests.' },
  { name: 'commandlog-reply-larger-than', families: FROM_VALKEY8, type: 'integer', default: '1048576', since: '8.1',
    summary: 'Bytes from which a reply is logged as large.' },
  { name: 'commandlog-large-reply-max-len', families: FROM_VALKEY8, type: 'integer', min: 0, max: 1024,
    default: '128', since: '8.1',
    summary: 'Most entries of the log of large replies.' },
  { name: 'latency-tracking', families: FROM_REDIS7, type: 'boolean', default: 'no',
    summary: 'Measures the latency of each command, for INFO and LATENCY.' },

  // search
  { name: 'search-fanout-target-mode', families: FROM_VALKEY8, type: 'string', allowed: ['client', 'throughput'],
    default: 'client', since: '8.2',
    summary: 'Which nodes answer a search: those the client reads from, or any.' },
  { name: 'search-default-timeout-ms', families: FROM_VALKEY8, type: 'integer', min: 1, max: 60000, default: '50000',
    since: '8.2',
    summary: 'Milliseconds after which a search gives up.' },
  { name: 'search-enable-partial-results', families: FROM_VALKEY8, type: 'boolean', default: 'yes', since: '8.2',
    summary: 'Answers a search with what arrived when a shard times out, instead of an error.' },

  // scripts
  { name: 'lua-time-limit', families: ALL, type: 'integer', default: '5000', modifiable: false,
    summary: 'Milliseconds after which a script is stopped.' },

  // compact encodings: ziplist became listpack in Redis OSS 7
  { name: 'hash-max-ziplist-entries', families: ['redis6.x'], type: 'integer', min: 0, default: '512',
    summary: 'Most entries of a hash stored compactly.' },
  { name: 'hash-max-ziplist-value', families: ['redis6.x'], type: 'integer', min: 0, default: '64',
    summary: 'Most bytes of an entry of a hash stored compactly.' },
  { name: 'zset-max-ziplist-entries', families: ['redis6.x'], type: 'integer', min: 0, default: '128',
    summary: 'Most entries of a sorted set stored compactly.' },
  { name: 'zset-max-ziplist-value', families: ['redis6.x'], type: 'integer', min: 0, default: '64',
    summary: 'Most bytes of an entry of a sorted set stored compactly.' },
  // One table of the page says not modifiable (3.2.4), a later one modifiable (removed in 7): the later one stands.
  { name: 'list-max-ziplist-size', families: ['redis6.x'], type: 'integer', pattern: '-[1-5]|[1-9][0-9]*',
    default: '-2',
    summary: 'Most entries of one node of a list; -1 to -5 limit its size instead, to 4, 8, 16, 32 or 64 KB.' },
  { name: 'hash-max-listpack-entries', families: FROM_REDIS7, type: 'integer', min: 0, default: '512',
    summary: 'Most entries of a hash stored compactly.' },
  { name: 'hash-max-listpack-value', families: FROM_REDIS7, type: 'integer', min: 0, default: '64',
    summary: 'Most bytes of an entry of a hash stored compactly.' },
  { name: 'zset-max-listpack-entries', families: FROM_REDIS7, type: 'integer', min: 0, default: '128',
    summary: 'Most entries of a sorted set stored compactly.' },
  { name: 'zset-max-listpack-value', families: FROM_REDIS7, type: 'integer', min: 0, default: '64',
    summary: 'Most bytes of an entry of a sorted set stored compactly.' },
  { name: 'list-compress-depth', families: ALL, type: 'integer', min: 0, default: '0',
    summary: 'Nodes at each end of a list that stay uncompressed; 0 compresses none.' },
  { name: 'set-max-intset-entries', families: ALL, type: 'integer', min: 0, default: '512',
    summary: 'Most entries of a set of integers stored compactly.' },
  // The page advises against more than 16000; the range of the API ends there.
  { name: 'hll-sparse-max-bytes', families: ALL, type: 'integer', min: 1, max: 16000, default: '3000',
    summary: 'Most bytes of a HyperLogLog in its sparse form.' },
  { name: 'stream-node-max-bytes', families: ALL, type: 'integer', min: 0, default: '4096',
    summary: 'Most bytes of one node of a stream; 0 is no limit.' },
  { name: 'stream-node-max-entries', families: ALL, type: 'integer', min: 0, default: '100',
    summary: 'Most entries of one node of a stream; 0 is no limit.' },

  // append-only files: gone since Redis OSS 2.8.22, still listed by the API
  { name: 'appendonly', families: ALL, type: 'boolean', modifiable: false,
    summary: 'Logs every write to a file: not supported.' },
  { name: 'appendfsync', families: ALL, type: 'string', allowed: ['always', 'everysec', 'no'], modifiable: false,
    summary: 'How often the append-only file is flushed: not supported.' },
];

/** The parameter group families of Valkey and Redis OSS. */
export const ENGINE_FAMILIES: readonly string[] = ALL;

/** The parameter group families that this catalog covers. */
export const PARAMETER_FAMILIES: readonly string[] = [...ALL, ...MEMCACHED_FAMILIES];

/** Every parameter of the covered families; a name has more than one row where families differ. */
export const PARAMETER_DEFINITIONS: readonly ParameterDefinition[] = [...ROWS, ...MEMCACHED_ROWS].map((row) =>
  row.modifiable === false ? { ...row, modifiable: false } : { applies: 'immediate', ...row, modifiable: true },
);

const BY_FAMILY_AND_NAME: ReadonlyMap<string, ParameterDefinition> = new Map(
  PARAMETER_DEFINITIONS.flatMap((definition) =>
    definition.families.map((family) => [`${family}/${definition.name}`, definition] as const),
  ),
);

/** The parameter as this family knows it; undefined when the family, or the catalog, does not. */
export function parameterDefinition(family: string, name: string): ParameterDefinition | undefined {
  return BY_FAMILY_AND_NAME.get(`${family}/${name}`);
}
