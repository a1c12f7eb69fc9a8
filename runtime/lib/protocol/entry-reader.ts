import { Metric } from '../metrics/metrics';
import { Entry } from './entry';
import type { ReaderOptions, ReaderParts } from './reader';
import type { ReadRequest } from './request';
import { isStampedBy, type Stamps } from './stamps';

/** Says what an entry is to a request. */
export class EntryReader {
  public constructor(
    private readonly parts: ReaderParts,
    private readonly options: ReaderOptions,
  ) {}

  /** Whether an entry holds under these stamps, and is not older than this caller takes it. */
  public usable(request: ReadRequest<unknown>, entry: Entry, stamps: Stamps): boolean {
    if (!isStampedBy(entry.head.stamps, tagsOf(request, entry), stamps)) return false;
    const now = this.now(request, entry);
    return now === undefined || now < entry.head.renewAt + (request.lifetime.stale ?? 0);
  }

  /** Whether an entry is past its time, or close enough to it that one caller renews it while the others are served. */
  public due(request: ReadRequest<unknown>, entry: Entry): 'stale' | 'early' | undefined {
    const { renewAt, loadMs } = entry.head;
    const now = this.now(request, entry);
    if (now === undefined) return undefined;
    if (now >= renewAt) return 'stale';
    const { earlyFactor } = this.options;
    return renewAt - now < loadMs * earlyFactor * -Math.log(Math.random()) ? 'early' : undefined;
  }

  /** The payload of an entry, at once where that is possible. */
  public payload(request: ReadRequest<unknown>, entry: Entry): Buffer | undefined | Promise<Buffer | undefined> {
    const unreadable = () => {
      this.parts.metrics.count(Metric.UNREADABLE);
      return undefined;
    };
    try {
      const payload = entry.payload(request.key, this.options);
      return payload instanceof Promise ? payload.catch(unreadable) : payload;
    } catch {
      return unreadable();
    }
  }

  /** What a payload means to this caller; undefined if it cannot be read. */
  public decoded<T>(request: ReadRequest<T>, payload: Buffer | undefined): { readonly value: T } | undefined {
    if (!payload) return undefined;
    try {
      return { value: request.decode(payload) };
    } catch {
      this.parts.metrics.count(Metric.UNREADABLE);
      return undefined;
    }
  }

  /** The time on the clock that an entry goes by, if both are known. */
  private now(request: ReadRequest<unknown>, { head }: Entry): number | undefined {
    return head.renewAt > 0 ? this.parts.clock.now(this.parts.cache.serverOf(request.key)) : undefined;
  }
}

/** An entry of this request, whatever its stamps. */
export function readable({ fingerprint }: ReadRequest<unknown>, data: Buffer | null): Entry | undefined {
  const entry = data === null ? undefined : Entry.read(data);
  return entry?.head.fingerprint === fingerprint ? entry : undefined;
}

/** What an entry depends on. */
export function tagsOf({ tags }: ReadRequest<unknown>, { head }: Entry): readonly string[] {
  return head.empty ? tags.empty : tags.found;
}
