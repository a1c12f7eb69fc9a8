import type { CommandWire, WireSettings } from './command-wire';
import { MemcachedError } from './memcached-error';
import type { MemcachedSession } from './memcached-session';

/** How a session begins. */
export interface SessionOpening extends WireSettings {
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** Whether it does not matter which process answers. @default false */
  readonly anyProcess?: boolean | undefined;
}

/** The first commands of a session: if one of them fails, or the signal ends them, there is no socket left. */
export async function beginOn(
  wire: Pick<CommandWire<never>, 'lose' | 'end'>,
  { signal }: SessionOpening,
  begin: () => Promise<void>,
): Promise<void> {
  const abort = () => wire.lose(signal.reason);
  signal.addEventListener('abort', abort);
  try {
    signal.throwIfAborted();
    await begin();
  } catch (error) {
    await wire.end();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Which process a session leads to, or that it does not matter. */
export async function identityOf(
  session: Pick<MemcachedSession, 'stats'>,
  { anyProcess = false }: SessionOpening,
): Promise<string> {
  return anyProcess ? 'any' : processIdentity(await session.stats());
}

/** By its id and the time when it started. */
function processIdentity(stats: ReadonlyMap<string, string>): string {
  const [pid, time, uptime] = ['pid', 'time', 'uptime'].map((name) => Number(stats.get(name)));
  if (Number.isInteger(pid) && Number.isInteger(time! - uptime!)) return `${pid}-${time! - uptime!}`;
  throw new MemcachedError('ERR_CACHE_TIER_VERSION', "the server does not say in 'stats' which process it is");
}
