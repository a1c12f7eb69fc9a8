import type { CfnReplicationGroupProps } from 'aws-cdk-lib/aws-elasticache';
import { AuthKind } from 'cache-tier/link';
import type { Construct, IConstruct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { RotationOptions } from '../rotation/rotation-options';
import type { RotationTarget } from '../rotation/rotation-target';
import type { SecretRotation } from '../rotation/secret-rotation';
import type { AuthToken } from './auth-token';
import type { ClientIdentity, IdentityOptions } from './client-identity';
import type { IUser } from './user';
import type { IUserGroup } from './user-group';

/** The authentication of one cache. */
export abstract class BoundAuth {
  /** The kind; undefined if it is not known. */
  public abstract readonly kind?: AuthKind;
  /** The user group; undefined without users. */
  public readonly userGroup?: IUserGroup;
  /** The token; undefined without one. */
  public readonly token?: AuthToken;

  /** What the cache says of it. */
  public abstract render(): Pick<CfnReplicationGroupProps, 'authToken' | 'userGroupIds'>;

  /** Constructs whose resources rules look at beside the cache. */
  public around(): IConstruct[] {
    return [];
  }

  /** Tells secrets that may be rotated on which cache a new one is tried. */
  public attach(_target: RotationTarget): void {}

  /** @throws InvalidCacheError if nobody can be that client */
  public abstract identityOf(options: IdentityOptions): ClientIdentity;

  /** @throws InvalidCacheError if the cache has no users, or a group that cannot be changed here */
  public addUser(_user: IUser): void {
    throw new InvalidCacheError(this.where, [
      "'auth' needs users for addUser, got another kind; set auth: CacheAuth.iam() or CacheAuth.users()",
    ]);
  }

  /**
   * Rotates every generated credential, those of users that come later included.
   *
   * @returns the rotations that are made now
   * @throws InvalidCacheError if there is none
   */
  public addRotation(_options: RotationOptions): SecretRotation[] {
    throw new InvalidCacheError(this.where, [
      "'auth' needs a token or passwords for addRotation, got a kind that has none; there is nothing to rotate",
    ]);
  }

  protected constructor(protected readonly where: string) {}

  /** What is said if a client asks for an access that only users can have. */
  protected withoutUsers({ access, user }: IdentityOptions): void {
    const given = [...(access === undefined ? [] : ["'access'"]), ...(user === undefined ? [] : ["'user'"])];
    if (given.length === 0) return;
    throw new InvalidCacheError(this.where, [
      `'auth' needs users for ${given.join(' and ')}, got another kind; leave ${given.length > 1 ? 'them' : 'it'} out, or set auth: CacheAuth.iam() or CacheAuth.users()`,
    ]);
  }
}

/** A cache of which nobody said how its clients prove who they are. */
export class UnknownAuth extends BoundAuth {
  public readonly kind = undefined;

  constructor(scope: Construct) {
    super(scope.node.path);
  }

  public render() {
    return {};
  }

  public identityOf(): ClientIdentity {
    throw new InvalidCacheError(this.where, [
      "'auth' needs to be known to connect a client, got none; say how the clients of this cache prove who they are, such as auth: CacheAuth.iam()",
    ]);
  }
}

/** A cache that asks nobody. */
export class NoAuth extends BoundAuth {
  public readonly kind = AuthKind.NONE;

  constructor(scope: Construct) {
    super(scope.node.path);
  }

  public render() {
    return {};
  }

  public identityOf(options: IdentityOptions): ClientIdentity {
    this.withoutUsers(options);
    return { kind: AuthKind.NONE };
  }
}
