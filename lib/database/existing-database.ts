import {
  Connections,
  type ISecurityGroup,
  type IVpc,
  Port,
  SecurityGroup,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import type { IEngine } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Resource } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { weakly } from '../access/weak-reference';
import type { IClient } from '../connect/client';
import type { Connection } from '../connect/connection';
import { Endpoint } from '../connect/endpoint';
import { privateSubnets } from '../network/private-subnets';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { DatabaseConnectOptions, ExistingDatabaseOptions, IDatabase } from './database';
import { connectDatabase, type DatabaseAccess } from './database-access';
import { DatabaseEngine } from './database-engine';
import { linkOfDatabase, usersArn } from './database-link';
import type { ExistingFacts } from './existing-facts';

/** A database that is not made here: nothing of it changes. */
export class ExistingDatabase extends Resource implements IDatabase {
  public readonly engine: DatabaseEngine;
  public readonly endpoint: Endpoint;
  public readonly readerEndpoint?: Endpoint;
  public readonly databaseName?: string;
  public readonly vpc: IVpc;
  public readonly vpcSubnets?: SubnetSelection;
  public readonly secret?: ISecret;
  public readonly connections: Connections;
  public readonly link: { readonly [field: string]: string };
  private readonly access: DatabaseAccess;

  constructor(scope: Construct, id: string, facts: ExistingFacts, options: ExistingDatabaseOptions) {
    super(scope, id);
    const { resource, arn, hostname, readerHostname, resourceId, iam } = facts;
    const problems: string[] = [];
    const engine = engineOf(options.engine ?? facts.engine, facts.cluster, problems);
    const securityGroups = options.securityGroups ?? (facts.pending ? [unanswered(this)] : facts.securityGroups);
    const vpc = options.vpc ?? facts.vpc;
    problems.push(...unknownProblems(facts, vpc, securityGroups));
    const port = options.port ?? facts.port ?? engine?.usualPort;
    if (problems.length > 0 || !vpc || !engine || hostname === undefined || port === undefined) {
      throw new InvalidCacheError(this.node.path, problems);
    }

    this.engine = engine;
    this.vpc = vpc;
    this.vpcSubnets = options.vpcSubnets ?? facts.vpcSubnets;
    this.secret = options.secret ?? facts.secret;
    this.databaseName = options.databaseName ?? facts.databaseName;
    this.connections = new Connections({ securityGroups: [...securityGroups], defaultPort: Port.tcp(port) });
    // What is told here may be of another stack than this construct.
    const near = (value: string) => weakly(value, this, resource);
    this.endpoint = new Endpoint(near(hostname), port);
    this.readerEndpoint = readerHostname === undefined ? undefined : new Endpoint(near(readerHostname), port);
    const { endpoint, readerEndpoint, databaseName } = this;
    this.link = linkOfDatabase({ engine, endpoint, readerEndpoint, databaseName, arn: near(arn) });
    this.access = {
      // Whose texts they are: this construct may stand in the stack of the client, and the database in another.
      construct: resource,
      connections: this.connections,
      port,
      vpc,
      subnets: privateSubnets(vpc, this.vpcSubnets, '').subnets,
      arn,
      iam,
      secret: this.secret,
      link: linkOfDatabase({
        engine,
        endpoint: new Endpoint(hostname, port),
        readerEndpoint: readerHostname === undefined ? undefined : new Endpoint(readerHostname, port),
        databaseName,
        arn,
      }),
      userArn: resourceId === undefined ? undefined : (client: IConstruct) => usersArn(resource, resourceId, client),
    };
  }

  public connect(client: IClient, options: DatabaseConnectOptions = {}): Connection {
    return connectDatabase(this.access, client, options);
  }
}

/** Stands for the groups until a look-up has its answer: an error now would keep it from being asked for. */
function unanswered(database: Construct): ISecurityGroup {
  return SecurityGroup.fromSecurityGroupId(database, 'NotLookedUpYet', 'sg-00000000');
}

function engineOf(engine: IEngine | undefined, cluster: boolean, problems: string[]): DatabaseEngine | undefined {
  if (engine === undefined) {
    problems.push(
      `'engine' needs to be known, got a database that is imported without; give it, such as engine: ${cluster ? 'DatabaseClusterEngine.AURORA_POSTGRESQL' : 'DatabaseInstanceEngine.POSTGRES'}`,
    );
    return undefined;
  }
  try {
    return DatabaseEngine.of(engine);
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function unknownProblems(
  { hostname }: ExistingFacts,
  vpc: IVpc | undefined,
  securityGroups: readonly ISecurityGroup[],
): string[] {
  return [
    ...(vpc === undefined ? [NO_VPC] : []),
    ...(securityGroups.length === 0 ? [NO_GROUPS] : []),
    ...(hostname === undefined ? [NO_ENDPOINT] : []),
  ];
}

const NO_VPC =
  "'vpc' needs to be the network of the database, got none, because an imported database does not know it; give it, such as vpc: Vpc.fromLookup(this, 'Vpc', { vpcId })";
const NO_GROUPS =
  "'securityGroups' needs at least one security group of the database, got none; give it, such as SecurityGroup.fromSecurityGroupId(this, 'Group', id)";
const NO_ENDPOINT =
  "'cluster' needs its endpoint to be known, got an import without; import it with 'clusterEndpointAddress' and 'port'";
