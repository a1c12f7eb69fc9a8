import { unreachable } from './driver-error';
import { DEFAULTS, type DriverOptions } from './driver-options';

/** What is opened again when it is lost. */
export interface Reopened {
  /** Whether the server answers at all. */
  ping(): Promise<void>;
  /** Gives up what is under way. It never fails. */
  end(): Promise<void>;
}

/** One attempt to open a session. */
export interface Attempt {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Told when the session is lost; also if that is before there is one. */
  readonly onLost: (reason: Error) => void;
}

export interface ReconnectorSettings<S extends Reopened> {
  /** The name of the server, in errors. */
  readonly server: string;
  readonly open: (attempt: Attempt) => Promise<S>;
  /** Told when there is a session, or none. */
  readonly onChange: (up: boolean) => void;
  /** Told why there is none, at each attempt. */
  readonly onError: (reason: Error) => void;
}

/** How long an attempt may take, and how long to wait between two. */
export type Pace = Pick<DriverOptions, 'connectTimeoutMs' | 'reconnectMinMs' | 'reconnectMaxMs'>;

/**
 * The delay starts anew after a session that lasted for so many milliseconds: a server that drops each connection at once
 * is not asked faster than one that takes none.
 */
const STEADY_MS = 1000;

/** Opens one session after the other to a server, until it is closed. */
export class Reconnector<S extends Reopened> {
  /** The one that can be used now. */
  public session: S | undefined;
  private since = 0;
  private attempts = 0;
  private retry: NodeJS.Timeout | undefined;
  private abort: AbortController | undefined;
  private readonly ending = new Set<Promise<void>>();
  private closed = false;

  public constructor(
    private readonly settings: ReconnectorSettings<S>,
    private readonly pace: Pace,
  ) {
    this.await(this.connect());
  }

  /** @throws DriverError ERR_CACHE_TIER_UNREACHABLE while there is no session */
  public current(): S {
    if (this.session === undefined) throw unreachable(this.settings.server);
    return this.session;
  }

  /** A server that does not answer in the time of an attempt to connect is left: its socket may be dead. */
  public async probe(): Promise<void> {
    const session = this.current();
    const timer = this.afterLimit((late) => this.leave(session, late));
    await session.ping().finally(() => clearTimeout(timer));
  }

  /** Ends a session and opens the next one; nothing happens if it was left before. */
  public leave(session: S, reason?: Error): void {
    if (this.session !== session) return;
    this.session = undefined;
    this.await(session.end());
    if (performance.now() - this.since > STEADY_MS) this.attempts = 0;
    this.connectLater();
    this.tell(false);
    if (reason !== undefined) this.report(reason);
  }

  /** Ends what there is, also an attempt. */
  public async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    this.abort?.abort(unreachable(this.settings.server));
    if (this.session !== undefined) this.leave(this.session);
    await Promise.all(this.ending);
  }

  private async connect(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    const timer = this.afterLimit((late) => abort.abort(late));
    try {
      await this.begin(abort.signal);
    } catch (error) {
      this.connectLater();
      this.report(error as Error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async begin(signal: AbortSignal): Promise<void> {
    let lost: Error | undefined;
    let opened: S | undefined;
    const onLost = (reason: Error) => {
      lost ??= reason;
      if (opened !== undefined) this.leave(opened, reason);
    };
    opened = await this.settings.open({ signal, onLost });
    if (this.closed || lost !== undefined) {
      await opened.end();
      throw lost ?? unreachable(this.settings.server);
    }
    this.session = opened;
    this.since = performance.now();
    this.tell(true);
  }

  private connectLater(): void {
    if (this.closed) return;
    this.retry = setTimeout(() => this.await(this.connect()), delayOf(this.attempts, this.pace));
    this.retry.unref();
    this.attempts += 1;
  }

  private afterLimit(then: (reason: Error) => void): NodeJS.Timeout {
    const { connectTimeoutMs = DEFAULTS.connectTimeoutMs } = this.pace;
    const why = `it has not answered within ${connectTimeoutMs} ms`;
    const late = () => then(unreachable(this.settings.server, undefined, why));
    return setTimeout(late, connectTimeoutMs).unref();
  }

  /** A listener that throws must not pass for a server that cannot be reached. */
  private tell(up: boolean): void {
    try {
      this.settings.onChange(up);
    } catch (error) {
      this.report(error as Error);
    }
  }

  private report(reason: Error): void {
    if (this.closed) return;
    try {
      this.settings.onError(reason);
    } catch {
      // Who is told must not break what tells: nobody could catch it here.
    }
  }

  /** What `close` has to wait for. */
  private await(promise: Promise<void>): void {
    const settled = promise.catch(() => undefined).finally(() => this.ending.delete(settled));
    this.ending.add(settled);
  }
}

/** It doubles with each attempt, and has a jitter of half of it. */
function delayOf(attempts: number, pace: Pace): number {
  const { reconnectMinMs = DEFAULTS.reconnectMinMs, reconnectMaxMs = DEFAULTS.reconnectMaxMs } = pace;
  const delay = Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(attempts, 20));
  return delay * (0.5 + Math.random() / 2);
}
