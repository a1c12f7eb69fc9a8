import type { Redis, RedisOptions } from 'ioredis';
import { coalescingConnector } from './coalescing-connector';
import type { Connection, ConnectionSettings } from './connection';
import type { Reading, Script, ScriptReply, SetOptions } from './driver';
import { isAuthenticationError, isWrongServer, unreachable } from './driver-error';
import { DEFAULTS, type DriverOptions, reconnectDelay, serverName, tlsOptions } from './driver-options';
import { generationOf, IDENTITY_MS, parseInfo, type ServerInfo } from './server-identity';

type Ioredis = typeof import('ioredis');

/** One server by ioredis, which here neither queues, nor sends again, nor reconnects by itself. */
export class IoredisConnection implements Connection {
  public readonly server: string;
  private readonly redis: Redis;
  /** Of the server at the other end of the open socket; undefined while there is none that may be used. */
  private generation: string | undefined;
  /** The same, before ioredis lets commands through. */
  private accepted = '';
  /** When its role was asked last. */
  private identifiedAt = 0;
  private attempt = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  public constructor(
    ioredis: Ioredis,
    private readonly options: DriverOptions,
    private readonly settings: ConnectionSettings,
  ) {
    const { address } = settings;
    this.server = serverName(address);
    const tls = tlsOptions(options, address.host);
    const redisOptions: RedisOptions = {
      ...address,
      tls,
      username: options.password === undefined ? undefined : options.username,
      Connector: coalescingConnector(ioredis.AbstractConnector, {
        address,
        tls,
        password: options.password,
        accept: (info) => this.accept(info),
      }),
      lazyConnect: true,
      // The whole attempt has one limit, which is ours.
      connectTimeout: undefined,
      retryStrategy: null,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      enableAutoPipelining: false,
      disableClientInfo: true,
      maxLoadingRetryTime: 100,
      reconnectOnError: (error) => this.onReplyError(error),
    };
    this.redis = new ioredis.Redis(redisOptions);
    this.redis.on('error', (error) => this.onError(error));
    this.redis.on('ready', () => this.onReady());
    this.redis.on('close', () => this.setGeneration(undefined));
    this.redis.on('end', () => this.onEnd());
    this.connect();
  }

  public get isUp(): boolean {
    return this.generation !== undefined;
  }

  public read(keys: readonly string[]): Promise<Reading> {
    if (this.generation === undefined) return Promise.reject(unreachable(this.server));
    if (performance.now() - this.identifiedAt > IDENTITY_MS) this.identify();
    return keys.length === 1
      ? this.redis.getBuffer(keys[0]).then(this.toReadingOfOne)
      : this.redis.mgetBuffer(keys as string[]).then(this.toReading);
  }

  public async set(key: string, value: Buffer, { px, ifAbsent }: SetOptions): Promise<boolean> {
    this.ensureUp();
    const reply = ifAbsent
      ? await this.redis.set(key, value, 'PX', px, 'NX')
      : await this.redis.set(key, value, 'PX', px);
    return reply === 'OK';
  }

  public async unlink(keys: readonly string[]): Promise<void> {
    this.ensureUp();
    await this.redis.unlink(keys as string[]);
  }

  public async run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    this.ensureUp();
    try {
      return (await this.redis.evalsha(script.sha, keys.length, ...keys, ...args)) as ScriptReply;
    } catch (error) {
      if (!`${error}`.includes('NOSCRIPT')) throw error;
      this.ensureUp();
      return (await this.redis.eval(script.text, keys.length, ...keys, ...args)) as ScriptReply;
    }
  }

  /** A server that says nothing at all in the time of an attempt to connect is left: its socket may be dead. */
  public async probe(): Promise<void> {
    this.ensureUp();
    const { stream } = this.redis;
    const received = stream.bytesRead;
    const timer = setTimeout(() => {
      if (this.redis.stream === stream && stream.bytesRead === received) this.leave(unreachable(this.server));
    }, this.limit);
    timer.unref();
    try {
      await this.redis.ping();
    } finally {
      clearTimeout(timer);
    }
  }

  public async time(): Promise<number> {
    this.ensureUp();
    const [seconds, microseconds] = await this.redis.time();
    return Number(seconds) * 1000 + Number(microseconds) / 1000;
  }

  public async slots(): Promise<unknown> {
    this.ensureUp();
    return this.redis.cluster('SLOTS');
  }

  public async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.setGeneration(undefined);
    const ended = new Promise<void>((resolve) => {
      if (this.redis.status === 'end') resolve();
      this.redis.once('end', resolve);
    });
    this.redis.disconnect();
    await ended;
  }

  private get limit(): number {
    return this.options.connectTimeoutMs ?? DEFAULTS.connectTimeoutMs;
  }

  private ensureUp(): void {
    if (this.generation === undefined) throw unreachable(this.server);
  }

  /** Replies come in the order of the commands, so the generation is that of the server that gave these values. */
  private readonly toReading = (values: readonly (Buffer | null)[]): Reading => {
    if (this.generation === undefined) throw unreachable(this.server);
    return { values, generation: this.generation };
  };

  private readonly toReadingOfOne = (value: Buffer | null): Reading => this.toReading([value]);

  /**
   * A primary that is made a replica keeps its connections. Its next replies are those of a replica, so its role is
   * asked in front of a read, once in a while; that reply comes before the read's.
   */
  private identify(): void {
    this.identifiedAt = performance.now();
    this.redis.info('replication').then(
      (text) => {
        const before = this.generation;
        if (before === undefined || this.identity(parseInfo(text)) === before) return;
        this.leave(unreachable(this.server));
      },
      () => undefined,
    );
  }

  /** The generation that a server's own words give it; undefined if it must not be used. */
  private identity(info: ServerInfo): string | undefined {
    if (this.settings.anyRole) return '';
    try {
      return generationOf(info, this.server);
    } catch (error) {
      this.onError(error as Error);
      return undefined;
    }
  }

  private accept(info: ServerInfo): boolean {
    const generation = this.identity(info);
    this.accepted = generation ?? '';
    return generation !== undefined;
  }

  private connect(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => this.leave(unreachable(this.server)), this.limit);
    this.timer.unref();
    this.redis.connect().catch(() => undefined);
  }

  private onReady(): void {
    // Events are put off, and the socket may be lost by now.
    if (this.closed || this.redis.status !== 'ready') return;
    clearTimeout(this.timer);
    this.attempt = 0;
    this.identifiedAt = performance.now();
    this.setGeneration(this.accepted);
  }

  private onEnd(): void {
    this.setGeneration(undefined);
    clearTimeout(this.timer);
    if (this.closed) return;
    this.timer = setTimeout(() => this.connect(), reconnectDelay(this.attempt, this.options));
    this.timer.unref();
    this.attempt += 1;
  }

  private onError(error: Error): void {
    if (this.closed) return;
    if (isAuthenticationError(error)) this.options.onAuthenticationError?.();
    this.options.onError?.(error);
  }

  private onReplyError(error: Error): boolean {
    this.settings.onReplyError?.(error);
    if (!isWrongServer(error)) return false;
    this.leave(error);
    return false;
  }

  private leave(reason: Error): void {
    this.onError(reason);
    this.setGeneration(undefined);
    this.redis.disconnect(true);
  }

  private setGeneration(generation: string | undefined): void {
    const changed = (generation === undefined) !== (this.generation === undefined);
    this.generation = generation;
    if (changed) this.settings.onChange(generation !== undefined);
  }
}
