import type { GuardedCache } from '../guard/guarded-cache';
import { Metric, type Metrics } from '../metrics/metrics';
import { databaseOf } from './names';
import { DROP_INTENT } from './scripts';

export interface PendingDropOptions {
  /** Milliseconds between two tries, at first. */
  readonly retryMs: number;
  /** The same, at most. */
  readonly retryMaxMs: number;
  /** Version keys that are kept; beyond them everything of their database is dropped instead. */
  readonly maxPending: number;
}

/**
 * Invalidations that the cache has not acknowledged: tried again until it does. As long as they wait, this process does
 * not read what they are about.
 */
export class PendingDrops {
  private readonly writers = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private waitMs: number;
  private trying = false;
  private ended = false;
  private readonly unsubscribe: () => void;

  public constructor(
    private readonly cache: GuardedCache,
    private readonly options: PendingDropOptions,
    private readonly metrics: Metrics,
  ) {
    this.waitMs = options.retryMs;
    this.unsubscribe = cache.onChange((_, up) => {
      if (up) void this.retry();
    });
  }

  /** How many version keys wait. */
  public get size(): number {
    return this.writers.size;
  }

  public includes(keys: readonly string[]): boolean {
    return this.writers.size > 0 && keys.some((key) => this.writers.has(key));
  }

  public add(key: string, writer: string): void {
    if (this.ended) {
      this.metrics.count(Metric.INVALIDATION_LOST, 'closed');
      return;
    }
    const full = !this.writers.has(key) && this.writers.size >= this.options.maxPending;
    if (full) this.collapse();
    const place = full ? databaseOf(key) : key;
    const writers = this.writers.get(place);
    if (writers) writers.add(writer);
    else this.writers.set(place, new Set([writer]));
    this.schedule();
  }

  /** Tries all of them now. */
  public async retry(): Promise<void> {
    if (this.trying || this.writers.size === 0) return;
    this.trying = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await Promise.all([...this.writers].map(([key, writers]) => this.drop(key, writers)));
    } finally {
      this.trying = false;
    }
    if (this.writers.size === 0) this.waitMs = this.options.retryMs;
    else this.schedule();
  }

  /** Gives up what is left after one more try. */
  public async end(): Promise<void> {
    await this.retry();
    this.ended = true;
    clearTimeout(this.timer);
    this.unsubscribe();
    for (let left = this.writers.size; left > 0; left -= 1) this.metrics.count(Metric.INVALIDATION_LOST, 'closed');
    this.writers.clear();
  }

  private async drop(key: string, writers: Set<string>): Promise<void> {
    try {
      for (const writer of [...writers]) {
        await this.cache.runInBackground(DROP_INTENT, key, [writer, writer]);
        writers.delete(writer);
      }
      if (writers.size === 0) this.writers.delete(key);
    } catch {
      // The next try has it.
    }
  }

  private schedule(): void {
    if (this.timer || this.trying || this.ended) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.retry();
    }, this.waitMs).unref();
    this.waitMs = Math.min(this.waitMs * 2, this.options.retryMaxMs);
  }

  /** Too many to remember: each database is dropped as a whole. */
  private collapse(): void {
    const databases = new Map([...this.writers].map(([key, writers]) => [databaseOf(key), writers] as const));
    this.writers.clear();
    for (const [database, writers] of databases) this.writers.set(database, new Set([...writers].slice(0, 1)));
  }
}
