import { ArnFormat, type Resource, Stack } from 'aws-cdk-lib/core';
import { AuthKind, LINK_VERSION, type Link, LinkField } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import type { ClientIdentity, IdentityOptions } from '../access/client-identity';
import { Engine } from '../catalog/engine-version';
import { CACHE_WORDS, type TargetWords } from '../connect/target-words';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import type { IMemcachedCluster } from './memcached-cluster-interface';

/** The port of every cluster: it is create-only, and nothing is won by another one. */
export const MEMCACHED_PORT = 11211;

/** How messages speak of a Memcached cluster, which has no grants and no Global Datastore. */
export const MEMCACHED_TARGET: TargetWords = {
  ...CACHE_WORDS,
  otherAccount: (account) =>
    `peer the networks, publish the link with publishLink({ accounts: ['${account}'] }), and let the addresses of the client in with connections.allowDefaultPortFrom(Peer.ipv4(...))`,
  otherRegion: 'connect it to a cache of its Region',
  byHand: 'connections and link of the cache',
  grantAlone: 'or use connections and link of the cache alone',
};

/** The ARN of a cluster, with a colon before its name. */
export function clusterArn(resource: Resource, clusterName: string): string {
  return Stack.of(resource).formatArn({
    service: 'elasticache',
    resource: 'cluster',
    resourceName: clusterName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** What every client has to know of a cluster; the nodes it learns from the configuration endpoint. */
export function clusterLink(cluster: IMemcachedCluster, tls: boolean): Link {
  return {
    [LinkField.VERSION]: String(LINK_VERSION),
    [LinkField.ENGINE]: Engine.MEMCACHED,
    [LinkField.ENDPOINT]: cluster.endpoint.hostname,
    [LinkField.PORT]: String(cluster.endpoint.port),
    [LinkField.TLS]: String(tls),
    [LinkField.AUTH]: AuthKind.NONE,
    [LinkField.ARN]: cluster.clusterArn,
  };
}

/**
 * Who a client is: nobody in particular. Whoever reaches the port reads and writes everything.
 *
 * @throws InvalidCacheError if the client asks for an access that only users can have
 */
export function nobody(cluster: IMemcachedCluster, options: IdentityOptions): ClientIdentity {
  refuseAccess(cluster, options, 'a cache with users, got Memcached, which has none');
  return { kind: AuthKind.NONE };
}

/**
 * Refuses a client that wants to be somebody.
 *
 * @param needs what it would need, and what it gets
 * @throws InvalidCacheError if the client asks for an access that only users can have
 */
export function refuseAccess({ node }: IConstruct, { access, user }: IdentityOptions, needs: string): void {
  const given = [...(access === undefined ? [] : ["'access'"]), ...(user === undefined ? [] : ["'user'"])];
  if (given.length === 0) return;
  const [need, them] = given.length > 1 ? ['need', 'them'] : ['needs', 'it'];
  throw new InvalidCacheError(node.path, [
    `${given.join(' and ')} ${need} ${needs}; leave ${them} out, or use a ReplicationGroup (${PAGE})`,
  ]);
}

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/SelectEngine.html';
