import { MemcachedError } from '../wire/memcached-error';
import type { MemcachedSession } from '../wire/memcached-session';
import { HashRing } from './hash-ring';
import type { Membership } from './membership';
import { hashTag, wireKey } from './memcached-key';
import type { MemcachedNode } from './memcached-node';
import type { MemcachedNodes } from './memcached-nodes';
import type { MemcachedSettings } from './memcached-options';
import { whenUp } from './memcached-ready';
import { NodeGuard } from './node-guard';
import { withProblem } from './node-problem';

/** Brings commands to the nodes of their keys, and knows which of these answer. */
export class NodeRouter {
  private readonly guards = new Map<MemcachedNode, NodeGuard>();
  /** Of the nodes that answer; made when it is needed. */
  private alive: { readonly ring: HashRing; readonly of: Membership | undefined } | undefined;
  private readonly closing = new AbortController();
  private readonly unsubscribe: () => void;

  public constructor(
    public readonly nodes: MemcachedNodes,
    private readonly settings: MemcachedSettings,
    /** What every key begins with. */
    private readonly prefix = '',
  ) {
    this.unsubscribe = nodes.onChange(() => this.changed());
  }

  /** A command on a key. */
  public call<T>(key: string, run: (session: MemcachedSession, wireKey: string) => Promise<T>): Promise<T> {
    try {
      const name = this.named(key);
      const guard = this.guardOf(name);
      const session = guard.sessionOf(name);
      if (session === undefined) throw guard.refusal();
      return run(session, wireKey(name));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** A command to every node, by its name. */
  public everywhere<T>(run: (session: MemcachedSession) => Promise<T>): readonly Promise<readonly [string, T]>[] {
    if (this.closing.signal.aborted) throw closedClient();
    return this.nodes.all().map(async (node) => {
      const guard = this.guardFor(node);
      const session = guard.sessionOf('');
      if (session === undefined) throw guard.refusal();
      return [node.name, await run(session)] as const;
    });
  }

  /** A key with what goes before it. What is no text is not made one. */
  public named(key: string): string {
    if (typeof key === 'string') return this.prefix + key;
    throw new MemcachedError('ERR_CACHE_TIER_OPTION', `a key needs to be a text, got ${typeof key}`);
  }

  public answers(node: MemcachedNode): boolean {
    return node.isUp && (this.guards.get(node)?.answers ?? true);
  }

  /** Waits until all nodes can be used. */
  public ready(ms: number): Promise<void> {
    return whenUp(this.nodes, (node) => this.answers(node), ms, this.closing.signal);
  }

  public async close(): Promise<void> {
    this.closing.abort(closedClient());
    this.unsubscribe();
    for (const guard of this.guards.values()) guard.end();
    await this.nodes.close();
  }

  /** Who looks after the node of a key, which is given with what goes before it. */
  public guardOf(key: string): NodeGuard {
    if (this.closing.signal.aborted) throw closedClient();
    const node = this.settings.deadNodes === 'next' ? this.livingNodeOf(key) : this.nodes.nodeOf(key);
    if (node === undefined) throw this.unknown();
    return this.guardFor(node);
  }

  /** Why nobody can be asked. */
  public unknown(): MemcachedError {
    return withProblem('the cluster', 'nobody has said yet which nodes it has', this.nodes.problem);
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
}

function closedClient(): MemcachedError {
  return new MemcachedError('ERR_CACHE_TIER_CLOSED', 'the client was closed');
}
