import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { AuthKind } from 'cache-tier/link';
import type { Access } from './access';
import type { IUser } from './user';
import type { IUserGroup } from './user-group';

/** How one client of a cache proves who it is. */
export interface ClientIdentity {
  /** The kind of proof. */
  readonly kind: AuthKind;
  /** The user as which it connects; undefined without users. */
  readonly user?: IUser;
  /** The user group of this app into which the user is put; undefined without users, or if the group is imported. */
  readonly userGroup?: IUserGroup;
  /** The secret with its password or token; undefined where there is none. */
  readonly secret?: ISecret;
  /** The field of the secret; undefined if it is `password`, or the secret is one plain string. */
  readonly secretField?: string;
}

/** Who a client wants to be. */
export interface IdentityOptions {
  /**
   * What the client may do; the clients of one access share a user.
   *
   * @default Access.READ_WRITE
   */
  readonly access?: Access;
  /**
   * A user that exists, instead of one that is made for `access`.
   *
   * @default - the user of `access`
   */
  readonly user?: IUser;
}
