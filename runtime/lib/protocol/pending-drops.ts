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

/** Of a version key. The announcements of the writers before that end by themselves: until then nothing is cached. */
const MAX_WRITERS = 100;

/**
 * Invalidations that the cache has not acknowledged: tried again until it does. As long as they wait, this process does
 * not read what they are about.
 */
export class PendingDrops {
  private readonly writers = new Map<string, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private waitMs: number;
  private trying: Promise<void> | undefined;
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
    const writers = this.writers.get(place) ?? new Set();
    this.writers.set(place, writers);
    writers.add(writer);
    if (writers.size > MAX_WRITERS) writers.delete(writers.values().next().value!);
    this.schedule();
  }

  /** Tries all of them now, unless that is under way. */
  public async retry(): Promise<void> {
    this.trying ??= this.tryAll().finally(() => {
      this.trying = undefined;
      if (this.writers.size === 0) this.waitMs = this.options.retryMs;
      else this.schedule();
    });
    return this.trying;
  }

  /** Gives up what is left after one more try. */
  public async end(): Promise<void> {
    // One that is under way may have begun before the last ones came.
    await this.trying;
    if (this.writers.size > 0) await this.retry();
    this.ended = true;
    clearTimeout(this.timer);
    this.unsubscribe();
    for (let left = this.writers.size; left > 0; left -= 1) this.metrics.count(Metric.INVALIDATION_LOST, 'closed');
    this.writers.clear();
  }

  private async tryAll(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await Promise.all([...this.writers].map(([key, writers]) => this.drop(key, writers)));
  }

  private async drop(key: string, writers: Set<string>): Promise<void> {
    const ids = [...writers];
    try {
      await this.cache.runInBackground(DROP_INTENT, key, [ids.join(), ids[0]!]);
    } catch {
      // The next try has it.
      return;
    }
    for (const id of ids) writers.delete(id);
    // Others may have come meanwhile, or taken the place of all.
    if (writers.size === 0 && this.writers.get(key) === writers) this.writers.delete(key);
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
