import type { Link } from '../link';
import type { Ttl } from '../protocol/ttl';
import type { CountOptions, StoreOptions, StoreResult } from '../wire/memcached-session';
import {
  casArgument,
  checkItem,
  countArgument,
  expirySeconds,
  secondsArgument,
  valueBytes,
} from './memcached-arguments';
import type { CounterOptions, KeepOptions, MemcachedNodeState, ValueWithCas } from './memcached-item';
import { type Lease, type LeaseOptions, leaseOf } from './memcached-lease';
import { connectByLink, linkOfEnvironment, type MemcachedParts } from './memcached-link';
import type { MemcachedEnvironmentOptions, MemcachedOptions } from './memcached-options';

/**
 * A client of the nodes of a Memcached cluster: a key lies on one of them, on the same as with libmemcached.
 *
 * A value that is given must not be changed until its command has ended. One that is returned belongs to the caller.
 */
export class MemcachedClient {
  /**
   * Connects as the environment says, which `connect` of a construct wrote.
   *
   * @throws LinkError if it says nothing, or nothing that can be used
   * @throws MemcachedError ERR_CACHE_TIER_OPTION for an option that has no meaning
   */
  public static fromEnv(options: MemcachedEnvironmentOptions = {}): MemcachedClient {
    return MemcachedClient.fromLink(linkOfEnvironment(options), options);
  }

  /** Connects as a link says; all else as `fromEnv`. */
  public static fromLink(link: Link, options: MemcachedOptions = {}): MemcachedClient {
    return new MemcachedClient(connectByLink(link, options));
  }

  private constructor(private readonly parts: MemcachedParts) {}

  /** Reads that were answered with a miss because no node could be asked. */
  public get deadReads(): number {
    return this.parts.router.deadReads;
  }

  /** The value of a key; undefined if there is none, or if it was marked as stale. */
  public get(key: string): Promise<Buffer | undefined> {
    return this.parts.router.read(this.named(key));
  }

  /** The values of keys, of those that have one: one write to each node. */
  public getMany(keys: Iterable<string>): Promise<Map<string, Buffer>> {
    return this.parts.router.readMany(keys, this.parts.prefix);
  }

  /**
   * Stores a value; a text as UTF-8.
   *
   * @throws MemcachedItemError if it is larger than the servers take; nothing was sent then
   */
  public async set(key: string, value: Buffer | Uint8Array | string, options?: KeepOptions): Promise<void> {
    await this.store(key, value, options);
  }

  /** Stores a value if the key has none; says whether it did. */
  public async add(key: string, value: Buffer | Uint8Array | string, options?: KeepOptions): Promise<boolean> {
    return (await this.store(key, value, options, { mode: 'add' })) === 'stored';
  }

  /** Stores a value if the key has one; says whether it did. */
  public async replace(key: string, value: Buffer | Uint8Array | string, options?: KeepOptions): Promise<boolean> {
    return (await this.store(key, value, options, { mode: 'replace' })) === 'stored';
  }

  /** Adds to the end of a value, which keeps its time to live; false if there is none. */
  public async append(key: string, value: Buffer | Uint8Array | string): Promise<boolean> {
    return (await this.store(key, value, {}, { mode: 'append' })) === 'stored';
  }

  /** Removes a key; false if there was none. */
  public async delete(key: string): Promise<boolean> {
    return (await this.parts.router.call(this.named(key), (node, name) => node.remove(name))) === 'removed';
  }

  /** Gives a value another time to live, from now on; false if there is none. */
  public async touch(key: string, ttl: Ttl): Promise<boolean> {
    const seconds = expirySeconds(ttl);
    return this.parts.router.call(this.named(key), (node, name) => node.touch(name, seconds));
  }

  /**
   * Adds to a number that was stored as digits, and gives the new one; undefined if there is none and none is to be made.
   * Above 2^64 - 1 it begins at 0 again.
   *
   * @throws MemcachedError ERR_CACHE_TIER_REPLY if the value is no number
   */
  public async increment(key: string, by: number | bigint = 1, options?: CounterOptions): Promise<bigint | undefined> {
    return this.count(key, countArgument('by', by), options);
  }

  /** Takes from a number, down to 0; all else as `increment`. */
  public async decrement(key: string, by: number | bigint = 1, options?: CounterOptions): Promise<bigint | undefined> {
    return this.count(key, -countArgument('by', by), options);
  }

  /** The value of a key, for `compareAndSet`. It fails if the node cannot be asked. */
  public async getWithCas(key: string): Promise<ValueWithCas | undefined> {
    const want = { cas: true };
    const [item] = await this.parts.router.call(this.named(key), (node, name) => node.get([name], want));
    return item;
  }

  /** Stores a value if the key still has the one that was read: otherwise it was changed meanwhile, or is gone. */
  public async compareAndSet(
    key: string,
    value: Buffer | Uint8Array | string,
    cas: string,
    options?: KeepOptions,
  ): Promise<'stored' | 'changed' | 'absent'> {
    const result = await this.store(key, value, options, { cas: casArgument(cas) });
    return result === 'exists' ? 'changed' : result;
  }

  /**
   * The value of a key, or the right to load it, which one caller of all gets. Who has it calls `compareAndSet` with the
   * `cas` that it was given: that is refused if the key was removed or invalidated meanwhile.
   *
   * @throws MemcachedError ERR_CACHE_TIER_OPTION if the servers have no leases, as with SASL
   */
  public async lease(key: string, options: LeaseOptions): Promise<Lease> {
    const seconds = secondsArgument('seconds', options.seconds);
    const { recacheSeconds: recache } = options;
    const recacheSeconds = recache === undefined ? undefined : secondsArgument('recacheSeconds', recache);
    return leaseOf(this.parts.router, this.named(key), { seconds, recacheSeconds });
  }

  /**
   * Marks a value as stale: the next `lease` is told to load it, and others are given it until then, for so many seconds
   * at most. False if there is none.
   */
  public async invalidate(key: string, { staleSeconds }: { readonly staleSeconds: number }): Promise<boolean> {
    const seconds = secondsArgument('staleSeconds', staleSeconds);
    return this.parts.router.call(this.named(key), async (node, name) => {
      if (node.markStale === undefined) return (await node.remove(name)) === 'removed';
      return node.markStale(name, seconds);
    });
  }

  /**
   * Waits until all nodes can be used: until then they count as dead.
   *
   * @throws MemcachedError ERR_CACHE_TIER_UNREACHABLE if that is not within so many milliseconds;
   *   ERR_CACHE_TIER_CLOSED if the client is closed
   */
  public ready(ms = 5000): Promise<void> {
    return this.parts.router.ready(ms);
  }

  /** What each node says of itself, by its name. Nodes that cannot be asked are left out. */
  public async stats(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    return new Map(await this.parts.router.everywhere((node) => node.stats()));
  }

  /** The nodes, as last learned. */
  public nodes(): readonly MemcachedNodeState[] {
    const { router } = this.parts;
    return router.nodes.all().map((node) => ({ name: node.name, isUp: router.answers(node) }));
  }

  /** Ends all connections; what is under way fails. */
  public async close(): Promise<void> {
    await this.parts.close();
  }

  /** What is no text is not made one: that is refused with all else that is wrong with a command. */
  private named(key: string): string {
    return typeof key === 'string' ? this.parts.prefix + key : key;
  }

  private store(
    key: string,
    value: Buffer | Uint8Array | string,
    { ttl }: KeepOptions = {},
    how?: Omit<StoreOptions, 'seconds'>,
  ): Promise<StoreResult> {
    const { maxItemBytes, router } = this.parts;
    const bytes = valueBytes(value);
    const name = this.named(key);
    checkItem(name, bytes, maxItemBytes);
    const seconds = expirySeconds(ttl);
    return router.call(name, (node, wireKey) => node.store(wireKey, bytes, { ...how, seconds }));
  }

  private count(key: string, by: bigint, { initial, ttl }: CounterOptions = {}): Promise<bigint | undefined> {
    const made: CountOptions =
      initial === undefined ? {} : { initial: countArgument('initial', initial), seconds: expirySeconds(ttl) };
    return this.parts.router.call(this.named(key), (node, name) => node.add(name, by, made));
  }
}
