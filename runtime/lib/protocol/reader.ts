import { performance } from 'node:perf_hooks';
import type { GuardedCache, Pending } from '../guard/guarded-cache';
import { Metric, type Metrics } from '../metrics/metrics';
import type { CacheClock } from './cache-clock';
import { Entry, type EntryOptions } from './entry';
import { EntryStore } from './entry-store';
import { Flights, type Share } from './flights';
import { Lease, type LeaseOptions, waitForHolder } from './lease';
import { leaseKey } from './names';
import type { PendingDrops } from './pending-drops';
import { type Answer, type Loaded, lifeOf, type ReadRequest } from './request';
import { isStampedBy, joinStamps, Marker, type Stamps, stampOf } from './stamps';
import type { VersionKeeper } from './version-keeper';

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

/** A load that is shared: what its caller gets, and what others may make of it. */
interface Led<T> {
  readonly answer: Answer<T>;
  readonly share: Share;
}

/** Why a hit takes more than a look. */
interface Slow {
  readonly payload: Buffer | Promise<Buffer | undefined>;
  readonly verify: boolean;
  readonly due: 'stale' | 'early' | undefined;
}

const NOTHING: Share = () => undefined;

/** Answers reads from the cache where that is certain to be right, and from the database otherwise. */
export class Reader {
  private readonly flights = new Flights();
  private readonly store: EntryStore;
  private readonly background = new Set<Promise<unknown>>();

  public constructor(
    private readonly parts: ReaderParts,
    private readonly options: ReaderOptions,
  ) {
    this.store = new EntryStore(parts, options);
  }

  /** Answers one read. It rejects only with what the load throws. */
  public async read<T>(request: ReadRequest<T>): Promise<Answer<T>> {
    const { cache, drops, metrics } = this.parts;
    const keys = versionKeys(request);
    if (!cache.available(request.key)) return this.away(request, 'unavailable');
    if (drops.includes(keys)) return this.direct(request, 'invalidation-pending');
    const asked = cache.ask(request.key);
    const versions = keys.map((key) => cache.ask(key));
    try {
      await asked.batch.reading;
      for (const { batch } of versions) if (batch !== asked.batch) await batch.reading;
    } catch {
      return this.away(request, 'unavailable');
    }
    const stamps = stampsOf(keys, versions);
    const entry = readable(request, asked.batch.value(asked.place));
    // A row that was found does not depend on what its absence depends on: a write to that does not keep it away.
    const own = !entry || oneList(request) ? stamps : stampsOf(tagsOf(request, entry), versions, keys);
    if (own instanceof Map) {
      if (request.holds && !request.holds(own)) return this.direct(request, 'schema-changed');
      const hit = entry && this.usable(request, entry, own) && this.hit(request, entry, own, stamps);
      const answer = hit instanceof Promise ? await hit : hit;
      if (answer) return answer;
    }
    if (stamps === Marker.INTENT) return this.direct(request, 'write-in-progress');
    metrics.count(Metric.MISS);
    return this.miss(request, keys, stamps);
  }

  /**
   * The stamps of version keys as they are now, made if need be; undefined if the cache cannot say, or one of them is
   * being written.
   */
  public async stamps(keys: readonly string[], lifeMs: number): Promise<Stamps | undefined> {
    const stamps = await this.makeVersions(keys, lifeMs);
    return stamps === Marker.INTENT ? undefined : stamps;
  }

  /** Resolves when nothing goes on in the background. */
  public async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.allSettled([...this.background]);
  }

  /** Whether an entry holds under these stamps, and is not older than this caller takes it. */
  private usable<T>(request: ReadRequest<T>, entry: Entry, stamps: Stamps): boolean {
    if (!isStampedBy(entry.head.stamps, tagsOf(request, entry), stamps)) return false;
    const now = this.now(request, entry);
    return now === undefined || now < entry.head.renewAt + (request.lifetime.stale ?? 0);
  }

  /** The time on the clock that an entry goes by, if both are known. */
  private now<T>(request: ReadRequest<T>, { head }: Entry): number | undefined {
    return head.renewAt > 0 ? this.parts.clock.now(this.parts.cache.serverOf(request.key)) : undefined;
  }

  /** What most reads end with, and without waiting for anything. */
  private hit<T>(
    request: ReadRequest<T>,
    entry: Entry,
    own: Stamps,
    stamps: Stamps | Marker,
  ): Answer<T> | undefined | Promise<Answer<T> | undefined> {
    const payload = this.payload(request, entry);
    if (!payload) return undefined;
    const rate = this.options.verifyRate();
    const verify = rate > 0 && Math.random() < rate;
    const due = this.due(request, entry);
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
      const renewed = await this.renew(request, stamps, due, entry);
      if (renewed) return renewed;
    }
    return this.given(request, payload, due === 'stale' ? 'stale' : 'hit');
  }

  private given<T>(request: ReadRequest<T>, payload: Buffer, source: 'stale' | 'hit'): Answer<T> | undefined {
    const { metrics } = this.parts;
    try {
      const value = request.decode(payload);
      metrics.count(source === 'stale' ? Metric.STALE : Metric.HIT);
      return { value, source };
    } catch {
      metrics.count(Metric.UNREADABLE);
      return undefined;
    }
  }

  /** Whether an entry is past its time, or close enough to it that one caller renews it while the others are served. */
  private due<T>(request: ReadRequest<T>, entry: Entry): 'stale' | 'early' | undefined {
    const { renewAt, loadMs } = entry.head;
    const now = this.now(request, entry);
    if (now === undefined) return undefined;
    if (now >= renewAt) return 'stale';
    const { earlyFactor } = this.options;
    return renewAt - now < loadMs * earlyFactor * -Math.log(Math.random()) ? 'early' : undefined;
  }

  /**
   * Renews an entry that is still being given, in the background where that is possible. Where it is not, one caller
   * does it in the foreground, and that one gets the new answer.
   */
  private async renew<T>(
    request: ReadRequest<T>,
    stamps: Stamps,
    due: 'stale' | 'early',
    old: Entry,
  ): Promise<Answer<T> | undefined> {
    // The connection of this caller is not ours once it has its answer.
    const background = this.options.background && !request.holdsConnection;
    if (!background && due === 'early') return undefined;
    const renewal = this.renewOnce(request, stamps, old).catch(() => undefined);
    if (!background) return renewal;
    this.track(renewal);
    return undefined;
  }

  private async renewOnce<T>(request: ReadRequest<T>, stamps: Stamps, old: Entry): Promise<Answer<T> | undefined> {
    const flight = flightOf(request, stamps);
    if (this.flights.find(flight)) return undefined;
    const [lease, found] = await this.takeLease(request, stamps, leaseKey(request.key, flight));
    if (!lease) return undefined;
    if (found && found.head.renewAt !== old.head.renewAt) {
      await this.afterwards(lease.release());
      return undefined;
    }
    return (await this.flights.lead(flight, () => this.load(request, stamps, lease))).answer;
  }

  /**
   * The lease, and the entry as it is once the lease is taken: between a look at the entry and this, another process may
   * have taken the lease, stored the answer and given the lease back.
   */
  private async takeLease<T>(
    request: ReadRequest<T>,
    stamps: Stamps,
    key: string,
  ): Promise<readonly [Lease | undefined, Entry | undefined]> {
    const { cache } = this.parts;
    const taking = Lease.take(cache, key, this.options.leaseMs);
    // Sent behind it on the same connection.
    const asked = cache.ask(request.key);
    const [lease] = await Promise.all([taking, asked.batch.reading]);
    const entry = readable(request, asked.batch.value(asked.place));
    return [lease, entry && this.usable(request, entry, stamps) ? entry : undefined];
  }

  private async miss<T>(
    request: ReadRequest<T>,
    keys: readonly string[],
    known: Stamps | Marker.MISSING,
  ): Promise<Answer<T>> {
    const stamps = known === Marker.MISSING ? await this.makeVersions(keys, lifeOf(request)) : known;
    if (!(stamps instanceof Map)) {
      return stamps === Marker.INTENT ? this.direct(request, 'write-in-progress') : this.away(request, 'unavailable');
    }
    if (request.holds && !request.holds(stamps)) return this.direct(request, 'schema-changed');
    const flight = flightOf(request, stamps);
    // Who holds a connection must not wait for somebody who may be waiting for one.
    if (request.holdsConnection) return (await this.flights.lead(flight, () => this.load(request, stamps))).answer;
    const running = this.flights.find(flight);
    if (!running) return (await this.flights.lead(flight, () => this.leased(request, stamps, flight))).answer;
    return (await this.decoded(request, (await running)())) ?? this.direct(request, 'not-shared');
  }

  /** Makes the versions that are missing, and reads the others again: all of them are then from after this call. */
  private async makeVersions(keys: readonly string[], lifeMs: number): Promise<Stamps | Marker.INTENT | undefined> {
    const { versions } = this.parts;
    try {
      const made = versions.ensure(keys, lifeMs);
      // If both fail, this one is first, and nobody awaits it yet.
      made.catch(() => undefined);
      // Sent behind the script on the same connection, it finds what that made. A server that has to be sent the script
      // itself first answers too early.
      const stamps = await this.readStamps(keys);
      await made;
      const again = stamps === Marker.MISSING ? await this.readStamps(keys) : stamps;
      return again === Marker.MISSING ? undefined : again;
    } catch {
      return undefined;
    }
  }

  private async readStamps(keys: readonly string[]): Promise<Stamps | Marker> {
    const pending = keys.map((key) => this.parts.cache.ask(key));
    for (const { batch } of pending) await batch.reading;
    return stampsOf(keys, pending);
  }

  /** One load among all processes; the others wait for it. */
  private async leased<T>(request: ReadRequest<T>, stamps: Stamps, flight: string): Promise<Led<T>> {
    const { cache, metrics } = this.parts;
    const key = leaseKey(request.key, flight);
    let lease: Lease | undefined;
    try {
      const found = async (entry: Entry | undefined): Promise<Led<T> | undefined> => {
        const payload = entry && (await this.payload(request, entry));
        const answer = this.decoded(request, payload);
        return answer && { answer, share: () => payload };
      };
      const look = async () => {
        const [taken, entry] = await this.takeLease(request, stamps, key);
        lease = taken;
        const led = await found(entry);
        if (led && lease) await this.afterwards(lease.release());
        return led;
      };
      const led = await look();
      if (led) return led;
      if (!lease) {
        metrics.count(Metric.LEASE_WAIT);
        const waited = await waitForHolder(
          cache,
          request.key,
          key,
          {
            find: (data) => {
              const entry = readable(request, data);
              return entry && this.usable(request, entry, stamps) ? found(entry) : undefined;
            },
            take: async () => {
              const late = await look();
              return late ?? (lease && 'lease');
            },
          },
          this.options,
        );
        if (waited === 'timeout') metrics.count(Metric.LEASE_TIMEOUT);
        if (typeof waited === 'object') return waited;
      }
    } catch {
      // Without the cache there is no lease to wait for.
    }
    return this.load(request, stamps, lease);
  }

  /** Asks the database, and stores the answer under stamps that were read before. */
  private async load<T>(request: ReadRequest<T>, stamps: Stamps, lease?: Lease): Promise<Led<T>> {
    const started = performance.now();
    let loaded: Loaded<T>;
    try {
      loaded = await request.load();
    } catch (error) {
      if (lease) await this.afterwards(lease.release());
      throw error;
    }
    const payload = once(loaded);
    await this.afterwards(
      this.store.put(request, loaded, payload, { stamps, loadMs: performance.now() - started, lease }),
    );
    return { answer: { value: loaded.value, source: 'load' }, share: payload };
  }

  /** Asks the database and stores nothing. */
  private async direct<T>(request: ReadRequest<T>, reason: string): Promise<Answer<T>> {
    this.parts.metrics.count(Metric.BYPASS, reason);
    return { value: (await request.load()).value, source: 'load' };
  }

  /** The cache cannot be asked: the database is, but once for all who wait. */
  private async away<T>(request: ReadRequest<T>, reason: string): Promise<Answer<T>> {
    if (request.holdsConnection) return this.direct(request, reason);
    this.parts.metrics.count(Metric.BYPASS, reason);
    let own: Loaded<T> | undefined;
    const share = await this.flights.inTurn(`${request.key}\n${request.fingerprint}`, async () => {
      own = await request.load();
      return once(own);
    });
    if (own) return { value: own.value, source: 'load' };
    return this.decoded(request, share()) ?? { value: (await request.load()).value, source: 'load' };
  }

  /** The answer of somebody else's load. */
  private decoded<T>(request: ReadRequest<T>, payload: Buffer | undefined): Answer<T> | undefined {
    if (!payload) return undefined;
    try {
      const value = request.decode(payload);
      this.parts.metrics.count(Metric.SHARED);
      return { value, source: 'shared' };
    } catch {
      this.parts.metrics.count(Metric.UNREADABLE);
      return undefined;
    }
  }

  /** The payload of an entry, at once where that is possible. */
  private payload<T>(request: ReadRequest<T>, entry: Entry): Buffer | undefined | Promise<Buffer | undefined> {
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

  /** Compares a hit with the database. It differs only if nothing was written from before it was read until after. */
  private async verify<T>(request: ReadRequest<T>, payload: Buffer, stamps: Stamps): Promise<Answer<T>> {
    const { metrics } = this.parts;
    const loaded = await request.load();
    const keys = [...stamps.keys()];
    try {
      const now = await this.readStamps(keys);
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

  /** What is done after the answer: awaited where nothing may go on behind it. */
  private async afterwards(work: Promise<unknown>): Promise<void> {
    const done = work.catch(() => undefined);
    if (this.options.background) this.track(done);
    else await done;
  }

  private track(work: Promise<unknown>): void {
    this.background.add(work);
    void work.finally(() => this.background.delete(work));
  }
}

function versionKeys(request: ReadRequest<unknown>): readonly string[] {
  const { tags } = request;
  return oneList(request) ? tags.found : [...new Set([...tags.found, ...tags.empty])];
}

function oneList({ tags }: ReadRequest<unknown>): boolean {
  return tags.found === tags.empty;
}

/** What an entry depends on. */
function tagsOf({ tags }: ReadRequest<unknown>, { head }: Entry): readonly string[] {
  return head.empty ? tags.empty : tags.found;
}

/** An entry of this request, whatever its stamps. */
function readable({ fingerprint }: ReadRequest<unknown>, data: Buffer | null): Entry | undefined {
  const entry = data === null ? undefined : Entry.read(data);
  return entry?.head.fingerprint === fingerprint ? entry : undefined;
}

/** The stamps of some of the keys that were asked for; of all of them without `asked`. */
function stampsOf(keys: readonly string[], pending: readonly Pending[], asked = keys): Stamps | Marker {
  const stamps = new Map<string, string>();
  let missing = false;
  for (let index = 0; index < keys.length; index += 1) {
    const { batch, place } = pending[asked === keys ? index : asked.indexOf(keys[index]!)]!;
    const stamp = batch.once(place, stampOf);
    if (stamp === Marker.INTENT) return Marker.INTENT;
    if (stamp === Marker.MISSING) missing = true;
    else stamps.set(keys[index]!, stamp);
  }
  return missing ? Marker.MISSING : stamps;
}

function flightOf(request: ReadRequest<unknown>, stamps: Stamps): string {
  return `${request.key}\n${request.fingerprint}\n${joinStamps([...stamps.keys()], stamps)}`;
}

function once(loaded: Loaded<unknown>): Share {
  if (loaded.uncacheable !== undefined || !loaded.payload) return NOTHING;
  let made: { readonly payload: Buffer | undefined } | undefined;
  return () => {
    made ??= { payload: attempt(loaded.payload!) };
    return made.payload;
  };
}

/** What cannot be written is not shared either. */
function attempt(payload: () => Buffer | undefined): Buffer | undefined {
  try {
    return payload();
  } catch {
    return undefined;
  }
}
