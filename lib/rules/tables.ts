import { ACCESS_RULES } from './access-rules';
import { ACCESS_STRING_RULES } from './access-string-rules';
import { BACKUP_RULES, snapshotRules } from './backup-rules';
import { CACHE_CLUSTER_NODE_TYPE_RULES } from './cache-cluster-node-type-rules';
import { CACHE_CLUSTER_RULES } from './cache-cluster-rules';
import { CACHE_CLUSTER, type CacheCluster } from './cache-cluster-shape';
import { CLUSTER_MODE_RULES } from './cluster-mode-rules';
import { CONNECT_POLICY_RULES } from './connect-policy-rules';
import { DATA_TIERING_RULES } from './data-tiering-rules';
import { DURABILITY_RULES } from './durability-rules';
import { ENCRYPTION_RULES } from './encryption-rules';
import { ENGINE_RULES, engineVersionRules } from './engine-rules';
import { GLOBAL_DATASTORE_RULES } from './global-datastore-rules';
import { IDENTITY_RULES } from './identity-rules';
import { KV_CACHING_RULES } from './kv-caching-rules';
import { LAYOUT_RULES } from './layout-rules';
import { logRules } from './log-rules';
import { MEMCACHED_NODE_RULES } from './memcached-node-rules';
import { MEMCACHED_PARAMETER_RULES } from './memcached-parameter-rules';
import { MEMCACHED_RULES } from './memcached-rules';
import { networkRules } from './network-rules';
import { NODE_TYPE_RULES, offeredNodeTypeRules } from './node-type-rules';
import { maintenanceRules, OPERATIONS_RULES } from './operations-rules';
import { PARAMETER_GROUP_RULES } from './parameter-group-rules';
import type { ParameterGroup } from './parameter-group-shape';
import { PASSWORD_RULES } from './password-rules';
import { propertyTypeRules } from './property-type-rules';
import { REPLICATION_GROUP, type ReplicationGroup } from './replication-group-shape';
import { ROTATION_SCHEDULE_RULES } from './rotation-schedule-rules';
import type { FactStatus, Level, Rule } from './rule';
import { SERVERLESS_ACCESS_RULES } from './serverless-access-rules';
import { SINGLE_NODE_RULES } from './single-node-rules';
import { SUBNET_GROUP_RULES } from './subnet-group-rules';
import { TOPOLOGY_RULES } from './topology-rules';
import { USER_GROUP_RULES } from './user-group-rules';
import { USER_RULES } from './user-rules';
import type { User } from './user-shape';

/** Everything that is judged about a replication group. */
export const REPLICATION_GROUP_RULES: readonly Rule<ReplicationGroup>[] = [
  ...ENGINE_RULES,
  ...NODE_TYPE_RULES,
  ...DATA_TIERING_RULES,
  ...KV_CACHING_RULES,
  ...IDENTITY_RULES,
  ...TOPOLOGY_RULES,
  ...LAYOUT_RULES,
  ...CLUSTER_MODE_RULES,
  ...DURABILITY_RULES,
  ...networkRules(REPLICATION_GROUP),
  ...ENCRYPTION_RULES,
  ...ACCESS_RULES,
  ...BACKUP_RULES,
  ...OPERATIONS_RULES,
  ...logRules(REPLICATION_GROUP),
  ...GLOBAL_DATASTORE_RULES,
  ...propertyTypeRules(REPLICATION_GROUP),
];

/** Everything that is judged about a cluster: Memcached, or a single node of another engine. */
export const ALL_CACHE_CLUSTER_RULES: readonly Rule<CacheCluster>[] = [
  ...CACHE_CLUSTER_RULES,
  ...engineVersionRules(CACHE_CLUSTER),
  ...offeredNodeTypeRules(CACHE_CLUSTER),
  ...CACHE_CLUSTER_NODE_TYPE_RULES,
  ...networkRules(CACHE_CLUSTER),
  ...snapshotRules(CACHE_CLUSTER),
  ...maintenanceRules(CACHE_CLUSTER),
  ...logRules(CACHE_CLUSTER),
  ...propertyTypeRules(CACHE_CLUSTER),
  ...SINGLE_NODE_RULES,
  ...MEMCACHED_NODE_RULES,
  ...MEMCACHED_RULES,
];

/** Everything that is judged about a parameter group. */
export const ALL_PARAMETER_GROUP_RULES: readonly Rule<ParameterGroup>[] = [
  ...PARAMETER_GROUP_RULES,
  ...MEMCACHED_PARAMETER_RULES,
];

/** Everything that is judged about a user. */
export const ALL_USER_RULES: readonly Rule<User>[] = [...USER_RULES, ...ACCESS_STRING_RULES, ...PASSWORD_RULES];

/** What can be told of a rule without judging anything. */
export interface RuleSummary {
  readonly id: string;
  readonly level: Level;
  readonly fact: FactStatus;
  readonly property: string;
  readonly page: string;
}

/** Every rule of this library. */
export const ALL_RULES: readonly RuleSummary[] = [
  ...REPLICATION_GROUP_RULES,
  ...ALL_CACHE_CLUSTER_RULES,
  ...ALL_PARAMETER_GROUP_RULES,
  ...SUBNET_GROUP_RULES,
  ...ALL_USER_RULES,
  ...USER_GROUP_RULES,
  ...SERVERLESS_ACCESS_RULES,
  ...CONNECT_POLICY_RULES,
  ...ROTATION_SCHEDULE_RULES,
];
