import { App, Validations } from 'aws-cdk-lib';
import type { CfnCacheCluster, CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import type { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import type { ReplicationGroup } from '../../lib/cache/replication-group';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { sharedValidator } from './shared-validator';

/**
 * An app whose synthesis fails on everything that the validator of the CDK reports, warnings included. The plugin is
 * stated, because `jest.config.js` turns the built-in one off through the environment, which the CDK that all test files
 * of a worker share reads outside their sandbox.
 */
export function strictApp(): App {
  const app = new App({
    context: {
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      '@aws-cdk/core:strictCfnValidateErrors': true,
    },
  });
  Validations.of(app).addPlugins(sharedValidator());
  return app;
}

/** The one finding of the validator that we do not share: the service lets replicas of Redis OSS be without failover. */
export const FAILOVER_OF_REDIS = 'CloudFormation-Validate::E3026';

/** Acknowledges that finding where it is made. */
export function acknowledgeFailoverOff(cache: ReplicationGroup): void {
  const { engine, numCacheClusters = 1, automaticFailoverEnabled } = cache.node.defaultChild as CfnReplicationGroup;
  if (engine !== 'redis' || numCacheClusters < 2 || automaticFailoverEnabled !== false) return;
  Validations.of(cache).acknowledge({ id: FAILOVER_OF_REDIS, reason: 'the service lets failover be off' });
}

/** What AWS adds tomorrow the validator refuses of a cluster: it has the versions and the machines in lists. */
export function acknowledgeUnlisted({ engine, nodeType, node }: MemcachedCluster): void {
  const findings = [
    ...(EngineVersion.find(engine.engine, engine.version) === undefined ? ['E9006'] : []),
    ...(NodeType.find(nodeType.name) === undefined ? ['E3647'] : []),
  ];
  for (const id of findings) {
    const reason = 'the validator has the versions and the node types of its day';
    Validations.of(node.defaultChild as CfnCacheCluster).acknowledge({ id: `CloudFormation-Validate::${id}`, reason });
  }
}
