import type { Connections, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  type CfnDBInstance,
  DatabaseInstanceEngine,
  type DatabaseProxy,
  type IInstanceEngine,
  ParameterGroup,
  PostgresEngineVersion,
  ProxyTarget,
  DatabaseInstance as RdsInstance,
  type RotationMultiUserOptions,
  StorageType,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret, SecretRotation } from 'aws-cdk-lib/aws-secretsmanager';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { IClient } from '../connect/client';
import type { Connection } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { injected } from '../policy/property-injection';
import type { DatabaseConnectOptions, IDatabase } from './database';
import { backupPlan } from './database-backup';
import { DatabaseClients } from './database-clients';
import type { DatabaseEngine } from './database-engine';
import type { DatabaseInstanceProps } from './database-instance-props';
import { placeDatabase, subnetsOf } from './database-placement';
import { databaseProblems, engineOf } from './database-problems';
import { DatabaseProfile } from './database-profile';
import type { ProxyOptions } from './database-proxy';
import { hardened, nameOf, parametersOf } from './hardening';
import { insightsProblems } from './insights';
import { MasterCredentials } from './master-credentials';
import { storageOf } from './storage';

/**
 * An RDS instance of PostgreSQL, MySQL or MariaDB: encrypted at rest and in transit, in private subnets, with a standby,
 * backed up, monitored and protected from deletion. It is thin over `aws-rds`, whose construct is the child `Resource`.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html
 */
export class DatabaseInstance extends Resource implements IDatabase {
  /** The id by which property injectors name this class. */
  public static readonly PROPERTY_INJECTION_ID: string = 'cdk-cache-tier.DatabaseInstance';

  public readonly engine: DatabaseEngine;
  public readonly databaseName?: string;
  public readonly vpc: IVpc;
  public readonly vpcSubnets?: SubnetSelection;
  public readonly secret?: ISecret;
  /** The instance of `aws-rds`, for what this class does not say. */
  public readonly instance: RdsInstance;
  private readonly clients: DatabaseClients;

  /** @throws InvalidCacheError with everything that is wrong with the properties */
  constructor(scope: Construct, id: string, props: DatabaseInstanceProps) {
    super(scope, id);
    props = injected(scope, DatabaseInstance.PROPERTY_INJECTION_ID, id, props);
    const { vpc, profile = DatabaseProfile.PRODUCTION, credentials = MasterCredentials.managed() } = props;
    const { instanceType = profile.instanceType } = props;
    const rdsEngine = props.engine ?? defaultEngine();
    const problems: string[] = [];
    const engine = engineOf(rdsEngine, false, problems);
    const storage = storageOf(props, profile, problems);
    const subnets = subnetsOf(props, problems);
    problems.push(...databaseProblems(props, engine), ...insightsProblems(props, engine, instanceType));
    if (engine === undefined || subnets === undefined || problems.length > 0)
      throw new InvalidCacheError(this.node.path, problems);

    this.engine = engine;
    this.vpc = vpc;
    this.vpcSubnets = props.vpcSubnets;
    this.databaseName = nameOf(props);
    const shape = hardened(this, props, engine, instanceType);
    const placement = placeDatabase(this, props, subnets, shape.removalPolicy);
    this.instance = new RdsInstance(this, 'Resource', {
      ...shape,
      ...storage,
      engine: rdsEngine,
      subnetGroup: placement.subnetGroup,
      // What a rotation would take for its own.
      vpcSubnets: { subnets: subnets.subnets },
      securityGroups: placement.securityGroups,
      parameterGroup: new ParameterGroup(this, 'ParameterGroup', {
        engine: rdsEngine,
        // Create-only: a path would replace the group when the stack moves into a stage.
        description: `Parameters of ${id}`.slice(0, 255),
        parameters: parametersOf(props, engine),
      }),
      databaseName: this.databaseName,
      instanceType,
      storageType: StorageType.GP3,
      multiAz: props.multiAz ?? profile.standby,
      backupRetention: props.backupRetention ?? profile.backupRetention,
      publiclyAccessible: false,
      allowMajorVersionUpgrade: false,
    });
    const resource = this.instance.node.defaultChild as CfnDBInstance;
    this.clients = new DatabaseClients(this, {
      vpc,
      subnets,
      credentials,
      engine,
      resource,
      made: this.instance,
      target: ProxyTarget.fromInstance(this.instance),
      endpoint: new Endpoint(this.instance.dbInstanceEndpointAddress, shape.port),
      databaseName: nameOf(props),
      resourceId: resource.attrDbiResourceId,
      // That of aws-rds is made of a name, and others could refer to it by an export alone.
      arn: resource.attrDbInstanceArn,
    });
    this.secret = this.clients.secret;
    if (props.proxy ?? props.proxyOptions !== undefined) this.addProxy('Proxy', props.proxyOptions);
    if (props.backupPlan ?? profile.backupPlan) backupPlan(this, this.instance.instanceArn);
  }

  /** Who may connect: to the proxy where there is one, otherwise to the instance. */
  public get connections(): Connections {
    return this.clients.connections;
  }

  /** Where clients connect: the proxy where there is one, otherwise the instance. */
  public get endpoint(): Endpoint {
    return this.clients.endpoint;
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
function defaultEngine(): IInstanceEngine {
  return DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
}
