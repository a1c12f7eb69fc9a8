import type { ConnectionOptions } from 'node:tls';
import { unreachable } from '../drivers/driver-error';
import type { Address } from '../drivers/driver-options';
import type { MemcachedCredential, MemcachedSession, OpenMemcached } from './memcached-session';

/**
 * One node: some sockets that connect again by themselves, for ever. A command is sent at once or fails at once, it is sent
 * once, and it has no deadline here.
 */
export interface MemcachedNode {
  /** `host:port`. */
  readonly name: string;
  /** Whether every socket is connected, and all to the same process. */
  readonly isUp: boolean;
  /** Of the process; undefined while the node is not up. */
  readonly identity: string | undefined;

  /**
   * The socket for a key. Keys with the same hash tag have the same one, so their commands keep their order.
   *
   * @throws DriverError ERR_CACHE_TIER_UNREACHABLE while that socket is not connected
   */
  sessionOf(key: string): MemcachedSession;

  /** Asks on every socket whether the node answers. A socket that does not, in the time of an attempt to connect, is left. */
  probe(): Promise<void>;

  /** Told when the node can be used, or no longer; returns the call that ends it. */
  onChange(listener: (up: boolean) => void): () => void;

  /** Ends all sockets. What is under way fails. */
  close(): Promise<void>;
}

export interface NodeOptions {
  readonly open: OpenMemcached;
  /** Sockets. @default 2 */
  readonly connections?: number;
  readonly tls?: boolean | ConnectionOptions;
  /** Asked at each attempt to connect; undefined says that there is none yet. @default - no authentication */
  readonly credential?: () => MemcachedCredential | undefined;
  /** For one attempt to connect, in milliseconds. @default 2000 */
  readonly connectTimeoutMs?: number;
  /** The wait before the second attempt, in milliseconds. It doubles, and has jitter. @default 50 */
  readonly reconnectMinMs?: number;
  /** The longest wait between two attempts, in milliseconds. @default 500 */
  readonly reconnectMaxMs?: number;
  /** Called when the server refuses the user or the password. */
  readonly onAuthenticationError?: () => void;
  /** Called with the reason why the node cannot be used, at each attempt. */
  readonly onError?: (error: Error) => void;
}

/** Connects to a node from now on. */
export function memcachedNode(address: Address, _options: NodeOptions): MemcachedNode {
  throw unreachable(`${address.host}:${address.port}`);
}
