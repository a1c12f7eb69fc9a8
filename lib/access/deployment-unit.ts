import { Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * The stack, nested or not, that is deployed as a whole and has one construct in it but not the other; undefined if every
 * stack of the one has the other in it as well. Two such stacks cannot need each other.
 */
export function deploymentUnit(of: IConstruct, without: IConstruct): Stack | undefined {
  const others = stacksOf(without);
  return stacksOf(of).find((stack) => !others.includes(stack));
}

/** The stacks that have the construct in them, the outermost first. */
export function stacksOf(construct: IConstruct): Stack[] {
  const stack = Stack.of(construct);
  return stack.nestedStackParent === undefined ? [stack] : [...stacksOf(stack.nestedStackParent), stack];
}
