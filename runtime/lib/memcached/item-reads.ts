import { MemcachedError, type MemcachedErrorCode } from '../wire/memcached-error';
import type { MemcachedSession } from '../wire/memcached-session';
import { wireKey } from './memcached-key';
import type { MemcachedSettings } from './memcached-options';
import type { NodeGuard } from './node-guard';
import type { NodeRouter } from './node-router';

/** Keys that are read from one socket in one go. */
interface Group {
  readonly wireKeys: string[];
  /** Where they stand among all that are asked for. */
  readonly places: number[];
}

/** Errors that no node has anything to do with. */
const OF_CALLER: readonly MemcachedErrorCode[] = ['ERR_CACHE_TIER_CLOSED', 'ERR_CACHE_TIER_OPTION'];

/** Reads of values: where a node cannot be asked, they are misses, unless they are told to fail. */
export class ItemReads {
  /** Those that were answered with a miss because nobody could be asked. */
  public dead = 0;
  private readonly otherwise: ((reason: Error) => undefined) | undefined;

  public constructor(
    private readonly router: NodeRouter,
    { deadNodes }: MemcachedSettings,
  ) {
    this.otherwise = deadNodes === 'error' ? undefined : () => this.missed();
  }

  /** The value of a key. */
  public one(key: string): Promise<Buffer | undefined> {
    const { router, otherwise } = this;
    try {
      const name = router.named(key);
      const guard = router.guardOf(name);
      const session = guard.sessionOf(name);
      if (session === undefined) return Promise.resolve(this.unasked(guard));
      if (session.value !== undefined) return session.value(wireKey(name), otherwise);
      const reading = session.get([wireKey(name)]);
      return reading.then(([item]) => item?.value).catch((error) => this.failed(error));
    } catch (error) {
      return this.rejected(error as Error);
    }
  }

  /** The values of keys, in one write for each socket. */
  public async many(keys: Iterable<string>): Promise<Map<string, Buffer>> {
    // A text is iterable as well: by its characters.
    if (typeof keys === 'string') {
      throw new MemcachedError('ERR_CACHE_TIER_OPTION', "'keys' needs to be a list of keys, got one text");
    }
    const asked = [...new Set(keys)];
    const values: (Buffer | undefined)[] = new Array(asked.length);
    const reading = [...this.grouped(asked)].map(async ([session, { wireKeys, places }]) => {
      // An error to one key is one to all of the socket: what was read beside it is not worth a second way to fail.
      const items = await session.get(wireKeys).catch((error) => wireKeys.map(() => this.failed(error)));
      for (const [index, item] of items.entries()) values[places[index]!] = item?.value;
    });
    await Promise.all(reading);
    const found = new Map<string, Buffer>();
    for (const [place, key] of asked.entries()) if (values[place] !== undefined) found.set(key, values[place]);
    return found;
  }

  private grouped(keys: readonly string[]): Map<MemcachedSession, Group> {
    const { router } = this;
    const groups = new Map<MemcachedSession, Group>();
    for (const [place, key] of keys.entries()) {
      try {
        const name = router.named(key);
        const guard = router.guardOf(name);
        const session = guard.sessionOf(name);
        if (session === undefined) {
          this.unasked(guard);
          continue;
        }
        const group = groups.get(session) ?? { wireKeys: [], places: [] };
        groups.set(session, group);
        group.wireKeys.push(wireKey(name));
        group.places.push(place);
      } catch (error) {
        this.failed(error as Error);
      }
    }
    return groups;
  }

  private unasked(guard: NodeGuard): undefined {
    if (this.otherwise === undefined) throw guard.refusal();
    return this.missed();
  }

  private missed(): undefined {
    this.dead += 1;
    return undefined;
  }

  /** A failed read as a miss, if it may be one. */
  private failed(error: Error): undefined {
    const isOfNode = error instanceof MemcachedError && !OF_CALLER.includes(error.code);
    if (this.otherwise === undefined || !isOfNode) throw error;
    return this.otherwise(error);
  }

  private async rejected(error: Error): Promise<undefined> {
    return this.failed(error);
  }
}
