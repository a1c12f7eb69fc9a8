import { changeListeners } from './change-listeners';
import type { CacheDriver } from './driver';

/** The name of the server of a driver that is not there yet. */
const NOWHERE = 'nowhere';

/** A driver whose cache is not known yet: until it is, nothing can be sent. */
export function deferredDriver(found: Promise<CacheDriver | undefined>): CacheDriver {
  let driver: CacheDriver | undefined;
  let closed = false;
  const { onChange, tell } = changeListeners();
  const arrived = found.then(async (late) => {
    if (closed || !late) return late?.close();
    driver = late;
    late.onChange(tell);
    for (const server of late.servers()) if (late.isUp(server)) tell(server, true);
  });
  const ready = (): CacheDriver => {
    if (!driver) throw new Error('the cache is not known yet');
    return driver;
  };
  return {
    groupOf: (key) => driver?.groupOf(key) ?? 0,
    serverOf: (key) => driver?.serverOf(key) ?? NOWHERE,
    isUp: (server) => driver?.isUp(server) ?? false,
    onChange,
    read: async (keys) => ready().read(keys),
    set: async (key, value, options) => ready().set(key, value, options),
    unlink: async (keys) => ready().unlink(keys),
    run: async (script, keys, args) => ready().run(script, keys, args),
    probe: async (server) => ready().probe(server),
    time: async (server) => ready().time(server),
    servers: () => driver?.servers() ?? [],
    close: async () => {
      closed = true;
      await driver?.close();
      await arrived.catch(() => undefined);
    },
  };
}
