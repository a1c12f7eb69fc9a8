// Written by scripts/generate-engine-parameters.ts from the catalog: change it there.

/**
 * The engine parameters that a parameter group can set, typed; which of them a family has, and their ranges, the rules
 * know. What AWS adds tomorrow is written by its own name: `{ ...EngineParameters.of({}), 'new-parameter': '1' }`.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html
 */
export interface EngineParameterValues {
  /**
   * Channels that users may use by default; existing users follow after a reboot or an update of the user. One of resetchannels, allchannels.
   *
   * @default - the default of the family
   */
  readonly aclPubsubDefault?: string;
  /**
   * Most entries of the log of refused commands.
   *
   * @default - 128
   */
  readonly acllogMaxLen?: number;
  /**
   * Most percent of CPU for defragmentation. 1 to 75.
   *
   * @default - 75
   */
  readonly activeDefragCycleMax?: number;
  /**
   * Least percent of CPU for defragmentation. 1 to 75.
   *
   * @default - 5
   */
  readonly activeDefragCycleMin?: number;
  /**
   * Bytes of waste below which no defragmentation starts. 1048576 or more.
   *
   * @default - 104857600
   */
  readonly activeDefragIgnoreBytes?: number;
  /**
   * Most fields of one set, hash, sorted set or list that one scan handles. 1 to 1000000.
   *
   * @default - 1000
   */
  readonly activeDefragMaxScanFields?: number;
  /**
   * Percent of fragmentation at which defragmentation starts. 1 to 100.
   *
   * @default - 10
   */
  readonly activeDefragThresholdLower?: number;
  /**
   * Percent of fragmentation at which defragmentation works hardest. 1 to 100.
   *
   * @default - 100
   */
  readonly activeDefragThresholdUpper?: number;
  /**
   * Effort spent on deleting expired keys in the background; more costs CPU. 1 to 10.
   *
   * @default - 1
   */
  readonly activeExpireEffort?: number;
  /**
   * Defragments the memory while the node serves.
   *
   * @default - no
   */
  readonly activedefrag?: boolean;
  /**
   * Rehashes the main table a little ten times a second. Families redis6.x.
   *
   * @default - yes
   */
  readonly activerehashing?: boolean;
  /**
   * Bytes of waiting output at which a client is disconnected; 0 is no limit. 0 or more.
   *
   * @default - 0
   */
  readonly clientOutputBufferLimitNormalHardLimit?: number;
  /**
   * Bytes of waiting output that a client may exceed for a while; 0 is no limit. 0 or more.
   *
   * @default - 0
   */
  readonly clientOutputBufferLimitNormalSoftLimit?: number;
  /**
   * Seconds that a client may exceed its soft limit; 0 is no limit. 0 or more.
   *
   * @default - 0
   */
  readonly clientOutputBufferLimitNormalSoftSeconds?: number;
  /**
   * Bytes of waiting output at which a subscriber is disconnected. 0 or more.
   *
   * @default - 33554432
   */
  readonly clientOutputBufferLimitPubsubHardLimit?: number;
  /**
   * Bytes of waiting output that a subscriber may exceed for a while. 0 or more.
   *
   * @default - 8388608
   */
  readonly clientOutputBufferLimitPubsubSoftLimit?: number;
  /**
   * Seconds that a subscriber may exceed its soft limit. 0 or more.
   *
   * @default - 60
   */
  readonly clientOutputBufferLimitPubsubSoftSeconds?: number;
  /**
   * Most bytes of the query buffer of one client. 1048576 to 1073741824.
   *
   * @default - 1073741824
   */
  readonly clientQueryBufferLimit?: number;
  /**
   * Disconnects a client that writes to a replica, so that it finds the new primary.
   *
   * @default - yes
   */
  readonly closeOnReplicaWrite?: boolean;
  /**
   * Serves sharded publish/subscribe while the cluster is down. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - yes
   */
  readonly clusterAllowPubsubshardWhenDown?: boolean;
  /**
   * Answers reads, perhaps stale, while a quorum of primaries is out of reach.
   *
   * @default - no
   */
  readonly clusterAllowReadsWhenDown?: boolean;
  /**
   * Number of databases in cluster mode. 1 to 10000. Families valkey9.
   *
   * @default - the default of the family
   */
  readonly clusterDatabases?: number;
  /**
   * Cluster mode; yes in the default groups that end in .cluster.on.
   *
   * @default - no
   */
  readonly clusterEnabled?: boolean;
  /**
   * What redirects name: always an address, or a host name when TLS is on. One of ip, tls-dynamic. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - tls-dynamic
   */
  readonly clusterPreferredEndpointType?: string;
  /**
   * Refuses every query while one hash slot has no node.
   *
   * @default - no
   */
  readonly clusterRequireFullCoverage?: boolean;
  /**
   * Most entries of the log of large replies. 0 to 1024. Families valkey8, valkey9.
   *
   * @default - 128
   */
  readonly commandlogLargeReplyMaxLen?: number;
  /**
   * Most entries of the log of large requests. 0 to 1024. Families valkey8, valkey9.
   *
   * @default - 128
   */
  readonly commandlogLargeRequestMaxLen?: number;
  /**
   * Bytes from which a reply is logged as large. Families valkey8, valkey9.
   *
   * @default - 1048576
   */
  readonly commandlogReplyLargerThan?: number;
  /**
   * Bytes from which a request is logged as large. Families valkey8, valkey9.
   *
   * @default - 1048576
   */
  readonly commandlogRequestLargerThan?: number;
  /**
   * Number of databases when cluster mode is disabled. 1 to 1200000.
   *
   * @default - 16
   */
  readonly databases?: number;
  /**
   * Makes Valkey present itself as Redis OSS 7.2.4 to tools that insist on it. Families valkey8, valkey9.
   *
   * @default - yes
   */
  readonly extendedRedisCompatibility?: boolean;
  /**
   * Most entries of a hash stored compactly. 0 or more. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - 512
   */
  readonly hashMaxListpackEntries?: number;
  /**
   * Most bytes of an entry of a hash stored compactly. 0 or more. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - 64
   */
  readonly hashMaxListpackValue?: number;
  /**
   * Most entries of a hash stored compactly. 0 or more. Families redis6.x.
   *
   * @default - 512
   */
  readonly hashMaxZiplistEntries?: number;
  /**
   * Most bytes of an entry of a hash stored compactly. 0 or more. Families redis6.x.
   *
   * @default - 64
   */
  readonly hashMaxZiplistValue?: number;
  /**
   * Most bytes of a HyperLogLog in its sparse form. 1 to 16000.
   *
   * @default - 3000
   */
  readonly hllSparseMaxBytes?: number;
  /**
   * Measures the latency of each command, for INFO and LATENCY. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - no
   */
  readonly latencyTracking?: boolean;
  /**
   * Frees evicted keys in the background. Families redis6.x, redis7, valkey7.
   *
   * @default - no
   */
  readonly lazyfreeLazyEviction?: boolean;
  /**
   * Frees expired keys in the background. Families redis6.x, redis7, valkey7.
   *
   * @default - no
   */
  readonly lazyfreeLazyExpire?: boolean;
  /**
   * Frees values that a write replaces in the background. Families redis6.x, redis7, valkey7.
   *
   * @default - no
   */
  readonly lazyfreeLazyServerDel?: boolean;
  /**
   * Makes DEL free keys in the background, as UNLINK does. Families redis6.x, redis7, valkey7.
   *
   * @default - no
   */
  readonly lazyfreeLazyUserDel?: boolean;
  /**
   * Minutes after which the counter of a key decays under an LFU policy. 0 or more.
   *
   * @default - 1
   */
  readonly lfuDecayTime?: number;
  /**
   * How many hits saturate the counter of a key under an LFU policy. 1 or more.
   *
   * @default - 10
   */
  readonly lfuLogFactor?: number;
  /**
   * Nodes at each end of a list that stay uncompressed; 0 compresses none. 0 or more.
   *
   * @default - 0
   */
  readonly listCompressDepth?: number;
  /**
   * Most entries of one node of a list; -1 to -5 limit its size instead, to 4, 8, 16, 32 or 64 KB. Families redis6.x.
   *
   * @default - -2
   */
  readonly listMaxZiplistSize?: number;
  /**
   * Which keys are evicted when the memory is full. One of volatile-lru, allkeys-lru, volatile-lfu, allkeys-lfu, volatile-random, allkeys-random, volatile-ttl, noeviction.
   *
   * @default - volatile-lru
   */
  readonly maxmemoryPolicy?: string;
  /**
   * Number of keys that are compared to pick one to evict. 1 or more.
   *
   * @default - 3
   */
  readonly maxmemorySamples?: number;
  /**
   * Seconds without a ping after which a replica counts as out of reach; 0 never does. 0 or more.
   *
   * @default - 10
   */
  readonly minReplicasMaxLag?: number;
  /**
   * Replicas that must be in reach for the primary to accept writes; 0 asks for none. 0 or more.
   *
   * @default - 0
   */
  readonly minReplicasToWrite?: number;
  /**
   * Letters of the events to publish; without K or E nothing is delivered, and no error says so.
   *
   * @default - empty
   */
  readonly notifyKeyspaceEvents?: string;
  /**
   * Most bytes of one element of a request. 1048576 to 536870912.
   *
   * @default - 536870912
   */
  readonly protoMaxBulkLen?: number;
  /**
   * Commands under other names, separated by spaces.
   *
   * @default - the default of the family
   */
  readonly renameCommands?: string;
  /**
   * Bytes of recent writes kept, so that a replica that returns needs no full sync. 16384 or more.
   *
   * @default - 1048576
   */
  readonly replBacklogSize?: number;
  /**
   * Seconds that the backlog outlives the last replica; 0 keeps it. 0 or more.
   *
   * @default - 3600
   */
  readonly replBacklogTtl?: number;
  /**
   * Bytes kept free for backup and failover; excludes reserved-memory-percent.
   *
   * @default - 0
   */
  readonly reservedMemory?: number;
  /**
   * Percent of the node memory kept free for backup and failover; excludes reserved-memory. 0 to 100.
   *
   * @default - 25
   */
  readonly reservedMemoryPercent?: number;
  /**
   * Milliseconds after which a search gives up. 1 to 60000. Families valkey8, valkey9.
   *
   * @default - 50000
   */
  readonly searchDefaultTimeoutMs?: number;
  /**
   * Answers a search with what arrived when a shard times out, instead of an error. Families valkey8, valkey9.
   *
   * @default - yes
   */
  readonly searchEnablePartialResults?: boolean;
  /**
   * Which nodes answer a search: those the client reads from, or any. One of client, throughput. Families valkey8, valkey9.
   *
   * @default - client
   */
  readonly searchFanoutTargetMode?: string;
  /**
   * Most entries of a set of integers stored compactly. 0 or more.
   *
   * @default - 512
   */
  readonly setMaxIntsetEntries?: number;
  /**
   * Microseconds from which a command is logged as slow; 0 logs all, a negative number none.
   *
   * @default - 10000
   */
  readonly slowlogLogSlowerThan?: number;
  /**
   * Most entries of the slow log. 0 or more.
   *
   * @default - 128
   */
  readonly slowlogMaxLen?: number;
  /**
   * Most bytes of one node of a stream; 0 is no limit. 0 or more.
   *
   * @default - 4096
   */
  readonly streamNodeMaxBytes?: number;
  /**
   * Most entries of one node of a stream; 0 is no limit. 0 or more.
   *
   * @default - 100
   */
  readonly streamNodeMaxEntries?: number;
  /**
   * Seconds between probes of a silent connection; 0 sends none. 0 or more.
   *
   * @default - 300
   */
  readonly tcpKeepalive?: number;
  /**
   * Seconds after which an idle client is disconnected; 0 never does. 0, or 20 and more.
   *
   * @default - 0
   */
  readonly timeout?: number;
  /**
   * Most keys that are tracked for client-side caching.
   *
   * @default - 1000000
   */
  readonly trackingTableMaxKeys?: number;
  /**
   * Most entries of a sorted set stored compactly. 0 or more. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - 128
   */
  readonly zsetMaxListpackEntries?: number;
  /**
   * Most bytes of an entry of a sorted set stored compactly. 0 or more. Families redis7, valkey7, valkey8, valkey9.
   *
   * @default - 64
   */
  readonly zsetMaxListpackValue?: number;
  /**
   * Most entries of a sorted set stored compactly. 0 or more. Families redis6.x.
   *
   * @default - 128
   */
  readonly zsetMaxZiplistEntries?: number;
  /**
   * Most bytes of an entry of a sorted set stored compactly. 0 or more. Families redis6.x.
   *
   * @default - 64
   */
  readonly zsetMaxZiplistValue?: number;
}

/** Engine parameters by the names of the service, from typed values. */
export class EngineParameters {
  /** The values as a parameter group takes them: `true` is `yes`, names have hyphens. */
  public static of(values: EngineParameterValues): { [name: string]: string } {
    return Object.fromEntries(
      Object.entries(values)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [hyphenated(name), written(value)]),
    );
  }

  private constructor() {}
}

function hyphenated(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function written(value: unknown): string {
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
