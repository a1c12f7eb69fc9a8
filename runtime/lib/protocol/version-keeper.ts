import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { GuardedCache } from '../guard/guarded-cache';
import { ENSURE_VERSIONS, RENEW_VERSIONS } from './scripts';
import { versionOf } from './stamps';

/** Versions that this process remembers having renewed. */
const REMEMBERED = 10_000;

/** Makes versions, and keeps those alive that entries are stamped with. Only readers make versions: a write removes. */
export class VersionKeeper {
  /** Until when, on the clock of this process, versions live that it has renewed. */
  private readonly lives = new Map<string, number>();

  public constructor(private readonly cache: GuardedCache) {}

  /**
   * The values of version keys, made where there are none.
   *
   * @param lifeMs how long a new one lives, at least twice as long as the entries that are stamped with it
   */
  public async ensure(keys: readonly string[], lifeMs: number): Promise<ReadonlyMap<string, string>> {
    const values = new Map<string, string>();
    const groups = [...this.bySlot(keys).values()];
    const replies = await Promise.all(
      groups.map((group) =>
        this.cache.run(ENSURE_VERSIONS, group, [randomBytes(9).toString('base64url'), `${lifeMs}`]),
      ),
    );
    for (const [index, group] of groups.entries()) {
      const reply = replies[index] as readonly string[];
      for (const [place, key] of group.entries()) values.set(key, reply[place]!);
    }
    return values;
  }

  /** Lets versions live longer, if that was not done lately. A version that has changed meanwhile stays as it is. */
  public async renew(stamps: ReadonlyMap<string, string>, lifeMs: number): Promise<void> {
    const now = performance.now();
    // Another entry with the same tag may need it for longer: it is never made to live shorter.
    const due = [...stamps.keys()].filter((key) => (this.lives.get(key) ?? 0) < now + lifeMs * 0.75);
    for (const key of due) {
      if (this.lives.size >= REMEMBERED) this.lives.delete(this.lives.keys().next().value!);
      this.lives.set(key, now + lifeMs);
    }
    const groups = [...this.bySlot(due).values()];
    await Promise.all(
      groups.map((group) =>
        this.cache.run(RENEW_VERSIONS, group, [`${lifeMs}`, ...group.map((key) => versionOf(stamps.get(key)!))]),
      ),
    );
  }

  private bySlot(keys: readonly string[]): ReadonlyMap<number, string[]> {
    const groups = new Map<number, string[]>();
    for (const key of keys) {
      const group = this.cache.groupOf(key);
      const known = groups.get(group);
      if (known) known.push(key);
      else groups.set(group, [key]);
    }
    return groups;
  }
}
