import type { BaseService, ContainerDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Client, IClient } from './client';
import type { LinkVariables } from './link-variables';
import type { TargetWords } from './target-words';

/**
 * The client that an ECS service is: its security groups, the role of its task and the environment of its containers.
 *
 * @returns undefined if the target is neither a service nor a task definition
 */
export function containersOf(
  target: IClient,
  words: TargetWords,
  named?: readonly ContainerDefinition[],
): Client | undefined {
  if ('taskDefinitionArn' in target) return refused(target, TASK_DEFINITION);
  if (!('serviceArn' in target && 'cluster' in target)) return undefined;
  if (!('taskDefinition' in target)) return refused(target, imported(words));
  const service = target as BaseService;
  const { defaultContainer, taskRole, node } = service.taskDefinition;
  const containers = named ?? [defaultContainer].filter((container) => container !== undefined);
  const foreign = containers.filter((container) => container.taskDefinition !== service.taskDefinition);
  return {
    construct: service,
    groups: service.connections.securityGroups,
    principal: taskRole,
    variables: containers.map(variablesOf),
    problems: [
      ...(containers.length === 0 ? [named === undefined ? NO_CONTAINER : NO_CONTAINER_NAMED] : []),
      ...foreign.map(
        (container) =>
          `'containers' needs containers of '${node.path}', got '${container.node.path}'; name containers of the task of the service`,
      ),
    ],
  };
}

function refused(target: IClient, problem: string): Client {
  return { construct: target as BaseService, groups: [], variables: [], problems: [problem] };
}

function variablesOf(container: ContainerDefinition): LinkVariables {
  return {
    construct: container,
    get names() {
      const { environment = [], secrets = [] } = container.renderContainerDefinition();
      return [...(environment as { name: string }[]), ...(secrets as { name: string }[])].map(({ name }) => name);
    },
    set: (name, value) => container.addEnvironment(name, value),
  };
}

const TASK_DEFINITION =
  "'target' needs a service, got a task definition, which has no security groups; pass the service that runs it";

function imported({ byHand }: TargetWords): string {
  return `'target' needs a service of this app, got an imported one, of which neither the role nor the containers are known; connect it where it is made, or wire it by hand with ${byHand}`;
}

const NO_CONTAINER =
  "'containers' needs a container that gets the link, got a task without a default one; add the containers first, or name one";

const NO_CONTAINER_NAMED = "'containers' needs at least 1 container, got none; leave it out for the default container";
