import { CfnParameterGroup, type IParameterGroupRef } from 'aws-cdk-lib/aws-elasticache';
import { Token } from 'aws-cdk-lib/core';
import type { Topology } from '../topology/topology';
import { ClusterMode } from './cluster-mode';
import type { ReplicationGroupProps } from './replication-group-props';

const INHERITED: readonly (keyof ReplicationGroupProps)[] = [
  'nodeType',
  'automaticFailover',
  'multiAz',
  'clusterMode',
  'durability',
  'parameterGroup',
  'parameters',
  'workload',
  'transitEncryption',
  'restoreFrom',
  'primaryClusterId',
];

/** What two properties of a replication group say against each other; what the service refuses, the rules say. */
export function contradictions(props: ReplicationGroupProps, topology: Topology): string[] {
  const { clusterMode, parameterGroup, parameters } = props;
  const problems: string[] = [];
  if (topology.clusterMode && clusterMode !== undefined && clusterMode !== ClusterMode.ENABLED) {
    problems.push(
      `'clusterMode' needs ClusterMode.ENABLED with this topology, got '${clusterMode.value}'; leave it out, or use Topology.singleShard()`,
    );
  }
  if (!topology.clusterMode && clusterMode === ClusterMode.ENABLED) {
    problems.push(
      "'topology' needs cluster mode with ClusterMode.ENABLED, got a single shard; use Topology.clusterMode(), or Topology.migratedToClusterMode() for a group that was made without it",
    );
  }
  if (parameters !== undefined && 'cluster-enabled' in parameters) {
    problems.push(
      `'parameters' needs to leave 'cluster-enabled' to 'topology', got '${parameters['cluster-enabled']}'; use Topology.clusterMode() or Topology.singleShard()`,
    );
  }
  const ofOwnGroup = (['parameters', 'workload'] as const).filter((name) => props[name] !== undefined);
  if (parameterGroup !== undefined && ofOwnGroup.length > 0) {
    const names = ofOwnGroup.map((name) => `'${name}'`).join(' and ');
    problems.push(`'parameterGroup' needs to stand alone, got ${names} beside it; set the parameters in that group`);
  }
  if (props.globalReplicationGroupId !== undefined) {
    const given = INHERITED.filter((name) => props[name] !== undefined);
    const names = given.map((name) => `'${name}'`).join(', ');
    if (given.length > 0) {
      problems.push(
        `'globalReplicationGroupId' needs what a secondary inherits to be left out, got ${names}; leave these to the primary`,
      );
    }
  }
  // More shards, and a cluster mode that is stated, the rules look at.
  const found = parameterGroup === undefined || topology.shards > 1 ? undefined : clusterEnabled(parameterGroup);
  const stated = clusterMode !== undefined || topology.migrated;
  if (found !== undefined && found !== topology.clusterMode && !stated) {
    const [needs, got] = [topology.clusterMode, found].map((on) => `'cluster-enabled' ${on ? 'yes' : 'no'}`);
    problems.push(
      `'parameterGroup' needs ${needs} with this topology, got ${got}; use another group, or another topology`,
    );
  }
  return problems;
}

/** Whether a parameter group puts its caches into cluster mode; undefined where only the deployment knows. */
function clusterEnabled(group: IParameterGroupRef): boolean | undefined {
  const { cacheParameterGroupName: name } = group.parameterGroupRef;
  if (name.startsWith('default.')) return name.endsWith('.cluster.on');
  const resource = group instanceof CfnParameterGroup ? group : group.node.defaultChild;
  if (!(resource instanceof CfnParameterGroup)) return undefined;
  const parameters = resource.properties ?? {};
  if (Token.isUnresolved(parameters)) return undefined;
  const value = (parameters as { readonly [name: string]: string })['cluster-enabled'];
  return Token.isUnresolved(value) ? undefined : value === 'yes';
}
