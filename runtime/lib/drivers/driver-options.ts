import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/** How a driver reaches the cache; the same for every client. */
export interface DriverOptions {
  /** The primary endpoint; the configuration endpoint in cluster mode. */
  readonly host: string;
  readonly port: number;
  /** Whether to connect by TLS, with options of Node.js if need be. @default false */
  readonly tls?: boolean | ConnectionOptions;
  /** Whether the cache speaks the cluster protocol. */
  readonly clusterMode: boolean;
  /** The user; only with a password. @default - the user `default` */
  readonly username?: string;
  /**
   * Gives the password or token. It is asked at every attempt to connect, so a rotated secret or a fresh IAM token is
   * used at once. Undefined means that there is none yet: the driver tries again later.
   *
   * @default - no authentication
   */
  readonly password?: () => string | undefined;
  /** For one attempt to connect, up to the answer that names the server, in milliseconds. @default 2000 */
  readonly connectTimeoutMs?: number;
  /** The wait before the second attempt to connect, in milliseconds. It doubles, and has jitter. @default 50 */
  readonly reconnectMinMs?: number;
  /** The longest wait between two attempts to connect, in milliseconds. @default 500 */
  readonly reconnectMaxMs?: number;
  /** Called when the server refuses the user or the password. */
  readonly onAuthenticationError?: () => void;
  /** Called with the reason why a server cannot be used, at each attempt. It has no password in it. */
  readonly onError?: (error: Error) => void;
}

export const DEFAULTS = {
  connectTimeoutMs: 2000,
  reconnectMinMs: 50,
  reconnectMaxMs: 500,
} as const;

/** Where one server listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The name of a server: it tells it from others, and stays the same. */
export function serverName({ host, port }: Address): string {
  return `${host}:${port}`;
}

/** What `tls.connect` needs for a server; undefined without TLS. */
export function tlsOptions({ tls }: Pick<DriverOptions, 'tls'>, host: string): ConnectionOptions | undefined {
  if (tls === undefined || tls === false) return undefined;
  // Node.js sends no server name of its own accord, and an address must not be one.
  const servername = isIP(host) ? {} : { servername: host };
  return tls === true ? servername : { ...servername, ...tls };
}
