import { ACCESS_RULES } from './access-rules';
import { BACKUP_RULES } from './backup-rules';
import { DURABILITY_RULES } from './durability-rules';
import { ENCRYPTION_RULES } from './encryption-rules';
import { ENGINE_RULES } from './engine-rules';
import { NETWORK_RULES } from './network-rules';
import { OPERATIONS_RULES } from './operations-rules';
import { PARAMETER_GROUP_RULES } from './parameter-group-rules';
import type { ReplicationGroup } from './replication-group-shape';
import type { FactStatus, Level, Rule } from './rule';
import { SUBNET_GROUP_RULES } from './subnet-group-rules';
import { TOPOLOGY_RULES } from './topology-rules';

/** Everything that is judged about a replication group. */
export const REPLICATION_GROUP_RULES: readonly Rule<ReplicationGroup>[] = [
  ...ENGINE_RULES,
  ...TOPOLOGY_RULES,
  ...DURABILITY_RULES,
  ...NETWORK_RULES,
  ...ENCRYPTION_RULES,
  ...ACCESS_RULES,
  ...BACKUP_RULES,
  ...OPERATIONS_RULES,
];

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
  ...PARAMETER_GROUP_RULES,
  ...SUBNET_GROUP_RULES,
];
