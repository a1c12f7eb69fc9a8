import type { IConnectable } from 'aws-cdk-lib/aws-ec2';
import type { IResource } from 'aws-cdk-lib/core';
import type { Endpoint } from './endpoint';

/** A cache of any kind. What only some kinds have, such as backups or users, belongs to those kinds. */
export interface ICache extends IResource, IConnectable {
  /** Where clients connect to read and write. */
  readonly endpoint: Endpoint;
}
