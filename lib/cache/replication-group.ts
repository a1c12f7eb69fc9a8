import type { Connections, ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, type ReplicationGroupReference } from 'aws-cdk-lib/aws-elasticache';
import type { CfnLogGroup, ILogGroupRef } from 'aws-cdk-lib/aws-logs';
import { RemovalPolicy, Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { AuthToken } from '../access/auth-token';
import type { BoundAuth } from '../access/bound-auth';
import { CacheGrants } from '../access/cache-grants';
import type { IUser } from '../access/user';
import type { IUserGroup } from '../access/user-group';
import { storedId } from '../access/user-id';
import { EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import type { CacheFacts } from '../connect/cache-facts';
import type { IClient } from '../connect/client';
import { clientSecurityGroup } from '../connect/client-security-group';
import { connect } from '../connect/connect';
import type { Connection, ConnectOptions } from '../connect/connection';
import type { Endpoint } from '../connect/endpoint';
import { type PublishLinkOptions, publishLink } from '../connect/published-link';
import { Placement } from '../network/placement';
import { enforce } from '../policy/enforce';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import type { RotationOptions } from '../rotation/rotation-options';
import type { SecretRotation } from '../rotation/secret-rotation';
import type { Topology } from '../topology/topology';
import { checkAddressFamily } from './address-family';
import { REPLICATION_GROUP_WORDS } from './cache-words';
import { contradictions } from './contradictions';
import { authOf } from './default-auth';
import { noteDevelopment } from './development-note';
import { ImportedReplicationGroup } from './imported-replication-group';
import { ownParameterGroup } from './own-parameter-group';
import { ParameterGroup } from './parameter-group';
import { Profile } from './profile';
import { arnOf, DEFAULT_PORT, endpoints, linkOf } from './replication-group-address';
import type { IReplicationGroup } from './replication-group-interface';
import { statedProperties, withoutInherited } from './replication-group-properties';
import type { ReplicationGroupAttributes, ReplicationGroupProps } from './replication-group-props';
import { keptOnceDeployed, retainParts } from './retained-parts';

/** The engine version of a group that states none. Frozen for the major release: an upgrade cannot be undone. */
export const DEFAULT_ENGINE_VERSION = EngineVersion.VALKEY_8_2;

/**
 * A Valkey or Redis OSS replication group: encrypted, in private subnets, failing over by itself, backed up, with its
 * logs, and checked against the rules of the service before it is deployed.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
 */
export class ReplicationGroup extends Resource implements IReplicationGroup {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.ReplicationGroup';

  /** A replication group that exists already, by what is known of it. */
  public static fromReplicationGroupAttributes(
    scope: Construct,
    id: string,
    attributes: ReplicationGroupAttributes,
  ): IReplicationGroup {
    return new ImportedReplicationGroup(scope, id, attributes);
  }

  public readonly replicationGroupId: string;
  public readonly replicationGroupArn: string;
  public readonly replicationGroupRef: ReplicationGroupReference;
  public readonly endpoint: Endpoint;
  public readonly readerEndpoint: Endpoint;
  public readonly connections: Connections;
  public readonly grants: CacheGrants;
  public readonly link: { readonly [field: string]: string };
  /** The engine and its version, as stated; those of a secondary are its primary's. */
  public readonly engine: EngineVersion;
  /** The machine of its nodes, as stated; that of a secondary is its primary's. */
  public readonly nodeType: NodeType;
  /** Its shards and replicas. */
  public readonly topology: Topology;
  /** The log group of its own for the slow log; undefined if the log goes elsewhere. */
  public readonly slowLogGroup?: ILogGroupRef;
  /** The log group of its own for the engine log; undefined if the log goes elsewhere. */
  public readonly engineLogGroup?: ILogGroupRef;
  /** Its parameter group; undefined if one was given that is not of this library. */
  public readonly parameterGroup?: ParameterGroup;
  /** Its users; undefined without users. */
  public readonly userGroup?: IUserGroup;
  /** Its AUTH token, such as for `addRotation`; undefined without one. */
  public readonly authToken?: AuthToken;
  private readonly auth: BoundAuth;
  private readonly vpc: IVpc;

  /** @throws InvalidCacheError with everything that the service would refuse */
  constructor(scope: Construct, id: string, props: ReplicationGroupProps) {
    super(scope, id);
    props = injected(scope, ReplicationGroup.PROPERTY_INJECTION_ID, id, props);
    const profile = props.profile ?? Profile.PRODUCTION;
    this.engine = props.engine ?? DEFAULT_ENGINE_VERSION;
    this.topology = props.topology ?? profile.topology;
    this.nodeType = props.nodeType ?? profile.nodeType;
    const port = props.port ?? DEFAULT_PORT;
    const failover = props.automaticFailover ?? (this.topology.clusterMode || this.topology.replicasPerShard > 0);
    const multiAz = props.multiAz ?? (failover && this.topology.replicasPerShard > 0);
    const secondary = props.globalReplicationGroupId !== undefined;

    this.vpc = props.vpc;
    const problems = contradictions(props, this.topology);
    const auth = authOf(this, props, problems);
    this.auth = auth;
    this.userGroup = auth.userGroup;
    this.authToken = auth.token;
    const placement = new Placement(this, props, port, multiAz ? 2 : 1, problems);
    const parameterGroup = secondary ? undefined : (props.parameterGroup ?? ownParameterGroup(this, props, problems));
    this.parameterGroup = parameterGroup instanceof ParameterGroup ? parameterGroup : undefined;

    const shape = {
      ...statedProperties(this, props, profile),
      automaticFailoverEnabled: failover,
      multiAzEnabled: multiAz,
      cacheParameterGroupName: parameterGroup?.parameterGroupRef.cacheParameterGroupName,
      cacheSubnetGroupName: placement.subnetGroupName,
      securityGroupIds: placement.securityGroupIds,
      port,
      ...auth.render(),
    };
    const resource = new CfnReplicationGroup(
      this,
      'Resource',
      supported(CfnReplicationGroup, secondary ? withoutInherited(shape) : shape),
    );
    // Nodes that have no snapshots cannot be kept by one.
    const { removalPolicy: asked = this.nodeType.kvCaching ? RemovalPolicy.DESTROY : profile.removalPolicy } = props;
    const removalPolicy = keptOnceDeployed(asked);
    resource.applyRemovalPolicy(removalPolicy);
    retainParts(this, removalPolicy);
    if (this.topology.clusterMode && !this.topology.migrated) {
      resource.cfnOptions.updatePolicy = { useOnlineResharding: true };
    }
    enforce(this, resource, {
      say: REPLICATION_GROUP_WORDS,
      problems,
      around: () => [parameterGroup, ...auth.around()].filter((it) => it !== undefined),
    });
    // The id of the group is literal: without this, cache and group would be made at the same time.
    if (auth.userGroup?.node.defaultChild !== undefined) resource.node.addDependency(auth.userGroup.node.defaultChild);
    checkAddressFamily(this, resource);
    if (profile === Profile.DEV) noteDevelopment(resource);

    this.replicationGroupId = resource.ref;
    this.replicationGroupRef = resource.replicationGroupRef;
    // Policies are compared letter by letter, and the service stores ids in lower case.
    this.replicationGroupArn = arnOf(this, storedId(props.replicationGroupId ?? resource.ref));
    this.connections = placement.connections;
    this.grants = CacheGrants.fromReplicationGroup(this);
    this.slowLogGroup = this.node.tryFindChild('SlowLog') as CfnLogGroup | undefined;
    this.engineLogGroup = this.node.tryFindChild('EngineLog') as CfnLogGroup | undefined;
    [this.endpoint, this.readerEndpoint] = endpoints(resource, this.topology, port);
    this.link = linkOf(this, {
      engine: secondary ? undefined : this.engine.engine,
      // What a secondary inherits, only its primary knows.
      tls: secondary ? undefined : shape.transitEncryptionEnabled === true,
      clusterMode: this.topology.clusterMode,
      auth: auth.kind,
    });
    auth.attach({
      cache: this,
      replicationGroupId: this.replicationGroupId,
      arn: this.replicationGroupArn,
      hostname: this.endpoint.hostname,
      port,
      vpc: props.vpc,
      connections: this.connections,
    });
  }

  /**
   * Connects a client: lets it in on the port, lets it use its user or the secret, and tells it where the cache is.
   *
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(client: IClient, options: ConnectOptions = {}): Connection {
    return connect(this.facts, client, options);
  }

  /**
   * Publishes what a client has to know that this app does not have, such as one of another account, in an SSM parameter.
   *
   * @throws InvalidCacheError if nobody can be that client
   */
  public publishLink(options: PublishLinkOptions = {}): Connection {
    return publishLink(this.facts, options);
  }

  /**
   * Lets a user connect that was made elsewhere.
   *
   * @throws InvalidCacheError if the cache has no users, or a group that is imported
   */
  public addUser(user: IUser): void {
    this.auth.addUser(user);
  }

  /**
   * Rotates the AUTH token, or the password of each user that is made for an access, now or later.
   *
   * @returns the rotations that are made now; those of users that come later are `Rotation` under the user
   * @throws InvalidCacheError if there is nothing to rotate, as under `CacheAuth.iam()`, or if the cache makes no users,
   * because its group is imported or of another stack
   */
  public addRotation(options: RotationOptions = {}): SecretRotation[] {
    return this.auth.addRotation(options);
  }

  /** A security group for clients that this app does not have: whoever is in it is let in on the port. */
  public get clientSecurityGroup(): ISecurityGroup {
    return clientSecurityGroup(this.facts, this.vpc);
  }

  private get facts(): CacheFacts {
    const { connections, replicationGroupArn: arn, link, vpc } = this;
    return {
      construct: this,
      connections,
      vpc,
      ports: [this.endpoint.port],
      arn,
      link,
      identity: (options) => this.auth.identityOf(options),
    };
  }
}
