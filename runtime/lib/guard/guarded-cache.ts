import type { CacheDriver, Reading, Script, ScriptReply, SetOptions } from '../drivers/driver';
import { Metric, type Metrics } from '../metrics/metrics';
import { Breaker } from './breaker';
import { CacheTimeoutError, withDeadline } from './deadline';
import { DeadlineQueue } from './deadline-queue';
import { ReadBatch } from './read-batch';

/** A cache that cannot be asked now. */
export class CacheUnavailableError extends Error {
  public override readonly name = 'CacheUnavailableError';
  public readonly code = 'ERR_CACHE_TIER_UNAVAILABLE';
}

export interface GuardOptions {
  /** Milliseconds that a read may take. */
  readonly deadlineMs: number;
  /** Milliseconds that a write may wait for the cache, once for its announcement and once for its end. */
  readonly writeDeadlineMs: number;
  /** Milliseconds between two probes of a server that does not answer, at first. */
  readonly probeMs: number;
  /** The same, at most. */
  readonly probeMaxMs: number;
  /** Keys in one command. */
  readonly batchKeys: number;
}

export const GUARD_DEFAULTS: GuardOptions = {
  deadlineMs: 40,
  writeDeadlineMs: 50,
  probeMs: 50,
  probeMaxMs: 500,
  batchKeys: 500,
};

/** One key in a batch that is on its way. */
export interface Pending {
  readonly batch: ReadBatch;
  readonly place: number;
}

/** A driver with deadlines, a breaker for each server, and reads that are joined tick by tick. */
export class GuardedCache {
  private batches = new Map<number, ReadBatch>();
  private readonly breakers = new Map<string, Breaker>();
  private readonly deadlines: DeadlineQueue;
  private scheduled = false;

  public constructor(
    private readonly driver: CacheDriver,
    private readonly options: GuardOptions,
    private readonly metrics: Metrics,
  ) {
    this.deadlines = new DeadlineQueue(options.deadlineMs);
  }

  /** Whether commands for this key can be sent now, and are expected to be answered. */
  public available(key: string): boolean {
    const server = this.driver.serverOf(key);
    return this.driver.isUp(server) && this.breaker(server).allows();
  }

  /** Puts a key into the batch of this tick. */
  public ask(key: string): Pending {
    const group = this.driver.groupOf(key);
    let batch = this.batches.get(group);
    if (!batch || batch.keys.length >= this.options.batchKeys) {
      if (batch) this.send(batch);
      batch = new ReadBatch();
      this.batches.set(group, batch);
    }
    if (!this.scheduled) {
      this.scheduled = true;
      // After the microtasks of this turn: all callers that one reply woke are in one batch.
      process.nextTick(this.flush);
    }
    return { batch, place: batch.add(key) };
  }

  public set(key: string, value: Buffer, options: SetOptions): Promise<boolean> {
    return this.guarded('set', key, this.options.deadlineMs, () => this.driver.set(key, value, options));
  }

  public unlink(keys: readonly string[]): Promise<void> {
    return this.guarded('unlink', keys[0]!, this.options.writeDeadlineMs, () => this.driver.unlink(keys));
  }

  /** Runs a script that serves a read. */
  public run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    return this.guarded('script', keys[0]!, this.options.deadlineMs, () => this.driver.run(script, keys, args));
  }

  /**
   * Runs a script that serves a write. It is sent even to a server that does not answer, so that it is done when the
   * server goes on; but nobody waits for that.
   */
  public async runForWrite(script: Script, key: string, args: readonly string[]): Promise<ScriptReply> {
    const server = this.driver.serverOf(key);
    if (!this.driver.isUp(server)) throw new CacheUnavailableError('no connection to the cache');
    if (this.breaker(server).allows()) {
      return this.guarded('write', key, this.options.writeDeadlineMs, () => this.driver.run(script, [key], args));
    }
    this.driver.run(script, [key], args).catch(() => undefined);
    throw new CacheUnavailableError('the cache does not answer');
  }

  /** Sends a script to whoever owns the key, whatever the breaker says: the reply comes when it comes. */
  public runInBackground(script: Script, key: string, args: readonly string[]): Promise<ScriptReply> {
    return withDeadline(this.driver.run(script, [key], args), this.options.probeMaxMs * 4);
  }

  public groupOf(key: string): number {
    return this.driver.groupOf(key);
  }

  public serverOf(key: string): string {
    return this.driver.serverOf(key);
  }

  public time(server: string): Promise<number> {
    return withDeadline(this.driver.time(server), this.options.deadlineMs);
  }

  public onChange(listener: (server: string, up: boolean) => void): () => void {
    return this.driver.onChange(listener);
  }

  /** Whether a server is connected and answers; by name. */
  public states(): { readonly [server: string]: 'up' | 'down' | 'open' } {
    const states = this.driver.servers().map((server) => {
      const up = this.driver.isUp(server);
      return [server, up ? (this.breakers.get(server)?.state === 'open' ? 'open' : 'up') : 'down'] as const;
    });
    return Object.fromEntries(states);
  }

  public async close(): Promise<void> {
    for (const breaker of this.breakers.values()) breaker.end();
    await this.driver.close();
    this.deadlines.end();
  }

  private readonly flush = (): void => {
    this.scheduled = false;
    const { batches } = this;
    if (batches.size === 1) {
      // Without cluster mode there is one, for ever the same group.
      for (const batch of batches.values()) this.send(batch);
      batches.clear();
      return;
    }
    this.batches = new Map();
    for (const batch of batches.values()) this.send(batch);
  };

  private send(batch: ReadBatch): void {
    const server = this.driver.serverOf(batch.keys[0]!);
    if (!this.driver.isUp(server) || !this.breaker(server).allows()) {
      batch.reject(new CacheUnavailableError('the cache cannot be asked'));
      return;
    }
    const waiting = this.deadlines.start(() => {
      this.late(server);
      batch.reject(new CacheTimeoutError(`the cache gave no reply within ${this.options.deadlineMs} ms`));
    });
    this.driver.read(batch.keys).then(
      (reading: Reading) => {
        this.deadlines.stop(waiting);
        batch.resolve(reading);
      },
      (error) => {
        this.deadlines.stop(waiting);
        this.metrics.count(Metric.ERROR, 'read');
        batch.reject(error);
      },
    );
  }

  private async guarded<T>(command: string, key: string, ms: number, send: () => Promise<T>): Promise<T> {
    const server = this.driver.serverOf(key);
    if (!this.driver.isUp(server) || !this.breaker(server).allows()) {
      throw new CacheUnavailableError('the cache cannot be asked');
    }
    try {
      return await withDeadline(send(), ms);
    } catch (error) {
      if (error instanceof CacheTimeoutError) this.late(server);
      else this.metrics.count(Metric.ERROR, command);
      throw error;
    }
  }

  private late(server: string): void {
    this.metrics.count(Metric.TIMEOUT);
    this.breaker(server).trip();
  }

  private breaker(server: string): Breaker {
    let breaker = this.breakers.get(server);
    if (!breaker) {
      breaker = new Breaker({
        probe: () => withDeadline(this.driver.probe(server), this.options.deadlineMs),
        probeMs: this.options.probeMs,
        probeMaxMs: this.options.probeMaxMs,
        onChange: (state) => this.metrics.count(Metric.BREAKER, state),
      });
      this.breakers.set(server, breaker);
    }
    return breaker;
  }
}
