import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { GuardedCache } from '../guard/guarded-cache';
import { RELEASE_LEASE } from './scripts';

/** What a holder leaves behind whose answer cannot be stored: nobody needs to wait for it. */
const UNCACHEABLE = Buffer.from('uncacheable');

export interface LeaseOptions {
  /** Milliseconds after which the lease of a holder that died is free again. */
  readonly leaseMs: number;
  /** Milliseconds that a caller waits for the load of another process. */
  readonly waitMs: number;
  /** Milliseconds between two looks, at first. */
  readonly pollMs: number;
  /** The same, at most. */
  readonly pollMaxMs: number;
  /** Milliseconds for which an answer that cannot be stored keeps others from waiting. */
  readonly uncacheableMs: number;
}

/** The right to load one entry under one set of stamps, among all processes. */
export class Lease {
  private constructor(
    private readonly cache: GuardedCache,
    public readonly key: string,
    private readonly holder: string,
  ) {}

  /** Undefined if somebody else has it. */
  public static async take(cache: GuardedCache, key: string, leaseMs: number): Promise<Lease | undefined> {
    const holder = randomBytes(9).toString('base64url');
    try {
      const taken = await cache.set(key, Buffer.from(holder), { px: leaseMs, ifAbsent: true });
      return taken ? new Lease(cache, key, holder) : undefined;
    } catch (error) {
      // Without a reply it may be taken all the same, and others would wait for a holder that does not load.
      leave(cache, key, holder);
      throw error;
    }
  }

  /** Gives it back; without an answer in the cache the next one loads. */
  public async release(): Promise<void> {
    await this.orLeave(this.cache.run(RELEASE_LEASE, [this.key], [this.holder]));
  }

  /** Tells who waits, and who comes in the next moment, to ask the database. */
  public async refuse(ms: number): Promise<void> {
    await this.orLeave(this.cache.set(this.key, UNCACHEABLE, { px: ms }));
  }

  private async orLeave(ending: Promise<unknown>): Promise<void> {
    try {
      await ending;
    } catch (error) {
      leave(this.cache, this.key, this.holder);
      throw error;
    }
  }
}

/** Nobody is to wait for a holder that is done until its lease ends by itself: it is given back when the cache goes on. */
function leave(cache: GuardedCache, key: string, holder: string): void {
  cache.runInBackground(RELEASE_LEASE, key, [holder]).catch(() => undefined);
}

/** What a waiter does when it looks. */
export interface Waiter<T> {
  /** Makes something of the entry, if it is the right one. */
  find(entry: Buffer): Promise<T | undefined> | undefined;
  /** The holder is gone without an answer: takes its place, unless that one has stored it in this moment. */
  take(): Promise<T | 'lease' | undefined>;
}

/** Waits for the answer of who holds the lease. If that one is gone without an answer, the lease is the waiter's. */
export async function waitForHolder<T extends object>(
  cache: GuardedCache,
  entryKey: string,
  leaseKey: string,
  { find, take }: Waiter<T>,
  options: LeaseOptions,
): Promise<T | 'lease' | 'uncacheable' | 'timeout'> {
  const end = performance.now() + options.waitMs;
  // The first look is at once: an answer that cannot be stored must cost no wait.
  for (let wait = 0; performance.now() < end; wait = Math.min(wait * 1.5 || options.pollMs, options.pollMaxMs)) {
    if (wait > 0) await pause(wait);
    const entry = cache.ask(entryKey);
    const lease = cache.ask(leaseKey);
    await Promise.all([entry.batch.reading, lease.batch.reading]);
    const value = entry.batch.value(entry.place);
    const found = value && (await find(value));
    if (found) return found;
    const holder = lease.batch.value(lease.place);
    if (holder?.equals(UNCACHEABLE)) return 'uncacheable';
    if (holder === null) {
      const taken = await take();
      if (taken) return taken;
    }
  }
  return 'timeout';
}
