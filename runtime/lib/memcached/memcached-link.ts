import { DEFAULT_CONNECTION, type Link, LinkError, LinkField, linkVariable, readLink } from '../link';
import type { OpenMemcached } from '../wire/memcached-session';
import { openMemcached } from '../wire/open-memcached';
import { ItemReads } from './item-reads';
import { nodesOfLink } from './linked-nodes';
import { hashTag } from './memcached-key';
import { type MemcachedEnvironmentOptions, type MemcachedOptions, memcachedSettings } from './memcached-options';
import { NodeRouter } from './node-router';

/** What a client is made of. */
export interface MemcachedParts {
  readonly router: NodeRouter;
  readonly reads: ItemReads;
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
export function connectByLink(link: Link, options: MemcachedOptions): MemcachedParts {
  const settings = memcachedSettings(options);
  const { tls, connectTimeoutMs, onProblem, credentials, readSecret } = options;
  checkEngine(link);
  const { nodes, close } = nodesOfLink(link, {
    open: openAny,
    tls,
    connectTimeoutMs,
    connections: settings.connectionsPerNode,
    placedBy: settings.hashTags ? hashTag : undefined,
    signIn: { credentials, readSecret, onProblem },
    onError: onProblem,
  });
  const router = new NodeRouter(nodes, settings, link[LinkField.KEY_PREFIX]);
  return {
    router,
    reads: new ItemReads(router, settings),
    maxItemBytes: settings.maxItemBytes,
    close: async () => {
      close();
      await router.close();
    },
  };
}

/** What this client promises does not depend on the process that answers, and a service need not say which it is. */
const openAny: OpenMemcached = (request) => openMemcached({ ...request, anyProcess: true });

function checkEngine(link: Link): void {
  const engine = link[LinkField.ENGINE] ?? 'memcached';
  if (engine === 'memcached') return;
  throw new LinkError(`a Memcached client needs a link to 'memcached', got '${engine}'; use CacheTier for that`);
}
