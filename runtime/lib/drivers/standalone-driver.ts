import { changeListeners } from './change-listeners';
import type { Connect } from './connection';
import type { CacheDriver } from './driver';
import { unreachable } from './driver-error';
import { type Address, serverName } from './driver-options';

/** A driver for one primary. */
export function standaloneDriver(connect: Connect, address: Address): CacheDriver {
  const server = serverName(address);
  const { onChange, tell } = changeListeners();
  const connection = connect({ address, onChange: (up) => tell(server, up) });
  const connectionTo = (name: string) => {
    if (name !== server) throw unreachable(name);
    return connection;
  };
  return {
    groupOf: () => 0,
    serverOf: () => server,
    isUp: (name) => name === server && connection.isUp,
    onChange,
    read: (keys) => connection.read(keys),
    set: (key, value, options) => connection.set(key, value, options),
    unlink: (keys) => connection.unlink(keys),
    run: (script, keys, args) => connection.run(script, keys, args),
    probe: async (name) => connectionTo(name).probe(),
    time: async (name) => connectionTo(name).time(),
    servers: () => [server],
    close: () => connection.close(),
  };
}
