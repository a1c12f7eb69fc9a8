import type { GuardedCache } from '../guard/guarded-cache';
import { Metric, type Metrics } from '../metrics/metrics';
import type { CacheClock } from './cache-clock';
import type { Entry, EntryOptions } from './entry';
import { EntryReader, readable, tagsOf } from './entry-reader';
import type { LeaseOptions } from './lease';
import { Loader } from './loader';
import type { PendingDrops } from './pending-drops';
import { type Answer, lifeOf, type ReadRequest } from './request';
import { joinStamps, Marker, type Stamps } from './stamps';
import { stampsOf, type VersionKeeper } from './version-keeper';

export interface ReaderOptions extends LeaseOptions, EntryOptions {
  /** By how much a time to live is shortened at random, as a share of it: what was stored at once expires apart. */
  readonly jitter: number;
  /** How eagerly an entry is renewed before its time, in multiples of the time its load took; 0 for never. */
  readonly earlyFactor: number;
  /** Whether work may go on after an answer was given: not where the process is frozen then. */
  readonly background: boolean;
  /** The share of hits that is compared with the database, from 0 to 1. */
  verifyRate(): number;
}

/** What the reader works with. */
export interface ReaderParts {
  readonly cache: GuardedCache;
  readonly clock: CacheClock;
  readonly versions: VersionKeeper;
  readonly drops: PendingDrops;
  readonly metrics: Metrics;
}

/** Why a hit takes more than a look. */
interface Slow {
  readonly payload: Buffer | Promise<Buffer | undefined>;
  readonly verify: boolean;
  readonly due: 'stale' | 'early' | undefined;
}

/** Answers reads from the cache where that is certain to be right, and from the database otherwise. */
export class Reader {
  private readonly entries: EntryReader;
  private readonly loader: Loader;

  public constructor(
    private readonly parts: ReaderParts,
    private readonly options: ReaderOptions,
  ) {
    this.entries = new EntryReader(parts, options);
    this.loader = new Loader(parts, this.entries, options);
  }

  /** Answers one read. It rejects only with what the load throws. */
  public async read<T>(request: ReadRequest<T>): Promise<Answer<T>> {
    const { cache, drops, metrics } = this.parts;
    const keys = versionKeys(request);
    if (!cache.available(request.key)) return this.loader.inTurn(request, 'unavailable');
    if (drops.includes(keys)) return this.loader.inTurn(request, 'invalidation-pending');
    const asked = cache.ask(request.key);
    const versions = keys.map((key) => cache.ask(key));
    try {
      await asked.batch.reading;
      for (const { batch } of versions) if (batch !== asked.batch) await batch.reading;
    } catch {
      return this.loader.inTurn(request, 'unavailable');
    }
    const stamps = stampsOf(keys, versions);
    const entry = readable(request, asked.batch.value(asked.place));
    // A row that was found does not depend on what its absence depends on: a write to that does not keep it away.
    const own = !entry || oneList(request) ? stamps : stampsOf(tagsOf(request, entry), versions, keys);
    if (own instanceof Map) {
      if (request.holds && !request.holds(own)) return this.loader.inTurn(request, 'schema-changed');
      const hit = entry && this.entries.usable(request, entry, own) && this.hit(request, entry, own, stamps);
      const answer = hit instanceof Promise ? await hit : hit;
      if (answer) return answer;
    }
    if (stamps === Marker.INTENT) return this.loader.inTurn(request, 'write-in-progress');
    metrics.count(Metric.MISS);
    return this.miss(request, keys, stamps);
  }

  /**
   * The stamps of version keys as they are now, made if need be; undefined if the cache cannot say, or one of them is
   * being written.
   */
  public async stamps(keys: readonly string[], lifeMs: number): Promise<Stamps | undefined> {
    const stamps = await this.parts.versions.stamps(keys, lifeMs);
    return stamps === Marker.INTENT ? undefined : stamps;
  }

  /** Resolves when nothing goes on in the background. */
  public settled(): Promise<void> {
    return this.loader.settled();
  }

  private async miss<T>(
    request: ReadRequest<T>,
    keys: readonly string[],
    known: Stamps | Marker.MISSING,
  ): Promise<Answer<T>> {
    const stamps = known === Marker.MISSING ? await this.parts.versions.stamps(keys, lifeOf(request)) : known;
    if (stamps === undefined) return this.loader.inTurn(request, 'unavailable');
    if (stamps === Marker.INTENT) return this.loader.inTurn(request, 'write-in-progress');
    if (request.holds && !request.holds(stamps)) return this.loader.inTurn(request, 'schema-changed');
    return this.loader.shared(request, stamps);
  }

  /** What most reads end with, and without waiting for anything. */
  private hit<T>(
    request: ReadRequest<T>,
    entry: Entry,
    own: Stamps,
    stamps: Stamps | Marker,
  ): Answer<T> | undefined | Promise<Answer<T> | undefined> {
    const payload = this.entries.payload(request, entry);
    if (!payload) return undefined;
    const rate = this.options.verifyRate();
    const verify = rate > 0 && Math.random() < rate;
    const due = this.entries.due(request, entry);
    if (payload instanceof Promise || verify || due !== undefined) {
      return this.slowHit(request, entry, own, stamps, { payload, verify, due });
    }
    return this.given(request, payload, 'hit');
  }

  private async slowHit<T>(
    request: ReadRequest<T>,
    entry: Entry,
    own: Stamps,
    stamps: Stamps | Marker,
    { payload: found, verify, due }: Slow,
  ): Promise<Answer<T> | undefined> {
    const payload = await found;
    if (!payload) return undefined;
    if (verify) return this.verify(request, payload, own);
    if (due !== undefined && stamps instanceof Map) {
      const renewed = await this.loader.renew(request, stamps, due, entry);
      if (renewed) return renewed;
    }
    return this.given(request, payload, due === 'stale' ? 'stale' : 'hit');
  }

  private given<T>(request: ReadRequest<T>, payload: Buffer, source: 'stale' | 'hit'): Answer<T> | undefined {
    const decoded = this.entries.decoded(request, payload);
    if (!decoded) return undefined;
    this.parts.metrics.count(source === 'stale' ? Metric.STALE : Metric.HIT);
    return { value: decoded.value, source };
  }

  /** Compares a hit with the database. It differs only if nothing was written from before it was read until after. */
  private async verify<T>(request: ReadRequest<T>, payload: Buffer, stamps: Stamps): Promise<Answer<T>> {
    const { metrics } = this.parts;
    const loaded = await request.load();
    const keys = [...stamps.keys()];
    try {
      const now = await this.parts.versions.read(keys);
      const same = now instanceof Map && joinStamps(keys, now) === joinStamps(keys, stamps);
      const current = loaded.payload?.();
      if (same && current) {
        metrics.count(Metric.VERIFIED);
        if (!current.equals(payload)) metrics.count(Metric.MISMATCH);
      }
    } catch {
      // Without the stamps nothing can be said.
    }
    return { value: loaded.value, source: 'load' };
  }
}

function versionKeys(request: ReadRequest<unknown>): readonly string[] {
  const { tags } = request;
  return oneList(request) ? tags.found : [...new Set([...tags.found, ...tags.empty])];
}

function oneList({ tags }: ReadRequest<unknown>): boolean {
  return tags.found === tags.empty;
}
