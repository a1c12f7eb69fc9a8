import type { CredentialOptions } from '../aws/credential-source';
import { DriverError } from '../drivers/driver-error';
import { type Address, serverName } from '../drivers/driver-options';
import { type Link, LinkField, linkFlag } from '../link';
import type { OpenMemcached } from '../wire/memcached-session';
import { openMemcached } from '../wire/open-memcached';
import { type Discovery, staticMembership } from './discovery';
import { discoverByEndpoint, type EndpointDiscoveryOptions } from './endpoint-discovery';
import { linkedEndpoint, linkedNodes } from './memcached-addresses';
import { memcachedCredential } from './memcached-credential';
import { type MemcachedNodes, memcachedNodes, type NodesOptions } from './memcached-nodes';

/** What of the nodes of a link the link does not say. */
export interface LinkedNodesOptions
  extends Pick<NodesOptions, 'connections' | 'connectTimeoutMs' | 'placedBy' | 'membershipMs' | 'onError'> {
  /** Options of Node.js for TLS, if the link says TLS. @default - the authorities of Node.js */
  readonly tls?: Exclude<NodesOptions['tls'], boolean>;
  /** How the password is read that the link names. */
  readonly signIn: CredentialOptions;
  /** How long an answer of the endpoint counts, in milliseconds. @default 15000 */
  readonly confirmedMs?: number;
  /** @default - `openMemcached` */
  readonly open?: OpenMemcached;
}

/** The nodes of a link, and who says which they are. */
export interface LinkedNodes {
  readonly discovery: Discovery;
  readonly nodes: MemcachedNodes;
  /** Ends what reads the password. The nodes are ended by their own `close`. */
  close(): void;
}

/**
 * Connects to the nodes that a link lists, or else to those that its endpoint tells of. It neither waits for them or a
 * secret, nor fails because of them.
 *
 * @throws LinkError if the link lacks what it needs; nothing has begun then
 */
export function nodesOfLink(link: Link, options: LinkedNodesOptions): LinkedNodes {
  const { signIn, confirmedMs, open = openMemcached, onError } = options;
  const listed = linkedNodes(link);
  const endpoint = listed === undefined ? linkedEndpoint(link) : undefined;
  const tls = linkFlag(link, LinkField.TLS) ? (options.tls ?? true) : false;
  // Last of what can fail: it begins to read.
  const { credential, onAuthenticationError, close } = memcachedCredential(link, signIn);
  const nodeOptions = { ...options, open, tls, credential, onAuthenticationError };
  const asking = { open: openingFor(nodeOptions), membershipMs: confirmedMs, onError };
  const discovery = endpoint === undefined ? staticMembership(listed!) : discoverByEndpoint({ endpoint, ...asking });
  return { discovery, nodes: memcachedNodes({ ...nodeOptions, discovery }), close };
}

/** How a server is asked who the nodes are: it may want a password as well, and may refuse it. */
function openingFor(options: Omit<NodesOptions, 'discovery'>): EndpointDiscoveryOptions['open'] {
  const { open, tls, onAuthenticationError } = options;
  return async (address: Address, signal: AbortSignal) => {
    const credential = options.credential?.();
    if (options.credential !== undefined && credential === undefined) {
      throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', `There is no password for ${serverName(address)} yet`);
    }
    try {
      return await open({ address, tls, credential, signal, onLost: () => undefined });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_CACHE_TIER_AUTHENTICATION') onAuthenticationError?.();
      throw error;
    }
  };
}
