import type { CacheDriver } from '../drivers/driver';
import { GUARD_DEFAULTS, GuardedCache, type GuardOptions } from '../guard/guarded-cache';
import type { Metrics } from '../metrics/metrics';
import { CacheClock } from './cache-clock';
import { type PendingDropOptions, PendingDrops } from './pending-drops';
import { Reader, type ReaderOptions } from './reader';
import { VersionKeeper } from './version-keeper';
import { Writer, type WriterOptions } from './writer';

export interface ProtocolOptions extends GuardOptions, ReaderOptions, WriterOptions, PendingDropOptions {}

export const PROTOCOL_DEFAULTS: ProtocolOptions = {
  ...GUARD_DEFAULTS,
  leaseMs: 5_000,
  waitMs: 5_000,
  pollMs: 2,
  pollMaxMs: 25,
  uncacheableMs: 1_000,
  compressFrom: 8 * 1024,
  maxBytes: 1024 * 1024,
  jitter: 0.1,
  earlyFactor: 1,
  background: true,
  verifyRate: () => 0,
  intentMs: 30_000,
  uncertainMs: 60_000,
  strictWrites: false,
  retryMs: 50,
  retryMaxMs: 1_000,
  maxPending: 10_000,
};

/** The caching protocol over one cache: docs/caching-protocol.md. */
export class Protocol {
  public readonly cache: GuardedCache;
  public readonly reader: Reader;
  public readonly writer: Writer;
  private readonly drops: PendingDrops;
  private readonly unsubscribe: () => void;

  public constructor(driver: CacheDriver, metrics: Metrics, options: ProtocolOptions) {
    this.cache = new GuardedCache(driver, options, metrics);
    const clock = new CacheClock((server) => this.cache.time(server));
    this.unsubscribe = this.cache.onChange((server, up) => {
      if (up) void clock.ask(server);
    });
    this.drops = new PendingDrops(this.cache, options, metrics);
    const versions = new VersionKeeper(this.cache);
    this.reader = new Reader({ cache: this.cache, clock, versions, drops: this.drops, metrics }, options);
    this.writer = new Writer(this.cache, this.drops, options, metrics);
  }

  /** Invalidations that the cache has not acknowledged yet. */
  public get pendingInvalidations(): number {
    return this.drops.size;
  }

  /** Waits for what goes on in the background, tries once more what the cache has not acknowledged, and ends. */
  public async close(): Promise<void> {
    await this.reader.settled();
    await this.drops.end();
    this.unsubscribe();
    await this.cache.close();
  }
}
