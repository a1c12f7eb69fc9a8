import type { IEngine } from 'aws-cdk-lib/aws-rds';
import { integer, objectOf, text } from './context-value';
import { databaseEngine } from './database-version';

/** What the context can say about a database that exists already. */
export interface ExistingDatabaseConfig {
  /**
   * Its engine, an instance or an Aurora cluster.
   *
   * @default - PostgreSQL on an instance; that of a database that is looked up
   */
  readonly engine?: IEngine;
  /**
   * Look an instance up by its identifier; needs `account` and `region`.
   *
   * @default - it is not looked up
   */
  readonly instanceIdentifier?: string;
  /**
   * Look an Aurora cluster up by its identifier; needs `account` and `region`.
   *
   * @default - it is not looked up
   */
  readonly clusterIdentifier?: string;
  /**
   * The host on which the instance, or the writer of the cluster, answers.
   *
   * @default - a parameter of the template
   */
  readonly endpoint?: string;
  /**
   * The host on which the readers of the cluster answer.
   *
   * @default - none
   */
  readonly readerEndpoint?: string;
  /**
   * Its port.
   *
   * @default - the usual one of the engine
   */
  readonly port?: number;
  /**
   * Its security group.
   *
   * @default - those that are looked up, or a parameter of the template
   */
  readonly securityGroupId?: string;
  /**
   * The secret of its master user, a JSON object with `username` and `password`.
   *
   * @default - a parameter of the template where the database is one and `iamUser` is not stated, otherwise none
   */
  readonly secretArn?: string;
  /**
   * Its resource id, for `iamUser`: `db-...` or `cluster-...`.
   *
   * @default - that which is looked up, or a parameter of the template where `iamUser` is stated
   */
  readonly resourceId?: string;
  /**
   * The user as which an application connects by IAM.
   *
   * @default - applications connect by the secret
   */
  readonly iamUser?: string;
  /**
   * The database that clients open.
   *
   * @default - that which bears the name of the user
   */
  readonly databaseName?: string;
}

const host = text(/^[a-z0-9][a-z0-9.-]+$/i, 'a host, without a port');
const identifier = text(/^[a-z][a-z0-9-]*$/i, 'the identifier of a database');

/** Reads a database that exists already. */
export const existingDatabaseReader = objectOf<ExistingDatabaseConfig>({
  engine: databaseEngine,
  instanceIdentifier: identifier,
  clusterIdentifier: identifier,
  endpoint: host,
  readerEndpoint: host,
  port: integer(1, 65_535),
  securityGroupId: text(
    /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/,
    "the id of a security group, such as 'sg-0123456789abcdef0'",
  ),
  secretArn: text(/^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:\S+$/, 'the ARN of a secret'),
  resourceId: text(/^(db|cluster)-[A-Z0-9]+$/, "the resource id of a database, such as 'db-ABCDEFGHIJKL01234'"),
  iamUser: text(/^[\w.@-]{1,63}$/, 'the name of a user of the database'),
  databaseName: text(/^[a-z_][\w-]*$/i, 'the name of a database'),
});
