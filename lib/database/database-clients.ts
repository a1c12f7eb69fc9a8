import { Connections, type IVpc, Port, type SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import type {
  CfnDBCluster,
  CfnDBInstance,
  DatabaseProxy,
  ProxyTarget,
  DatabaseCluster as RdsCluster,
  DatabaseInstance as RdsInstance,
  RotationMultiUserOptions,
} from 'aws-cdk-lib/aws-rds';
import type { ISecret, SecretRotation } from 'aws-cdk-lib/aws-secretsmanager';
import type { IResource } from 'aws-cdk-lib/core';
import { type Link, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import { weakly } from '../access/weak-reference';
import type { IClient } from '../connect/client';
import type { Connection } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { checkReach } from '../network/service-reach';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { DatabaseConnectOptions } from './database';
import { connectDatabase } from './database-access';
import type { DatabaseEngine } from './database-engine';
import { linkOfDatabase, usersArn } from './database-link';
import { databaseProxy, type ProxyOptions, proxyId } from './database-proxy';
import type { MasterCredentials } from './master-credentials';
import { managedSecret, rotateSecret, rotationGroup } from './master-secret';

/** A database that was made, and for whom. */
export interface MadeDatabase {
  readonly vpc: IVpc;
  readonly subnets: SelectedSubnets;
  readonly credentials: MasterCredentials;
  readonly engine: DatabaseEngine;
  readonly made: RdsInstance | RdsCluster;
  readonly resource: CfnDBInstance | CfnDBCluster;
  readonly target: ProxyTarget;
  readonly endpoint: Endpoint;
  readonly readerEndpoint?: Endpoint;
  readonly databaseName: string;
  readonly resourceId: string;
  readonly arn: string;
}

/** Who may connect to a database that is made here, and how: its secret, its proxies, its rotations. */
export class DatabaseClients {
  /** The secret of the master user. */
  public readonly secret: ISecret;
  private readonly direct: Connections;
  private proxy?: DatabaseProxy;
  private secrets = false;
  private rotatesUsers = false;

  constructor(
    private readonly database: IResource,
    private readonly facts: MadeDatabase,
  ) {
    const { vpc, subnets, credentials, made, resource, endpoint } = facts;
    this.secret = credentials.isManaged ? managedSecret(database, resource, credentials) : generatedSecretOf(made);
    // That of aws-rds waits for the database, and no checker can tell which port its rules open.
    this.direct = Object.assign(made.connections, { defaultPort: Port.tcp(endpoint.port) });
    if (!credentials.isManaged) rotateSecret(database, made, credentials, { vpc, subnets });
  }

  /** Where clients connect. An RDS Proxy listens on the usual port, whatever the database has. */
  public get endpoint(): Endpoint {
    const { endpoint, engine } = this.facts;
    return this.proxy === undefined ? endpoint : new Endpoint(this.proxy.endpoint, engine.usualPort);
  }

  /** Where clients may read. The readers behind a proxy are not for clients: they would have to be let in there too. */
  public get readerEndpoint(): Endpoint | undefined {
    return this.proxy === undefined ? this.facts.readerEndpoint : undefined;
  }

  /** The security groups of what clients connect to. */
  public get connections(): Connections {
    if (this.proxy === undefined) return this.direct;
    const { securityGroups } = this.proxy.connections;
    return new Connections({ securityGroups, defaultPort: Port.tcp(this.endpoint.port) });
  }

  /** What every client is told. */
  public get link(): Link {
    const { engine, databaseName, arn } = this.facts;
    const { endpoint, readerEndpoint } = this;
    return linkOfDatabase({ engine, endpoint, readerEndpoint, databaseName, arn });
  }

  /** @throws InvalidCacheError if the client cannot connect as it is */
  public connect(client: IClient, options: DatabaseConnectOptions): Connection {
    const { facts, secret, connections, endpoint, link, database, proxy } = this;
    const { vpc, subnets, arn, credentials, resourceId } = facts;
    return connectDatabase(
      {
        construct: database,
        connections,
        port: endpoint.port,
        vpc,
        subnets,
        arn,
        // Drivers ask for the name of the user before they have read the secret.
        link: { ...link, [LinkField.USER]: credentials.username },
        secret,
        iam: true,
        userArn: (from: IConstruct) =>
          usersArn(database, proxy === undefined ? weakly(resourceId, from, database) : proxyId(proxy, from), from),
        proxied: proxy === undefined ? undefined : { master: credentials.username, others: this.secrets },
      },
      client,
      options,
    );
  }

  /** @throws InvalidCacheError after a rotation of several users */
  public addProxy(id: string, options: ProxyOptions): DatabaseProxy {
    if (this.rotatesUsers) throw new InvalidCacheError(this.database.node.path, [PROXY_AFTER_ROTATION]);
    const { vpc, target, subnets } = this.facts;
    const proxy = databaseProxy(this.database, id, { vpc, target, subnets, secret: this.secret }, options);
    if (this.proxy === undefined) this.secrets = (options.secrets ?? []).length > 0;
    this.proxy ??= proxy;
    return proxy;
  }

  /** @throws InvalidCacheError with a proxy, or with a secret that RDS manages */
  public addRotationMultiUser(id: string, options: RotationMultiUserOptions): SecretRotation {
    const { made, credentials, vpc, subnets } = this.facts;
    const problems = [
      ...(this.proxy === undefined ? [] : [ROTATION_WITH_PROXY]),
      ...(credentials.isManaged ? [ROTATION_OF_MANAGED] : []),
    ];
    if (problems.length > 0) throw new InvalidCacheError(this.database.node.path, problems);
    this.rotatesUsers = true;
    if (options.vpcSubnets === undefined) checkReach(this.database, vpc, subnets, ['secretsmanager']);
    return made.addRotationMultiUser(id, {
      vpcSubnets: { subnets: subnets.subnets },
      securityGroup: rotationGroup(this.database, vpc),
      ...options,
    });
  }
}

function generatedSecretOf({ secret }: RdsInstance | RdsCluster): ISecret {
  if (secret === undefined) throw new Error('aws-rds makes a secret for credentials that are generated');
  return secret;
}

const PAGE = 'https://github.com/aws/aws-cdk/issues/25568';

const ROTATION_WITH_PROXY = `'addRotationMultiUser' needs a database without a proxy, got one with: the rotation clones the user under another name, whom the proxy does not know; rotate the user alone with MasterCredentials.generated(), or leave the proxy out (${PAGE})`;

const PROXY_AFTER_ROTATION = `'proxy' needs a database without a rotation of several users, got one with: the rotation clones the user under another name, whom the proxy does not know; rotate the user alone with MasterCredentials.generated(), or leave the proxy out (${PAGE})`;

const ROTATION_OF_MANAGED =
  "'credentials' needs a master secret that this app rotates, got one that RDS manages, whose password the function could not rely on; set credentials: MasterCredentials.generated()";
