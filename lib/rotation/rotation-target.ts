import type { IConnectable, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IResource } from 'aws-cdk-lib/core';

/** What a rotation has to know of the cache on which it tries a new credential. */
export interface RotationTarget extends IConnectable {
  /** The cache. */
  readonly cache: IResource;
  /** Its id. */
  readonly replicationGroupId: string;
  /** Its ARN. */
  readonly arn: string;
  /** The host to connect to. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** Its network. */
  readonly vpc: IVpc;
}
