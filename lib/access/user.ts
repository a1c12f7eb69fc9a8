import type { IUserRef } from 'aws-cdk-lib/aws-elasticache';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IResource } from 'aws-cdk-lib/core';
import type { AuthKind } from 'cache-tier/link';
import type { Engine } from '../catalog/engine-version';

/** Someone who may connect to caches whose user group has them, defined in this app or elsewhere. */
export interface IUser extends IResource, IUserRef {
  /** The id by which groups and policies name the user, in lower case. */
  readonly userId: string;
  /** The name with which the client connects; an IAM user's is its id. */
  readonly userName: string;
  /** The ARN. */
  readonly userArn: string;
  /** How the user proves who it is: `AuthKind.IAM` or `AuthKind.PASSWORD`. */
  readonly authentication: AuthKind;
  /** The engine; undefined if the user is imported without one. */
  readonly engine?: Engine;
  /** The secret with the password; undefined for IAM users. */
  readonly secret?: ISecret;
}
