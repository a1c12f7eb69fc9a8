import { App, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { deploymentUnit, stacksOf } from '../../lib/access/deployment-unit';

const app = new App();
const [left, right] = [new Stack(app, 'Left'), new Stack(app, 'Right')];
const nested = new NestedStack(left, 'Nested');
const inner = new NestedStack(nested, 'Inner');
const sibling = new NestedStack(left, 'Sibling');
const inside = (stack: Stack) => new Construct(stack, `At${stack.node.children.length}`);

test('the stacks of a construct are those that have it in them, the outermost first', () => {
  expect(stacksOf(inside(inner))).toEqual([left, nested, inner]);
  expect(stacksOf(inside(right))).toEqual([right]);
});

test('a unit has the one in it and not the other', () => {
  expect(deploymentUnit(inside(left), inside(right))).toBe(left);
  expect(deploymentUnit(inside(inner), inside(left))).toBe(nested);
  expect(deploymentUnit(inside(inner), inside(sibling))).toBe(nested);
});

test('what is in every stack of the other has no unit of its own', () => {
  expect(deploymentUnit(inside(left), inside(inner))).toBeUndefined();
  expect(deploymentUnit(inside(nested), inside(nested))).toBeUndefined();
});
