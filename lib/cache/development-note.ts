import type { CfnReplicationGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnDeletionPolicy, type CfnResource, Lazy, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

const NOTES = Symbol.for('cdk-cache-tier.development-notes');

/**
 * Says in the description of the template that it holds a cache on which nobody should rely. What is true of it is known
 * at synthesis, after the aspects and mixins of others.
 *
 * @param resource what goes when the cache goes
 * @param cache by whose path it is named
 */
export function noteDevelopment(resource: CfnResource, cache: IConstruct | undefined = resource.node.scope): void {
  const stack: Stack & { [NOTES]?: (() => string)[] } = Stack.of(resource);
  if (stack[NOTES] === undefined) {
    const notes: (() => string)[] = [];
    stack[NOTES] = notes;
    const before = stack.templateOptions.description;
    stack.templateOptions.description = Lazy.string({
      produce: () => [...(before ? [before] : []), ...notes.map((note) => note())].join('. ').slice(0, LONGEST),
    });
  }
  stack[NOTES].push(() => `${factsOf(resource).join(', ')}: ${cache?.node.path}`);
}

/** Characters that CloudFormation takes. */
const LONGEST = 1024;

function factsOf(resource: CfnResource & { snapshotRetentionLimit?: CfnReplicationGroup['snapshotRetentionLimit'] }) {
  const { deletionPolicy = CfnDeletionPolicy.DELETE } = resource.cfnOptions;
  return [
    'Development profile',
    ...(resource.snapshotRetentionLimit === 0 ? ['no backups'] : []),
    ...(deletionPolicy === CfnDeletionPolicy.DELETE ? ['destroyed with the stack'] : []),
  ];
}
