import { changeListeners } from './change-listeners';
import { clusterSlot } from './cluster-slot';
import { ClusterTopology } from './cluster-topology';
import type { Connect, Connection } from './connection';
import type { CacheDriver } from './driver';
import { unreachable } from './driver-error';
import type { Address } from './driver-options';

/** The owner of slots whose owner is not known; it is never up. */
const UNKNOWN = 'unknown';

/**
 * A driver for a cluster. It routes by itself: a client library that follows redirects would not say who answered, and
 * the generation has to be that server's. A command that is redirected fails, and the map is read again.
 */
export function clusterDriver(connect: Connect, endpoint: Address): CacheDriver {
  const { onChange, tell } = changeListeners();
  const topology = new ClusterTopology(connect, endpoint, tell);
  const ownerOf = (key: string): Connection => {
    const owner = topology.ownerOf(clusterSlot(key));
    if (owner === undefined) throw unreachable(UNKNOWN);
    return owner;
  };
  const connectionTo = (server: string): Connection => {
    const connection = topology.connectionTo(server);
    if (connection === undefined) throw unreachable(server);
    return connection;
  };
  return {
    groupOf: clusterSlot,
    serverOf: (key) => topology.ownerOf(clusterSlot(key))?.server ?? UNKNOWN,
    isUp: (server) => topology.connectionTo(server)?.isUp ?? false,
    onChange,
    read: (keys) => {
      const owner = topology.ownerOf(clusterSlot(keys[0]));
      return owner === undefined ? Promise.reject(unreachable(UNKNOWN)) : owner.read(keys);
    },
    set: async (key, value, options) => ownerOf(key).set(key, value, options),
    unlink: async (keys) => ownerOf(keys[0]).unlink(keys),
    run: async (script, keys, args) => ownerOf(keys[0]).run(script, keys, args),
    probe: async (server) => connectionTo(server).probe(),
    time: async (server) => connectionTo(server).time(),
    servers: () => topology.servers(),
    close: () => topology.close(),
  };
}
