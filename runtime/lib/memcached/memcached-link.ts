import { DriverError } from '../drivers/driver-error';
import { type Address, serverName } from '../drivers/driver-options';
import { DEFAULT_CONNECTION, type Link, LinkError, LinkField, linkVariable, readLink } from '../link';
import { type Discovery, staticMembership } from './discovery';
import { discoverByEndpoint } from './endpoint-discovery';
import { linkedEndpoint, linkedNodes } from './memcached-addresses';
import { memcachedCredential } from './memcached-credential';
import { hashTag } from './memcached-key';
import { memcachedNodes } from './memcached-nodes';
import { type MemcachedEnvironmentOptions, type MemcachedOptions, memcachedSettings } from './memcached-options';
import type { OpenMemcached } from './memcached-session';
import { NodeRouter } from './node-router';
import { openMemcached } from './open-memcached';

/** What a client is made of. */
export interface MemcachedParts {
  readonly router: NodeRouter;
  /** What every key begins with. */
  readonly prefix: string;
  readonly maxItemBytes: number;
  close(): Promise<void>;
}

/** @throws LinkError if the environment has no such connection */
export function linkOfEnvironment(options: MemcachedEnvironmentOptions): Link {
  const { connection = DEFAULT_CONNECTION, environment = process.env } = options;
  const link = readLink(connection, environment);
  if (link !== undefined) return link;
  throw new LinkError(
    `there is no connection '${connection}': the variable ${linkVariable(connection, LinkField.ENDPOINT)} is not set; ` +
      'call connect() of the cache in the stack',
  );
}

/**
 * Connects by a link. It neither waits for the cluster or a secret, nor fails because of them.
 *
 * @throws LinkError if nothing can be connected to by it
 */
export function connectByLink(
  link: Link,
  options: MemcachedOptions,
  open: OpenMemcached = openMemcached,
): MemcachedParts {
  const settings = memcachedSettings(options);
  const { connectTimeoutMs, onProblem, credentials, readSecret } = options;
  checkEngine(link);
  const tls = link[LinkField.TLS] === 'true' ? (options.tls ?? true) : false;
  const { credential, onAuthenticationError, close } = memcachedCredential(link, {
    credentials,
    readSecret,
    onProblem,
  });
  const openFor = async (address: Address, signal: AbortSignal) => {
    const known = credential?.();
    if (credential === undefined || known !== undefined) {
      return open({ address, tls, credential: known, signal, onLost: () => undefined });
    }
    throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', `There is no password for ${serverName(address)} yet`);
  };
  const nodes = memcachedNodes({
    open,
    tls,
    credential,
    onAuthenticationError,
    connections: settings.connectionsPerNode,
    connectTimeoutMs,
    onError: onProblem,
    discovery: discoveryOf(link, openFor, onProblem),
    placedBy: settings.hashTags ? hashTag : undefined,
  });
  const router = new NodeRouter(nodes, settings);
  return {
    router,
    prefix: link[LinkField.KEY_PREFIX] ?? '',
    maxItemBytes: settings.maxItemBytes,
    close: async () => {
      close();
      await router.close();
    },
  };
}

function checkEngine(link: Link): void {
  const engine = link[LinkField.ENGINE] ?? 'memcached';
  if (engine === 'memcached') return;
  throw new LinkError(`a Memcached client needs a link to 'memcached', got '${engine}'; use CacheTier for that`);
}

/** Who the nodes are: as the link says, or else as the cluster does. */
function discoveryOf(
  link: Link,
  open: Parameters<typeof discoverByEndpoint>[0]['open'],
  onError: MemcachedOptions['onProblem'],
): Discovery {
  const nodes = linkedNodes(link);
  return nodes === undefined
    ? discoverByEndpoint({ endpoint: linkedEndpoint(link), open, onError })
    : staticMembership(nodes);
}
