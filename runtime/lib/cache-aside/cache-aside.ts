import { Metric, type Metrics } from '../metrics/metrics';
import type { Names } from '../protocol/names';
import type { Reader } from '../protocol/reader';
import type { Lifetime, Loaded, ReadRequest } from '../protocol/request';
import { capped, type Ttl, ttlMs } from '../protocol/ttl';
import { decodeValue, encodeValue, isStructured } from './value-codec';

/** How one value is cached. */
export interface GetOrSetOptions {
  /** How long it is kept, in milliseconds or as `'5m'`: up to a tenth less, so that what is stored at once expires apart. */
  readonly ttl: Ttl;
  /** The same for `null` and `undefined`. @default the shorter of `ttl` and a minute */
  readonly negativeTtl?: Ttl;
  /**
   * How long after `ttl` it is still given, while one caller renews it. Never past an invalidation.
   *
   * @default - it is not
   */
  readonly stale?: Ttl;
  /** By which it is dropped before its time, with `invalidate` or `change`. @default - it is kept until its time is up */
  readonly tags?: readonly string[];
  /** Whether to ask the loader, whatever is cached. @default false */
  readonly fresh?: boolean;
}

export interface CacheAsideParts {
  readonly reader: Pick<Reader, 'read'>;
  readonly names: Names;
  /** Whether keys and tags are to be hashed. */
  readonly secretNames: boolean;
  readonly metrics: Metrics;
  /** Whether the cache is to be asked now. */
  readonly reads: () => boolean;
  /** Milliseconds that a value may be given at most, as far as it is known. @default - as long as the caller says */
  readonly maxTtlMs?: () => number | undefined;
}

/** A value without tags depends on nothing. */
const NONE: readonly string[] = [];
const NO_TAGS = { found: NONE, empty: NONE } as const;
const DEFAULT_NEGATIVE_MS = 60_000;

/** Caches what a function gives. */
export class CacheAside {
  public constructor(private readonly parts: CacheAsideParts) {}

  /**
   * The cached value of a key, or else what the loader gives, which is then cached. Among all processes one loader runs
   * for a key at a time, and the others get its value. What it throws reaches its callers and is not cached.
   *
   * A value comes back from the cache as it was, with dates, maps and so on; an instance of a class of yours becomes a
   * plain object, from the loader as well. A value that cannot be copied, such as a function, is not cached.
   *
   * @throws TtlError if a duration is none
   */
  public async getOrSet<T>(key: string, loader: () => Promise<T> | T, options: GetOrSetOptions): Promise<T> {
    const request = this.request(key, loader, options);
    if (options.fresh || !this.parts.reads()) {
      this.parts.metrics.count(Metric.BYPASS, options.fresh ? 'fresh' : 'mode');
      return (await request.load()).value;
    }
    return (await this.parts.reader.read(request)).value;
  }

  private request<T>(key: string, loader: () => Promise<T> | T, options: GetOrSetOptions): ReadRequest<T> {
    const { names, secretNames } = this.parts;
    const tags = options.tags && options.tags.length > 0 ? names.ownVersions(options.tags, secretNames) : undefined;
    return {
      key: names.ownEntry(key, secretNames),
      fingerprint: 'value',
      tags: tags ? { found: tags, empty: tags } : NO_TAGS,
      lifetime: lifetimeOf(options, this.parts.maxTtlMs?.()),
      holdsConnection: false,
      decode: (payload) => decodeValue(payload) as T,
      load: async () => loaded(await loader()),
    };
  }
}

function lifetimeOf(options: GetOrSetOptions, maxMs?: number): Lifetime {
  const ttl = ttlMs(options.ttl);
  const negative =
    options.negativeTtl === undefined ? Math.min(ttl, DEFAULT_NEGATIVE_MS) : ttlMs(options.negativeTtl, 'negativeTtl');
  const stale = options.stale === undefined ? 0 : ttlMs(options.stale, 'stale');
  const values = capped({ ttl, stale }, maxMs);
  const empty = capped({ ttl: negative, stale }, maxMs);
  return { ttl: values.ttl, emptyTtl: empty.ttl, stale: Math.min(values.stale, empty.stale) };
}

function loaded<T>(value: T): Loaded<T> {
  const empty = value === null || value === undefined;
  try {
    const payload = encodeValue(value);
    // What is no longer what the loader gave is so from the first time on, not only on a hit.
    return { value: isStructured(payload) ? (decodeValue(payload) as T) : value, payload: () => payload, empty };
  } catch {
    return { value, empty, uncacheable: 'unsupported-value' };
  }
}
