import type { ConnectionOptions } from 'node:tls';
import type { Address } from '../drivers/driver-options';

/**
 * One socket to one node, from the moment it can be used until it is lost. It neither queues, nor sends again, nor
 * reconnects, and has no deadlines. Replies come in the order of the commands. Keys are given as they go on the wire.
 */
export interface MemcachedSession {
  /** What the server says that it is, such as `1.6.22`. */
  readonly version: string;
  /**
   * Of the process at the other end: its id and when it started. All items are gone when it changes. The same for all if it
   * was opened for any process.
   */
  readonly identity: string;

  /** Reads keys in one round trip, in their order; undefined where there is none. */
  get(keys: readonly string[], want?: Wanted): Promise<readonly (Item | undefined)[]>;

  /**
   * The value of one key: the command that is sent most. Left out where `get` costs no more.
   *
   * @param otherwise what takes the place of a failure
   */
  value?(key: string, otherwise?: (reason: Error) => undefined): Promise<Buffer | undefined>;

  /**
   * Writes one item.
   *
   * @param value a text is in ASCII: it goes out as it is, together with its command
   */
  store(key: string, value: Buffer | string, options: StoreOptions): Promise<StoreResult>;

  /** Removes one item; with a CAS number only if it is still that one. */
  remove(key: string, options?: RemoveOptions): Promise<'removed' | 'absent' | 'changed'>;

  /** Gives an item another time to live, in seconds; false if there is none. */
  touch(key: string, seconds: number): Promise<boolean>;

  /** Reads the value of an item, and gives it another time to live, in seconds; undefined if there is none. */
  getAndTouch(key: string, seconds: number): Promise<Buffer | undefined>;

  /** Adds to a number that an item holds, or makes it; undefined if there is none and none is to be made. */
  add(key: string, by: bigint, options?: CountOptions): Promise<bigint | undefined>;

  /** Reads an item, or the right to load it. Left out where the protocol has no leases. */
  lease?(key: string, options: LeaseRequest): Promise<LeasedItem>;

  /** Marks an item as stale, so that one reader renews it. Left out where the protocol has no leases. */
  markStale?(key: string, seconds: number): Promise<boolean>;

  /** Removes all items of the server. */
  flush(): Promise<void>;

  /** What the server says of itself. */
  stats(): Promise<ReadonlyMap<string, string>>;

  /** The text of `config get cluster`; undefined where the server has no such command. */
  configuration(): Promise<string | undefined>;

  /** Whether it answers at all. */
  ping(): Promise<void>;

  /**
   * Rejects what was sent before a moment of `performance.now()` and has no answer yet; answers that come later are
   * discarded in their turn. The reason is made once, and only if there is need of it.
   *
   * @returns when the oldest of what is left was sent; undefined if nothing is
   */
  giveUp(sentBefore: number, reason: () => Error): number | undefined;

  /** Gives up what is under way, and ends the socket. It never fails. */
  end(): Promise<void>;
}

/** One attempt to open a session. */
export interface MemcachedOpen {
  readonly address: Address;
  /** Whether to connect by TLS, with options of Node.js if need be. @default false */
  readonly tls?: boolean | ConnectionOptions;
  /** How to sign in. @default - not at all */
  readonly credential?: MemcachedCredential;
  /** Whether it does not matter which process answers: then none is asked. @default false */
  readonly anyProcess?: boolean;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** Told once, if the socket is lost; also if that is before there is a session. */
  readonly onLost: (reason: Error) => void;
}

/** `sasl`: SASL PLAIN in the binary protocol; `ascii`: memcached's own authentication (`-Y`). */
export interface MemcachedCredential {
  readonly kind: 'sasl' | 'ascii';
  readonly user: string;
  readonly password: string;
}

/** Connects, signs in, and learns the version and the identity of the server. */
export type OpenMemcached = (request: MemcachedOpen) => Promise<MemcachedSession>;

/** What is asked of an item beside its value. */
export interface Wanted {
  /** Its CAS number. @default false */
  readonly cas?: boolean;
}

export interface Item {
  readonly value: Buffer;
  /** By which a change is noticed; an empty text if it was not asked for. */
  readonly cas: string;
}

export interface StoreOptions {
  /** Seconds to live; 0 for ever. More than 30 days is handled by the session. */
  readonly seconds: number;
  /** `add`: only if there is none; `replace`: only if there is one. @default 'set' */
  readonly mode?: 'set' | 'add' | 'replace' | 'append' | 'prepend';
  /** Only if the item is still that one. */
  readonly cas?: string;
}

/** `exists`: there is one (`add`), or it has changed (`cas`). `absent`: there is none (`replace`, `cas`). */
export type StoreResult = 'stored' | 'exists' | 'absent';

export interface RemoveOptions {
  readonly cas?: string;
}

export interface CountOptions {
  /** The number to begin with, if there is none. @default - none is made */
  readonly initial?: bigint;
  /** Seconds to live of one that is made. @default 0 */
  readonly seconds?: number;
}

export interface LeaseRequest {
  /** Seconds for which the one who is to load has time. */
  readonly seconds: number;
  /** Renews an item with fewer seconds left than this. @default - not */
  readonly recacheSeconds?: number;
}

export interface LeasedItem extends Item {
  /** Whether there is a value: the empty stand-in of somebody's lease is none. */
  readonly found: boolean;
  /** This caller is to load it (`W`). */
  readonly won: boolean;
  /** It was marked as stale (`X`). */
  readonly stale: boolean;
  /** Somebody else loads it (`Z`). */
  readonly taken: boolean;
}
