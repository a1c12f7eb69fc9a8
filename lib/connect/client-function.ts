import type { CfnFunction, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import type { Client, IClient } from './client';
import type { LinkVariables } from './link-variables';
import type { TargetWords } from './target-words';

/** The client that a Lambda function is; undefined if it is none. Versions and aliases have the environment of theirs. */
export function functionOf(target: IClient, { noun }: TargetWords): Client | undefined {
  if (!isFunction(target)) return undefined;
  if (isEdge(target)) return { construct: target, groups: [], variables: [], problems: [onTheEdge(noun)] };
  const fn = unqualified(target);
  const own = 'addEnvironment' in fn ? (fn as LambdaFunction) : undefined;
  const problems = fn.isBoundToVpc ? [] : [own === undefined ? WITHOUT_GROUP : withoutVpc(noun)];
  return {
    construct: fn,
    groups: fn.isBoundToVpc ? fn.connections.securityGroups : [],
    principal: fn.grantPrincipal,
    variables: [own === undefined ? { construct: fn, names: [] } : variablesOf(own)],
    problems,
  };
}

function isFunction(target: IClient): target is IFunction {
  return 'functionArn' in target && 'isBoundToVpc' in target;
}

/** Versions have an ARN for the edge, and functions a current version; only functions of the edge have both. */
function isEdge(fn: IFunction): boolean {
  return 'edgeArn' in fn && 'currentVersion' in fn;
}

function unqualified(fn: IFunction): IFunction {
  if ('lambda' in fn) return unqualified(fn.lambda as IFunction);
  // What a SingletonFunction stands for.
  return 'lambdaFunction' in fn ? (fn.lambdaFunction as IFunction) : fn;
}

function variablesOf(fn: LambdaFunction): LinkVariables {
  const resource = fn.node.defaultChild as CfnFunction;
  const variables = () => (Stack.of(fn).resolve(resource.environment) as CfnFunction.EnvironmentProperty)?.variables;
  return {
    construct: fn,
    get names() {
      return Object.keys(variables() ?? {});
    },
    set: (name, value) => fn.addEnvironment(name, value),
    limited: () => (variables() ?? {}) as { [name: string]: unknown },
  };
}

const VPC_PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html';

function withoutVpc(noun: string): string {
  return `'target' needs to be in a VPC, got a function without one; give it the 'vpc' of the ${noun} (${VPC_PAGE})`;
}

const WITHOUT_GROUP =
  "'target' needs security groups, got an imported function of which none is known; import it with " +
  `Function.fromFunctionAttributes() and its 'securityGroup' (${VPC_PAGE})`;

function onTheEdge(noun: string): string {
  return `'target' needs to be in a VPC, got a function of Lambda@Edge, which can have neither a VPC nor environment variables; connect a function in the Region of the ${noun}, and call that one (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html)`;
}
