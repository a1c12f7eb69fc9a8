import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { CLIENT, isPassing, isRefusal, reached } from './aws-call';
import type { Deadline } from './deadline';
import { RotationError } from './rotation-error';

const client = new ElastiCacheClient(CLIENT);

/** What the service tells of a user. */
export interface UserState {
  readonly name?: string;
  /** How many passwords it has; undefined if the service does not say. */
  readonly passwords?: number;
}

/** Waits until a user takes a change, and the last one has reached the caches. */
export async function userActive(user: string, deadline: Deadline): Promise<UserState> {
  for (;;) {
    const found = await describe(user);
    if (found.Status === 'active') return { name: found.UserName, passwords: found.Authentication?.PasswordCount };
    if (found.Status === 'deleting') throw new RotationError(`user ${user} is deleting; delete the rotation too`);
    await deadline.pause(`waiting for user ${user} (${found.Status ?? 'unknown'})`);
  }
}

/** Gives a user these passwords and no others. It may be repeated: the list is absolute. */
export async function setPasswords(user: string, passwords: readonly string[], deadline: Deadline): Promise<void> {
  const mode = { Type: 'password' as const, Passwords: [...passwords] };
  for (;;) {
    await userActive(user, deadline);
    try {
      await reached('elasticache', client.send(new ModifyUserCommand({ UserId: user, AuthenticationMode: mode })));
      return;
    } catch (error) {
      if (!isPassing(error) && !isRefusal(error, 'InvalidUserState')) throw error;
    }
    await deadline.pause(`changing user ${user}`);
  }
}

async function describe(user: string) {
  try {
    const { Users: [found] = [] } = await reached(
      'elasticache',
      client.send(new DescribeUsersCommand({ UserId: user })),
    );
    if (found) return found;
  } catch (error) {
    if (!isRefusal(error, 'UserNotFound')) throw error;
  }
  throw new RotationError(`there is no user ${user}; delete the rotation, or name one that exists`);
}
