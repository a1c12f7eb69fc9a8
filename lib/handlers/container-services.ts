import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CLIENT, reached } from './aws-call';
import { RotationError } from './rotation-error';

const client = new ECSClient(CLIENT);

/**
 * Whether a service of one task is at rest: a deployment under way may have read secrets before they were changed, or after.
 *
 * @throws RotationError if it is gone, or runs no task by intention
 */
export async function isSettled(cluster: string, service: string): Promise<boolean> {
  const describe = new DescribeServicesCommand({ cluster, services: [service] });
  const { services: [found] = [] } = await reached('ecs', client.send(describe));
  if (found === undefined || found.status !== 'ACTIVE') {
    throw new RotationError(`there is no service ${service}; deploy the stack again`);
  }
  if (found.desiredCount === 0) {
    throw new RotationError(`service ${service} needs one task, got a desired count of 0; set it to 1`);
  }
  const { deployments = [], desiredCount, runningCount } = found;
  return deployments.length === 1 && deployments[0].rolloutState !== 'IN_PROGRESS' && runningCount === desiredCount;
}

/** Ends the task of a service, and starts another one, which reads its secrets. */
export async function restart(cluster: string, service: string): Promise<void> {
  await reached('ecs', client.send(new UpdateServiceCommand({ cluster, service, forceNewDeployment: true })));
}
