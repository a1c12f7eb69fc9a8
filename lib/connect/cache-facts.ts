import type { Connections, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IResource } from 'aws-cdk-lib/core';
import type { Link } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ClientIdentity, IdentityOptions } from '../access/client-identity';
import type { TargetWords } from './target-words';

/** What connecting has to know of a cache, or of a database. Internal. */
export interface CacheFacts {
  /** The cache. */
  readonly construct: IResource;
  /** Its security groups. */
  readonly connections: Connections;
  /** Every port that clients use: a replication group has one, a serverless cache two. */
  readonly ports: readonly number[];
  /** Its network; undefined if it is not known. */
  readonly vpc?: IVpc;
  /** Its ARN. */
  readonly arn: string;
  /** How messages speak of it; undefined for a cache. */
  readonly words?: TargetWords;
  /** The name of a connection that is given none; undefined for that of a cache. */
  readonly defaultName?: string;
  /** What clients wait for, because nothing that they are told names it; undefined where the link does. */
  readonly servers?: readonly IConstruct[];
  /** What every client is told of it, in texts of its own stack; user and secret are the client's. */
  readonly link: Link;
  /**
   * Who a client is, made if need be.
   *
   * @throws InvalidCacheError if nobody can be that client
   */
  readonly identity: (options: IdentityOptions) => ClientIdentity;
  /** What a client that proves who it is by IAM is allowed; undefined for the one action of a cache. */
  readonly iamStatements?: (client: IConstruct) => PolicyStatement[];
}
