import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { AuthKind, LINK_VERSION, type Link, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ClientIdentity, IdentityOptions } from '../access/client-identity';
import { refuseAccess } from '../cache/memcached-cluster-address';
import { Engine } from '../catalog/engine-version';
import { CACHE_WORDS, type TargetWords } from '../connect/target-words';
import { MEMCACHED_PORT } from './memcached-command';
import { nodeList } from './node-names';

/** How messages speak of it: it has a secret and no grants, and its names are of a private hosted zone. */
export const SASL_TARGET: TargetWords = {
  ...CACHE_WORDS,
  otherAccount: (account, ours) =>
    `peer the networks, associate the hosted zone of the nodes with the network of the client, publish the link with publishLink({ accounts: ['${account}'] }), and let the client assume a role of account ${ours}`,
  otherRegion: 'connect it to a cache of its Region',
  byHand: 'connections, secret and link of the cache',
  grantAlone: 'or use connections, secret and link of the cache alone',
};

/** What every client has to know of a cache. */
export function saslLink(hosts: readonly string[], { user, tls }: { user: string; tls: boolean }): Link {
  return {
    [LinkField.VERSION]: String(LINK_VERSION),
    [LinkField.ENGINE]: Engine.MEMCACHED,
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
export function saslIdentity(cache: IConstruct, secret: ISecret, options: IdentityOptions): ClientIdentity {
  refuseAccess(cache, options, 'a cache with several users, got Memcached with one, who may do everything');
  return { kind: AuthKind.SASL, secret };
}
