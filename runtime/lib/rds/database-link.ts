import type { AwsCredentialProvider } from '../aws/aws-credentials';
import { type Environment, inLambda } from '../aws/environment';
import type { ReadSecret } from '../aws/secret';
import {
  DEFAULT_DATABASE_CONNECTION,
  type Link,
  LinkError,
  LinkField,
  linkFlag,
  linkVariable,
  readLink,
} from '../link';

/** How an application connects to its database. */
export interface DatabaseConfigOptions {
  /** The name of the connection, as given to `connect` of the construct. @default 'database' */
  readonly connection?: string;
  /** Where the variables stand. @default process.env */
  readonly environment?: { readonly [variable: string]: string | undefined };
  /** Connects to the reader endpoint, whose answers may lag behind. @default false */
  readonly reader?: boolean;
  /** Connections at most. @default 10, in AWS Lambda 2: there each concurrent invocation has a pool of its own */
  readonly max?: number;
  /** PEM texts of more authorities that may vouch for the database, beside those of RDS. @default - none */
  readonly ca?: string | readonly string[];
  /** Where AWS credentials come from. @default - the environment variables, or else the chain of the AWS SDK */
  readonly credentials?: AwsCredentialProvider;
  /**
   * Reads a secret by its ARN, or its version with a stage: a password that was refused is looked for in `AWSPENDING`,
   * where a rotation puts it first.
   *
   * @default - `@aws-sdk/client-secrets-manager` does
   */
  readonly readSecret?: ReadSecret;
  /** Told once when a password can no longer be had; connections go on with the last one. @default - nobody is */
  readonly onProblem?: (error: Error) => void;
}

/** A database as the environment tells of it. */
export interface DatabaseLink {
  readonly link: Link;
  readonly environment: Environment;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly tls: boolean;
  /** @throws LinkError that names the variable if it is not set */
  needed(field: LinkField): string;
}

/** What a client speaks, and where it finds it. */
export interface Speaks {
  /** The function that the application has called. */
  readonly caller: string;
  readonly engines: readonly string[];
  /** The function for the others. */
  readonly other: string;
  readonly port: number;
}

const CONNECTIONS = { max: 10, inLambda: 2 };

/** @throws LinkError for a variable that is missing, or says what cannot be */
export function databaseLink(speaks: Speaks, options: DatabaseConfigOptions): DatabaseLink {
  const { connection = DEFAULT_DATABASE_CONNECTION, environment = process.env, reader = false } = options;
  const variable = (field: LinkField) => linkVariable(connection, field);
  const link = readLink(connection, environment);
  if (!link) {
    throw new LinkError(
      `there is no connection '${connection}': the variable ${variable(LinkField.ENDPOINT)} is not set; call connect() ` +
        'of the database in the stack',
    );
  }
  const needed = (field: LinkField) => {
    const value = link[field];
    if (value === undefined) throw new LinkError(`${speaks.caller}() needs the variable ${variable(field)}, not set`);
    return value;
  };
  const engine = link[LinkField.ENGINE];
  if (engine !== undefined && !speaks.engines.includes(engine)) {
    throw new LinkError(
      `${speaks.caller}() needs ${speaks.engines.join(' or ')} in ${variable(LinkField.ENGINE)}, got '${engine}'; call ` +
        `${speaks.other}()`,
    );
  }
  const port = Number(link[LinkField.PORT] ?? speaks.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new LinkError(`${variable(LinkField.PORT)} needs a number from 1 to 65535, got '${link[LinkField.PORT]}'`);
  }
  return {
    link,
    environment,
    host: reader ? needed(LinkField.READER_ENDPOINT) : needed(LinkField.ENDPOINT),
    port,
    // Drivers ask for it before they could wait for a secret.
    user: needed(LinkField.USER),
    tls: linkFlag(link, LinkField.TLS),
    needed,
  };
}

/** The Region that the ARN or the endpoint of a database names; undefined if neither does. */
export function databaseRegion({ link, host }: Pick<DatabaseLink, 'link' | 'host'>): string | undefined {
  const [, inArn] = /^arn:aws[a-z-]*:rds:([a-z0-9-]+):/.exec(link[LinkField.ARN] ?? '') ?? [];
  const [, before, after] = /\.(?:([a-z0-9-]+)\.rds|rds\.([a-z0-9-]+))\.amazonaws\.com(?:\.cn)?$/.exec(host) ?? [];
  return inArn ?? before ?? after;
}

/** @throws RangeError for a limit that is none */
export function connectionLimit({ max }: DatabaseConfigOptions, environment: Environment): number {
  if (max === undefined) return CONNECTIONS[inLambda(environment) || inLambda() ? 'inLambda' : 'max'];
  if (!Number.isInteger(max) || max < 1) throw new RangeError(`'max' needs a whole number of 1 or more, got ${max}`);
  return max;
}
