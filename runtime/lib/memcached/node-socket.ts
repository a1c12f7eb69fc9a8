import { DriverError, unreachable } from '../drivers/driver-error';
import { type Address, DEFAULTS, reconnectDelay, serverName } from '../drivers/driver-options';
import type { MemcachedSession } from '../wire/memcached-session';
import type { NodeOptions } from './memcached-node';

/** A socket that was lost sooner than this is not opened again at the first pace. */
const STEADY_MS = 1000;

/** Opens one session after the other to a node, for ever. The name of the node is resolved each time. */
export class NodeSocket {
  public session: MemcachedSession | undefined;
  private readonly server: string;
  private usedSince = 0;
  private attempt = 0;
  private retry: NodeJS.Timeout | undefined;
  private abort: AbortController | undefined;
  private readonly ending = new Set<Promise<void>>();
  private closed = false;

  /** @param onChange told when there is another session, or none */
  public constructor(
    private readonly address: Address,
    private readonly options: NodeOptions,
    private readonly onChange: () => void,
  ) {
    this.server = serverName(address);
    this.await(this.connect());
  }

  /** A node that does not answer in the time of an attempt to connect is left: its socket may be dead. */
  public async probe(): Promise<void> {
    const { session } = this;
    if (session === undefined) throw unreachable(this.server);
    const timer = setTimeout(() => this.leave(session, unreachable(this.server)), this.limit);
    timer.unref();
    await session.ping().finally(() => clearTimeout(timer));
  }

  public async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    this.abort?.abort(unreachable(this.server));
    if (this.session !== undefined) this.leave(this.session);
    await Promise.all(this.ending);
  }

  private get limit(): number {
    return this.options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs;
  }

  private async connect(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    const timer = setTimeout(() => abort.abort(unreachable(this.server)), this.limit);
    timer.unref();
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
    const credential = this.options.credential?.();
    if (this.options.credential !== undefined && credential === undefined) {
      throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', `There is no password for ${this.server} yet`);
    }
    let lost: Error | undefined;
    let opened: MemcachedSession | undefined;
    const session = await this.options.open({
      address: this.address,
      tls: this.options.tls,
      credential,
      signal,
      onLost: (reason) => {
        lost ??= reason;
        if (opened !== undefined) this.leave(opened, reason);
      },
    });
    opened = session;
    if (this.closed || lost !== undefined) {
      await session.end();
      throw lost ?? unreachable(this.server);
    }
    this.session = session;
    this.usedSince = performance.now();
    this.onChange();
  }

  private leave(session: MemcachedSession, reason?: Error): void {
    if (this.session !== session) return;
    this.session = undefined;
    this.await(session.end());
    if (performance.now() - this.usedSince > STEADY_MS) this.attempt = 0;
    this.connectLater();
    this.onChange();
    if (reason !== undefined) this.report(reason);
  }

  private connectLater(): void {
    if (this.closed) return;
    this.retry = setTimeout(() => this.await(this.connect()), reconnectDelay(this.attempt, this.options));
    this.retry.unref();
    this.attempt += 1;
  }

  private report(reason: Error): void {
    if (this.closed) return;
    if ((reason as NodeJS.ErrnoException).code === 'ERR_CACHE_TIER_AUTHENTICATION') {
      this.options.onAuthenticationError?.();
    }
    try {
      this.options.onError?.(reason);
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
