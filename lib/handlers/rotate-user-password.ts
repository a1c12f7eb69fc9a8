import { RotationVariable } from 'cache-tier/link';
import { accepts } from './credential-probe';
import { RotationError } from './rotation-error';
import { type Rotation, requiredVariable, rotationHandler, variable } from './rotation-steps';
import { objectIn } from './secret-text';
import { setPasswords, userActive } from './user-passwords';

/** How often passwords are given, and tried each time: the caches may be a moment behind. */
const GIVING = { times: 3, patience: 4 };

/**
 * A stack update writes the password that it read from the secret, and no other. It may have read before a step and write
 * after it, because it waits for a user that is being changed. So the passwords are looked at a few times more, at
 * intervals of so many milliseconds, and given again if need be.
 */
const WATCH = { rounds: 3, interval: 15_000 };

/**
 * Rotates the password of a user, who may have two. The service is always given the whole list, and the current one is
 * in it, so nothing that an earlier rotation left can do harm.
 */
export const handler = rotationHandler({
  check: (text) => {
    const field = variable(RotationVariable.SECRET_FIELD);
    const name = field === undefined ? undefined : objectIn(text, field).username;
    if (name !== undefined && name !== userName()) {
      throw new RotationError(`the secret is of another user: its 'username' needs ${userName()}; name another secret`);
    }
  },

  add: async (rotation, current, pending) => {
    // The number of passwords alone does not tell the pending one from the previous one.
    if (variable(RotationVariable.ENDPOINT) === undefined) await give(rotation, [current, pending]);
    await keep(rotation, [current, pending]);
  },

  verify: async (rotation, current, pending) => {
    if (current === pending) {
      if (await has(rotation, undefined, current)) return;
      throw refused(rotation.current);
    }
    if (!(await has(rotation, 2, pending))) await give(rotation, [current, pending]);
  },

  conclude: async (rotation, current, previous) => {
    if (previous === undefined || current === previous) return;
    const immediately = variable(RotationVariable.RETIRE_PREVIOUS) === 'immediately';
    await keep(rotation, immediately ? [current] : [previous, current]);
  },
});

/** Makes sure that the user has these passwords, and keeps them for a while; the last is the new one. */
async function keep(rotation: Rotation, passwords: readonly string[]): Promise<void> {
  for (let round = 1; ; round += 1) {
    if (!(await has(rotation, passwords.length, passwords[passwords.length - 1]))) await give(rotation, passwords);
    if (round === WATCH.rounds) return;
    await rotation.deadline.pause('watching the passwords', WATCH.interval);
  }
}

/** Gives the user these passwords, until the last one works: a stack update may write at the same time. */
async function give(rotation: Rotation, passwords: readonly string[]): Promise<void> {
  for (let round = 0; round < GIVING.times * GIVING.patience; round += 1) {
    if (round % GIVING.patience === 0) {
      await setPasswords(userId(), passwords, rotation.deadline);
      rotation.log(`the user is given ${passwords.length === 1 ? 'this password alone' : 'two passwords'}`);
    }
    if (await has(rotation, passwords.length, passwords[passwords.length - 1])) return;
    await rotation.deadline.pause('trying the password');
  }
  throw refused(rotation.pending);
}

/** True if the user has so many passwords, and the cache takes this one where it is known. */
async function has(rotation: Rotation, count: number | undefined, password: string): Promise<boolean> {
  const { name, passwords } = await userActive(userId(), rotation.deadline);
  if (name !== userName()) {
    throw new RotationError(`user ${userId()} needs the name ${userName()}, got ${name}; deploy the stack again`);
  }
  if (count !== undefined && passwords !== undefined && passwords !== count) return false;
  const host = variable(RotationVariable.ENDPOINT);
  if (host === undefined) return true;
  const port = Number(requiredVariable(RotationVariable.PORT));
  return accepts({ host, port, user: userName() }, password, rotation.deadline);
}

function refused(version: string): RotationError {
  return new RotationError(
    `${variable(RotationVariable.ENDPOINT) ?? 'ElastiCache'} refuses user ${userName()} with the password of version ${version}; see that the user is on, and in the user group of this cache`,
  );
}

const userId = () => requiredVariable(RotationVariable.USER_ID);
const userName = () => requiredVariable(RotationVariable.USER_NAME);
