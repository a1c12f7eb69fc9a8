import { type Address, serverName } from '../drivers/driver-options';
import type { Discovery } from './discovery';
import { HashRing } from './hash-ring';
import type { Membership } from './membership';
import { type MemcachedNode, memcachedNode, type NodeOptions } from './memcached-node';

/** The nodes of a cluster, made and ended as its membership changes. */
export interface MemcachedNodes {
  readonly membership: Membership | undefined;
  /** Why none is known, or it could not be confirmed. */
  readonly problem: Error | undefined;

  /** The node that a key lies on; undefined while no membership is known. */
  nodeOf(key: string): MemcachedNode | undefined;

  /**
   * The other nodes on which a key lay less than `membershipMs` ago: others may still look for it there. There can be more
   * than one, if the membership changed more than once in that time.
   */
  previousNodesOf(key: string): readonly MemcachedNode[];

  /** A node by its name, if it is one of the membership. */
  node(name: string): MemcachedNode | undefined;

  /** The nodes of the membership. */
  all(): readonly MemcachedNode[];

  /** Told when a node can be used, or no longer; returns the call that ends it. */
  onChange(listener: (server: string, up: boolean) => void): () => void;

  /** Ends all nodes, and the discovery. */
  close(): Promise<void>;
}

export interface NodesOptions extends NodeOptions {
  readonly discovery: Discovery;
  /** What of a key places it. @default - all of it, as libmemcached does */
  readonly placedBy?: (key: string) => string;
  /** How long a node that the cluster no longer names is kept, in milliseconds. @default 15000 */
  readonly membershipMs?: number;
}

const NODES_DEFAULTS = { membershipMs: 15_000 } as const;

/** Follows the membership from now on. */
export function memcachedNodes(options: NodesOptions): MemcachedNodes {
  return new FollowedNodes(options);
}

/** Where keys lay before. */
interface FormerRing {
  readonly ring: HashRing;
  /** By `performance.now()`. */
  readonly until: number;
}

class FollowedNodes implements MemcachedNodes {
  /** Also nodes that the cluster no longer names, for a while. */
  private readonly known = new Map<string, MemcachedNode>();
  private ring: HashRing | undefined;
  private former: readonly FormerRing[] = [];
  private readonly leaving = new Map<string, NodeJS.Timeout>();
  private readonly ending = new Set<Promise<void>>();
  private readonly listeners = new Set<(server: string, up: boolean) => void>();
  private readonly unsubscribe: () => void;
  private readonly placedBy: (key: string) => string;
  private readonly keptMs: number;

  public constructor(private readonly options: NodesOptions) {
    this.placedBy = options.placedBy ?? ((key) => key);
    this.keptMs = options.membershipMs ?? NODES_DEFAULTS.membershipMs;
    this.unsubscribe = options.discovery.onChange((now) => this.follow(now));
    if (options.discovery.current !== undefined && this.ring === undefined) this.follow(options.discovery.current);
  }

  public get membership(): Membership | undefined {
    return this.options.discovery.current;
  }

  public get problem(): Error | undefined {
    return this.options.discovery.problem;
  }

  public nodeOf(key: string): MemcachedNode | undefined {
    return this.ring && this.known.get(this.ring.nodeOf(this.placedBy(key)));
  }

  public previousNodesOf(key: string): readonly MemcachedNode[] {
    if (this.ring === undefined || this.former.length === 0) return [];
    const now = performance.now();
    const owner = this.ring.nodeOf(this.placedBy(key));
    const owners = this.former.filter(({ until }) => until > now).map(({ ring }) => ring.nodeOf(this.placedBy(key)));
    return [...new Set(owners)].filter((name) => name !== owner).flatMap((name) => this.known.get(name) ?? []);
  }

  public node(name: string): MemcachedNode | undefined {
    return this.leaving.has(name) ? undefined : this.known.get(name);
  }

  public all(): readonly MemcachedNode[] {
    return [...this.known.values()].filter(({ name }) => !this.leaving.has(name));
  }

  public onChange(listener: (server: string, up: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  public async close(): Promise<void> {
    this.unsubscribe();
    this.options.discovery.close();
    for (const timer of this.leaving.values()) clearTimeout(timer);
    for (const node of this.known.values()) this.await(node.close());
    await Promise.all(this.ending);
  }

  private follow({ nodes }: Membership): void {
    const now = performance.now();
    const names = nodes.map(serverName);
    if (this.ring !== undefined) {
      const last = { ring: this.ring, until: now + this.keptMs };
      this.former = [...this.former.filter(({ until }) => until > now), last];
    }
    this.ring = names.length === 0 ? undefined : new HashRing(names);
    for (const node of nodes) this.join(node);
    for (const name of this.known.keys()) if (!names.includes(name)) this.leave(name);
  }

  private join(address: Address): void {
    const name = serverName(address);
    clearTimeout(this.leaving.get(name));
    this.leaving.delete(name);
    if (this.known.has(name)) return;
    const node = memcachedNode(address, this.options);
    node.onChange((up) => {
      for (const listener of [...this.listeners]) listener(name, up);
    });
    this.known.set(name, node);
  }

  /** Others may not know yet that it is gone: it is asked until they do. */
  private leave(name: string): void {
    if (this.leaving.has(name)) return;
    const end = () => {
      this.leaving.delete(name);
      const node = this.known.get(name);
      this.known.delete(name);
      if (node !== undefined) this.await(node.close());
    };
    this.leaving.set(name, setTimeout(end, this.keptMs).unref());
  }

  private await(promise: Promise<void>): void {
    const settled = promise.finally(() => this.ending.delete(settled));
    this.ending.add(settled);
  }
}
