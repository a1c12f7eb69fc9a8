import { Durability } from '../cache/durability';
import { Profile } from '../cache/profile';
import type { ReplicationGroupOptions } from '../cache/replication-group-props';
import { CacheSource } from '../patterns/cache-source';
import type { StoreProps } from '../patterns/store-cache';
import type { Topology } from '../topology/topology';
import { backupOf, topologyOf } from './replication-group-config';
import type { StackConfig } from './stack-config';

/** What the context says of the cache of a store. */
export function storeProps(config: StackConfig): StoreProps {
  const { profile = Profile.PRODUCTION, engine, nodeType, parameters, auth, maintenanceWindow } = config;
  const options: ReplicationGroupOptions = {
    engine,
    nodeType,
    topology: storeTopology(config, profile),
    parameters,
    auth,
    maintenanceWindow,
  };
  const durability = config.durability ?? (logRefused(config) === undefined ? undefined : Durability.DISABLED);
  return { profile, durability, backup: backupOf(config.backup), cache: CacheSource.replicationGroup(options) };
}

/**
 * Why the cache of a store cannot have the log that the store would state; undefined if it can, if the context states
 * another durability, or if it is for development.
 */
export function logRefused({ profile, durability, engine, nodeType, replicas }: StackConfig): string | undefined {
  if (durability !== undefined || profile === Profile.DEV) return undefined;
  if (engine !== undefined && engine.features.durability !== true) return `${engine}`;
  if (nodeType?.durability === false) return `${nodeType}`;
  return replicas === 0 ? 'no replicas' : undefined;
}

/** The log needs cluster mode, also with one shard. */
function storeTopology(config: StackConfig, profile: Profile): Topology | undefined {
  const { shards = profile === Profile.DEV ? undefined : 1, replicas } = config;
  return shards === undefined && replicas === undefined ? undefined : topologyOf({ shards, replicas });
}
