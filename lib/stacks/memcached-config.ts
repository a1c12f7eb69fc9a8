import { NodeType } from '../catalog/node-type';
import type { Readers } from './context-value';
import { MEMCACHED_READERS, type MemcachedSettings, runsMemcached } from './memcached-settings';
import { PLACED_READERS, type PlacedConfig } from './placed-config';

/** What the context can say about a Memcached cluster that stands for itself. */
export interface MemcachedConfig extends PlacedConfig, MemcachedSettings {}

/** Reads it. */
export const MEMCACHED_STACK_READERS: Readers<MemcachedConfig> = { ...PLACED_READERS, ...MEMCACHED_READERS };

/**
 * Whether what is said to every stack means replication groups alone: their engine and its parameters, and a node type on
 * which Memcached does not run.
 */
export function isOfReplicationGroups(key: string, value: unknown): boolean {
  if (key === 'nodeType' && typeof value === 'string') return !runsMemcached(NodeType.find(value));
  return key === 'engine' || key === 'parameters';
}
