import type { MemcachedClusterOptions } from '../cache/memcached-cluster-props';
import { Engine, EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import { flag, integer, listOf, oneOf, type Readers, texts } from './context-value';
import { zoneReader } from './network-config';
import { nodeTypeReader } from './stack-config-reader';

/** What the context can say about the nodes of a Memcached cluster. */
export interface MemcachedSettings {
  /**
   * The engine and its version.
   *
   * @default EngineVersion.MEMCACHED_1_6_22
   */
  readonly engine?: EngineVersion;
  /**
   * The machine of each node.
   *
   * @default - that of the profile
   */
  readonly nodeType?: NodeType;
  /**
   * Number of nodes, over which clients spread the keys: up to 60, or more if AWS grants them.
   *
   * @default - 2, in the development profile 1
   */
  readonly nodes?: number;
  /**
   * The zones of the nodes, in which the network has subnets; the nodes go round them. A network that gains a zone may
   * replace the cluster, unless its zones are stated.
   *
   * @default - those of the subnets
   */
  readonly zones?: string[];
  /**
   * Encryption between clients and nodes. It is chosen when the cluster is made: a later change is refused.
   *
   * @default - true where the engine version has it
   */
  readonly transitEncryption?: boolean;
  /**
   * Parameters of the engine, by the names of the service.
   *
   * @default - those of the engine
   */
  readonly parameters?: { readonly [name: string]: string };
}

/** Reads them. */
export const MEMCACHED_READERS: Readers<MemcachedSettings> = {
  engine: oneOf(Object.fromEntries(versions().map((row) => [`${row.engine}-${row.version}`, row]))),
  nodeType: nodeTypeReader,
  nodes: integer(1),
  zones: listOf(zoneReader),
  transitEncryption: flag,
  parameters: texts,
};

/** What the context says of the nodes of a cluster. */
export function memcachedOptions(settings: MemcachedSettings): MemcachedClusterOptions {
  const { engine, nodeType, nodes, zones, transitEncryption, parameters } = settings;
  return { engine, nodeType, nodes, zones, transitEncryption, parameters };
}

/** Whether Memcached runs on a node type: it has no disks and no shards of KV caching. */
export function runsMemcached(nodeType: NodeType | undefined): boolean {
  return nodeType?.oldestVersion(Engine.MEMCACHED) !== undefined;
}

function versions(): EngineVersion[] {
  return EngineVersion.all().filter(({ engine }) => engine === Engine.MEMCACHED);
}
