import { AuthKind, LINK_VERSION, type Link, LinkField, SECRET_PASSWORD } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ClientIdentity, IdentityOptions } from '../access/client-identity';
import { weakly } from '../access/weak-reference';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { CacheFacts } from './cache-facts';
import type { LinkOptions } from './connection';

/** Who a client is, and what stands in the way. */
export interface AskedIdentity {
  /** Who it is; undefined if nobody can be. */
  readonly identity?: ClientIdentity;
  /** What stands in the way, the given problems first. */
  readonly problems: readonly string[];
}

/** Asks the cache who the client is; what it answers joins the problems that are known. */
export function identityOf(cache: CacheFacts, options: IdentityOptions, problems: readonly string[]): AskedIdentity {
  try {
    const identity = cache.identity({ access: options.access, user: options.user });
    return { identity, problems: [...problems, ...withoutSecret(identity)] };
  } catch (error) {
    if (!(error instanceof InvalidCacheError)) throw error;
    return { problems: [...problems, ...error.problems] };
  }
}

/** A password that nobody can look up is nothing to connect with. */
function withoutSecret({ kind, user, secret }: ClientIdentity): string[] {
  if (kind !== AuthKind.PASSWORD || secret !== undefined) return [];
  return [
    `'user' needs the secret with its password, got '${user?.node.path}' without one; import it with PasswordUser.fromPasswordUserAttributes() and its 'secret'`,
  ];
}

/** What a client is told, in texts that fit its stack. */
export function linkOf(
  cache: CacheFacts,
  identity: ClientIdentity,
  client: IConstruct,
  { keyPrefix, settings }: LinkOptions = {},
): Link {
  const { kind, user, secret, secretField } = identity;
  const ours = Object.entries(cache.link).map(([field, value]) => [field, weakly(value, client, cache.construct)]);
  return {
    ...settings,
    [LinkField.VERSION]: String(LINK_VERSION),
    ...Object.fromEntries(ours),
    [LinkField.AUTH]: kind,
    ...(user && { [LinkField.USER]: weakly(user.userName, client, user) }),
    ...(secret && { [LinkField.SECRET_ARN]: weakly(secret.secretArn, client, secret) }),
    ...(secret &&
      secretField !== undefined &&
      secretField !== SECRET_PASSWORD && { [LinkField.SECRET_FIELD]: secretField }),
    ...(keyPrefix !== undefined && { [LinkField.KEY_PREFIX]: keyPrefix }),
  };
}
