import type { Connections, IVpc, SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IResource, Token } from 'aws-cdk-lib/core';
import { AuthKind, DEFAULT_DATABASE_CONNECTION, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ClientIdentity } from '../access/client-identity';
import { clientOf, type IClient } from '../connect/client';
import { connect } from '../connect/connect';
import type { Connection } from '../connect/connection';
import { DATABASE_WORDS } from '../connect/target-words';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { DatabaseConnectOptions } from './database';
import { warnOfReach } from './secret-reach';

/** What connecting has to know of a database. Internal. */
export interface DatabaseAccess {
  /** The database. */
  readonly construct: IResource;
  /** The security groups of what clients connect to: the database, or its proxy. */
  readonly connections: Connections;
  /** The port. */
  readonly port: number;
  /** Its network. */
  readonly vpc: IVpc;
  /** Its subnets, as far as they are known. */
  readonly subnets?: SelectedSubnets;
  /** Its ARN. */
  readonly arn: string;
  /** What every client is told. */
  readonly link: { readonly [field: string]: string };
  /** The secret of the master user; undefined if it is not known. */
  readonly secret?: ISecret;
  /** The ARN of a user, without its name, in texts that fit the stack of a client; undefined if it is not known. */
  readonly userArn?: (client: IConstruct) => string;
  /** Users that connect by IAM only, because a proxy holds the secrets; undefined without a proxy. */
  readonly proxied?: ProxiedUsers;
  /** False if it is known that no user can connect by IAM. */
  readonly iam: boolean;
}

/** Whom a proxy lets in. */
export interface ProxiedUsers {
  /** The master user, whose secret it has. */
  readonly master: string;
  /** Whether it has secrets of others. */
  readonly others: boolean;
}

/**
 * Connects a client to a database as to a cache.
 *
 * @throws InvalidCacheError with everything that stands in the way
 */
export function connectDatabase(
  database: DatabaseAccess,
  client: IClient,
  { iamUser, ...options }: DatabaseConnectOptions = {},
): Connection {
  const { construct, connections, port, vpc, arn, proxied, userArn } = database;
  const user = iamUser ?? proxied?.master;
  const named = user ?? database.link[LinkField.USER] ?? nameIn(database.secret);
  const link = named === undefined ? database.link : { ...database.link, [LinkField.USER]: named };
  const connection = connect(
    {
      construct,
      connections,
      vpc,
      arn,
      link,
      ports: [port],
      words: DATABASE_WORDS,
      defaultName: DEFAULT_DATABASE_CONNECTION,
      identity: () => identityOf(database, user),
      iamStatements: (from) => [
        new PolicyStatement({ actions: ['rds-db:connect'], resources: [`${userArn?.(from)}/${user}`] }),
      ],
    },
    client,
    options,
  );
  if (user === undefined) warnOfReach(clientOf(client, options.containers, DATABASE_WORDS).construct, database);
  return connection;
}

/** The name of the user, which is no secret; drivers ask for it before they have read the secret. */
function nameIn(secret: ISecret | undefined): string | undefined {
  // As a text, in which references to other stacks are found and made weak.
  return secret && `{{resolve:secretsmanager:${secret.secretArn}:SecretString:username::}}`;
}

function identityOf(database: DatabaseAccess, user: string | undefined): ClientIdentity {
  const { secret, construct } = database;
  const problems = user === undefined ? (secret === undefined ? [NO_SECRET] : []) : userProblems(database, user);
  if (problems.length > 0) throw new InvalidCacheError(construct.node.path, problems);
  return user === undefined ? { kind: AuthKind.PASSWORD, secret } : { kind: AuthKind.IAM };
}

function userProblems({ iam, proxied, userArn }: DatabaseAccess, user: string): string[] {
  const problems: string[] = [];
  if (!Token.isUnresolved(user) && !/^[\w.@-]{1,63}$/.test(user)) {
    problems.push(
      `'iamUser' needs the name of one user of the database, letters, digits and '_.@-', at most 63, got '${user}'; name the user that was made for IAM (${IAM_PAGE})`,
    );
  }
  if (!iam) {
    problems.push(
      `'iamUser' needs a database with IAM authentication, got one without; set iamAuthentication: true (${IAM_PAGE})`,
    );
  }
  if (userArn === undefined) {
    problems.push(
      `'iamUser' needs the resource id of the database, which the policy names, got none; import it with 'instanceResourceId' or 'clusterResourceIdentifier' (${IAM_PAGE})`,
    );
  }
  if (proxied !== undefined && !proxied.others && user !== proxied.master) {
    problems.push(
      `'iamUser' needs a user whose secret the proxy has, got '${user}'; give its secret to the proxy with 'secrets', or leave iamUser out to connect as '${proxied.master}' (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-setup.html)`,
    );
  }
  return problems;
}

const IAM_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html';

const NO_SECRET =
  "'secret' needs to be known to connect as the master user, got none; give the secret of the database, or connect with iamUser";
