import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/** The stack that is deployed with the construct in it: nested stacks are deployed with theirs. */
export function outermostStack(construct: IConstruct): Stack {
  const stack = Stack.of(construct);
  return stack.nestedStackParent === undefined ? stack : outermostStack(stack.nestedStackParent);
}
