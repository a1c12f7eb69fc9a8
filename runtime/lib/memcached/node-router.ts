import { MemcachedError, type MemcachedErrorCode, unreachableNode } from '../wire/memcached-error';
import type { MemcachedSession } from '../wire/memcached-session';
import { HashRing } from './hash-ring';
import type { Membership } from './membership';
import { hashTag, wireKey } from './memcached-key';
import type { MemcachedNode } from './memcached-node';
import type { MemcachedNodes } from './memcached-nodes';
import type { MemcachedSettings } from './memcached-options';
import { whenUp } from './memcached-ready';
import { NodeGuard } from './node-guard';

/** Keys that are read from one socket in one go. */
interface Group {
  readonly guard: NodeGuard;
  readonly wireKeys: string[];
  /** Where they stand among all that are asked for. */
  readonly places: number[];
}

/** Errors that no node has anything to do with. */
const OF_CALLER: readonly MemcachedErrorCode[] = ['ERR_CACHE_TIER_CLOSED', 'ERR_CACHE_TIER_OPTION'];

/** Brings commands to the nodes of their keys, and knows which of these answer. */
export class NodeRouter {
  /** Reads that were answered with a miss because nobody could be asked. */
  public deadReads = 0;
  private readonly guards = new Map<MemcachedNode, NodeGuard>();
  /** Of the nodes that answer; made when it is needed. */
  private alive: { readonly ring: HashRing; readonly of: Membership | undefined } | undefined;
  private readonly closing = new AbortController();
  private readonly otherwise: ((reason: Error) => undefined) | undefined;
  private readonly unsubscribe: () => void;

  public constructor(
    public readonly nodes: MemcachedNodes,
    private readonly settings: MemcachedSettings,
  ) {
    this.otherwise = settings.deadNodes === 'error' ? undefined : () => this.missed();
    this.unsubscribe = nodes.onChange(() => this.changed());
  }

  /** The value of a key. */
  public read(key: string): Promise<Buffer | undefined> {
    try {
      const guard = this.guardOf(key);
      const session = guard.sessionOf(key);
      if (session.value !== undefined) return session.value(wireKey(key), this.otherwise);
      const reading = guard.timed(session, session.get([wireKey(key)]));
      return reading.then(([item]) => item?.value).catch((error) => this.failed(error));
    } catch (error) {
      return this.rejected(error as Error);
    }
  }

  /**
   * The values of keys, in one write for each socket.
   *
   * @param prefix what goes before each
   */
  public async readMany(keys: Iterable<string>, prefix: string): Promise<Map<string, Buffer>> {
    // A text is iterable as well: by its characters.
    if (typeof keys === 'string') throw optionError("'keys' needs to be a list of keys, got one text");
    const asked = [...new Set(keys)];
    const groups = new Map<MemcachedSession, Group>();
    for (const [place, key] of asked.entries()) {
      try {
        const name = typeof key === 'string' ? prefix + key : key;
        const guard = this.guardOf(name);
        const session = guard.sessionOf(name);
        const group = groups.get(session) ?? { guard, wireKeys: [], places: [] };
        groups.set(session, group);
        group.wireKeys.push(wireKey(name));
        group.places.push(place);
      } catch (error) {
        this.failed(error as Error);
      }
    }
    const values: (Buffer | undefined)[] = new Array(asked.length);
    const reading = [...groups].map(async ([session, { guard, wireKeys, places }]) => {
      // An error to one key is one to all of the socket: what was read beside it is not worth a second way to fail.
      const items = await guard
        .timed(session, session.get(wireKeys))
        .catch((error) => wireKeys.map(() => this.failed(error)));
      for (const [index, item] of items.entries()) values[places[index]!] = item?.value;
    });
    await Promise.all(reading);
    const found = new Map<string, Buffer>();
    for (const [place, key] of asked.entries()) if (values[place] !== undefined) found.set(key, values[place]);
    return found;
  }

  /** Any other command on a key. */
  public call<T>(key: string, run: (session: MemcachedSession, wireKey: string) => Promise<T>): Promise<T> {
    try {
      const guard = this.guardOf(key);
      const session = guard.sessionOf(key);
      return guard.timed(session, run(session, wireKey(key)));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** A command to every node that can be asked, by its name. */
  public async everywhere<T>(run: (session: MemcachedSession) => Promise<T>): Promise<(readonly [string, T])[]> {
    if (this.closing.signal.aborted) throw closedClient();
    const asked = this.nodes.all().map(async (node) => {
      const guard = this.guardFor(node);
      const session = guard.sessionOf('');
      return [node.name, await guard.timed(session, run(session))] as const;
    });
    const replies = await Promise.allSettled(asked);
    return replies.flatMap((reply) => (reply.status === 'fulfilled' ? [reply.value] : []));
  }

  public answers(node: MemcachedNode): boolean {
    return node.isUp && (this.guards.get(node)?.answers ?? true);
  }

  /** Waits until all nodes can be used. */
  public ready(ms: number): Promise<void> {
    return whenUp(this.nodes, ms, this.closing.signal);
  }

  public async close(): Promise<void> {
    this.closing.abort(closedClient());
    this.unsubscribe();
    for (const guard of this.guards.values()) guard.end();
    await this.nodes.close();
  }

  private guardOf(key: string): NodeGuard {
    if (this.closing.signal.aborted) throw closedClient();
    if (typeof key !== 'string') throw optionError(`a key needs to be a text, got ${typeof key}`);
    const node = this.settings.deadNodes === 'next' ? this.livingNodeOf(key) : this.nodes.nodeOf(key);
    if (node === undefined) throw unreachableNode('the cluster', 'nobody has said yet which nodes it has');
    return this.guardFor(node);
  }

  private guardFor(node: MemcachedNode): NodeGuard {
    const guard = this.guards.get(node);
    if (guard !== undefined) return guard;
    const made = new NodeGuard(node, this.settings.deadlineMs, () => this.changed());
    this.guards.set(node, made);
    return made;
  }

  private livingNodeOf(key: string): MemcachedNode | undefined {
    const { membership } = this.nodes;
    if (this.alive === undefined || this.alive.of !== membership) {
      const names = this.nodes.all().filter((node) => this.answers(node));
      if (names.length === 0) return this.nodes.nodeOf(key);
      this.alive = { ring: new HashRing(names.map(({ name }) => name)), of: membership };
    }
    return this.nodes.node(this.alive.ring.nodeOf(this.settings.hashTags ? hashTag(key) : key));
  }

  private changed(): void {
    this.alive = undefined;
    const nodes = new Set(this.nodes.all());
    for (const [node, guard] of this.guards) {
      if (nodes.has(node)) continue;
      guard.end();
      this.guards.delete(node);
    }
  }

  private missed(): undefined {
    this.deadReads += 1;
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

function optionError(message: string): MemcachedError {
  return new MemcachedError('ERR_CACHE_TIER_OPTION', message);
}

function closedClient(): MemcachedError {
  return new MemcachedError('ERR_CACHE_TIER_CLOSED', 'the client was closed');
}
