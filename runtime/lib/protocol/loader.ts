import { performance } from 'node:perf_hooks';
import { CacheTimeoutError, withDeadline } from '../guard/deadline';
import { Metric } from '../metrics/metrics';
import type { Entry } from './entry';
import { type EntryReader, readable } from './entry-reader';
import { EntryStore } from './entry-store';
import { Flights, type Share } from './flights';
import { Lease, waitForHolder } from './lease';
import { leaseKey } from './names';
import type { ReaderOptions, ReaderParts } from './reader';
import type { Answer, Loaded, ReadRequest } from './request';
import { joinStamps, type Stamps } from './stamps';

/** A load that is shared: what its caller gets, and what others may make of it. */
interface Led<T> {
  readonly answer: Answer<T>;
  readonly share: Share;
}

const NOTHING: Share = () => undefined;

/** Asks the database: as seldom as it may, and stores what may be stored. */
export class Loader {
  private readonly flights = new Flights();
  private readonly store: EntryStore;
  private readonly background = new Set<Promise<unknown>>();

  public constructor(
    private readonly parts: ReaderParts,
    private readonly entries: EntryReader,
    private readonly options: ReaderOptions,
  ) {
    this.store = new EntryStore(parts, options);
  }

  /** One load for all callers, of all processes, that have read the same stamps. */
  public async shared<T>(request: ReadRequest<T>, stamps: Stamps): Promise<Answer<T>> {
    const flight = flightOf(request, stamps);
    // Who holds a connection must not wait for somebody who may be waiting for one.
    if (request.holdsConnection) return (await this.flights.lead(flight, () => this.load(request, stamps))).answer;
    const running = this.flights.find(flight);
    if (!running) return (await this.flights.lead(flight, () => this.leased(request, stamps, flight))).answer;
    return (await this.joined(request, running)) ?? this.direct(request, 'not-shared');
  }

  /**
   * One load at a time in this process, for callers that cannot compare stamps: the cache is away, or a write is under
   * way. They share only a load that starts after they have, and nothing is stored.
   */
  public async inTurn<T>(request: ReadRequest<T>, reason: string): Promise<Answer<T>> {
    if (request.holdsConnection) return this.direct(request, reason);
    this.parts.metrics.count(Metric.BYPASS, reason);
    let own: Loaded<T> | undefined;
    const share = await this.flights.inTurn(`${request.key}\n${request.fingerprint}`, async () => {
      own = await request.load();
      return once(own);
    });
    if (own) return { value: own.value, source: 'load' };
    return this.given(request, share()) ?? { value: (await request.load()).value, source: 'load' };
  }

  /** Asks the database for this caller alone, and stores nothing. */
  public async direct<T>(request: ReadRequest<T>, reason: string): Promise<Answer<T>> {
    this.parts.metrics.count(Metric.BYPASS, reason);
    return { value: (await request.load()).value, source: 'load' };
  }

  /**
   * Renews an entry that is still being given, in the background where that is possible. Where it is not, one caller
   * does it in the foreground, and that one gets the new answer.
   */
  public async renew<T>(
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

  /** Resolves when nothing goes on in the background. */
  public async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.allSettled([...this.background]);
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

  /** The load of another caller; not for longer than that of another process: it may wait for this one. */
  private async joined<T>(request: ReadRequest<T>, running: Promise<Share>): Promise<Answer<T> | undefined> {
    try {
      return this.given(request, (await withDeadline(running, this.options.waitMs))());
    } catch (error) {
      if (!(error instanceof CacheTimeoutError)) throw error;
      this.parts.metrics.count(Metric.LEASE_TIMEOUT);
      return undefined;
    }
  }

  /** One load among all processes; the others wait for it. */
  private async leased<T>(request: ReadRequest<T>, stamps: Stamps, flight: string): Promise<Led<T>> {
    const { cache, metrics } = this.parts;
    const key = leaseKey(request.key, flight);
    let lease: Lease | undefined;
    const found = async (entry: Entry | undefined): Promise<Led<T> | undefined> => {
      const payload = entry && (await this.entries.payload(request, entry));
      const answer = this.given(request, payload);
      return answer && { answer, share: () => payload };
    };
    const look = async () => {
      const [taken, entry] = await this.takeLease(request, stamps, key);
      lease = taken;
      const led = await found(entry);
      if (led && lease) await this.afterwards(lease.release());
      return led;
    };
    const find = (data: Buffer) => {
      const entry = readable(request, data);
      return entry && this.entries.usable(request, entry, stamps) ? found(entry) : undefined;
    };
    const take = async () => (await look()) ?? (lease && 'lease');
    try {
      const led = await look();
      if (led) return led;
      if (!lease) {
        metrics.count(Metric.LEASE_WAIT);
        const waited = await waitForHolder(cache, request.key, key, { find, take }, this.options);
        if (waited === 'timeout') metrics.count(Metric.LEASE_TIMEOUT);
        if (typeof waited === 'object') return waited;
      }
    } catch {
      // Without the cache there is no lease to wait for.
    }
    return this.load(request, stamps, lease);
  }

  /**
   * The lease, and the entry as it is once the lease is taken: between a look at the entry and this, another process may
   * have taken the lease, stored the answer and given the lease back.
   */
  private async takeLease(
    request: ReadRequest<unknown>,
    stamps: Stamps,
    key: string,
  ): Promise<readonly [Lease | undefined, Entry | undefined]> {
    const { cache } = this.parts;
    const taking = Lease.take(cache, key, this.options.leaseMs);
    // Sent behind it on the same connection: a lease lies in the slot of its entry, and so on the same node of Memcached,
    // which has one socket for both.
    const asked = cache.ask(request.key);
    const [lease] = await Promise.all([taking, asked.batch.reading]);
    const entry = readable(request, asked.batch.value(asked.place));
    return [lease, entry && this.entries.usable(request, entry, stamps) ? entry : undefined];
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

  /** The answer of somebody else's load. */
  private given<T>(request: ReadRequest<T>, payload: Buffer | undefined): Answer<T> | undefined {
    const decoded = this.entries.decoded(request, payload);
    if (!decoded) return undefined;
    this.parts.metrics.count(Metric.SHARED);
    return { value: decoded.value, source: 'shared' };
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
