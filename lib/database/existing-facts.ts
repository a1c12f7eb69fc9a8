import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { CfnDBCluster, CfnDBInstance, IDatabaseCluster, IDatabaseInstance, IEngine } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IResource, Stack, Token } from 'aws-cdk-lib/core';

/** What a database of `aws-rds` knows of itself: one that is made in this app knows all, an imported one less. */
export interface ExistingFacts {
  readonly resource: IResource;
  readonly cluster: boolean;
  readonly arn: string;
  readonly hostname?: string;
  readonly readerHostname?: string;
  readonly port?: number;
  readonly engine?: IEngine;
  readonly securityGroups: readonly ISecurityGroup[];
  readonly resourceId?: string;
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly secret?: ISecret;
  readonly databaseName?: string;
  /** False if it is made in this app, and without. */
  readonly iam: boolean;
  /** Whether it is looked up, and the answer is not there yet. */
  readonly pending: boolean;
}

/** What `fromLookup` says until the account has answered. */
const PENDING_HOSTNAME = 'TESTADDRESS';

/** What only the constructs that make a database have. */
interface Made {
  readonly vpc?: IVpc;
  readonly vpcPlacement?: SubnetSelection;
  readonly vpcSubnets?: SubnetSelection;
  readonly secret?: ISecret;
}

/** Of an instance. */
export function instanceFacts(instance: IDatabaseInstance): ExistingFacts {
  const { vpc, vpcPlacement: vpcSubnets, secret } = instance as Made;
  const resource = instance.node.defaultChild as CfnDBInstance | undefined;
  return {
    resource: instance,
    cluster: false,
    // Where aws-rds makes it, the ARN is made of a name, and others could refer to it by an export alone.
    arn: resource?.attrDbInstanceArn ?? instance.instanceArn,
    hostname: instance.dbInstanceEndpointAddress,
    port: literalPort(resource?.port) ?? instance.instanceEndpoint.port,
    engine: instance.engine,
    securityGroups: instance.connections.securityGroups,
    resourceId: instance.instanceResourceId,
    vpc,
    vpcSubnets,
    secret,
    databaseName: resource?.dbName,
    iam: hasIam(resource),
    pending: instance.dbInstanceEndpointAddress === PENDING_HOSTNAME,
  };
}

/** Of a cluster. What an imported one does not know, it throws for. */
export function clusterFacts(cluster: IDatabaseCluster): ExistingFacts {
  const { vpc, vpcSubnets, secret } = cluster as Made;
  const resource = cluster.node.defaultChild as CfnDBCluster | undefined;
  const hostname = known(() => cluster.clusterEndpoint.hostname);
  return {
    resource: cluster,
    cluster: true,
    arn: resource?.attrDbClusterArn ?? cluster.clusterArn,
    hostname,
    readerHostname: known(() => cluster.clusterReadEndpoint.hostname),
    port: resource?.port ?? known(() => cluster.clusterEndpoint.port),
    engine: cluster.engine,
    securityGroups: cluster.connections.securityGroups,
    resourceId: known(() => cluster.clusterResourceIdentifier),
    vpc,
    vpcSubnets,
    secret,
    databaseName: resource?.databaseName,
    iam: hasIam(resource),
    pending: hostname === PENDING_HOSTNAME,
  };
}

function known<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}

/** The port as it was written down, which refers to nothing. */
function literalPort(port: string | undefined): number | undefined {
  return port === undefined || Token.isUnresolved(port) ? undefined : Number(port);
}

/** An imported database may have it. */
function hasIam(resource: CfnDBInstance | CfnDBCluster | undefined): boolean {
  return resource === undefined || Boolean(Stack.of(resource).resolve(resource.enableIamDatabaseAuthentication));
}
