import { type CredentialSource, credentialSource } from '../aws/credential-source';
import { linkParameter } from '../aws/link-parameter';
import { deferredDriver } from '../drivers/deferred-driver';
import type { CacheDriver } from '../drivers/driver';
import type { DriverOptions } from '../drivers/driver-options';
import { glideDriver } from '../drivers/glide-driver';
import { ioredisDriver } from '../drivers/ioredis-driver';
import { nodeRedisDriver } from '../drivers/node-redis-driver';
import { type Link, LinkError, LinkField } from '../link';
import { type CacheClient, CacheTierOptionError, type CacheTierOptions } from './tier-options';

/** A driver, and what ends with it. */
export interface CacheConnection {
  readonly driver: CacheDriver;
  /** What every key of this client begins with, as far as it is known. */
  readonly keyPrefix: () => string;
  /** Resolves once the first attempt to get a credential has ended. */
  readonly credential: Promise<void>;
  close(): void;
}

const DRIVERS: { readonly [client in CacheClient]: (options: DriverOptions) => CacheDriver } = {
  ioredis: ioredisDriver,
  'node-redis': nodeRedisDriver,
  'valkey-glide': glideDriver,
};

const DEFAULT_PORT = 6379;

/** Connects by a link. It neither waits for the cache or a secret, nor fails because of them. */
export function connectByLink(link: Link, options: CacheTierOptions): CacheConnection {
  if (link[LinkField.ENGINE] === 'memcached') {
    throw new LinkError(
      "a link to a Memcached cluster has no invalidation to offer: cache-tier needs 'valkey' or 'redis'",
    );
  }
  const credential = credentialSource(link, {
    credentials: options.credentials,
    readSecret: options.readSecret,
    background: options.background,
    onProblem: options.onProblem,
  });
  return {
    driver: options.driver ?? driverOf(link, credential, options),
    keyPrefix: () => link[LinkField.KEY_PREFIX] ?? '',
    credential: credential.ready,
    close: credential.close,
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
  const found = parameter.found.then((link) => {
    connection = link && connectByLink(link, options);
    return connection?.driver;
  });
  found.catch((error: Error) => options.onProblem?.(error));
  return {
    driver: deferredDriver(found),
    keyPrefix: () => connection?.keyPrefix() ?? '',
    credential: found.then(
      () => connection?.credential,
      () => undefined,
    ),
    close: () => {
      parameter.close();
      connection?.close();
    },
  };
}

function driverOf(link: Link, credential: CredentialSource, options: CacheTierOptions): CacheDriver {
  const make = DRIVERS[options.client ?? 'ioredis'];
  if (!make) {
    throw new CacheTierOptionError(
      `'client' needs to be one of ${Object.keys(DRIVERS).join(', ')}, got '${options.client}'`,
    );
  }
  return make({
    host: link[LinkField.ENDPOINT]!,
    port: Number(link[LinkField.PORT] ?? DEFAULT_PORT),
    tls: link[LinkField.TLS] === 'true' ? (options.tls ?? true) : false,
    clusterMode: link[LinkField.CLUSTER_MODE] === 'true',
    username: credential.username,
    password: credential.required ? credential.current : undefined,
    onAuthenticationError: credential.authenticationFailed,
    onError: options.onProblem,
  });
}
