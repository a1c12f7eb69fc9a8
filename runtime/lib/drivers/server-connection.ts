import type { Connection, ConnectionSettings, OpenSession, Session } from './connection';
import type { Reading, Script, ScriptReply, SetOptions } from './driver';
import { DriverError, isAuthenticationError, isWrongServer, unreachable } from './driver-error';
import { type DriverOptions, serverName } from './driver-options';
import { type Attempt, Reconnector } from './reconnector';
import { generationOf, type ServerInfo } from './server-identity';

/** How old the last look at a server's role may be when a read is sent, in milliseconds. */
const IDENTITY_MS = 1000;

/** Commands to one server, and a look at its role in front of reads. */
export class ServerConnection implements Connection {
  public readonly server: string;
  private readonly sessions: Reconnector<Session>;
  /** When the role of the server was asked last. */
  private identifiedAt = 0;
  private identifying: Promise<void> | undefined;

  public constructor(
    private readonly open: OpenSession,
    private readonly options: DriverOptions,
    private readonly settings: ConnectionSettings,
  ) {
    this.server = serverName(settings.address);
    const { onChange } = settings;
    const onError = (reason: Error) => {
      if (isAuthenticationError(reason)) options.onAuthenticationError?.();
      options.onError?.(reason);
    };
    this.sessions = new Reconnector(
      { server: this.server, open: (attempt) => this.begin(attempt), onChange, onError },
      options,
    );
  }

  public get isUp(): boolean {
    return this.sessions.session !== undefined;
  }

  public read(keys: readonly string[]): Promise<Reading> {
    const { session } = this.sessions;
    if (session === undefined) return Promise.reject(unreachable(this.server));
    if (performance.now() - this.identifiedAt > IDENTITY_MS) this.identify(session);
    const values = session.values(keys);
    if (this.identifying !== undefined) return this.identified(session, values);
    return values.then((found) => this.reading(session, found));
  }

  public async set(key: string, value: Buffer, options: SetOptions): Promise<boolean> {
    return this.sessions.current().set(key, value, options);
  }

  public async unlink(keys: readonly string[]): Promise<void> {
    return this.sessions.current().unlink(keys);
  }

  public async run({ sha, text }: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    try {
      return await this.sessions.current().evalSha(sha, keys, args);
    } catch (error) {
      if (!/NOSCRIPT/i.test(`${error}`)) throw error;
      return this.sessions.current().eval(text, keys, args);
    }
  }

  public probe(): Promise<void> {
    return this.sessions.probe();
  }

  public async time(): Promise<number> {
    const [seconds, microseconds] = await this.sessions.current().time();
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  }

  public async slots(): Promise<unknown> {
    return this.sessions.current().slots();
  }

  public close(): Promise<void> {
    return this.sessions.close();
  }

  private reading(session: Session, values: Reading['values']): Reading {
    // It may have been left since: the server at its other end is then not the one that it was taken for.
    if (this.sessions.session !== session) throw unreachable(this.server);
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
        if (this.generation(info) !== session.generation) this.sessions.leave(session, unreachable(this.server));
      },
      (error) => this.sessions.leave(session, error),
    );
    this.identifying = identifying.finally(() => {
      this.identifying = undefined;
    });
  }

  private async identified(session: Session, values: Promise<Reading['values']>): Promise<Reading> {
    const [found] = await Promise.all([values, this.identifying]);
    return this.reading(session, found);
  }

  private generation(info: ServerInfo): string | undefined {
    try {
      return this.settings.anyRole ? '' : generationOf(info, this.server);
    } catch {
      return undefined;
    }
  }

  private async begin({ signal, onLost }: Attempt): Promise<Session> {
    const { address, anyRole = false, onReplyError } = this.settings;
    const password = this.options.password?.();
    if (this.options.password !== undefined && password === undefined) {
      throw new DriverError('ERR_CACHE_TIER_NO_CREDENTIAL', `There is no password for ${this.server} yet`);
    }
    let opened = false;
    const session = await this.open({
      address,
      anyRole,
      password,
      signal,
      onLost,
      onReplyError: (error) => {
        // Until then it is why there is no session.
        if (!opened) return;
        if (isWrongServer(error)) onLost(error as Error);
        onReplyError?.(error);
      },
    });
    opened = true;
    this.identifiedAt = performance.now();
    return session;
  }
}
