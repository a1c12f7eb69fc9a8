import { App, CloudFormationValidatePlugin, Validations } from 'aws-cdk-lib';
import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import type { ReplicationGroup } from '../../lib/cache/replication-group';

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
  Validations.of(app).addPlugins(validator);
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

/** The plugin and its engine, which takes seconds to start: one for all apps of a test file. */
const validator = new CloudFormationValidatePlugin();
