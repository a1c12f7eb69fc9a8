import type { CacheDriver, Reading, Script, ScriptReply, SetOptions } from './driver';
import type { Address } from './driver-options';

/**
 * One server, by one client library. It connects by itself for ever, and is up only while the generation of the server
 * is known. Routing stands above it, so that no library follows a redirect or sends again.
 */
export interface Connection {
  readonly server: string;
  readonly isUp: boolean;
  read(keys: readonly string[]): Promise<Reading>;
  set(key: string, value: Buffer, options: SetOptions): Promise<boolean>;
  unlink(keys: readonly string[]): Promise<void>;
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply>;
  probe(): Promise<void>;
  time(): Promise<number>;
  /** The reply to `CLUSTER SLOTS`. */
  slots(): Promise<unknown>;
  close(): Promise<void>;
}

export interface ConnectionSettings {
  readonly address: Address;
  /** Whether it may be a replica, which is asked for the map of the slots only. */
  readonly anyRole?: boolean;
  /** Told when it can be used, or no longer. */
  readonly onChange: (up: boolean) => void;
  /** Told of every error that the server answers. */
  readonly onReplyError?: (error: Error) => void;
}

export type Connect = (settings: ConnectionSettings) => Connection;

export type ChangeListener = Parameters<CacheDriver['onChange']>[0];
