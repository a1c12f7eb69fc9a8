import {
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  ModifyReplicationGroupCommand,
} from '@aws-sdk/client-elasticache';
import { CLIENT, isPassing, isRefusal, reached } from './aws-call';
import type { Deadline } from './deadline';
import { RotationError } from './rotation-error';

const client = new ElastiCacheClient(CLIENT);

/**
 * For changes: the SDK must not repeat one by itself. The service may have carried out the first, and to give it the
 * same token twice may drop the other.
 */
const once = new ElastiCacheClient({ ...CLIENT, maxAttempts: 1 });

/** No group comes back from these states. */
const LOST = ['deleting', 'create-failed'];

/** Waits until a group takes a change, and the last change of its tokens has ended. */
export async function groupAvailable(group: string, deadline: Deadline): Promise<void> {
  for (;;) {
    const { status, token } = await stateOf(group);
    if (LOST.includes(status))
      throw new RotationError(`replication group ${group} is ${status}; delete the rotation too`);
    if (status === 'available' && token === undefined) return;
    await deadline.pause(`waiting for replication group ${group} (${token ?? status})`);
  }
}

/**
 * Asks for a change of the tokens: ROTATE adds this one and drops the oldest of two, SET leaves this one alone.
 *
 * @returns false if it is not known whether the group took it: look at the group, and ask again if need be
 */
export async function changeTokens(group: string, token: string, strategy: 'ROTATE' | 'SET'): Promise<boolean> {
  const change = { AuthToken: token, AuthTokenUpdateStrategy: strategy, ApplyImmediately: true };
  try {
    await once.send(new ModifyReplicationGroupCommand({ ReplicationGroupId: group, ...change }));
    return true;
  } catch (error) {
    if (isPassing(error) || isRefusal(error, 'InvalidReplicationGroupState')) return false;
    throw error;
  }
}

/** True if the service did not want this very change of the tokens. */
export function isUnwanted(error: unknown): boolean {
  return isRefusal(error, 'InvalidParameterValue', 'InvalidParameterCombination');
}

async function stateOf(group: string): Promise<{ readonly status: string; readonly token?: string }> {
  try {
    const describe = new DescribeReplicationGroupsCommand({ ReplicationGroupId: group });
    const { ReplicationGroups: [found] = [] } = await reached('elasticache', client.send(describe));
    return { status: found?.Status ?? 'unknown', token: found?.PendingModifiedValues?.AuthTokenStatus };
  } catch (error) {
    if (!isRefusal(error, 'ReplicationGroupNotFound')) throw error;
    throw new RotationError(`there is no replication group ${group}; delete the rotation, or name one that exists`);
  }
}
