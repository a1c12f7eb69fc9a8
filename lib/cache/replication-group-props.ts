import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IParameterGroupRef } from 'aws-cdk-lib/aws-elasticache';
import type { IKeyRef } from 'aws-cdk-lib/aws-kms';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { CacheAuth } from '../access/cache-auth';
import type { Engine, EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import type { PlaceInNetwork, PlacementOptions } from '../network/placement';
import type { Topology } from '../topology/topology';
import type { Backup } from './backup';
import type { ClusterMode } from './cluster-mode';
import type { Durability } from './durability';
import type { LogDestination } from './log-delivery';
import type { MaintenanceWindow } from './maintenance-window';
import type { IpDiscovery, NetworkType } from './network-type';
import type { Profile } from './profile';
import type { RestoreSource } from './restore-source';
import type { TransitEncryption } from './transit-encryption';
import type { Workload } from './workload';

/** What can be said about a replication group whose network is decided elsewhere. */
export interface ReplicationGroupOptions extends PlaceInNetwork {
  /**
   * The set of defaults.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * The engine and its version. Upgrades only; a change from Redis OSS to Valkey replaces the cache in CloudFormation.
   *
   * @default EngineVersion.VALKEY_8_2
   */
  readonly engine?: EngineVersion;
  /**
   * The machine of each node; scaled in place, except to and from r6gd, which replaces the cache.
   *
   * @default - NodeType.R7G_LARGE, in the profile DEV NodeType.T4G_MICRO
   */
  readonly nodeType?: NodeType;
  /**
   * Shards and replicas. From one shard to cluster mode leads a migration, see `ClusterMode`.
   *
   * @default - one shard with one replica, in the profile DEV without a replica
   */
  readonly topology?: Topology;
  /**
   * The cluster mode, stated for a migration.
   *
   * @default - not stated: it follows from the topology
   */
  readonly clusterMode?: ClusterMode;
  /**
   * Whether a replica takes over when its primary is lost. False only for a moment: CloudFormation was seen to refuse a
   * first replica and failover in one update, so a group of one node gets its replica first.
   *
   * @default - true in cluster mode, and if there are replicas
   */
  readonly automaticFailover?: boolean;
  /**
   * Whether the replicas are in other Availability Zones than their primary.
   *
   * @default - true if there are replicas and automatic failover
   */
  readonly multiAz?: boolean;
  /**
   * The transactional log behind the memory. Change it in a deployment of its own.
   *
   * @default - not stated: what the service makes of it, today no log
   */
  readonly durability?: Durability;
  /**
   * What the cache is used for, which decides the eviction policy.
   *
   * @default Workload.CACHE
   */
  readonly workload?: Workload;
  /**
   * Parameters of the engine, by the names of the service; they win over those of the workload. `EngineParameters.of` makes
   * them from typed values.
   *
   * @default - those of the workload
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * A parameter group to use instead of one of its own; it stands without `workload` and `parameters`.
   *
   * @default - a parameter group of its own
   */
  readonly parameterGroup?: IParameterGroupRef;
  /**
   * The automatic backups.
   *
   * @default - Backup.daily(), kept for 15 days; Backup.none() in the profile DEV and on i8ge nodes, which have none
   */
  readonly backup?: Backup;
  /**
   * What the new cache is filled with. It stays in the code for ever: a change or removal replaces the cache.
   *
   * @default - the cache starts empty
   */
  readonly restoreFrom?: RestoreSource;
  /**
   * What happens to the data when the cache is deleted or replaced. With RETAIN its groups, users and
   * secrets stay too, and the ids of its users are taken: a user that is taken away has to be deleted by hand before it is
   * added again, and so has the cache before a stack of the same name is deployed again. What a first deployment made
   * that failed does not stay.
   *
   * @default - RemovalPolicy.SNAPSHOT; RemovalPolicy.DESTROY in the profile DEV and on i8ge nodes, which have no snapshots
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The port. A later change replaces the cache.
   *
   * @default 6379
   */
  readonly port?: number;
  /**
   * The address family. A later change replaces the cache, and so does stating it later.
   *
   * @default - not stated: IPv4
   */
  readonly networkType?: NetworkType;
  /**
   * The address family that cluster discovery returns.
   *
   * @default - not stated: as the network type
   */
  readonly ipDiscovery?: IpDiscovery;
  /**
   * The symmetric key that encrypts the data at rest. A later change replaces the cache.
   *
   * @default - the key of the service; the data is always encrypted
   */
  readonly encryptionKey?: IKeyRef;
  /**
   * Encryption between clients and nodes.
   *
   * @default TransitEncryption.REQUIRED
   */
  readonly transitEncryption?: TransitEncryption;
  /**
   * How clients prove who they are. To go from one kind to another on a deployed cache can replace it.
   *
   * @default - CacheAuth.iam(); to be stated without encryption in transit, and for an engine that has no IAM authentication
   */
  readonly auth?: CacheAuth;
  /**
   * When the service may patch the nodes.
   *
   * @default - an hour of the week that the service chooses
   */
  readonly maintenanceWindow?: MaintenanceWindow;
  /**
   * Whether minor versions are installed in the maintenance window.
   *
   * @default - true where the engine version has them: Valkey, and Redis OSS since 6.0
   */
  readonly autoMinorVersionUpgrade?: boolean;
  /**
   * The topic that is told of failovers, patches and failures; of the same account.
   *
   * @default - nobody is told
   */
  readonly notificationTopic?: ITopicRef;
  /**
   * Where commands that took too long are written.
   *
   * @default - a log group of its own, where the engine version has the log
   */
  readonly slowLog?: LogDestination;
  /**
   * Where the engine writes of itself.
   *
   * @default - a log group of its own, where the engine version has the log
   */
  readonly engineLog?: LogDestination;
  /**
   * A sentence about the cache, at most 255 characters.
   *
   * @default - `Defined by` and the path of the construct
   */
  readonly description?: string;
  /**
   * A fixed id, 1 to 40 characters. CloudFormation cannot replace a group that has one.
   *
   * @default - CloudFormation makes one
   */
  readonly replicationGroupId?: string;
  /**
   * The node that is the primary, to promote another one by hand; outside cluster mode, without failover and Multi-AZ.
   *
   * @default - the service decides
   */
  readonly primaryClusterId?: string;
  /**
   * The Global Datastore of which this group is a secondary. Its data is the primary's: engine, node type, parameters,
   * shards, failover and encryption are inherited, and not emitted. A later change replaces the cache.
   *
   * @default - the group stands for itself
   */
  readonly globalReplicationGroupId?: string;
}

/** What can be said about a replication group. */
export interface ReplicationGroupProps extends ReplicationGroupOptions, PlacementOptions {}

/** What is known of a replication group that exists already. */
export interface ReplicationGroupAttributes {
  /** Its id. */
  readonly replicationGroupId: string;
  /** The primary endpoint, or in cluster mode the configuration endpoint: the host without the port. */
  readonly endpointAddress: string;
  /**
   * The reader endpoint: the host without the port.
   *
   * @default - the same as `endpointAddress`
   */
  readonly readerEndpointAddress?: string;
  /**
   * Its port.
   *
   * @default 6379
   */
  readonly port?: number;
  /**
   * Its security groups.
   *
   * @default - none: `connections` changes nothing
   */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * How clients prove who they are: `CacheAuth.iam()` or `CacheAuth.users()` (then `connect` is told the user),
   * `CacheAuth.authToken(token)` with a token of an existing secret, or `CacheAuth.none()`.
   *
   * @default - not known: `connect` is refused
   */
  readonly auth?: CacheAuth;
  /**
   * Its engine.
   *
   * @default - not told to clients
   */
  readonly engine?: Engine;
  /**
   * Whether clients have to speak the cluster protocol.
   *
   * @default false
   */
  readonly clusterMode?: boolean;
  /**
   * Whether clients connect by TLS.
   *
   * @default true
   */
  readonly transitEncryption?: boolean;
}
