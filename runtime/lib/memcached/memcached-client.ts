import type { Link } from '../link';
import type { Ttl } from '../protocol/ttl';
import { countItem, storeItem } from './item-commands';
import { casArgument, countArgument, expirySeconds } from './memcached-arguments';
import type { CounterOptions, KeepOptions, MemcachedNodeState, ValueWithCas } from './memcached-item';
import { type Lease, type LeaseOptions, leaseOf, markStale } from './memcached-lease';
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
    return this.parts.reads.dead;
  }

  /** The value of a key; undefined if there is none, or if it was marked as stale. */
  public get(key: string): Promise<Buffer | undefined> {
    return this.parts.reads.one(key);
  }

  /** The values of keys, of those that have one: one write to each node. */
  public getMany(keys: Iterable<string>): Promise<Map<string, Buffer>> {
    return this.parts.reads.many(keys);
  }

  /**
   * Stores a value; a text as UTF-8.
   *
   * @throws MemcachedItemError if it is larger than the servers take; nothing was sent then
   */
  public async set(key: string, value: Buffer | Uint8Array | string, options?: KeepOptions): Promise<void> {
    await storeItem(this.parts, key, value, options);
  }

  /** Stores a value if the key has none; says whether it did. */
  public async add(key: string, value: Buffer | Uint8Array | string, options?: KeepOptions): Promise<boolean> {
    return (await storeItem(this.parts, key, value, options, { mode: 'add' })) === 'stored';
  }

  /** Stores a value if the key has one; says whether it did. */
  public async replace(key: string, value: Buffer | Uint8Array | string, options?: KeepOptions): Promise<boolean> {
    return (await storeItem(this.parts, key, value, options, { mode: 'replace' })) === 'stored';
  }

  /** Adds to the end of a value, which keeps its time to live; false if there is none, or both are too large together. */
  public async append(key: string, value: Buffer | Uint8Array | string): Promise<boolean> {
    return (await storeItem(this.parts, key, value, {}, { mode: 'append' })) === 'stored';
  }

  /** Adds to the beginning of a value; all else as `append`. */
  public async prepend(key: string, value: Buffer | Uint8Array | string): Promise<boolean> {
    return (await storeItem(this.parts, key, value, {}, { mode: 'prepend' })) === 'stored';
  }

  /** Removes a key; false if there was none. */
  public async delete(key: string): Promise<boolean> {
    return (await this.parts.router.call(key, (node, name) => node.remove(name))) === 'removed';
  }

  /** Gives a value another time to live, from now on; false if there is none. */
  public async touch(key: string, ttl: Ttl): Promise<boolean> {
    const seconds = expirySeconds(ttl);
    return this.parts.router.call(key, (node, name) => node.touch(name, seconds));
  }

  /** The value of a key, which has another time to live from now on. It fails if the node cannot be asked. */
  public async getAndTouch(key: string, ttl: Ttl): Promise<Buffer | undefined> {
    const seconds = expirySeconds(ttl);
    return this.parts.router.call(key, (node, name) => node.getAndTouch(name, seconds));
  }

  /**
   * Adds to a number that was stored as digits, and gives the new one; undefined if there is none and none is to be made.
   * Above 2^64 - 1 it begins at 0 again.
   *
   * @throws MemcachedError ERR_CACHE_TIER_REPLY if the value is no number
   */
  public async increment(key: string, by: number | bigint = 1, options?: CounterOptions): Promise<bigint | undefined> {
    return countItem(this.parts, key, countArgument('by', by), options);
  }

  /** Takes from a number, down to 0; all else as `increment`. */
  public async decrement(key: string, by: number | bigint = 1, options?: CounterOptions): Promise<bigint | undefined> {
    return countItem(this.parts, key, -countArgument('by', by), options);
  }

  /** The value of a key, for `compareAndSet`. It fails if the node cannot be asked. */
  public async getWithCas(key: string): Promise<ValueWithCas | undefined> {
    const want = { cas: true };
    const [item] = await this.parts.router.call(key, (node, name) => node.get([name], want));
    return item;
  }

  /** Stores a value if the key still has the one that was read: otherwise it was changed meanwhile, or is gone. */
  public async compareAndSet(
    key: string,
    value: Buffer | Uint8Array | string,
    cas: string,
    options?: KeepOptions,
  ): Promise<'stored' | 'changed' | 'absent'> {
    const result = await storeItem(this.parts, key, value, options, { cas: casArgument(cas) });
    return result === 'exists' ? 'changed' : result;
  }

  /**
   * The value of a key, or the right to load it, which one caller of all gets. Who has it calls `compareAndSet` with the
   * `cas` that it was given: that is refused if the key was removed or invalidated meanwhile.
   *
   * @throws MemcachedError ERR_CACHE_TIER_OPTION if the servers have no leases, as with SASL
   */
  public async lease(key: string, options: LeaseOptions): Promise<Lease> {
    return leaseOf(this.parts.router, key, options);
  }

  /**
   * Marks a value as stale: the next `lease` is told to load it, and others are given it until then, for so many seconds
   * at most. False if there is none.
   */
  public async invalidate(key: string, { staleSeconds }: { readonly staleSeconds: number }): Promise<boolean> {
    return markStale(this.parts.router, key, staleSeconds);
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
    const replies = await Promise.allSettled(this.parts.router.everywhere((node) => node.stats()));
    return new Map(replies.flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value] : [])));
  }

  /**
   * Removes all items of all nodes, also those of others. What is under way meanwhile may stay.
   *
   * @throws MemcachedError of a node that was not asked, or refused it: the others may have done it
   */
  public async flushAll(): Promise<void> {
    const { router } = this.parts;
    const flushed = await Promise.all(router.everywhere((node) => node.flush()));
    if (flushed.length === 0) throw router.unknown();
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
}
