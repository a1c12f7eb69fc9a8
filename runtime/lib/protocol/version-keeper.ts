import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { GuardedCache, Pending } from '../guard/guarded-cache';
import { ENSURE_VERSIONS, RENEW_VERSIONS } from './scripts';
import { Marker, type Stamps, stampOf, versionOf } from './stamps';

/** Versions that this process remembers having renewed. */
const REMEMBERED = 10_000;

/** Makes versions, and keeps those alive that entries are stamped with. Only readers make versions: a write removes. */
export class VersionKeeper {
  private readonly making = new Map<string, Promise<void>>();
  /** Until when, on the clock of this process, versions live that it has renewed. */
  private readonly lives = new Map<string, number>();

  public constructor(private readonly cache: GuardedCache) {}

  /**
   * Makes the versions that are missing. Callers of one moment share it: a thousand of them must not send a thousand
   * scripts. Who joins reads the versions afterwards all the same.
   *
   * @param lifeMs how long a new one lives, at least twice as long as the entries that are stamped with it
   */
  public ensure(keys: readonly string[], lifeMs: number): Promise<void> {
    const name = `${lifeMs} ${keys.join()}`;
    const running = this.making.get(name);
    if (running) return running;
    const making = this.make(keys, lifeMs).finally(() => this.making.delete(name));
    this.making.set(name, making);
    return making;
  }

  /** The stamps of versions, those that are missing made; undefined if the cache cannot say. */
  public async stamps(keys: readonly string[], lifeMs: number): Promise<Stamps | Marker.INTENT | undefined> {
    try {
      const made = this.ensure(keys, lifeMs);
      // If both fail, this one is first, and nobody awaits it yet.
      made.catch(() => undefined);
      // Sent behind the script on the same connection, it finds what that made. A server that has to be sent the script
      // itself first answers too early; so does Memcached, where a script is a look and then a write.
      const stamps = await this.read(keys);
      await made;
      const again = stamps === Marker.MISSING ? await this.read(keys) : stamps;
      return again === Marker.MISSING ? undefined : again;
    } catch {
      return undefined;
    }
  }

  /** The stamps of versions as they are. */
  public async read(keys: readonly string[]): Promise<Stamps | Marker> {
    const pending = keys.map((key) => this.cache.ask(key));
    for (const { batch } of pending) await batch.reading;
    return stampsOf(keys, pending);
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

  private async make(keys: readonly string[], lifeMs: number): Promise<void> {
    const groups = [...this.bySlot(keys).values()];
    const random = randomBytes(9).toString('base64url');
    await Promise.all(groups.map((group) => this.cache.run(ENSURE_VERSIONS, group, [random, `${lifeMs}`])));
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

/** The stamps of some of the keys that were asked for; of all of them without `asked`. */
export function stampsOf(keys: readonly string[], pending: readonly Pending[], asked = keys): Stamps | Marker {
  if (keys.length === 0) return NO_STAMPS;
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

const NO_STAMPS: Stamps = new Map();
