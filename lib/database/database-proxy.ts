import { SecurityGroup, type SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DatabaseProxy, type ProxyTarget } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Duration, Fn, Names, Stack } from 'aws-cdk-lib/core';
import { Construct, type IConstruct } from 'constructs';
import { weakly } from '../access/weak-reference';
import { ec2Text } from '../connect/client-rules';
import type { DatabasePlacementOptions } from './database-placement';

/** What can be said about a proxy. */
export interface ProxyOptions {
  /**
   * Secrets of further users, whom the proxy lets in as well; each is `{ username, password }`.
   *
   * @default - the master user alone
   */
  readonly secrets?: ISecret[];
  /**
   * How many of the connections of the database the proxy may take, in per cent.
   *
   * @default 100
   */
  readonly maxConnectionsPercent?: number;
  /**
   * How long a client waits for a connection.
   *
   * @default Duration.seconds(120)
   */
  readonly borrowTimeout?: Duration;
  /**
   * How long the connection of a client may be idle.
   *
   * @default Duration.minutes(30)
   */
  readonly idleClientTimeout?: Duration;
}

/** For which database a proxy is. */
export interface ProxyOwner extends Pick<DatabasePlacementOptions, 'vpc'> {
  /** What it speaks to. */
  readonly target: ProxyTarget;
  /** The subnets of the database. */
  readonly subnets: SelectedSubnets;
  /** The secret of the master user. */
  readonly secret: ISecret;
}

/**
 * An RDS Proxy whose clients need TLS and IAM, with a security group and a role of its own: clients reach the proxy, and
 * the proxy the database.
 *
 * @param scope the database
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
 */
export function databaseProxy(scope: Construct, id: string, owner: ProxyOwner, options: ProxyOptions): DatabaseProxy {
  const { vpc, target, subnets, secret } = owner;
  const secrets = [secret, ...(options.secrets ?? [])];
  const parts = new Construct(scope, `${id}Parts`);
  const securityGroup = new SecurityGroup(parts, 'SecurityGroup', {
    vpc,
    description: ec2Text(`Who may connect to the proxy of the database ${scope.node.id}`),
    allowAllOutbound: false,
  });
  return new DatabaseProxy(scope, id, {
    // The service wants a name; that of the CDK would be the same for every database of an account.
    dbProxyName: Names.uniqueResourceName(parts, { maxLength: 60, separator: '-' }),
    proxyTarget: target,
    vpc,
    vpcSubnets: { subnets: subnets.subnets },
    securityGroups: [securityGroup],
    role: proxyRole(parts, secrets),
    secrets,
    requireTLS: true,
    iamAuth: true,
    maxConnectionsPercent: options.maxConnectionsPercent,
    borrowTimeout: options.borrowTimeout,
    idleClientTimeout: options.idleClientTimeout,
  });
}

/** By a policy of its own: the CDK would write an inline one. */
function proxyRole(scope: Construct, secrets: readonly ISecret[]): IRole {
  const keys = secrets.map(({ encryptionKey }) => encryptionKey).filter((key) => key !== undefined);
  const viaSecretsManager = {
    StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com` },
  };
  const policy = new ManagedPolicy(scope, 'Policy', {
    description: 'The secrets that an RDS Proxy reads',
    statements: [
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        resources: secrets.map((secret) => secret.secretFullArn ?? `${secret.secretArn}-??????`),
      }),
      ...keys.map(
        ({ keyArn }) =>
          new PolicyStatement({ actions: ['kms:Decrypt'], resources: [keyArn], conditions: viaSecretsManager }),
      ),
    ],
  });
  // Without a condition on the account: AWS documents none for proxies, and one that is not met locks every client out.
  const assumedBy = new ServicePrincipal('rds.amazonaws.com');
  return new Role(scope, 'Role', { assumedBy, managedPolicies: [policy] }).withoutPolicyUpdates();
}

/** The id by which policies name a proxy: the last part of its ARN, in a text for the stack of a client. */
export function proxyId(proxy: DatabaseProxy, client: IConstruct): string {
  return Fn.select(6, Fn.split(':', weakly(proxy.dbProxyArn, client, proxy)));
}
