import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IParameterGroupRef } from 'aws-cdk-lib/aws-elasticache';
import type { ITopicRef } from 'aws-cdk-lib/aws-sns';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import type { EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import type { PlaceInNetwork, PlacementOptions } from '../network/placement';
import type { MaintenanceWindow } from './maintenance-window';
import type { IpDiscovery, NetworkType } from './network-type';
import type { Profile } from './profile';

/** What can be said about a Memcached cluster whose network is decided elsewhere. */
export interface MemcachedClusterOptions extends PlaceInNetwork {
  /**
   * The set of defaults.
   *
   * @default Profile.PRODUCTION
   */
  readonly profile?: Profile;
  /**
   * The version of Memcached. Upgrades only, and an upgrade empties every node.
   *
   * @default EngineVersion.MEMCACHED_1_6_22
   */
  readonly engine?: EngineVersion;
  /**
   * The machine of each node. CloudFormation says that it cannot change it later: another one is another cluster, under
   * another construct id, and starts empty.
   *
   * @default - NodeType.R7G_LARGE, in the profile DEV NodeType.T4G_MICRO
   */
  readonly nodeType?: NodeType;
  /**
   * The number of nodes, 1 to 60, or more if AWS grants them; changed in place. Clients share the keys out over the nodes,
   * so that with each change some keys are looked for on another node, and the items of nodes that are taken away are lost.
   *
   * @default - 2, in the profile DEV 1
   */
  readonly nodes?: number;
  /**
   * The Availability Zones of the nodes, in which the cluster has subnets. The nodes go round them: node 3 of two zones is in
   * the first again, so that nodes keep their zones when others are added. Where the zones of the subnets change later,
   * such as when the VPC gets a third zone, the default changes with them and may replace the cluster: state here the
   * zones that it had.
   *
   * @default - the zones of its subnets, in the order of the subnets
   */
  readonly zones?: string[];
  /**
   * Whether clients connect by TLS. It is chosen when the cluster is made: a later change is refused. State false before
   * you upgrade a cluster that was made before 1.6.12, because the default follows the version.
   *
   * @default - true where engine version and node type have it: Memcached since 1.6.12, on all but previous generations
   */
  readonly transitEncryption?: boolean;
  /**
   * Parameters of Memcached, by the names of the service. `MemcachedParameters.of` makes them from typed values. Most
   * take effect when a node restarts, which empties it.
   *
   * @default - none: the defaults of the family
   */
  readonly parameters?: { readonly [name: string]: string };
  /**
   * A parameter group to use instead of one of its own; it stands without `parameters`.
   *
   * @default - a parameter group of its own
   */
  readonly parameterGroup?: IParameterGroupRef;
  /**
   * When the service may patch the nodes. A patch restarts them, and a node restarts empty.
   *
   * @default - an hour of the week that the service chooses
   */
  readonly maintenanceWindow?: MaintenanceWindow;
  /**
   * Whether minor versions are installed in the maintenance window. AWS speaks of it for Valkey and Redis OSS only; an
   * upgrade of Memcached empties every node.
   *
   * @default false
   */
  readonly autoMinorVersionUpgrade?: boolean;
  /**
   * The topic that is told of patches, failures, and nodes that come and go; of the same account.
   *
   * @default - nobody is told
   */
  readonly notificationTopic?: ITopicRef;
  /**
   * The address family. A later change replaces the cluster, and so does stating it later.
   *
   * @default - not stated: IPv4
   */
  readonly networkType?: NetworkType;
  /**
   * The address family that auto discovery returns.
   *
   * @default - not stated: as the network type
   */
  readonly ipDiscovery?: IpDiscovery;
  /**
   * What happens to the cluster when it is deleted or replaced. Memcached has no snapshots, so SNAPSHOT is refused. With
   * RETAIN its groups stay too.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * A fixed name, 1 to 50 characters. CloudFormation cannot replace a cluster that has one.
   *
   * @default - CloudFormation makes one
   */
  readonly clusterName?: string;
}

/** What can be said about a Memcached cluster. */
export interface MemcachedClusterProps extends MemcachedClusterOptions, PlacementOptions {}

/** What is known of a Memcached cluster that exists already. */
export interface MemcachedClusterAttributes {
  /** Its name. */
  readonly clusterName: string;
  /** The configuration endpoint, by which clients discover the nodes: the host without the port. */
  readonly endpointAddress: string;
  /**
   * Its port.
   *
   * @default 11211
   */
  readonly port?: number;
  /**
   * Its security groups.
   *
   * @default - none: `connections` changes nothing
   */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * Whether clients connect by TLS.
   *
   * @default true
   */
  readonly transitEncryption?: boolean;
}
