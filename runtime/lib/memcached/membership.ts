import { createHash } from 'node:crypto';
import { serverName } from '../drivers/driver-options';
import type { ClusterNode } from './cluster-configuration';

/** The nodes of a cluster at one time. */
export interface Membership {
  /** Of the configuration of the cluster; 0 for a fixed list. */
  readonly version: number;
  /** Sorted by name, each once. */
  readonly nodes: readonly ClusterNode[];
  /** A short hash of the sorted names: equal for equal lists. */
  readonly fingerprint: string;
}

export function membershipOf(version: number, nodes: readonly ClusterNode[]): Membership {
  const byName = new Map(nodes.map((node) => [serverName(node), node]));
  const names = [...byName.keys()].sort();
  return {
    version,
    nodes: names.map((name) => byName.get(name)!),
    fingerprint: createHash('sha256').update(names.join()).digest('base64url').slice(0, 8),
  };
}
