import { Metric } from '../metrics/metrics';
import { writeEntry } from './entry';
import type { Share } from './flights';
import type { Lease } from './lease';
import type { ReaderOptions, ReaderParts } from './reader';
import { type Loaded, lifeOf, type ReadRequest } from './request';
import { createdAt, joinStamps, type Stamps } from './stamps';

/** The stamps of an entry have to fit into its head. */
const MAX_STAMPS = 60_000;

/** Under what an answer is stored. */
export interface Circumstances {
  readonly stamps: Stamps;
  /** How long its load took, in milliseconds. */
  readonly loadMs: number;
  readonly lease?: Lease;
}

/** Puts answers into the cache. */
export class EntryStore {
  public constructor(
    private readonly parts: ReaderParts,
    private readonly options: ReaderOptions,
  ) {}

  public async put<T>(
    request: ReadRequest<T>,
    loaded: Loaded<T>,
    payload: Share,
    circumstances: Circumstances,
  ): Promise<void> {
    const { lease } = circumstances;
    // Whatever happens here, nobody is to wait for a holder that is done.
    const reason = await this.tryPut(request, loaded, payload, circumstances).catch(() => 'error');
    if (reason === undefined) {
      this.parts.metrics.count(Metric.STORE);
      await lease?.release();
      return;
    }
    this.parts.metrics.count(Metric.NOT_STORED, reason);
    await lease?.refuse(this.options.uncacheableMs);
  }

  /** Undefined if it was stored, or else why not. */
  private async tryPut<T>(
    request: ReadRequest<T>,
    loaded: Loaded<T>,
    payload: Share,
    { stamps, loadMs }: Circumstances,
  ): Promise<string | undefined> {
    const { cache, versions } = this.parts;
    if (loaded.uncacheable !== undefined) return loaded.uncacheable;
    const tags = loaded.empty ? request.tags.empty : request.tags.found;
    if (loaded.lagMs !== undefined && !this.quarantined(tags, stamps, loaded.lagMs + loadMs)) return 'replica-lag';
    const content = payload();
    const joined = joinStamps(tags, stamps);
    if (content === undefined || content.length > this.options.maxBytes) return 'too-big';
    if (joined.length > MAX_STAMPS) return 'too-many-tags';
    const { ttl, stale = 0, emptyTtl = ttl } = request.lifetime;
    const life = (loaded.empty ? emptyTtl : ttl) * (1 - this.options.jitter * Math.random());
    const now = this.parts.clock.now(cache.serverOf(request.key));
    const entry = await writeEntry(
      request.key,
      {
        stamps: joined,
        fingerprint: request.fingerprint,
        renewAt: now === undefined ? 0 : now + life,
        loadMs,
        empty: loaded.empty,
      },
      content,
      this.options,
    );
    try {
      // Without a clock nobody could tell that it is past its time.
      await cache.set(request.key, entry, { px: Math.max(1, Math.floor(now === undefined ? life : life + stale)) });
    } catch (error) {
      return (error as { code?: unknown }).code === 'ERR_CACHE_TIER_ITEM' ? 'too-big' : 'error';
    }
    // It is stored, whether or not its versions could be renewed.
    if (tags.length > 0) {
      await versions.renew(new Map(tags.map((key) => [key, stamps.get(key)!])), lifeOf(request)).catch(() => undefined);
    }
    return undefined;
  }

  /**
   * Whether nothing was written for so long that a replica has it all: a write removes the version, and the next reader
   * makes one that says when.
   */
  private quarantined(tags: readonly string[], stamps: Stamps, ms: number): boolean {
    return tags.every((key) => {
      const now = this.parts.clock.now(this.parts.cache.serverOf(key));
      return now !== undefined && createdAt(stamps.get(key)!) + ms <= now;
    });
  }
}
