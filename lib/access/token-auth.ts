import { AuthKind } from 'cache-tier/link';
import type { Construct } from 'constructs';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { RotationOptions } from '../rotation/rotation-options';
import type { RotationTarget } from '../rotation/rotation-target';
import type { SecretRotation } from '../rotation/secret-rotation';
import type { AuthToken } from './auth-token';
import { BoundAuth } from './bound-auth';
import type { ClientIdentity, IdentityOptions } from './client-identity';

/** A cache with one token for all. */
export class TokenAuth extends BoundAuth {
  public readonly kind = AuthKind.AUTH_TOKEN;

  constructor(
    scope: Construct,
    public override readonly token?: AuthToken,
  ) {
    super(scope.node.path);
  }

  public render() {
    return { authToken: this.token?._value };
  }

  public override attach(target: RotationTarget): void {
    this.token?._attach(target);
  }

  public override addRotation(options: RotationOptions): SecretRotation[] {
    return this.token === undefined ? super.addRotation(options) : [this.token.addRotation(options)];
  }

  public identityOf(options: IdentityOptions): ClientIdentity {
    this.withoutUsers(options);
    if (this.token === undefined) {
      throw new InvalidCacheError(this.where, [
        "'auth' needs the token of the cache, got none; set auth: CacheAuth.authToken(new AuthToken(this, 'Token', { secret }))",
      ]);
    }
    return { kind: AuthKind.AUTH_TOKEN, secret: this.token.secret, secretField: this.token.secretField };
  }
}
