import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { AuthKind, LINK_VERSION, type Link, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ClientIdentity, IdentityOptions } from '../access/client-identity';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { MEMCACHED_PORT } from './memcached-command';
import { nodeList } from './node-names';

/** What every client has to know of a cache. */
export function saslLink(hosts: readonly string[], { user, tls }: { user: string; tls: boolean }): Link {
  return {
    [LinkField.VERSION]: String(LINK_VERSION),
    [LinkField.ENGINE]: 'memcached',
    [LinkField.ENDPOINT]: hosts[0],
    [LinkField.PORT]: String(MEMCACHED_PORT),
    [LinkField.NODES]: nodeList(hosts),
    [LinkField.TLS]: String(tls),
    [LinkField.AUTH]: AuthKind.SASL,
    [LinkField.USER]: user,
  };
}

/**
 * Who a client is: there is one user for all.
 *
 * @throws InvalidCacheError if it asks for another one
 */
export function saslIdentity(cache: IConstruct, secret: ISecret, { access, user }: IdentityOptions): ClientIdentity {
  const given = [...(access === undefined ? [] : ["'access'"]), ...(user === undefined ? [] : ["'user'"])];
  if (given.length === 0) return { kind: AuthKind.SASL, secret };
  throw new InvalidCacheError(cache.node.path, [
    `'target' needs to connect without ${given.join(' and ')}, got ${given.length > 1 ? 'both' : 'it'}: Memcached has one user, who may do everything; leave ${given.length > 1 ? 'them' : 'it'} out`,
  ]);
}
