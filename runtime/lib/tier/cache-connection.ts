import { type CredentialOptions, type CredentialSource, credentialSource } from '../aws/credential-source';
import { linkParameter } from '../aws/link-parameter';
import { deferredDriver } from '../drivers/deferred-driver';
import type { CacheDriver } from '../drivers/driver';
import type { DriverOptions } from '../drivers/driver-options';
import { glideDriver } from '../drivers/glide-driver';
import { ioredisDriver } from '../drivers/ioredis-driver';
import { nodeRedisDriver } from '../drivers/node-redis-driver';
import { type Link, LinkError, LinkField, linkFlag } from '../link';
import { type CachingTerms, NO_TERMS } from '../pg/caching-terms';
import { linkTerms } from './link-terms';
import type { CacheClient, CacheTierOptions } from './tier-options';

/** A driver, and what ends with it. */
export interface CacheConnection {
  readonly driver: CacheDriver;
  /** What every key of this client begins with, as far as it is known. */
  readonly keyPrefix: () => string;
  /** What the link says of caching, as far as it is known. */
  readonly terms: () => CachingTerms;
  /** A field of the link, as far as it is known. */
  readonly field: (name: LinkField) => string | undefined;
  close(): void;
}

const DRIVERS: { readonly [client in CacheClient]: (options: DriverOptions) => CacheDriver } = {
  ioredis: ioredisDriver,
  'node-redis': nodeRedisDriver,
  'valkey-glide': glideDriver,
};

const DEFAULT_PORT = '6379';
/** The engine of a link to Memcached. */
export const MEMCACHED = 'memcached';

/**
 * Connects by a link. It neither waits for the cache or a secret, nor fails because of them.
 *
 * @throws LinkError if nothing can be connected to by it
 */
export function connectByLink(link: Link, options: CacheTierOptions): CacheConnection {
  checkLink(link);
  const terms = linkTerms(link, options.onProblem);
  const { driver, close } = link[LinkField.ENGINE] === MEMCACHED ? memcached(link, options) : redis(link, options);
  return {
    driver,
    keyPrefix: () => link[LinkField.KEY_PREFIX] ?? '',
    terms: () => terms,
    field: (name) => link[name],
    close,
  };
}

/** Connects by a link that an SSM parameter holds: until it is there, the cache is away. */
export function connectByParameter(name: string, options: CacheTierOptions): CacheConnection {
  const parameter = linkParameter({
    name,
    credentials: options.credentials,
    // Nobody asks for it again. A timer of a function that was frozen is late, and does no harm.
    background: true,
    onProblem: options.onProblem,
  });
  let connection: CacheConnection | undefined;
  // A link that leads nowhere is a cache that is away, and no reason to end the process.
  const found = parameter.found
    .then((link) => {
      connection = link && connectByLink(link, options);
      return connection?.driver;
    })
    .catch((error: Error) => {
      options.onProblem?.(error);
      return undefined;
    });
  return {
    driver: deferredDriver(found),
    keyPrefix: () => connection?.keyPrefix() ?? '',
    terms: () => connection?.terms() ?? NO_TERMS,
    field: (name) => connection?.field(name),
    close: () => {
      parameter.close();
      // Found in this moment, it is connected by the next one.
      void found.then(() => connection?.close());
    },
  };
}

function checkLink(link: Link): void {
  if (!link[LinkField.ENDPOINT]) throw new LinkError("a link needs an endpoint, but the field 'endpoint' is not set");
  const port = link[LinkField.PORT] ?? DEFAULT_PORT;
  if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65_535) {
    throw new LinkError(`the field 'port' of a link needs a number from 1 to 65535, got '${port}'`);
  }
}

type Connected = Pick<CacheConnection, 'driver' | 'close'>;

function redis(link: Link, options: CacheTierOptions): Connected {
  const credential = credentialSource(link, credentialOptions(options));
  try {
    return { driver: options.driver ?? driverOf(link, credential, options), close: credential.close };
  } catch (error) {
    credential.close();
    throw error;
  }
}

/** Who has no Memcached does not load what speaks to it. */
function memcached(link: Link, options: CacheTierOptions): Connected {
  const { connectMemcached } = require('./memcached-connection') as typeof import('./memcached-connection');
  return connectMemcached(link, credentialOptions(options), options);
}

function credentialOptions({ credentials, readSecret, background, onProblem }: CacheTierOptions): CredentialOptions {
  return { credentials, readSecret, background, onProblem };
}

function driverOf(link: Link, credential: CredentialSource, options: CacheTierOptions): CacheDriver {
  return DRIVERS[options.client ?? 'ioredis']({
    host: link[LinkField.ENDPOINT]!,
    port: Number(link[LinkField.PORT] ?? DEFAULT_PORT),
    tls: linkFlag(link, LinkField.TLS) ? (options.tls ?? true) : false,
    clusterMode: linkFlag(link, LinkField.CLUSTER_MODE),
    username: credential.username,
    password: credential.required ? credential.current : undefined,
    onAuthenticationError: credential.authenticationFailed,
    onError: options.onProblem,
  });
}
