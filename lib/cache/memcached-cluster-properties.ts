import type { CfnCacheClusterProps } from 'aws-cdk-lib/aws-elasticache';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Engine, type EngineVersion } from '../catalog/engine-version';
import type { NodeType } from '../catalog/node-type';
import { attempt } from '../policy/enforce';
import { InvalidCacheError } from '../policy/invalid-cache-error';
import { MEMCACHED_PORT } from './memcached-cluster-address';
import type { MemcachedClusterProps } from './memcached-cluster-props';
import { ParameterGroup } from './parameter-group';

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';

/** What a cluster is, its defaults applied. */
export interface ClusterTraits {
  /** The engine and its version. */
  readonly engine: EngineVersion;
  /** The machine of its nodes. */
  readonly nodeType: NodeType;
  /** The number of its nodes. */
  readonly nodes: number;
}

/** What a cluster says for itself, before it is placed and wired. */
export function statedOfCluster(
  { engine, nodeType, nodes }: ClusterTraits,
  props: MemcachedClusterProps,
): CfnCacheClusterProps {
  return {
    clusterName: props.clusterName,
    engine: engine.engine,
    engineVersion: engine.version,
    cacheNodeType: nodeType.name,
    numCacheNodes: nodes,
    port: MEMCACHED_PORT,
    transitEncryptionEnabled: props.transitEncryption ?? hasEncryption(engine, nodeType),
    networkType: props.networkType?.value,
    ipDiscovery: props.ipDiscovery?.value,
    preferredMaintenanceWindow: props.maintenanceWindow?.value,
    autoMinorVersionUpgrade: props.autoMinorVersionUpgrade ?? false,
    notificationTopicArn: props.notificationTopic?.topicRef.topicArn,
  };
}

/** Of the newest families AWS does not say whether they have it; a cache in clear text would be said by nobody. */
function hasEncryption(engine: EngineVersion, nodeType: NodeType): boolean {
  return engine.features.tls === true && nodeType.memcachedTls !== false;
}

/** The parameter group that a cluster makes for itself, empty if need be: to be given one later changes the cluster. */
export function ownMemcachedParameters(
  cluster: Construct & ClusterTraits,
  { parameters = {} }: MemcachedClusterProps,
  problems: string[],
): ParameterGroup {
  const stated = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const group = { engine: cluster.engine, parameters: Object.fromEntries(stated) };
  return attempt(problems, cluster, 'ParameterGroup', () => new ParameterGroup(cluster, 'ParameterGroup', group));
}

/**
 * The version as it is, if it is one of Memcached. Of another engine nothing else of the cluster would be right, either.
 *
 * @throws InvalidCacheError for another engine
 */
export function versionOfMemcached({ node }: Construct, engine: EngineVersion): EngineVersion {
  if (engine.engine === Engine.MEMCACHED) return engine;
  throw new InvalidCacheError(node.path, [
    `'engine' needs a version of Memcached, got ${engine}; use ReplicationGroup for Valkey and Redis OSS (${GUIDE}/SelectEngine.html)`,
  ]);
}

/** What properties of a cluster say against each other; what the service refuses, the rules say. */
export function memcachedContradictions(props: MemcachedClusterProps): string[] {
  const problems: string[] = [];
  if (props.parameterGroup !== undefined && props.parameters !== undefined) {
    problems.push(
      "'parameterGroup' needs to stand alone, got 'parameters' beside it; set the parameters in that group",
    );
  }
  if (props.removalPolicy === RemovalPolicy.SNAPSHOT) {
    problems.push(
      `'removalPolicy' needs DESTROY or RETAIN, because Memcached has no snapshots, got SNAPSHOT; use RemovalPolicy.DESTROY (${GUIDE}/backups.html)`,
    );
  }
  return problems;
}
