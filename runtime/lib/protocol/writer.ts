import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { GuardedCache } from '../guard/guarded-cache';
import { Metric, type Metrics } from '../metrics/metrics';
import type { PendingDrops } from './pending-drops';
import { ADD_INTENT, DROP_INTENT } from './scripts';

/**
 * Milliseconds between two announcements of a write that goes on, at most. Whoever takes over a key from another node waits
 * for as long until it is read there: by then everybody has announced there what is under way.
 */
export const RENEWAL_MS = 10_000;

export interface WriterOptions {
  /** Milliseconds that an announcement lives without being renewed: as long is a table uncached after a crash. */
  readonly intentMs: number;
  /** Milliseconds for which a write of unknown outcome stays announced. */
  readonly uncertainMs: number;
  /** Whether a write that the cache has not acknowledged is refused before it begins. */
  readonly strictWrites: boolean;
}

/** A write that was refused because the cache did not acknowledge it, with `strictWrites`. Nothing was written. */
export class UnacknowledgedWriteError extends Error {
  public override readonly name = 'UnacknowledgedWriteError';
  public readonly code = 'ERR_CACHE_TIER_UNACKNOWLEDGED';
}

/** A write that readers know of. */
export interface Announcement {
  /** Whether the cache acknowledged it before the write. */
  readonly acknowledged: boolean;
  /** The write is done, or nothing was written: drops what it may have changed. Never rejects. */
  settle(): Promise<void>;
  /** Nobody knows whether it was written, or will be: readers keep away for a while. */
  uncertain(): void;
}

/** Announces writes before they are committed, and drops what they changed afterwards. */
export class Writer {
  public constructor(
    private readonly cache: GuardedCache,
    private readonly drops: PendingDrops,
    private readonly options: WriterOptions,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Announces a write. It waits for the cache no longer than the deadline of writes.
   *
   * @param keys the version keys of what is written
   * @throws UnacknowledgedWriteError with `strictWrites`, if the cache did not acknowledge it
   */
  public async announce(keys: readonly string[]): Promise<Announcement> {
    const id = randomBytes(9).toString('base64url');
    this.metrics.count(Metric.WRITE);
    const acknowledged = await this.intend(keys, id, this.options.intentMs);
    if (!acknowledged && this.options.strictWrites) {
      await this.end(keys, id, false);
      throw new UnacknowledgedWriteError('the cache did not acknowledge the write, and strictWrites is set');
    }
    return this.announcement(keys, id, acknowledged);
  }

  /** Drops what has been written already, by others or elsewhere. Resolves to whether the cache acknowledged it. */
  public drop(keys: readonly string[]): Promise<boolean> {
    return this.end(keys, randomBytes(9).toString('base64url'), false);
  }

  private end(keys: readonly string[], id: string, announced: boolean): Promise<boolean> {
    return this.all(keys, async (key) => {
      try {
        const found = await this.cache.runForWrite(DROP_INTENT, key, [id, nonce()]);
        // Evicted, or lost in a failover: readers were not kept away until the end.
        if (announced && found === 0) this.metrics.count(Metric.INTENT_LOST);
      } catch (error) {
        this.drops.add(key, id);
        throw error;
      }
    });
  }

  private announcement(keys: readonly string[], id: string, acknowledged: boolean): Announcement {
    // A statement may wait for a lock far longer than its announcement lives.
    const { intentMs } = this.options;
    const heartbeat = setInterval(() => void this.intend(keys, id, intentMs), Math.min(intentMs / 3, RENEWAL_MS));
    heartbeat.unref();
    if (!acknowledged) this.metrics.count(Metric.UNACKNOWLEDGED, 'announcement');
    return {
      acknowledged,
      settle: async () => {
        clearInterval(heartbeat);
        if (!(await this.end(keys, id, acknowledged))) this.metrics.count(Metric.UNACKNOWLEDGED, 'invalidation');
      },
      uncertain: () => {
        clearInterval(heartbeat);
        this.metrics.count(Metric.UNCERTAIN);
        for (const key of keys) void this.outlast(key, id);
      },
    };
  }

  /**
   * Keeps one version key announced until the outcome of a write can no longer change. Each by itself: that one of them
   * cannot be reached must not free the others.
   */
  private async outlast(key: string, id: string): Promise<void> {
    const { uncertainMs, intentMs } = this.options;
    const end = performance.now() + uncertainMs;
    for (let left = uncertainMs; left > 0; left = end - performance.now()) {
      const done = await this.intend([key], id, Math.ceil(left));
      // It stands until the end, and goes by itself.
      if (done && left <= RENEWAL_MS) return;
      await pause(Math.min(done ? RENEWAL_MS : intentMs / 30, left), undefined, { ref: false });
    }
    await this.end([key], id, false);
  }

  private intend(keys: readonly string[], id: string, ms: number): Promise<boolean> {
    return this.all(keys, (key) => this.cache.runForWrite(ADD_INTENT, key, [id, nonce(), `${ms}`]));
  }

  private async all(keys: readonly string[], send: (key: string) => Promise<unknown>): Promise<boolean> {
    if (keys.length === 1) {
      return send(keys[0]!).then(
        () => true,
        () => false,
      );
    }
    const outcomes = await Promise.allSettled(keys.map(send));
    return outcomes.every(({ status }) => status === 'fulfilled');
  }
}

function nonce(): string {
  return randomBytes(6).toString('base64url');
}
