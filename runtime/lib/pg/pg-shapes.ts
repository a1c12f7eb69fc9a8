import type { EventEmitter } from 'node:events';

/** What is used of node-postgres, public or not. It is read defensively: another version may lack a part of it. */
export interface PgClient extends EventEmitter {
  readonly connection?: PgConnection;
  readonly pipeline?: boolean;
  readonly binary?: boolean;
  readonly readyForQuery?: boolean;
  readonly hasExecuted?: boolean;
  readonly _activeQuery?: unknown;
  readonly _queryQueue?: readonly unknown[];
  readonly _sentQueryQueue?: readonly unknown[];
  readonly _queryable?: boolean;
  readonly _ending?: boolean;
  readonly _types?: TypeParsers;
  readonly _Promise?: PromiseConstructor;
  readonly connectionParameters?: { readonly query_timeout?: number };
  getTransactionStatus?(): TransactionStatus | null;
  query: QueryFunction;
  end: (callback?: () => void) => unknown;
}

export interface PgPool extends EventEmitter {
  Client: PgClientClass;
  readonly Promise?: PromiseConstructor;
  readonly ending?: boolean;
  readonly options?: { readonly types?: TypeParsers };
  readonly _clients?: readonly PgClient[];
  connect: ConnectFunction;
  query: QueryFunction;
}

export interface PgConnection extends EventEmitter {
  readonly stream?: { destroy(): void };
}

export interface PgClientClass {
  // biome-ignore lint/suspicious/noExplicitAny: the options are the application's own
  new (options?: any): PgClient;
  readonly Query?: PgQueryClass;
}

export interface PgQueryClass {
  // biome-ignore lint/suspicious/noExplicitAny: whatever the application gives
  new (config: any, values?: any, callback?: any): PgQuery;
}

/** One query of node-postgres: it makes a result of the messages of the server. */
export interface PgQuery {
  _result?: { _types?: TypeParsers };
  handleRowDescription(message: { readonly fields: readonly object[] }): void;
  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
  handleCommandComplete(message: { readonly text: string }, connection: unknown): void;
  handleReadyForQuery(connection: unknown): void;
  prepare(connection: unknown): void;
}

export interface TypeParsers {
  getTypeParser(oid: number, format?: string): unknown;
}

/** What node-postgres makes of the answer of one statement. */
export interface PgResult {
  readonly rows: readonly unknown[];
  readonly fields: readonly object[];
  readonly rowCount: number | null;
  readonly command: string;
}

export type TransactionStatus = 'I' | 'T' | 'E';
export type QueryCallback = (error?: unknown, result?: unknown) => void;
export type QueryFunction = (config?: unknown, values?: unknown, callback?: unknown) => unknown;
export type ConnectFunction = (
  callback?: (error: unknown, client?: PgClient & Released, release?: (error?: unknown) => void) => void,
) => unknown;

export interface Released {
  release(error?: unknown): void;
}

/** Whether a client is one whose traffic can be seen: pg-native has no connection of its own. */
export function isVisible(client: PgClient): boolean {
  return (
    typeof client.connection?.prependListener === 'function' &&
    Array.isArray(client._queryQueue) &&
    typeof client.query === 'function'
  );
}

/** Whether nothing is active or queued in the client itself. */
export function isIdle(client: PgClient): boolean {
  return (
    client.readyForQuery === true &&
    !client._activeQuery &&
    (client._queryQueue?.length ?? 0) === 0 &&
    (client._sentQueryQueue?.length ?? 0) === 0
  );
}

/** Whether the client refuses every statement by now, and sends none. */
export function isClosed(client: PgClient): boolean {
  return client._queryable === false || client._ending === true;
}
