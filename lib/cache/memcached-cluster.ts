import type { Connections, ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { type CacheClusterReference, CfnCacheCluster } from 'aws-cdk-lib/aws-elasticache';
import { RemovalPolicy, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { storedId } from '../access/user-id';
import { EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import type { CacheFacts } from '../connect/cache-facts';
import type { IClient } from '../connect/client';
import { clientSecurityGroup } from '../connect/client-security-group';
import { connect } from '../connect/connect';
import type { Connection, ConnectOptions } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { type PublishLinkOptions, publishLink } from '../connect/published-link';
import { Placement } from '../network/placement';
import { enforce } from '../policy/enforce';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { checkAddressFamily } from './address-family';
import { MEMCACHED_CLUSTER_WORDS } from './cache-words';
import { noteDevelopment } from './development-note';
import { ImportedMemcachedCluster } from './imported-memcached-cluster';
import { clusterArn, clusterLink, MEMCACHED_PORT, MEMCACHED_TARGET, nobody } from './memcached-cluster-address';
import type { IMemcachedCluster } from './memcached-cluster-interface';
import {
  memcachedContradictions,
  ownMemcachedParameters,
  statedOfCluster,
  versionOfMemcached,
} from './memcached-cluster-properties';
import type { MemcachedClusterAttributes, MemcachedClusterProps } from './memcached-cluster-props';
import { zoneProblems, zonesOfNodes } from './memcached-zones';
import { ParameterGroup } from './parameter-group';
import { Profile } from './profile';
import { keptOnceDeployed, retainParts } from './retained-parts';

/** The version of a cluster that states none. Frozen for the major release: an upgrade empties every node. */
export const DEFAULT_MEMCACHED_VERSION = EngineVersion.MEMCACHED_1_6_22;

/**
 * A Memcached cluster: nodes that know nothing of each other, over which the clients share out the keys. In private subnets,
 * spread over Availability Zones, with TLS, and checked against the rules of the service before it is deployed.
 *
 * There is no replication, no failover, no backup, no encryption at rest and no authentication: whoever reaches the port
 * reads and writes everything, and what a node held is gone when it restarts. Where that matters, use `ReplicationGroup`.
 *
 * Chosen for good when the cluster is made: TLS, node type and address family.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html
 */
export class MemcachedCluster extends Resource implements IMemcachedCluster {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.MemcachedCluster';

  /** A Memcached cluster that exists already, by what is known of it. */
  public static fromMemcachedClusterAttributes(
    scope: Construct,
    id: string,
    attributes: MemcachedClusterAttributes,
  ): IMemcachedCluster {
    return new ImportedMemcachedCluster(scope, id, attributes);
  }

  public readonly clusterName: string;
  public readonly clusterArn: string;
  public readonly cacheClusterRef: CacheClusterReference;
  /** The configuration endpoint, by which clients discover the nodes and learn when they change. */
  public readonly endpoint: Endpoint;
  public readonly connections: Connections;
  public readonly link: { readonly [field: string]: string };
  /** The engine and its version. */
  public readonly engine: EngineVersion;
  /** The machine of its nodes. */
  public readonly nodeType: NodeType;
  /** The number of its nodes. */
  public readonly nodes: number;
  /** Threads of one node, as many as it has virtual CPUs: a client uses them with several connections to each node. */
  public readonly threads: number;
  /** Memory of one node in MiB, before what connections take; undefined where AWS does not publish it. */
  public readonly memory?: number;
  /** Its parameter group; undefined if one was given that is not of this library. */
  public readonly parameterGroup?: ParameterGroup;
  private readonly vpc: IVpc;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: MemcachedClusterProps) {
    super(scope, id);
    props = injected(scope, MemcachedCluster.PROPERTY_INJECTION_ID, id, props);
    const profile = props.profile ?? Profile.PRODUCTION;
    this.vpc = props.vpc;
    this.engine = versionOfMemcached(this, props.engine ?? DEFAULT_MEMCACHED_VERSION);
    this.nodeType = props.nodeType ?? profile.nodeType;
    this.nodes = props.nodes ?? profile.memcachedNodes;
    this.threads = this.nodeType.vcpu;
    this.memory = this.nodeType.memoryMiB;

    const problems = memcachedContradictions(props);
    const placement = new Placement(this, props, MEMCACHED_PORT, 1, problems);
    problems.push(...zoneProblems(this.nodes, props.zones, placement.availabilityZones));
    const parameterGroup = props.parameterGroup ?? ownMemcachedParameters(this, props, problems);
    this.parameterGroup = parameterGroup instanceof ParameterGroup ? parameterGroup : undefined;
    const shape = {
      ...statedOfCluster(this, props),
      ...zonesOfNodes(this.nodes, props.zones ?? placement.availabilityZones),
      cacheParameterGroupName: parameterGroup.parameterGroupRef.cacheParameterGroupName,
      cacheSubnetGroupName: placement.subnetGroupName,
      vpcSecurityGroupIds: placement.securityGroupIds,
    };
    const resource = new CfnCacheCluster(this, 'Resource', supported(CfnCacheCluster, shape));
    const removalPolicy = keptOnceDeployed(props.removalPolicy ?? RemovalPolicy.DESTROY);
    resource.applyRemovalPolicy(removalPolicy);
    retainParts(this, removalPolicy);
    enforce(this, resource, { say: MEMCACHED_CLUSTER_WORDS, problems, around: () => [parameterGroup] });
    checkAddressFamily(this, resource);
    if (profile === Profile.DEV) noteDevelopment(resource);

    this.clusterName = resource.ref;
    this.cacheClusterRef = resource.cacheClusterRef;
    // Policies are compared letter by letter, and the service stores names in lower case.
    this.clusterArn = clusterArn(this, storedId(props.clusterName ?? resource.ref));
    this.connections = placement.connections;
    this.endpoint = new Endpoint(resource.attrConfigurationEndpointAddress, MEMCACHED_PORT);
    this.link = clusterLink(this, shape.transitEncryptionEnabled === true);
  }

  /**
   * Connects a client: lets it in on the port, and tells it where the cache is. Memcached knows no users, so nothing else is
   * granted.
   *
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(client: IClient, options: ConnectOptions = {}): Connection {
    return connect(this.facts, client, options);
  }

  /**
   * Publishes what a client has to know that this app does not have, such as one of another account, in an SSM parameter.
   *
   * @throws InvalidCacheError if the client asks for an access that only users can have
   */
  public publishLink(options: PublishLinkOptions = {}): Connection {
    return publishLink(this.facts, options);
  }

  /** A security group for clients that this app does not have: whoever is in it is let in on the port. */
  public get clientSecurityGroup(): ISecurityGroup {
    return clientSecurityGroup(this.facts, this.vpc);
  }

  private get facts(): CacheFacts {
    const { connections, clusterArn: arn, link, vpc } = this;
    return {
      construct: this,
      connections,
      vpc,
      ports: [this.endpoint.port],
      arn,
      words: MEMCACHED_TARGET,
      link,
      identity: nobody.bind(undefined, this),
    };
  }
}
