import type { Connection, ConnectionSettings, OpenSession, Session } from './connection';
import type { Reading, Script, ScriptReply, SetOptions } from './driver';
import { DriverError, isAuthenticationError, isWrongServer, unreachable } from './driver-error';
import { DEFAULTS, type DriverOptions, reconnectDelay, serverName } from './driver-options';
import { generationOf, IDENTITY_MS } from './server-identity';

/** Opens one session after the other to a server, for ever. */
export class ServerConnection implements Connection {
  public readonly server: string;
  private session: Session | undefined;
  private usedSince = 0;
  /** When the role of the server was asked last. */
  private identifiedAt = 0;
  private identifying: Promise<void> | undefined;
  private attempt = 0;
  private retry: NodeJS.Timeout | undefined;
  private abort: AbortController | undefined;
  private readonly ending = new Set<Promise<void>>();
  private closed = false;

  public constructor(
    private readonly open: OpenSession,
    private readonly options: DriverOptions,
    private readonly settings: ConnectionSettings,
  ) {
    this.server = serverName(settings.address);
    this.await(this.connect());
  }

  public get isUp(): boolean {
    return this.session !== undefined;
  }

  public read(keys: readonly string[]): Promise<Reading> {
    const { session } = this;
    if (session === undefined) return Promise.reject(unreachable(this.server));
    if (performance.now() - this.identifiedAt > IDENTITY_MS) this.identify(session);
    const values = session.values(keys);
    if (this.identifying !== undefined) return this.identified(session, values);
    return values.then((found) => this.reading(session, found));
  }

  public async set(key: string, value: Buffer, options: SetOptions): Promise<boolean> {
    return this.current().set(key, value, options);
  }

  public async unlink(keys: readonly string[]): Promise<void> {
    return this.current().unlink(keys);
  }

  public async run({ sha, text }: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    try {
      return await this.current().evalSha(sha, keys, args);
    } catch (error) {
      if (!/NOSCRIPT/i.test(`${error}`)) throw error;
      return this.current().eval(text, keys, args);
    }
  }

  /** A server that does not answer in the time of an attempt to connect is left: its socket may be dead. */
  public async probe(): Promise<void> {
    const session = this.current();
    const timer = setTimeout(() => this.leave(session, unreachable(this.server)), this.limit);
    timer.unref();
    return session.ping().finally(() => clearTimeout(timer));
  }

  public async time(): Promise<number> {
    const [seconds, microseconds] = await this.current().time();
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  }

  public async slots(): Promise<unknown> {
    return this.current().slots();
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

  private current(): Session {
    if (this.session === undefined) throw unreachable(this.server);
    return this.session;
  }

  private reading(session: Session, values: Reading['values']): Reading {
    // It may have been left since: the server at its other end is then not the one that it was taken for.
    if (this.session !== session) throw unreachable(this.server);
    return { values, generation: session.generation };
  }

  /**
   * A primary that is made a replica keeps its connections, and answers reads. So its role is asked once in a while in
   * front of a read, and reads wait for what it says.
   */
  private identify(session: Session): void {
    if (session.identify === undefined || this.identifying !== undefined) return;
    this.identifiedAt = performance.now();
    const identifying = session.identify().then(
      (info) => {
        if (this.generation(info) !== session.generation) this.leave(session, unreachable(this.server));
      },
      (error) => this.leave(session, error),
    );
    this.identifying = identifying.finally(() => {
      this.identifying = undefined;
    });
  }

  private async identified(session: Session, values: Promise<Reading['values']>): Promise<Reading> {
    const [found] = await Promise.all([values, this.identifying]);
    return this.reading(session, found);
  }

  private generation(info: Parameters<typeof generationOf>[0]): string | undefined {
    try {
      return this.settings.anyRole ? '' : generationOf(info, this.server);
    } catch {
      return undefined;
    }
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
      this.report(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private async begin(signal: AbortSignal): Promise<void> {
    const password = this.options.password?.();
    if (this.options.password !== undefined && password === undefined) {
      throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', `There is no password for ${this.server} yet`);
    }
    let lost: Error | undefined;
    let opened: Session | undefined;
    const session = await this.open({
      address: this.settings.address,
      anyRole: this.settings.anyRole ?? false,
      password,
      signal,
      onLost: (reason) => {
        lost ??= reason;
        if (opened !== undefined) this.leave(opened, reason);
      },
      onReplyError: (error) => {
        if (opened !== undefined) this.onReplyError(opened, error);
      },
    });
    opened = session;
    if (this.closed || lost !== undefined) {
      await session.end();
      throw lost ?? unreachable(this.server);
    }
    this.session = session;
    this.usedSince = performance.now();
    this.identifiedAt = this.usedSince;
    this.tell(true);
  }

  private connectLater(): void {
    if (this.closed) return;
    this.retry = setTimeout(() => this.await(this.connect()), reconnectDelay(this.attempt, this.options));
    this.retry.unref();
    this.attempt += 1;
  }

  private leave(session: Session, reason?: unknown): void {
    if (this.session !== session) return;
    this.session = undefined;
    this.await(session.end());
    // A server that drops each connection at once is not asked faster than one that takes none.
    if (performance.now() - this.usedSince > IDENTITY_MS) this.attempt = 0;
    this.connectLater();
    this.tell(false);
    if (reason !== undefined) this.report(reason);
  }

  /** A listener that throws must not pass for a server that cannot be reached. */
  private tell(up: boolean): void {
    try {
      this.settings.onChange(up);
    } catch (error) {
      this.report(error);
    }
  }

  private onReplyError(session: Session, error: unknown): void {
    if (isWrongServer(error)) this.leave(session, error);
    this.settings.onReplyError?.(error);
  }

  private report(reason: unknown): void {
    if (this.closed) return;
    if (isAuthenticationError(reason)) this.options.onAuthenticationError?.();
    this.options.onError?.(reason as Error);
  }

  /** What `close` has to wait for. */
  private await(promise: Promise<void>): void {
    const settled = promise.catch(() => undefined).finally(() => this.ending.delete(settled));
    this.ending.add(settled);
  }
}
