import type { IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IdentityOptions } from '../access/client-identity';
import type { IUser } from '../access/user';

/** How a client is told of a cache. */
export interface LinkOptions extends IdentityOptions {
  /**
   * The name of the connection, by which the application asks for it: letters, digits and hyphens. A client of two caches
   * has two.
   *
   * @default 'cache'
   */
  readonly as?: string;
  /**
   * What every key of the client shall begin with. The application is told; nothing enforces it but an access string.
   *
   * @default - nothing
   */
  readonly keyPrefix?: string;
  /**
   * What else the application is told, by the names of the fields in `cache-tier/link`. What the cache itself says wins.
   *
   * @default - nothing
   */
  readonly settings?: { readonly [field: string]: string };
}

/** How a client is connected. */
export interface ConnectOptions extends LinkOptions {
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

/** What a connection is made of. Internal. */
export interface ConnectionAttributes {
  /** Its name. */
  readonly name: string;
  /** What the application is told, by the names of the fields. */
  readonly link: { readonly [field: string]: string };
  /** What the application is told, as environment variables. */
  readonly environment: { readonly [variable: string]: string };
  /**
   * The user as which the client connects.
   *
   * @default - the cache has no users
   */
  readonly user?: IUser;
  /**
   * The secret that the client reads.
   *
   * @default - no secret
   */
  readonly secret?: ISecret;
  /**
   * The name of the parameter that holds the link.
   *
   * @default - the link stands in environment variables
   */
  readonly parameterName?: string;
  /**
   * The ARN of that parameter.
   *
   * @default - the link stands in environment variables
   */
  readonly parameterArn?: string;
}

/** One client that is connected to a cache, or to a database. Texts in it fit the stack of the client. */
export class Connection {
  /** Its name. */
  public readonly name: string;
  /** What the application is told, by the names of the fields. */
  public readonly link: { readonly [field: string]: string };
  /** What the application is told, as environment variables. */
  public readonly environment: { readonly [variable: string]: string };
  /** The user as which the client connects; undefined if the cache has no users. */
  public readonly user?: IUser;
  /** The secret that the client reads; undefined without one. */
  public readonly secret?: ISecret;
  /** The name of the parameter that holds the link; undefined if it stands in environment variables. */
  public readonly parameterName?: string;
  /** The ARN of that parameter. */
  public readonly parameterArn?: string;

  /** @internal */
  constructor(attributes: ConnectionAttributes) {
    this.name = attributes.name;
    this.link = attributes.link;
    this.environment = attributes.environment;
    this.user = attributes.user;
    this.secret = attributes.secret;
    this.parameterName = attributes.parameterName;
    this.parameterArn = attributes.parameterArn;
  }
}
