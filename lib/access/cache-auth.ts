import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import type { Engine } from '../catalog/engine-version';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { AuthToken } from './auth-token';
import { type BoundAuth, NoAuth } from './bound-auth';
import { TokenAuth } from './token-auth';
import { UserAuth } from './user-auth';
import { type IUserGroup, UserGroup } from './user-group';
import { environmentProblems } from './user-id';

/** The user group that a cache makes for itself. */
export interface OwnUserGroupOptions {
  /**
   * The engine of the group and of the users in it. State `Engine.REDIS` before a cache moves from Redis OSS to Valkey:
   * its group is kept then, and the clients stay who they are.
   *
   * @default - the engine of the cache
   */
  readonly engine?: Engine;
}

/**
 * How clients prove who they are. Which clients there are, `connect` says. To go from one kind to another on a cache that
 * is deployed is dangerous: a token that is added replaces the cache, and so does one that makes room for users.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
 */
export abstract class CacheAuth {
  /**
   * With their IAM roles: no password exists. Valkey 7.2 or Redis OSS 7.0 and newer, with encryption in transit. The
   * cache gets a user group of its own, and each `access` of `connect` a user in it.
   */
  public static iam(options: OwnUserGroupOptions = {}): CacheAuth {
    return new Users(AuthKind.IAM, undefined, options.engine);
  }

  /**
   * As users with passwords in secrets. Valkey 7.2 or Redis OSS 6.0 and newer, with encryption in transit.
   *
   * @param userGroup a group that exists or is made elsewhere, with users of any kind. @default - one of its own
   */
  public static users(userGroup?: IUserGroup, options: OwnUserGroupOptions = {}): CacheAuth {
    return new Users(AuthKind.PASSWORD, userGroup, options.engine);
  }

  /**
   * With one token for all of them. Every engine version, with encryption in transit. On a cache that is deployed, adding
   * a token replaces the cache.
   *
   * @param token a token to use instead of a generated one
   * @throws InvalidCacheError if it is plain text
   */
  public static authToken(token?: AuthToken): CacheAuth {
    if (token !== undefined && !(typeof token === 'object' && token !== null && '_value' in token)) {
      throw new InvalidCacheError('CacheAuth.authToken', [
        "'token' needs an AuthToken, got something else; leave it out for a generated one, or give new AuthToken(this, 'Token', { secret })",
      ]);
    }
    return new Token(token);
  }

  /** Not at all: whoever reaches the port can read and write everything. It warns. */
  public static none(): CacheAuth {
    return new None();
  }

  /** The kind. */
  public abstract readonly kind: AuthKind;

  /**
   * Makes what a new cache carries.
   *
   * @param scope the cache, under which `UserGroup`, `User-<access>` and `AuthToken` are made
   * @param engine the engine of the cache
   * @throws InvalidCacheError if the cache cannot have it
   * @internal
   */
  public abstract _bind(scope: Construct, engine: Engine): BoundAuth;

  /**
   * What is known of a cache that exists already: nothing is made.
   *
   * @internal
   */
  public abstract _bindImported(scope: Construct): BoundAuth;
}

class Users extends CacheAuth {
  constructor(
    public readonly kind: AuthKind,
    private readonly userGroup?: IUserGroup,
    private readonly engine?: Engine,
  ) {
    super();
  }

  public _bind(scope: Construct, engine: Engine): BoundAuth {
    const own = this.userGroup === undefined;
    const elsewhere = this.userGroup ? environmentProblems('auth', this.userGroup, scope) : [];
    if (elsewhere.length > 0) throw new InvalidCacheError(scope.node.path, elsewhere);
    const group = this.userGroup ?? new UserGroup(scope, 'UserGroup', { engine: this.engine ?? engine });
    const bound = new UserAuth(scope, this.kind, group);
    // A group has at least one user. This one nobody is until a grant says so; a password would lie about for nobody.
    if (own && this.kind === AuthKind.IAM) bound.identityOf({});
    return bound;
  }

  public _bindImported(scope: Construct): BoundAuth {
    return new UserAuth(scope, this.kind, this.userGroup);
  }
}

class Token extends CacheAuth {
  public readonly kind = AuthKind.AUTH_TOKEN;

  constructor(private readonly token?: AuthToken) {
    super();
  }

  public _bind(scope: Construct): BoundAuth {
    return new TokenAuth(scope, this.token ?? new AuthToken(scope, 'AuthToken'));
  }

  public _bindImported(scope: Construct): BoundAuth {
    return new TokenAuth(scope, this.token);
  }
}

class None extends CacheAuth {
  public readonly kind = AuthKind.NONE;

  public _bind(scope: Construct): BoundAuth {
    return new NoAuth(scope);
  }

  public _bindImported(scope: Construct): BoundAuth {
    return new NoAuth(scope);
  }
}
