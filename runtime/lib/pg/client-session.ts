import { ConnectionWatch } from './connection-watch';
import type { KnownDatabase } from './known-database';
import { OpenTransaction } from './open-transaction';
import type { PgClient, QueryFunction, TransactionStatus } from './pg-shapes';
import { StatementQueue } from './statement-queue';

const READY = 'readyForQuery';

interface ParameterStatus {
  readonly parameterName: string;
  readonly parameterValue: string;
}

export interface SessionListener {
  /** A connection has ended that nobody has closed: behind the next one there may be another database. */
  lost(): void;
  /** A transaction that has written has ended by no statement that was seen to end it. */
  surprised(session: ClientSession): void;
  /** The session was changed by its user, for the first time. */
  tainted(session: ClientSession): void;
  /** A setting of the server has changed: what was asked no longer holds. */
  changed(database: KnownDatabase): void;
}

/** What is known of the session of one client. It comes from the messages of the server, never from the SQL alone. */
export class ClientSession {
  public readonly queue: StatementQueue;
  public readonly open = new OpenTransaction();
  /** What was run to set it up, before its first use: part of its context. */
  public readonly setUp: Buffer[] = [];
  /** Whether statements still belong to its set-up. */
  public settingUp = true;
  /** Whether it belongs to a pool, which says when its set-up ends. */
  public isPooled = false;
  /** Whether it was changed by its user since. */
  public isTainted = false;
  /** Whether a setting of the open transaction may have changed what names mean. */
  public isShifted = false;
  /** Whether the call that runs now comes from `pool.query`, where the cache has been asked already. */
  public fromPool = false;
  /** The database in which that call is known to need nothing but to be sent. */
  public harmlessIn: KnownDatabase | undefined;
  public status: TransactionStatus | undefined;
  /** Whether a backslash in a plain literal is only that, as far as the server has said. */
  public hasPlainStrings = true;
  /** Undefined until it was asked, and when it may have changed since. */
  public database: KnownDatabase | undefined;
  private watched: ConnectionWatch | undefined;
  private forgets = false;
  private readonly onDrain = () => {
    this.open.ending = false;
    this.endWatch(this.status);
  };

  /**
   * @param original the client's own `query`
   */
  public constructor(
    public readonly client: PgClient,
    private readonly original: QueryFunction,
    private readonly listener: SessionListener,
  ) {
    this.queue = new StatementQueue(client);
    this.status = client.getTransactionStatus?.() ?? undefined;
    // What was done before it was wrapped is not known.
    if (client.hasExecuted) this.taint();
    const connection = client.connection!;
    connection.prependListener(READY, ({ status }: { status: TransactionStatus }) => this.onReady(status));
    connection.on('errorMessage', ({ severity }: { severity?: string }) => {
      // The pool closes the client before its connection ends.
      if (severity === 'FATAL' || severity === 'PANIC') this.listener.lost();
      if (this.watched) this.watched.failed = true;
    });
    connection.on('parameterStatus', ({ parameterName, parameterValue }: ParameterStatus) => {
      if (parameterName === 'standard_conforming_strings') this.hasPlainStrings = parameterValue !== 'off';
      if (parameterName !== 'application_name') this.onSetting();
    });
    connection.on('error', () => {
      this.listener.lost();
      this.onLost();
    });
    connection.on('end', () => this.onLost());
    // It becomes idle behind this event, and says so in no other way.
    client.once('connect', () => process.nextTick(() => this.queue.pump()));
  }

  /** Asks the client itself, with exactly the arguments of a call. */
  public pass(args: [unknown, unknown, unknown]): unknown {
    return this.original.apply(this.client, args);
  }

  public send(config: unknown, values?: unknown, callback?: unknown): unknown {
    return this.original.call(this.client, config, values, callback);
  }

  /** Watches the statement that is sent next, on a client that is idle. */
  public watch(): ConnectionWatch {
    this.watched = new ConnectionWatch();
    // Idle without a message for it: node-postgres has refused it and sent nothing.
    this.client.once('drain', this.onDrain);
    return this.watched;
  }

  public taint(): void {
    this.database = undefined;
    if (this.isTainted) return;
    this.isTainted = true;
    this.listener.tainted(this);
  }

  /** It was asked, and is what the others are. */
  public clear(): void {
    this.isTainted = false;
  }

  /** Names may mean other tables until the transaction ends, and `lastingly` until the session was asked again. */
  public shift(lastingly: boolean): void {
    this.isShifted = true;
    this.forgets ||= lastingly;
  }

  private onSetting(): void {
    const { database } = this;
    this.database = undefined;
    // What no statement of its own has changed has changed for all.
    if (database && !this.isTainted && !this.isShifted) this.listener.changed(database);
  }

  /** Runs before the callbacks of node-postgres, so that they find the status as it is. */
  private onReady(status: TransactionStatus): void {
    this.status = status;
    if (status === 'I') {
      this.isShifted = false;
      if (this.forgets) this.database = undefined;
      this.forgets = false;
      if (!this.open.isEmpty && !this.open.ending && !this.watched) this.listener.surprised(this);
      if (!this.watched && !this.open.isEmpty) this.open.clear();
    }
    this.open.ending = false;
    this.endWatch(status);
    if (!this.queue.isEmpty) process.nextTick(() => this.queue.pump());
  }

  private onLost(): void {
    if (this.client._ending !== true) this.listener.lost();
    this.open.clear();
    this.endWatch(undefined, true);
    process.nextTick(() => this.queue.pump());
  }

  private endWatch(status: TransactionStatus | undefined, lost = false): void {
    const { watched } = this;
    if (!watched) return;
    this.watched = undefined;
    this.client.removeListener('drain', this.onDrain);
    watched.end(status, lost);
  }
}
