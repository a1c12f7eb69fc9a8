import type { CredentialOptions } from '../aws/credential-source';
import type { CacheDriver } from '../drivers/driver';
import type { Link } from '../link';
import { placedBy } from '../memcached/key-places';
import { nodesOfLink } from '../memcached/linked-nodes';
import { memcachedDriver } from '../memcached/memcached-driver';
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
  if (options.driver !== undefined) return { driver: options.driver, close: () => undefined };
  const { discovery, nodes, close } = nodesOfLink(link, {
    signIn,
    tls: options.tls,
    confirmedMs: MEMBERSHIP_MS,
    membershipMs: SETTLE_MS,
    placedBy,
    onError: options.onProblem,
  });
  return { driver: memcachedDriver({ discovery, nodes, settleMs: SETTLE_MS }), close };
}
