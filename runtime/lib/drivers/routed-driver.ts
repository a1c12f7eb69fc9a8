import { clusterDriver } from './cluster-driver';
import type { Connect, OpenSession } from './connection';
import type { CacheDriver } from './driver';
import type { DriverOptions } from './driver-options';
import { ServerConnection } from './server-connection';
import { standaloneDriver } from './standalone-driver';

/** A driver over the sessions of a client library. */
export function routedDriver(open: OpenSession, options: DriverOptions): CacheDriver {
  const connect: Connect = (settings) => new ServerConnection(open, options, settings);
  const { host, port } = options;
  return options.clusterMode ? clusterDriver(connect, { host, port }) : standaloneDriver(connect, { host, port });
}
