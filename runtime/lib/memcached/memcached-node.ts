import type { ConnectionOptions } from 'node:tls';
import { unreachable } from '../drivers/driver-error';
import { type Address, serverName } from '../drivers/driver-options';
import type { MemcachedCredential, MemcachedSession, OpenMemcached } from '../wire/memcached-session';
import { hashTag } from './memcached-key';
import { NodeSocket } from './node-socket';

const NODE_DEFAULTS = { connections: 1 } as const;

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
  /** Why it cannot be used; undefined while it is up, or if nothing is known yet. */
  readonly problem: Error | undefined;

  /**
   * The socket for a key. Keys with the same hash tag have the same one, so their commands keep their order.
   *
   * @throws DriverError ERR_CACHE_TIER_UNREACHABLE while that socket is not connected
   */
  sessionOf(key: string): MemcachedSession;

  /** The same; undefined while that socket is not connected. An error for each command would cost more than the command. */
  findSession(key: string): MemcachedSession | undefined;

  /** Those that are connected now. */
  sessions(): readonly MemcachedSession[];

  /** Asks on every socket whether the node answers. A socket that does not, in the time of an attempt to connect, is left. */
  probe(): Promise<void>;

  /** Told when the node can be used, or no longer; returns the call that ends it. */
  onChange(listener: (up: boolean) => void): () => void;

  /** Ends all sockets. What is under way fails. */
  close(): Promise<void>;
}

export interface NodeOptions {
  readonly open: OpenMemcached;
  /** Sockets: more of them mean more writes of this process, and are of use if large values hold up small ones. @default 1 */
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
export function memcachedNode(address: Address, options: NodeOptions): MemcachedNode {
  return new SocketsOfNode(address, options);
}

class SocketsOfNode implements MemcachedNode {
  public readonly name: string;
  public identity: string | undefined;
  public problem: Error | undefined;
  private readonly sockets: readonly NodeSocket[];
  private readonly listeners = new Set<(up: boolean) => void>();

  public constructor(
    address: Address,
    private readonly options: NodeOptions,
  ) {
    this.name = serverName(address);
    const { connections = NODE_DEFAULTS.connections } = options;
    const onError = (problem: Error) => {
      if (!this.isUp) this.problem = problem;
      options.onError?.(problem);
    };
    const told = { ...options, onError };
    this.sockets = Array.from({ length: connections }, () => new NodeSocket(address, told, () => this.changed()));
  }

  public get isUp(): boolean {
    return this.identity !== undefined;
  }

  public sessionOf(key: string): MemcachedSession {
    const session = this.findSession(key);
    if (session === undefined) throw unreachable(this.name);
    return session;
  }

  public findSession(key: string): MemcachedSession | undefined {
    const { sockets } = this;
    return (sockets.length === 1 ? sockets[0]! : sockets[hash(hashTag(key)) % sockets.length]!).session;
  }

  public sessions(): readonly MemcachedSession[] {
    return this.sockets.flatMap(({ session }) => session ?? []);
  }

  public async probe(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => socket.probe()));
  }

  public onChange(listener: (up: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public async close(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => socket.close()));
  }

  private changed(): void {
    const [first, ...others] = this.sockets.map(({ session }) => session?.identity);
    const now = others.every((identity) => identity === first) ? first : undefined;
    const before = this.identity;
    this.identity = now;
    if (now !== undefined) this.problem = undefined;
    if (now === before) return;
    // Of a process that took the place of another one, both are told.
    if (before !== undefined) this.tell(false);
    if (now !== undefined) this.tell(true);
  }

  /** A listener that throws must not pass for a node that cannot be reached. */
  private tell(up: boolean): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(up);
      } catch (error) {
        this.options.onError?.(error as Error);
      }
    }
  }
}

/** FNV-1a: it only has to spread keys over a few sockets. */
function hash(text: string): number {
  let result = 0x811c9dc5;
  for (let place = 0; place < text.length; place += 1) {
    result = Math.imul(result ^ text.charCodeAt(place), 0x01000193);
  }
  // The low bits of short keys are much alike.
  return (result ^ (result >>> 15)) >>> 0;
}
