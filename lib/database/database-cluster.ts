import type { Connections, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraPostgresEngineVersion,
  type CfnDBCluster,
  DatabaseClusterEngine,
  type DatabaseProxy,
  type IClusterEngine,
  ParameterGroup,
  ProxyTarget,
  DatabaseCluster as RdsCluster,
  type RotationMultiUserOptions,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret, SecretRotation } from 'aws-cdk-lib/aws-secretsmanager';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { IClient } from '../connect/client';
import type { Connection } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import { ClusterCapacity } from './cluster-capacity';
import type { DatabaseConnectOptions, IDatabase } from './database';
import { backupPlan } from './database-backup';
import { DatabaseClients } from './database-clients';
import type { DatabaseClusterProps } from './database-cluster-props';
import type { DatabaseEngine } from './database-engine';
import { placeDatabase, subnetsOf } from './database-placement';
import { backtrackProblems, databaseProblems, engineOf } from './database-problems';
import { DatabaseProfile } from './database-profile';
import type { ProxyOptions } from './database-proxy';
import { hardened, nameOf, parametersOf } from './hardening';
import { insightsProblems } from './insights';
import { MasterCredentials } from './master-credentials';

/**
 * An Aurora cluster of PostgreSQL or MySQL: a writer and a reader that takes over, encrypted at rest and in transit, in
 * private subnets, backed up, monitored and protected from deletion. It is thin over `aws-rds`, whose construct is the
 * child `Resource`.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_AuroraOverview.html
 */
export class DatabaseCluster extends Resource implements IDatabase {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.DatabaseCluster';

  public readonly engine: DatabaseEngine;
  public readonly databaseName?: string;
  public readonly vpc: IVpc;
  public readonly vpcSubnets?: SubnetSelection;
  public readonly secret?: ISecret;
  /** The cluster of `aws-rds`, for what this class does not say. */
  public readonly cluster: RdsCluster;
  private readonly clients: DatabaseClients;

  /** @throws InvalidCacheError with everything that is wrong with the properties */
  constructor(scope: Construct, id: string, props: DatabaseClusterProps) {
    super(scope, id);
    props = injected(scope, DatabaseCluster.PROPERTY_INJECTION_ID, id, props);
    const { vpc, profile = DatabaseProfile.PRODUCTION, credentials = MasterCredentials.managed() } = props;
    const { capacity = ClusterCapacity.provisioned(), backtrackWindow } = props;
    const machine = capacity._machine(profile);
    const rdsEngine = props.engine ?? defaultEngine();
    const problems: string[] = [];
    const engine = engineOf(rdsEngine, true, problems);
    const subnets = subnetsOf(props, problems);
    problems.push(...databaseProblems(props, engine), ...backtrackProblems(props, engine));
    problems.push(...insightsProblems(props, engine, machine));
    if (engine === undefined || subnets === undefined || problems.length > 0)
      throw new InvalidCacheError(this.node.path, problems);

    this.engine = engine;
    this.vpc = vpc;
    this.vpcSubnets = props.vpcSubnets;
    this.databaseName = nameOf(props);
    const shape = hardened(this, props, engine, machine);
    const placement = placeDatabase(this, props, subnets, shape.removalPolicy);
    const hardening = {
      publiclyAccessible: false,
      autoMinorVersionUpgrade: true,
      allowMajorVersionUpgrade: false,
      enablePerformanceInsights: shape.enablePerformanceInsights,
      performanceInsightRetention: shape.performanceInsightRetention,
      performanceInsightEncryptionKey: shape.performanceInsightEncryptionKey,
    };
    this.cluster = new RdsCluster(this, 'Resource', {
      ...shape,
      ...capacity._render(profile, hardening),
      engine: rdsEngine,
      subnetGroup: placement.subnetGroup,
      vpcSubnets: { subnets: subnets.subnets },
      securityGroups: placement.securityGroups,
      parameterGroup: new ParameterGroup(this, 'ParameterGroup', {
        engine: rdsEngine,
        // Create-only: a path would replace the group when the stack moves into a stage.
        description: `Parameters of ${id}`.slice(0, 255),
        parameters: parametersOf(props, engine),
      }),
      defaultDatabaseName: this.databaseName,
      backup: { retention: props.backupRetention ?? profile.backupRetention },
      backtrackWindow,
    });
    const resource = this.cluster.node.defaultChild as CfnDBCluster;
    this.clients = new DatabaseClients(this, {
      vpc,
      subnets,
      credentials,
      engine,
      resource,
      made: this.cluster,
      target: ProxyTarget.fromCluster(this.cluster),
      endpoint: new Endpoint(this.cluster.clusterEndpoint.hostname, shape.port),
      readerEndpoint: new Endpoint(this.cluster.clusterReadEndpoint.hostname, shape.port),
      databaseName: nameOf(props),
      resourceId: resource.attrDbClusterResourceId,
      arn: resource.attrDbClusterArn,
    });
    this.secret = this.clients.secret;
    if (props.proxy ?? props.proxyOptions !== undefined) this.addProxy('Proxy', props.proxyOptions);
    if (props.backupPlan ?? profile.backupPlan) backupPlan(this, this.cluster.clusterArn);
  }

  /** Who may connect: to the proxy where there is one, otherwise to the cluster. */
  public get connections(): Connections {
    return this.clients.connections;
  }

  /** Where clients connect: the proxy where there is one, otherwise the writer. */
  public get endpoint(): Endpoint {
    return this.clients.endpoint;
  }

  /** Where clients may read, a little behind the writer; undefined where clients connect to a proxy. */
  public get readerEndpoint(): Endpoint | undefined {
    return this.clients.readerEndpoint;
  }

  public get link(): { readonly [field: string]: string } {
    return this.clients.link;
  }

  /**
   * Connects a client: lets it in, lets it read the secret or be an IAM user, and tells it where the database is.
   *
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  public connect(client: IClient, options: DatabaseConnectOptions = {}): Connection {
    return this.clients.connect(client, options);
  }

  /**
   * Adds an RDS Proxy. Clients that are connected later go to the first one.
   *
   * @throws InvalidCacheError after `addRotationMultiUser`
   */
  public addProxy(id: string, options: ProxyOptions = {}): DatabaseProxy {
    return this.clients.addProxy(id, options);
  }

  /**
   * Rotates the secret of another user, by a clone of that user.
   *
   * @throws InvalidCacheError with a proxy, which does not know the clone, or with a master secret that RDS manages
   */
  public addRotationMultiUser(id: string, options: RotationMultiUserOptions): SecretRotation {
    return this.clients.addRotationMultiUser(id, options);
  }
}

/** Frozen for the major release of this library: an upgrade cannot be undone. */
function defaultEngine(): IClusterEngine {
  return DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 });
}
