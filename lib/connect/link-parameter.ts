import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { Stack } from 'aws-cdk-lib/core';
import { type Link, linkParameterName } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import { outermostStack } from '../access/outermost-stack';
import { bytesOf } from './link-size';

/** The parameter that holds a link. */
export interface LinkParameter {
  /** The resource. */
  readonly resource: CfnParameter;
  /** Its name, known at synthesis. */
  readonly name: string;
  /** Its ARN. */
  readonly arn: string;
}

/** What can be said about it. */
export interface LinkParameterOptions {
  /** What it is for. */
  readonly description: string;
  /** The tier: only advanced parameters can be shared with other accounts. */
  readonly tier: 'Standard' | 'Advanced';
}

/** A parameter `Link-<connection>` under its owner, with the link as a JSON object. */
export function linkParameter(
  owner: IConstruct,
  connection: string,
  link: Link,
  { description, tier }: LinkParameterOptions,
): LinkParameter {
  const stack = Stack.of(owner);
  const name = parameterName(owner, connection);
  const value = stack.toJsonString(link);
  const resource = new CfnParameter(owner, `Link-${connection}`, { name, type: 'String', tier, description, value });
  parametersOf(owner).set(name, owner);
  const arn = stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
  resource.node.addValidation({ validate: () => excess(name, stack.resolve(value)) });
  return { resource, name, arn };
}

const PARAMETERS = Symbol.for('cdk-cache-tier.parameters');

/** The parameters of a stack, and whose they are. */
function parametersOf(owner: IConstruct): Map<string, IConstruct> {
  const stack = outermostStack(owner) as IConstruct & { [PARAMETERS]?: Map<string, IConstruct> };
  stack[PARAMETERS] ??= new Map();
  return stack[PARAMETERS];
}

/** What is wrong with a second parameter of the same name: ids that differ in special characters alone have the same. */
export function parameterProblems(owner: IConstruct, connection: string): string[] {
  const name = parameterName(owner, connection);
  const other = parametersOf(owner).get(name);
  if (other === undefined || other === owner) return [];
  return [
    `'target' needs a path that differs from others in letters, digits or '._-', got '${owner.node.path}' beside '${other.node.path}', both with the parameter '${name}'; rename one of them, or set 'as'`,
  ];
}

/** SSM allows 15 levels. Three are ours, the stack's and the connection's. */
const LEVELS = 12;

/** Made of the names of stack and constructs, so that the code of an application can hold it as a constant. */
function parameterName(owner: IConstruct, connection: string): string {
  const stack = outermostStack(owner);
  const ids = owner.node.scopes.slice(stack.node.scopes.length).map(({ node }) => node.id.replace(/[^\w.-]/g, '-'));
  const path = [stack.stackName, ...ids.slice(0, LEVELS - 1), ids.slice(LEVELS - 1).join('.')];
  return linkParameterName(path.filter((part) => part !== '').join('/'), connection);
}

const LIMIT = 4096;

function excess(name: string, value: unknown): string[] {
  const { known } = bytesOf(value);
  if (known <= LIMIT) return [];
  return [
    `'keyPrefix' needs to leave room in the parameter '${name}', which takes ${LIMIT} characters, got ${known}; shorten it (${PAGE})`,
  ];
}

const PAGE = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';
