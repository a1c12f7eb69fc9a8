import { Duration } from 'aws-cdk-lib/core';
import { Backup } from '../cache/backup';
import { Profile } from '../cache/profile';
import type { ReplicationGroupOptions } from '../cache/replication-group-props';
import { Topology } from '../topology/topology';
import type { BackupConfig, StackConfig } from './stack-config';

/** What the context says of the replication group of a stack. */
export function replicationGroupOptions(config: StackConfig): ReplicationGroupOptions {
  const { profile = Profile.PRODUCTION, engine, nodeType, durability, parameters, auth, maintenanceWindow } = config;
  return {
    profile,
    engine,
    nodeType,
    topology: topologyOf(config) ?? profile.topology,
    durability,
    parameters,
    backup: backupOf(config.backup),
    auth,
    maintenanceWindow,
  };
}

/** The shape that is stated; undefined if none is. */
export function topologyOf({ shards, replicas }: StackConfig): Topology | undefined {
  if (shards !== undefined) {
    return replicas === 0
      ? Topology.clusterModeWithoutReplicas({ shards })
      : Topology.clusterMode({ shards, replicasPerShard: replicas });
  }
  return replicas === undefined ? undefined : Topology.singleShard({ replicas });
}

/** The backups that are stated; undefined if none are. */
export function backupOf(config: BackupConfig | undefined): Backup | undefined {
  if (config === undefined) return undefined;
  const { retentionDays, window } = config;
  if (retentionDays === 0) return Backup.none();
  return Backup.daily({ retention: retentionDays === undefined ? undefined : Duration.days(retentionDays), window });
}
