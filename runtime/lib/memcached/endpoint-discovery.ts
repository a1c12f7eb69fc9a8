import type { Address } from '../drivers/driver-options';
import type { Discovery } from './discovery';
import type { MemcachedSession } from './memcached-session';

/** What of a session discovery uses. */
export type ConfigurationSession = Pick<MemcachedSession, 'configuration' | 'end'>;

export interface EndpointDiscoveryOptions {
  /** The configuration endpoint. */
  readonly endpoint: Address;
  /** Opens a session with a node, or with the endpoint; it gives up when the signal says so. */
  readonly open: (address: Address, signal: AbortSignal) => Promise<ConfigurationSession>;
  /** Between two questions, in milliseconds, with jitter. @default 5000 */
  readonly pollMs?: number;
  /** How long an answer counts, in milliseconds from the moment its question was sent. @default 15000 */
  readonly membershipMs?: number;
  /** How long an answer may take, with the connection, in milliseconds. @default 1000 */
  readonly askMs?: number;
  /** Called with the reason why the nodes are not known, or not confirmed, at each attempt. */
  readonly onError?: (error: Error) => void;
  /** The clocks, in milliseconds: one that never jumps, and the time of day. */
  readonly clocks?: Clocks;
}

export interface Clocks {
  monotonic(): number;
  wall(): number;
}

/** Asks a configuration endpoint who the nodes are, from now on, and known nodes when it does not answer. */
export function discoverByEndpoint(_options: EndpointDiscoveryOptions): Discovery {
  throw new Error('to be written');
}
