import type { IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { IResource } from 'aws-cdk-lib/core';
import type { IClient } from '../connect/client';
import type { Connection, ConnectOptions } from '../connect/connection';
import type { Endpoint } from '../connect/endpoint';

/** A cache of any kind. What only some kinds have, such as backups or users, belongs to those kinds. */
export interface ICache extends IResource, IConnectable {
  /** Where clients connect to read and write. */
  readonly endpoint: Endpoint;
  /** What every client has to know, by the names of `cache-tier/link`; who a client is, `connect` says. */
  readonly link: { readonly [field: string]: string };
  /**
   * Connects a client: lets it in, lets it use a user or a secret, and tells it where the cache is.
   *
   * @param client a Lambda function, ECS service, EC2 instance, Auto Scaling group, EKS service account, role, or whatever
   *   has security groups
   * @throws InvalidCacheError if the client cannot connect as it is, with what to do
   */
  connect(client: IClient, options?: ConnectOptions): Connection;
}
