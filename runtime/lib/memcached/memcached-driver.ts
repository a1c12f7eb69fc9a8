import { createHash } from 'node:crypto';
import { changeListeners } from '../drivers/change-listeners';
import type { CacheDriver, Reading, Script, ScriptReply, SetOptions } from '../drivers/driver';
import { DriverError, unreachable } from '../drivers/driver-error';
import type { MemcachedSession } from '../wire/memcached-session';
import type { Discovery } from './discovery';
import { secondsAtLeast, secondsAtMost } from './item-seconds';
import { KeyPlaces, NOWHERE } from './key-places';
import { MembershipAge } from './membership-age';
import type { MemcachedNode } from './memcached-node';
import type { MemcachedNodes } from './memcached-nodes';
import { valuesOf } from './node-values';
import { Owners, sessionOf } from './owners';
import { timeOf } from './server-clock';
import { SteppedScripts } from './stepped-scripts';

export interface MemcachedDriverOptions {
  readonly discovery: Discovery;
  /** Placed by `placedBy`, and kept for `settleMs` after the cluster no longer names them. */
  readonly nodes: MemcachedNodes;
  /**
   * Milliseconds after a change of the nodes in which everybody has learned of it, and has announced its writes where the
   * new list says: the time for which a list counts without being confirmed, and that between two announcements.
   */
  readonly settleMs: number;
  /** Bytes of an item with its key, as the servers take them. @default 1,048,576 */
  readonly maxItemBytes?: number;
}

const UNKNOWN = 'unknown';
const DEFAULT_ITEM_BYTES = 1024 * 1024;
/** What a server adds to a key and a value: its head, the CAS number and the length as a text. */
const ITEM_OVERHEAD = 128;
/** Twenty characters count of it. */
const GENERATION_LENGTH = 20;

/**
 * A driver for Memcached. What Redis does by a script is done by putting a record in front of what a key holds, or by
 * reading, and writing if nobody has written since. What is on the move from one node to another is not read, and is
 * invalidated on both.
 */
export function memcachedDriver(options: MemcachedDriverOptions): CacheDriver {
  return new MemcachedDriver(options);
}

class MemcachedDriver implements CacheDriver {
  private readonly nodes: MemcachedNodes;
  private readonly age: MembershipAge;
  private readonly places: KeyPlaces;
  private readonly owners: Owners;
  private readonly scripts = new WeakMap<MemcachedSession, SteppedScripts>();
  private readonly generations = new WeakMap<MemcachedSession, { readonly epoch: number; readonly name: string }>();
  private readonly listeners = changeListeners();
  private readonly maxItemBytes: number;

  public constructor({ discovery, nodes, settleMs, maxItemBytes = DEFAULT_ITEM_BYTES }: MemcachedDriverOptions) {
    this.nodes = nodes;
    this.maxItemBytes = maxItemBytes - ITEM_OVERHEAD;
    this.age = new MembershipAge(discovery, nodes, settleMs, () => this.tellAll());
    this.places = new KeyPlaces(nodes, () => this.age.epoch);
    this.owners = new Owners(this.age, this.places);
    nodes.onChange((server, up) => this.changed(server, up));
    for (const node of nodes.all()) if (node.isUp) this.changed(node.name, true);
  }

  public groupOf(key: string): number {
    return this.places.of(key)?.group ?? NOWHERE;
  }

  public serverOf(key: string): string {
    return this.places.of(key)?.node.name ?? UNKNOWN;
  }

  public isUp(server: string): boolean {
    return this.age.membership !== undefined && (this.nodes.node(server)?.isUp ?? false);
  }

  public onChange(listener: (server: string, up: boolean) => void): () => void {
    return this.listeners.onChange(listener);
  }

  public async read(keys: readonly string[]): Promise<Reading> {
    const places = keys.map((key) => this.owners.placeOf(key));
    const { node } = places[0]!;
    // Where it lies now, an invalidation may be missing that went to where it lay.
    if (places.some(({ previous }) => previous.length > 0)) throw unreachable('a key on the move');
    if (places.some((place) => place.node !== node)) throw unreachable('a group of before');
    const generation = this.generation(sessionOf(node, keys[0]!));
    const isOver = (session: MemcachedSession, value: Buffer) => this.scriptsOf(session).isOver(value);
    return { values: await valuesOf(node, keys, places, isOver), generation };
  }

  public async set(key: string, value: Buffer, { px, ifAbsent = false }: SetOptions): Promise<boolean> {
    const { node, wire } = this.owners.placeOf(key);
    const bytes = wire.length + value.length;
    if (bytes > this.maxItemBytes) {
      const message = `an item may have ${this.maxItemBytes} bytes with its key, got ${bytes}`;
      throw new DriverError('ERR_CACHE_TIER_ITEM', message);
    }
    // A lease holds for its time; what answers are made of does not outlive it.
    const options = ifAbsent ? ({ mode: 'add', seconds: secondsAtLeast(px) } as const) : { seconds: secondsAtMost(px) };
    try {
      return (await sessionOf(node, key).store(wire, value, options)) === 'stored';
    } catch (error) {
      // Its own limit may be lower.
      if (!/too large/.test(`${error}`)) throw error;
      throw new DriverError('ERR_CACHE_TIER_ITEM', 'the item is larger than the server takes', { cause: error });
    }
  }

  public async unlink(keys: readonly string[]): Promise<void> {
    await this.owners.everywhere(keys, (place, session) => session.remove(place.wire));
  }

  public async run(script: Script, keys: readonly string[], args: readonly string[]): Promise<ScriptReply> {
    if (script.step === undefined) {
      throw new DriverError('ERR_CACHE_TIER_OPTION', 'Memcached has no scripts: this needs Valkey or Redis');
    }
    const replies = await this.owners.everywhere(keys, ({ wire }, session, index) =>
      this.scriptsOf(session).run(wire, { script, args, index }),
    );
    return script.listed ? replies : replies[0]!;
  }

  public async probe(server: string): Promise<void> {
    await this.nodeOf(server).probe();
  }

  public async time(server: string): Promise<number> {
    return timeOf(await sessionOf(this.nodeOf(server), server).stats());
  }

  public servers(): readonly string[] {
    return this.nodes.all().map(({ name }) => name);
  }

  public async close(): Promise<void> {
    this.age.close();
    await this.nodes.close();
  }

  private nodeOf(server: string): MemcachedNode {
    const node = this.nodes.node(server);
    if (node === undefined) throw unreachable(server);
    return node;
  }

  private scriptsOf(session: MemcachedSession): SteppedScripts {
    let scripts = this.scripts.get(session);
    if (scripts === undefined) {
      scripts = new SteppedScripts(session);
      this.scripts.set(session, scripts);
    }
    return scripts;
  }

  /**
   * The process that answers, and the list of nodes: a key that moved away and has come back still has the version that it
   * had, and what was written meanwhile was told to another node.
   */
  private generation(session: MemcachedSession): string {
    const { membership, epoch } = this.age;
    const known = this.generations.get(session);
    if (known?.epoch === epoch) return known.name;
    const text = `${session.identity} ${membership!.version} ${membership!.fingerprint}`;
    const name = createHash('sha256').update(text).digest('base64url').slice(0, GENERATION_LENGTH);
    this.generations.set(session, { epoch, name });
    return name;
  }

  private changed(server: string, up: boolean): void {
    const node = up ? this.nodes.node(server) : undefined;
    if (node !== undefined) void this.age.ask(node);
    if (!up || this.isUp(server)) this.listeners.tell(server, up);
  }

  private tellAll(): void {
    for (const server of this.servers()) if (this.isUp(server)) this.listeners.tell(server, true);
  }
}
