import { Connections, Port } from 'aws-cdk-lib/aws-ec2';
import {
  CfnReplicationGroup,
  type CfnReplicationGroupProps,
  type IReplicationGroupRef,
  type ReplicationGroupReference,
} from 'aws-cdk-lib/aws-elasticache';
import type { CfnLogGroup, ILogGroupRef } from 'aws-cdk-lib/aws-logs';
import { ArnFormat, RemovalPolicy, Resource, Stack, Token } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import { Placement } from '../network/placement';
import { attempt, enforce } from '../policy/enforce';
import { injected } from '../policy/property-injection';
import { supported } from '../policy/supported-properties';
import { INHERITED_FROM_PRIMARY } from '../rules/global-datastore-rules';
import { camelCase } from '../rules/words';
import type { Topology } from '../topology/topology';
import { Backup } from './backup';
import type { ICache } from './cache';
import { ClusterMode } from './cluster-mode';
import { REPLICATION_GROUP_WORDS } from './construct-words';
import { contradictions } from './contradictions';
import { noteDevelopment } from './development-note';
import { Endpoint } from './endpoint';
import { LogDestination } from './log-delivery';
import { ParameterGroup } from './parameter-group';
import { Profile } from './profile';
import type { ReplicationGroupAttributes, ReplicationGroupProps } from './replication-group-props';
import { TransitEncryption } from './transit-encryption';
import { Workload } from './workload';

/** The engine version of a group that states none. Frozen for the major release: an upgrade cannot be undone. */
export const DEFAULT_ENGINE_VERSION = EngineVersion.VALKEY_8_2;

/** The port of every group that states none, whatever its engine: the port is create-only, the engine may change. */
const DEFAULT_PORT = 6379;

/** A Valkey or Redis OSS replication group, defined in this app or elsewhere. */
export interface IReplicationGroup extends ICache, IReplicationGroupRef {
  /** Its id, in lower case. */
  readonly replicationGroupId: string;
  /** Its ARN. */
  readonly replicationGroupArn: string;
  /** Where clients read; it may lag behind the writes. In cluster mode the configuration endpoint, as for writes. */
  readonly readerEndpoint: Endpoint;
}

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
    const { endpointAddress, readerEndpointAddress, port = DEFAULT_PORT } = attributes;
    const given = attributes.replicationGroupId;
    // The service stores ids in lower case, and compares the ARNs of policies letter by letter.
    const replicationGroupId = Token.isUnresolved(given) ? given : given.toLowerCase();
    class Import extends Resource implements IReplicationGroup {
      public readonly replicationGroupId = replicationGroupId;
      public readonly replicationGroupArn = arnOf(this, replicationGroupId);
      public readonly replicationGroupRef = { replicationGroupId };
      public readonly endpoint = new Endpoint(endpointAddress, port);
      public readonly readerEndpoint = new Endpoint(readerEndpointAddress ?? endpointAddress, port);
      public readonly connections = new Connections({
        securityGroups: attributes.securityGroups,
        defaultPort: Port.tcp(port),
      });
    }
    return new Import(scope, id);
  }

  public readonly replicationGroupId: string;
  public readonly replicationGroupArn: string;
  public readonly replicationGroupRef: ReplicationGroupReference;
  public readonly endpoint: Endpoint;
  public readonly readerEndpoint: Endpoint;
  public readonly connections: Connections;
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

    const problems = contradictions(props, this.topology);
    const placement = new Placement(this, props, port, multiAz ? 2 : 1, problems);
    const parameterGroup = secondary ? undefined : (props.parameterGroup ?? this.ownParameterGroup(props, problems));
    this.parameterGroup = parameterGroup instanceof ParameterGroup ? parameterGroup : undefined;

    const shape = {
      ...this.render(props, profile),
      automaticFailoverEnabled: failover,
      multiAzEnabled: multiAz,
      cacheParameterGroupName: parameterGroup?.parameterGroupRef.cacheParameterGroupName,
      cacheSubnetGroupName: placement.subnetGroupName,
      securityGroupIds: placement.securityGroupIds,
      port,
    };
    const resource = new CfnReplicationGroup(
      this,
      'Resource',
      supported(CfnReplicationGroup, secondary ? ofSecondary(shape) : shape),
    );
    // Nodes that have no snapshots cannot be kept by one.
    const removalPolicy = this.nodeType.kvCaching ? RemovalPolicy.DESTROY : profile.removalPolicy;
    resource.applyRemovalPolicy(props.removalPolicy ?? removalPolicy);
    if (this.topology.clusterMode && !this.topology.migrated) {
      resource.cfnOptions.updatePolicy = { useOnlineResharding: true };
    }
    enforce(this, resource, {
      say: REPLICATION_GROUP_WORDS,
      problems,
      around: [parameterGroup].filter((it) => it !== undefined),
    });
    if (profile === Profile.DEV) noteDevelopment(resource);

    this.replicationGroupId = resource.ref;
    this.replicationGroupRef = resource.replicationGroupRef;
    this.replicationGroupArn = arnOf(this, resource.ref);
    this.connections = placement.connections;
    this.slowLogGroup = this.node.tryFindChild('SlowLog') as CfnLogGroup | undefined;
    this.engineLogGroup = this.node.tryFindChild('EngineLog') as CfnLogGroup | undefined;
    [this.endpoint, this.readerEndpoint] = endpoints(resource, this.topology, port);
  }

  /** What it says for itself, before it is placed and wired. */
  private render(props: ReplicationGroupProps, profile: Profile): CfnReplicationGroupProps {
    const { engine, topology, nodeType } = this;
    return {
      replicationGroupDescription: props.description ?? `Defined by ${this.node.path}`.slice(0, 255),
      replicationGroupId: props.replicationGroupId,
      primaryClusterId: props.primaryClusterId,
      globalReplicationGroupId: props.globalReplicationGroupId,
      engine: engine.engine,
      engineVersion: engine.version,
      cacheNodeType: nodeType.name,
      dataTieringEnabled: nodeType.dataTiering || undefined,
      ...topology._render(),
      clusterMode: (props.clusterMode ?? (topology.migrated ? ClusterMode.ENABLED : undefined))?.value,
      durability: props.durability?.value,
      networkType: props.networkType?.value,
      ipDiscovery: props.ipDiscovery?.value,
      atRestEncryptionEnabled: true,
      kmsKeyId: props.encryptionKey?.keyRef.keyArn,
      ...(props.transitEncryption ?? TransitEncryption.REQUIRED)._render(engine.features.tlsMode ?? false),
      ...(props.backup ?? (nodeType.kvCaching ? Backup.none() : profile.backup))._render(),
      ...props.restoreFrom?._render(),
      preferredMaintenanceWindow: props.maintenanceWindow?.value,
      autoMinorVersionUpgrade: props.autoMinorVersionUpgrade ?? engine.features.minorUpgrades === true,
      notificationTopicArn: props.notificationTopic?.topicRef.topicArn,
      logDeliveryConfigurations: this.logDeliveries(props, profile),
    };
  }

  /**
   * Its own parameter group. `cluster-enabled` of a group in use cannot be changed, so a cache that is on its way to
   * cluster mode gets a second group, under another id, and leaves the first.
   */
  private ownParameterGroup(props: ReplicationGroupProps, problems: string[]): ParameterGroup {
    const migrating = this.topology.migrated || props.clusterMode === ClusterMode.COMPATIBLE;
    const id = migrating ? 'ClusterModeParameterGroup' : 'ParameterGroup';
    const clusterEnabled = migrating || this.topology.clusterMode || props.clusterMode === ClusterMode.ENABLED;
    const stated = Object.entries(props.parameters ?? {}).filter(([, value]) => value !== undefined);
    const parameters = {
      ...(clusterEnabled ? { 'cluster-enabled': 'yes' } : {}),
      ...(props.workload ?? Workload.CACHE).parameters,
      ...Object.fromEntries(stated),
    };
    return attempt(problems, this, id, () => new ParameterGroup(this, id, { engine: this.engine, parameters }));
  }

  private logDeliveries(
    props: ReplicationGroupProps,
    profile: Profile,
  ): CfnReplicationGroupProps['logDeliveryConfigurations'] {
    const { slowLog, engineLog } = this.engine.features;
    const own = LogDestination.ownLogGroup();
    const none = LogDestination.none();
    return [
      ...(props.slowLog ?? (slowLog ? own : none))._bind(this, 'SlowLog', 'slow-log', profile),
      ...(props.engineLog ?? (engineLog ? own : none))._bind(this, 'EngineLog', 'engine-log', profile),
    ];
  }
}

function arnOf(resource: Resource, replicationGroupId: string): string {
  return Stack.of(resource).formatArn({
    service: 'elasticache',
    resource: 'replicationgroup',
    resourceName: replicationGroupId,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** What a secondary of a Global Datastore says for itself: the rest is the primary's, or turned off by the service. */
function ofSecondary(shape: CfnReplicationGroupProps): CfnReplicationGroupProps {
  const inherited = INHERITED_FROM_PRIMARY.map(camelCase);
  const dropped = [
    ...inherited,
    'multiAzEnabled',
    'dataTieringEnabled',
    'transitEncryptionMode',
    'autoMinorVersionUpgrade',
  ];
  const own = Object.entries(shape).filter(([property]) => !dropped.includes(property));
  return Object.fromEntries(own) as unknown as CfnReplicationGroupProps;
}

/** In cluster mode one endpoint serves both; a single node has no replica to read from. */
function endpoints(resource: CfnReplicationGroup, topology: Topology, port: number): [Endpoint, Endpoint] {
  const configuration = new Endpoint(resource.attrConfigurationEndPointAddress, port);
  if (topology.clusterMode) return [configuration, configuration];
  const primary = new Endpoint(resource.attrPrimaryEndPointAddress, port);
  const reader = new Endpoint(resource.attrReaderEndPointAddress, port);
  return [primary, topology.replicasPerShard > 0 ? reader : primary];
}
