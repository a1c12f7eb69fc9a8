import type { Discovery } from '../../lib/memcached/discovery';
import { type Membership, membershipOf } from '../../lib/memcached/membership';
import { addressOf } from '../protocol/memcached-lab';

/** What a client knows of the nodes, and when, as a test decides. */
export class ManualDiscovery implements Discovery {
  public current: Membership | undefined;
  public confirmed = true;
  /** A list that is an old one by now counts until then, on the clock of `performance`. */
  public until = Number.POSITIVE_INFINITY;
  private readonly listeners = new Set<(now: Membership, before: Membership | undefined) => void>();

  public constructor(version: number, names: readonly string[]) {
    this.learn(version, names);
  }

  /** The client learns of another list. */
  public learn(version: number, names: readonly string[]): void {
    const before = this.current;
    const now = membershipOf(version, names.map(addressOf));
    this.current = now;
    this.until = Number.POSITIVE_INFINITY;
    if (now.fingerprint === before?.fingerprint) return;
    for (const listener of this.listeners) listener(now, before);
  }

  public onChange(listener: (now: Membership, before: Membership | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public isCurrent(): boolean {
    return this.confirmed && performance.now() < this.until;
  }

  public close(): void {
    this.listeners.clear();
  }
}
