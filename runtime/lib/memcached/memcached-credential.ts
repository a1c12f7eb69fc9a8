import { type CredentialOptions, credentialSource } from '../aws/credential-source';
import { AuthKind, type Link, LinkField } from '../link';
import type { MemcachedCredential } from '../wire/memcached-session';
import type { NodeOptions } from './memcached-node';

/** How the nodes are signed in to, in the words of `NodeOptions`. */
export interface LinkedCredential extends Pick<NodeOptions, 'credential' | 'onAuthenticationError'> {
  /** Ends what runs in the background. */
  close(): void;
}

/**
 * How a link to Memcached says that nodes are signed in to: by SASL, by memcached's own authentication (`-Y`), or not at all.
 * ElastiCache has neither. A password that a node refuses is read again, so one that was rotated is used at the next attempt.
 *
 * @throws LinkError if the link lacks what its kind of authentication needs, or Memcached has no such kind
 */
export function memcachedCredential(link: Link, options: CredentialOptions = {}): LinkedCredential {
  const source = credentialSource({ ...link, [LinkField.ENGINE]: 'memcached' }, options);
  const { username: user, current, authenticationFailed, close } = source;
  if (user === undefined) return { close };
  const kind = link[LinkField.AUTH] === AuthKind.ASCII ? 'ascii' : 'sasl';
  return {
    credential: (): MemcachedCredential | undefined => {
      const password = current();
      return password === undefined ? undefined : { kind, user, password };
    },
    onAuthenticationError: authenticationFailed,
    close,
  };
}
