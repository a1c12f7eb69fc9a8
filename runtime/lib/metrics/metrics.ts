/** What is counted. None of it holds a parameter, a key or a row. */
export enum Metric {
  /** Answers from the cache. */
  HIT = 'hit',
  /** Answers from the cache past their time, while somebody renewed them. */
  STALE = 'stale',
  /** Answers from the database, because the cache had none. */
  MISS = 'miss',
  /** Answers that came from the load of another caller. */
  SHARED = 'shared',
  /** Answers from the database without a look into the cache, by reason. */
  BYPASS = 'bypass',
  /** Answers that were stored. */
  STORE = 'store',
  /** Answers that were not stored, by reason. */
  NOT_STORED = 'not_stored',
  /** Callers that waited for the load of another process. */
  LEASE_WAIT = 'lease_wait',
  /** Such callers that gave up and asked the database. */
  LEASE_TIMEOUT = 'lease_timeout',
  /** Commands to the cache that gave no reply in time. */
  TIMEOUT = 'timeout',
  /** Commands to the cache that failed, by command. */
  ERROR = 'error',
  /** Entries that could not be read: corrupt, of another format, encrypted by another key. */
  UNREADABLE = 'unreadable',
  /** Changes of a breaker, by its new state. */
  BREAKER = 'breaker',
  /** Writes that were announced to the cache. */
  WRITE = 'write',
  /** Writes that went on without the acknowledgement of the cache, by reason. */
  UNACKNOWLEDGED = 'unacknowledged',
  /** Announcements that were gone before their write had ended, by version key: evicted, or lost in a failover. */
  INTENT_LOST = 'intent_lost',
  /** Writes of which nobody knows whether they were committed. */
  UNCERTAIN = 'uncertain',
  /** Writes that dropped everything of a database, by reason. */
  DATABASE_DROP = 'database_drop',
  /** Invalidations that were given up. */
  INVALIDATION_LOST = 'invalidation_lost',
  /** Hits that were compared with the database. */
  VERIFIED = 'verified',
  /** Such hits that differed. */
  MISMATCH = 'mismatch',
  /** Reads that would have been answered by the cache, in mode `observe`, by outcome. */
  OBSERVED = 'observed',
}

/** One change of a count. `reason` is one of a fixed set of words. */
export interface Measurement {
  readonly metric: Metric;
  readonly reason?: string;
}

/** Counts of this process since it started. */
export interface MetricsSnapshot {
  readonly [metric: string]: number | { readonly [reason: string]: number };
}

/** Counts, and tells who listens. */
export class Metrics {
  private readonly totals = new Map<Metric, number>();
  private readonly reasons = new Map<Metric, Map<string, number>>();
  private readonly listeners = new Set<(measurement: Measurement) => void>();

  public count(metric: Metric, reason?: string): void {
    this.totals.set(metric, (this.totals.get(metric) ?? 0) + 1);
    if (reason !== undefined) this.countReason(metric, reason);
    if (this.listeners.size > 0) for (const listener of this.listeners) listener({ metric, reason });
  }

  /** How often it was counted, for all reasons or one. */
  public total(metric: Metric, reason?: string): number {
    return (reason === undefined ? this.totals.get(metric) : this.reasons.get(metric)?.get(reason)) ?? 0;
  }

  public snapshot(): MetricsSnapshot {
    const entries = [...this.totals].map(([metric, total]) => {
      const byReason = this.reasons.get(metric);
      return [metric, byReason ? { total, ...Object.fromEntries(byReason) } : total] as const;
    });
    return Object.fromEntries(entries);
  }

  /** Calls a listener for each count; returns the call that ends it. What a listener throws is its own concern. */
  public subscribe(listener: (measurement: Measurement) => void): () => void {
    const guarded = (measurement: Measurement) => {
      try {
        listener(measurement);
      } catch {
        // Whoever measures must not break what is measured.
      }
    };
    this.listeners.add(guarded);
    return () => this.listeners.delete(guarded);
  }

  private countReason(metric: Metric, reason: string): void {
    const counts = this.reasons.get(metric) ?? new Map<string, number>();
    this.reasons.set(metric, counts);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
}
