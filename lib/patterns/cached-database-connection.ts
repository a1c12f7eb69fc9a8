import type { IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import { DEFAULT_CONNECTION, DEFAULT_DATABASE_CONNECTION } from 'cache-tier/link';
import type { IdentityOptions } from '../access/client-identity';
import type { Connection } from '../connect/connection';

/** How a client is connected to a database and its cache. */
export interface CachedDatabaseConnectOptions extends IdentityOptions {
  /**
   * What the names of both connections begin with: 'orders' makes 'orders-cache' and 'orders-database'. A client of two
   * such pairs has two.
   *
   * @default - the connections are 'cache' and 'database'
   */
  readonly as?: string;
  /**
   * What every key of the client in the cache shall begin with. The application is told; nothing enforces it but an access
   * string.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;
  /**
   * The user of the database as which the client connects, by a token that it signs with its role. It is made in the
   * database by hand.
   *
   * @default - the master secret
   */
  readonly iamUser?: string;
  /**
   * Whose security groups are let in, such as an EKS cluster for a service account.
   *
   * @default - those of the client
   */
  readonly from?: IConnectable;
  /**
   * The containers of an ECS service that get the links.
   *
   * @default - the default container of its task
   */
  readonly containers?: ContainerDefinition[];
}

/** One client that is connected to a database and its cache. */
export class CachedDatabaseConnection {
  /** What the client is told, as environment variables: of both. */
  public readonly environment: { readonly [variable: string]: string };

  /** @internal */
  constructor(
    /** The connection to the cache. */
    public readonly cache: Connection,
    /** The connection to the database. */
    public readonly database: Connection,
  ) {
    this.environment = { ...database.environment, ...cache.environment };
  }
}

/** The names of the two connections. */
export function connectionNames(as: string | undefined): { readonly cache: string; readonly database: string } {
  if (as === undefined) return { cache: DEFAULT_CONNECTION, database: DEFAULT_DATABASE_CONNECTION };
  return { cache: `${as}-${DEFAULT_CONNECTION}`, database: `${as}-${DEFAULT_DATABASE_CONNECTION}` };
}
