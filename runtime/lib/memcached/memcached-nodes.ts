import { unreachable } from '../drivers/driver-error';
import type { Discovery } from './discovery';
import type { Membership } from './membership';
import type { MemcachedNode, NodeOptions } from './memcached-node';

/** The nodes of a cluster, made and ended as its membership changes. */
export interface MemcachedNodes {
  readonly membership: Membership | undefined;

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

/** Follows the membership from now on. */
export function memcachedNodes(_options: NodesOptions): MemcachedNodes {
  throw unreachable('the cluster');
}
