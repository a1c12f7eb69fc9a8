import type { CfnCacheCluster, CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnDeletionPolicy, Lazy, Stack } from 'aws-cdk-lib/core';

const NOTES = Symbol.for('cdk-cache-tier.development-notes');

/**
 * Says in the description of the template that it holds a cache on which nobody should rely. What is true of it is known
 * at synthesis, after the aspects and mixins of others.
 */
export function noteDevelopment(resource: CfnReplicationGroup | CfnCacheCluster): void {
  const stack: Stack & { [NOTES]?: (() => string)[] } = Stack.of(resource);
  if (stack[NOTES] === undefined) {
    const notes: (() => string)[] = [];
    stack[NOTES] = notes;
    const before = stack.templateOptions.description;
    stack.templateOptions.description = Lazy.string({
      produce: () => [...(before ? [before] : []), ...notes.map((note) => note())].join('. ').slice(0, LONGEST),
    });
  }
  stack[NOTES].push(() => noteOf(resource));
}

/** Characters that CloudFormation takes. */
const LONGEST = 1024;

function noteOf(resource: CfnReplicationGroup | CfnCacheCluster): string {
  const facts = [
    'Development profile',
    ...(resource.snapshotRetentionLimit === 0 ? ['no backups'] : []),
    ...(resource.cfnOptions.deletionPolicy === CfnDeletionPolicy.DELETE ? ['destroyed with the stack'] : []),
  ];
  return `${facts.join(', ')}: ${resource.node.scope?.node.path}`;
}
