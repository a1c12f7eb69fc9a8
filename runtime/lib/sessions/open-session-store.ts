import type { CacheDriver } from '../drivers/driver';
import { GUARD_DEFAULTS, GuardedCache } from '../guard/guarded-cache';
import { LinkField } from '../link';
import type { Metrics } from '../metrics/metrics';
import { sessionCipher } from './session-cipher';
import { SessionCommands } from './session-commands';
import { SessionKeys } from './session-keys';
import { type SessionStoreOptions, sessionSettings } from './session-options';
import { SessionStore } from './session-store';
import { Sessions } from './sessions';

/** Without a secret of the application's own: ids of sessions cannot be guessed. */
const OPEN_HASH_KEY = 'cache-tier';

/** What a store has of its tier. */
export interface SessionStoreParts {
  readonly driver: CacheDriver;
  /** What the link says, as far as it is known. */
  readonly field: (name: LinkField) => string | undefined;
  readonly application: string;
  readonly hashKey?: string;
  readonly encryptionKey?: Buffer;
  readonly metrics: Metrics;
  readonly onProblem?: (error: Error) => void;
}

/** A store, and what ends with it. */
export interface OpenSessionStore {
  readonly store: SessionStore;
  close(): Promise<void>;
}

/**
 * Opens a store over a driver. It has deadlines and breakers of its own: what a cache may take, the place where sessions
 * live need not.
 *
 * @throws SessionOptionError for an option that has no meaning
 * @throws TtlError for a time that has none
 */
export function openSessionStore(parts: SessionStoreParts, options: SessionStoreOptions): OpenSessionStore {
  const { driver, field, application, hashKey = OPEN_HASH_KEY, encryptionKey, metrics, onProblem } = parts;
  const settings = sessionSettings(options, field);
  const { deadlineMs } = settings;
  const cache = new GuardedCache(driver, { ...GUARD_DEFAULTS, deadlineMs, writeDeadlineMs: deadlineMs }, metrics);
  const sessions = new Sessions({
    commands: new SessionCommands(cache, deadlineMs),
    settings,
    cipher: encryptionKey && sessionCipher(encryptionKey),
    keys: new SessionKeys(hashKey, application, () => field(LinkField.KEY_PREFIX)),
    metrics,
    onProblem,
  });
  return { store: new SessionStore(sessions, onProblem), close: () => cache.close() };
}
