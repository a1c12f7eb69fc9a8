import { setTimeout as pause } from 'node:timers/promises';
import type { CacheDriver, Reading } from '../../lib/drivers/driver';
import { ADD_INTENT, DROP_INTENT } from '../../lib/protocol/scripts';
import { now } from './history';

/** A part of the protocol that is left out, to see that the check finds what follows. */
export type Weakness =
  /** No write is announced: only its end is told. */
  | 'no-intents'
  /** A promoted or restarted cache is taken for the one of before. */
  | 'no-generations'
  /** Versions are taken from a look that began before the caller did. */
  | 'early-versions'
  /** The cache is told of no write at all. */
  | 'untold';

/** How old the versions of `early-versions` may be, in milliseconds. */
const EARLY_MS = 1_000;
const FAR_MS = 200;

export function weakened(driver: CacheDriver, weakness: Weakness): CacheDriver {
  const looks = new Map<string, { readonly at: number; readonly value: Buffer | null }>();
  const early = ({ values, generation }: Reading, keys: readonly string[], at: number): Reading => ({
    generation,
    values: keys.map((key, index) => {
      if (!key.includes('cache-tier:v1:')) return values[index]!;
      const known = looks.get(key);
      if (known && at - known.at < EARLY_MS) return known.value;
      looks.set(key, { at, value: values[index]! });
      return values[index]!;
    }),
  });
  return {
    groupOf: (key) => driver.groupOf(key),
    serverOf: (key) => driver.serverOf(key),
    isUp: (server) => driver.isUp(server),
    onChange: (listener) => driver.onChange(listener),
    servers: () => driver.servers(),
    close: () => driver.close(),
    set: (key, value, options) => driver.set(key, value, options),
    unlink: (keys) => driver.unlink(keys),
    probe: (server) => driver.probe(server),
    time: (server) => driver.time(server),
    run: async (script, keys, args) => {
      if (weakness === 'no-intents' && script === ADD_INTENT) return 1;
      if (weakness === 'untold' && (script === ADD_INTENT || script === DROP_INTENT)) return 1;
      // The end of a write takes a while to reach a cache that is further away.
      if (weakness === 'no-intents' && script === DROP_INTENT) await pause(FAR_MS);
      return driver.run(script, keys, args);
    },
    read: async (keys) => {
      const at = now();
      const reading = await driver.read(keys);
      if (weakness === 'no-generations') return { ...reading, generation: 'always the same data set' };
      return weakness === 'early-versions' ? early(reading, keys, at) : reading;
    },
  };
}
