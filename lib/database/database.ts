import type { IConnectable, ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { IDatabaseCluster, IDatabaseInstance, IEngine } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IResource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { IClient } from '../connect/client';
import type { Connection } from '../connect/connection';
import type { Endpoint } from '../connect/endpoint';
import type { DatabaseEngine } from './database-engine';
import { ExistingDatabase } from './existing-database';
import { clusterFacts, instanceFacts } from './existing-facts';

/** A database of any kind, made here or elsewhere. */
export interface IDatabase extends IResource, IConnectable {
  /** Its engine: what clients speak, and whether their pools can be wrapped. */
  readonly engine: DatabaseEngine;
  /** Where clients connect: the writer, or the proxy in front of it. */
  readonly endpoint: Endpoint;
  /** Where clients may read, a little behind the writer; undefined where there is no such place. */
  readonly readerEndpoint?: Endpoint;
  /** The database that clients open; undefined if it is not known. */
  readonly databaseName?: string;
  /** Its network. */
  readonly vpc: IVpc;
  /** The subnets in which a cache beside it should stand; undefined for the usual ones. */
  readonly vpcSubnets?: SubnetSelection;
  /** The secret of its master user; undefined if it is not known. */
  readonly secret?: ISecret;
  /** What every client has to know, by the names of `cache-tier/link`; who a client is, `connect` says. */
  readonly link: { readonly [field: string]: string };
  /**
   * Connects a client: lets it in, lets it read the secret or be an IAM user, and tells it where the database is.
   *
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  connect(client: IClient, options?: DatabaseConnectOptions): Connection;
}

/** How a client is connected to a database. */
export interface DatabaseConnectOptions {
  /**
   * The name of the connection, by which the application asks for it: letters, digits and hyphens.
   *
   * @default 'database'
   */
  readonly as?: string;
  /**
   * The user of the database as which the client connects, by a token that it signs with its role. It is made in the
   * database by hand, see docs/databases.md.
   *
   * @default - the master user: by its secret, or by a token where a proxy holds the secret
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
   */
  readonly iamUser?: string;
  /**
   * Whose security groups are let in, such as an EKS cluster for a service account.
   *
   * @default - those of the client
   */
  readonly from?: IConnectable;
  /**
   * The containers of an ECS service that get the link.
   *
   * @default - the default container of its task
   */
  readonly containers?: ContainerDefinition[];
}

/** What the app does not know of a database that exists already. */
export interface ExistingDatabaseOptions {
  /**
   * Its network.
   *
   * @default - that of a database that is made in this app; needed for one that is imported
   */
  readonly vpc?: IVpc;
  /**
   * The subnets in which a cache beside it should stand.
   *
   * @default - those of a database that is made in this app; otherwise the usual ones
   */
  readonly vpcSubnets?: SubnetSelection;
  /**
   * Its security groups.
   *
   * @default - those that the database is imported or made with
   */
  readonly securityGroups?: ISecurityGroup[];
  /**
   * Its engine, such as `DatabaseInstanceEngine.POSTGRES`.
   *
   * @default - that of the database; needed for one that is imported without
   */
  readonly engine?: IEngine;
  /**
   * Its port.
   *
   * @default - that of the database
   */
  readonly port?: number;
  /**
   * The secret of its master user, as RDS writes it: a JSON object with `username` and `password`.
   *
   * @default - that of a database that is made in this app; without one, clients connect with `iamUser`
   */
  readonly secret?: ISecret;
  /**
   * The database that clients open.
   *
   * @default - that of a database that is made in this app
   */
  readonly databaseName?: string;
}

/** Databases that exist already, or are made with `aws-rds`. */
export class Database {
  /**
   * An instance, with what a cache in front of it takes over: its network, its subnets and its security groups. Nothing of
   * the instance changes; clients are let in by rules of their own stacks.
   *
   * @param instance one that is made with `aws-rds`, imported by its attributes, or looked up
   * @throws InvalidCacheError that names what is not known of it
   */
  public static fromInstance(
    scope: Construct,
    id: string,
    instance: IDatabaseInstance,
    options: ExistingDatabaseOptions = {},
  ): IDatabase {
    return new ExistingDatabase(scope, id, instanceFacts(instance), options);
  }

  /**
   * A cluster of Aurora, as `fromInstance`.
   *
   * @throws InvalidCacheError that names what is not known of it
   */
  public static fromCluster(
    scope: Construct,
    id: string,
    cluster: IDatabaseCluster,
    options: ExistingDatabaseOptions = {},
  ): IDatabase {
    return new ExistingDatabase(scope, id, clusterFacts(cluster), options);
  }

  private constructor() {}
}
