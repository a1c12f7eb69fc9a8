import type { Construct } from 'constructs';
import { Engine } from '../catalog/engine-version';
import { attempt } from '../policy/enforce';
import { ClusterMode } from './cluster-mode';
import { ParameterGroup } from './parameter-group';
import type { GroupTraits } from './replication-group-properties';
import type { ReplicationGroupProps } from './replication-group-props';
import { Workload } from './workload';

/**
 * The parameter group that a cache makes for itself. `cluster-enabled` of a group in use cannot be changed, so a cache that
 * is on its way to cluster mode gets a second group, under another id, and leaves the first.
 */
export function ownParameterGroup(
  cache: Construct & GroupTraits,
  props: ReplicationGroupProps,
  problems: string[],
): ParameterGroup {
  const { engine, topology } = cache;
  const migrating = topology.migrated || props.clusterMode === ClusterMode.COMPATIBLE;
  const id = migrating ? 'ClusterModeParameterGroup' : 'ParameterGroup';
  const clusterEnabled = migrating || topology.clusterMode || props.clusterMode === ClusterMode.ENABLED;
  const stated = Object.entries(props.parameters ?? {}).filter(([, value]) => value !== undefined);
  const parameters = {
    ...(clusterEnabled ? { 'cluster-enabled': 'yes' } : {}),
    // Of an engine that is refused, nobody needs to hear what its parameters are.
    ...(engine.engine === Engine.MEMCACHED ? {} : (props.workload ?? Workload.CACHE).parameters),
    ...Object.fromEntries(stated),
  };
  return attempt(problems, cache, id, () => new ParameterGroup(cache, id, { engine, parameters }));
}
