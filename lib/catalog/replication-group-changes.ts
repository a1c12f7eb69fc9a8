import type { ChangeVerdict, Properties, PropertyChange } from './property-update';
import { isFalse, isObject, isOlder, isOneOf, isTrue } from './property-value';

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
const MODIFY = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html';
const GROUP_PAGE =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html';
const CLUSTER_MODE = `${GUIDE}/modify-cluster-mode.html`;

/** An engine is only upgraded. */
export function judgeVersion({
  before,
  after,
  propertiesBefore,
  propertiesAfter,
}: PropertyChange): ChangeVerdict | undefined {
  const engines = [propertiesBefore.Engine, propertiesAfter.Engine].map((engine) => String(engine).toLowerCase());
  if (engines[0] !== engines[1] || !isOlder(after, before)) return undefined;
  return { effect: 'refused', note: `${before} to ${after} is a downgrade (${MODIFY})` };
}

export function judgeClusterMode(change: PropertyChange): ChangeVerdict | undefined {
  const { after, propertiesBefore } = change;
  const from = clusterModeOf(propertiesBefore);
  if (from === undefined || from === after || typeof after !== 'string') return undefined;
  if (
    (from === 'enabled' && isOneOf(after, 'disabled', 'compatible')) ||
    (from === 'disabled' && after === 'enabled')
  ) {
    const steps = 'it goes from disabled over compatible to enabled, and never back from there';
    return { effect: 'refused', note: `it is ${from}, and ${steps} (${CLUSTER_MODE})` };
  }
  return judgeAlone(change, ['ClusterMode', 'CacheParameterGroupName', 'Tags'], CLUSTER_MODE);
}

export function judgeDurability(change: PropertyChange): ChangeVerdict | undefined {
  const page = `${GUIDE}/Durability.ChangingDurability.html`;
  const [from, to] = [change.before ?? 'disabled', change.after ?? 'disabled'];
  if (from === to || ![from, to].every((value) => isOneOf(value, 'sync', 'async', 'disabled'))) return undefined;
  const together = judgeAlone(change, ['Durability', 'Tags'], page);
  if (together !== undefined || (from !== 'disabled' && to !== 'disabled')) return together;
  return {
    effect: 'may-be-refused',
    note: `since October 2026 the service turns it on and off (${page}), and CloudFormation says that it cannot (${GROUP_PAGE})`,
  };
}

/** A change that stands alone in its request; tags have a request of their own. */
function judgeAlone({ changed }: PropertyChange, allowed: string[], page: string): ChangeVerdict | undefined {
  const others = changed.filter((name) => !allowed.includes(name));
  if (others.length === 0) return undefined;
  return { effect: 'refused', note: `it is to change alone, and ${others.join(', ')} would change with it (${page})` };
}

export function judgeFailover({
  before,
  after,
  propertiesBefore,
  propertiesAfter,
}: PropertyChange): ChangeVerdict | undefined {
  if (isTrue(before) && isFalse(after) && clusterModeOf(propertiesAfter) === 'enabled') {
    return { effect: 'refused', note: `cluster mode needs automatic failover (${GROUP_PAGE})` };
  }
  if (!isFalse(before) || !isTrue(after) || nodesOf(propertiesBefore) !== 1 || !(nodesOf(propertiesAfter)! > 1)) {
    return undefined;
  }
  const page = 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/383';
  return {
    effect: 'may-be-refused',
    note: `failover needs a replica that is there before; add the replica first, in a deployment of its own (${page})`,
  };
}

export function judgeEncryption({
  before,
  after,
  propertiesBefore,
  propertiesAfter,
}: PropertyChange): ChangeVerdict | undefined {
  const [from, to] = [propertiesBefore, propertiesAfter].map(({ TransitEncryptionMode: mode }) => mode);
  if (isFalse(before) && isTrue(after) && (to === 'required' || to === undefined)) {
    const steps = 'the mode goes to preferred first, and to required in a later deployment';
    return { effect: to === undefined ? 'may-be-refused' : 'refused', note: `${steps} (${MODIFY})` };
  }
  if (!isTrue(before) || !isFalse(after) || from === 'preferred' || isObject(from)) return undefined;
  const page = `${GUIDE}/in-transit-encryption-enable.html`;
  return { effect: 'may-be-refused', note: `the mode goes to preferred before encryption is turned off (${page})` };
}

/** One shard without cluster mode does not become several, whatever the update policy. */
export function judgeShards({
  before,
  after,
  propertiesBefore,
  onlineResharding,
}: PropertyChange): ChangeVerdict | undefined {
  const mode = clusterModeOf(propertiesBefore);
  const isSingle = before === undefined || Number(before) === 1;
  const mayBeDisabled = mode === undefined && propertiesBefore.NumCacheClusters !== undefined;
  if (!isSingle || !(Number(after) > 1) || !(mode === 'disabled' || mode === 'compatible' || mayBeDisabled)) {
    return undefined;
  }
  const unlessEnabled = mode === undefined ? ' unless cluster mode is already enabled' : '';
  const steps = 'cluster mode goes from disabled over compatible to enabled first';
  const note = `a single shard does not become ${after} in place in one step${unlessEnabled}: ${steps} (${CLUSTER_MODE})`;
  if (onlineResharding === true) return { effect: mode === undefined ? 'may-be-refused' : 'refused', note };
  return { effect: onlineResharding === false ? 'replace' : 'may-replace', note };
}

/** The cluster mode as far as the properties tell. */
function clusterModeOf(properties: Properties): string | undefined {
  const { ClusterMode: mode, CacheParameterGroupName: group, NumNodeGroups: shards } = properties;
  if (mode !== undefined) return typeof mode === 'string' ? mode : undefined;
  const { NodeGroupConfiguration: list } = properties;
  if (Number(shards) > 1 || (Array.isArray(list) && list.length > 1)) return 'enabled';
  if (typeof group !== 'string' || !group.startsWith('default.')) return undefined;
  return group.endsWith('.cluster.on') ? 'enabled' : 'disabled';
}

/** The nodes of a shard; undefined where the properties do not tell. */
function nodesOf({ NumCacheClusters: nodes, ReplicasPerNodeGroup: replicas }: Properties): number | undefined {
  if (isObject(nodes) || isObject(replicas)) return undefined;
  return replicas === undefined ? Number(nodes ?? 1) : Number(replicas) + 1;
}

/** Whether a shard of both lists differs, rather than that shards come and go. */
export function changesShard(before: unknown, after: unknown): boolean {
  if (!Array.isArray(before) || !Array.isArray(after)) return before !== undefined && after !== undefined;
  const idOf = (shard: { NodeGroupId?: unknown }, index: number) => String(shard?.NodeGroupId ?? index);
  const old = new Map(before.map((shard, index) => [idOf(shard, index), JSON.stringify(shard)]));
  return after.some((shard, index) => (old.get(idOf(shard, index)) ?? JSON.stringify(shard)) !== JSON.stringify(shard));
}
