import type { CredentialOptions } from '../aws/credential-source';
import type { CacheDriver } from '../drivers/driver';
import { type Link, LinkField } from '../link';
import { type Discovery, staticMembership } from '../memcached/discovery';
import { discoverByEndpoint } from '../memcached/endpoint-discovery';
import { placedBy } from '../memcached/key-places';
import { linkedEndpoint, linkedNodes } from '../memcached/memcached-addresses';
import { memcachedCredential } from '../memcached/memcached-credential';
import { memcachedDriver } from '../memcached/memcached-driver';
import { memcachedNodes, type NodesOptions } from '../memcached/memcached-nodes';
import { openMemcached } from '../memcached/open-memcached';
import { RENEWAL_MS } from '../protocol/writer';
import type { CacheTierOptions } from './tier-options';

/** How long a list of nodes counts without being confirmed, in milliseconds. */
const MEMBERSHIP_MS = 15_000;
/** For nodes that tell of a change one after the other, and for announcements that are on their way, in milliseconds. */
const SLACK_MS = 2_000;
/** Who reads by a new list finds every write that was announced by the one before. */
const SETTLE_MS = MEMBERSHIP_MS + RENEWAL_MS + SLACK_MS;

/**
 * Connects to the nodes of a link to Memcached: those that it lists, or else those that its endpoint tells of.
 *
 * @throws LinkError if the link lacks what it needs
 */
export function connectMemcached(
  link: Link,
  signIn: CredentialOptions,
  options: CacheTierOptions,
): { readonly driver: CacheDriver; close(): void } {
  const { onProblem: onError } = options;
  if (options.driver !== undefined) return { driver: options.driver, close: () => undefined };
  const listed = linkedNodes(link);
  const endpoint = linkedEndpoint(link);
  const tls = link[LinkField.TLS] === 'true' ? (options.tls ?? true) : false;
  const { credential, onAuthenticationError, close } = memcachedCredential(link, signIn);
  const open: NodesOptions['open'] = (request) => openMemcached({ ...request, tls });
  const discovery: Discovery = listed
    ? staticMembership(listed)
    : discoverByEndpoint({
        endpoint,
        open: (address, signal) => open({ address, signal, credential: credential?.(), onLost: () => undefined }),
        membershipMs: MEMBERSHIP_MS,
        onError,
      });
  const nodes = memcachedNodes({
    discovery,
    open,
    placedBy,
    credential,
    membershipMs: SETTLE_MS,
    onAuthenticationError,
    onError,
  });
  return { driver: memcachedDriver({ discovery, nodes, settleMs: SETTLE_MS }), close };
}
