import type { Reading, Script, ScriptReply, SetOptions } from './driver';
import type { Address } from './driver-options';
import type { ServerInfo } from './server-identity';

/**
 * One socket to one server, by one client library, from the moment that its generation is known until it is lost. It
 * neither queues, nor sends again, nor follows a redirect, nor reconnects.
 */
export interface Session {
  /** Of the server at the other end, for as long as this session lasts. */
  readonly generation: string;
  /** In the order of the keys. */
  values(keys: readonly string[]): Promise<readonly (Buffer | null)[]>;
  set(key: string, value: Buffer, options: SetOptions): Promise<boolean>;
  unlink(keys: readonly string[]): Promise<void>;
  evalSha(sha: string, keys: readonly string[], args: readonly string[]): Promise<ScriptReply>;
  eval(text: string, keys: readonly string[], args: readonly string[]): Promise<ScriptReply>;
  ping(): Promise<void>;
  /** The reply to `TIME`. */
  time(): Promise<readonly unknown[]>;
  /** The reply to `CLUSTER SLOTS`. */
  slots(): Promise<unknown>;
  /** What the server says of itself; left out if `values` looks at it itself. */
  identify?(): Promise<ServerInfo>;
  /** Gives up what is under way, and ends the socket. It never fails. */
  end(): Promise<void>;
}

export interface SessionRequest {
  readonly address: Address;
  /** Whether it may be a replica, which is asked for the map of the slots only. */
  readonly anyRole: boolean;
  readonly password: string | undefined;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
  /** Told once, if the socket is lost. */
  readonly onLost: (reason: Error) => void;
  /** Told of every error that the server answers. */
  readonly onReplyError: (error: unknown) => void;
}

export type OpenSession = (request: SessionRequest) => Promise<Session>;

/** One server: it connects by itself for ever, and is up only while the generation of the server is known. */
export interface Connection {
  readonly server: string;
  readonly isUp: boolean;
  read(keys: readonly string[]): Promise<Reading>;
  set(key: string, value: Buffer, options: SetOptions): Promise<boolean>;
  unlink(keys: readonly string[]): Promise<void>;
  run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply>;
  probe(): Promise<void>;
  time(): Promise<number>;
  slots(): Promise<unknown>;
  close(): Promise<void>;
}

export interface ConnectionSettings {
  readonly address: Address;
  /** @default false */
  readonly anyRole?: boolean;
  /** Told when it can be used, or no longer. */
  readonly onChange: (up: boolean) => void;
  /** Told of every error that the server answers. */
  readonly onReplyError?: (error: unknown) => void;
}

export type Connect = (settings: ConnectionSettings) => Connection;
