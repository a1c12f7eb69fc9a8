import { RotationVariable } from 'cache-tier/link';
import { accepts } from './credential-probe';
import { changeTokens, groupAvailable, isUnwanted } from './replication-group-tokens';
import { RotationError } from './rotation-error';
import { type Rotation, requiredVariable, rotationHandler, variable } from './rotation-steps';

/*
 * A group holds two tokens, and nobody can read which. Each new one drops the oldest, and that must never be the current
 * one:
 *
 * - The label APPLIED is moved to a version before the group is given its token. If another rotation finds it on a
 *   version that never became current, the token there may be one of the two: it is used again, because a third would
 *   drop the current one.
 * - A stack update gives the group the token that was current when it read the secret. If that is the previous one by
 *   then, the current one is the oldest. So a rotation that finds that the previous token still works ends it first, and
 *   only then makes a new one. Until APPLIED is on the new version, this may be repeated.
 */
const APPLIED = 'CacheTierApplied';

/** How often a token is tried that the group should know: its nodes may be a moment behind. */
const PATIENCE = 12;

/** Rotates the AUTH token of a replication group. */
export const handler = rotationHandler({
  prepare: async (rotation, current, pending) => {
    if (rotation.versions.holder(APPLIED) === rotation.pending) return pending;
    await available(rotation);
    await requireCurrent(rotation, current);
    const left = pending ?? (await leftOver(rotation, current));
    if (left !== undefined && (await works(rotation, left))) return left;
    const previous = await rotation.earlier('AWSPREVIOUS');
    if (previous === undefined || previous === current || !(await works(rotation, previous))) return left;
    const ended = await endPrevious(rotation, current, previous);
    // Where tokens end by SET, one that works again was added after the current one.
    if (!ended && immediately()) throw notEnded('another token would drop the current one');
    return left;
  },

  add: async (rotation, current, pending) => {
    const { versions } = rotation;
    const holder = versions.holder(APPLIED);
    const applied = holder === undefined || holder === rotation.current ? undefined : await rotation.password(holder);
    if (applied !== undefined && applied !== current && applied !== pending) {
      throw new RotationError(
        `the token of version ${holder} may be one of the group's two, and another one would drop the current token; take the label AWSPENDING off version ${rotation.pending}, and rotate again: it is used then`,
      );
    }
    await versions.move(APPLIED, rotation.pending);
    await addToken(rotation, current, pending, applied === pending ? PATIENCE : 1);
  },

  verify: async (rotation, current, pending) => {
    if (await becomesTrue(rotation, () => works(rotation, pending), 1)) return;
    if (current === pending) return requireCurrent(rotation, current);
    if (rotation.versions.holder(APPLIED) !== rotation.pending) {
      throw new RotationError(`the group was never given the token of version ${rotation.pending}; rotate again`);
    }
    rotation.log('the token does not work any more');
    await addToken(rotation, current, pending, PATIENCE);
  },

  conclude: async (rotation, current, previous) => {
    if (!immediately() || previous === undefined || current === previous) return;
    if (!(await endPrevious(rotation, current, previous))) throw notEnded('the previous one works still');
  },
});

/** Adds the pending token, unless it works: it is never given to the group twice. */
async function addToken(rotation: Rotation, current: string, pending: string, rounds: number): Promise<void> {
  const done = () => works(rotation, pending);
  const otherwise = `took the token and ${place()} refuses it; see that this is an endpoint of the group`;
  await change(rotation, { strategy: 'ROTATE', token: pending, current, done, rounds, otherwise });
}

/**
 * Leaves the group the current token alone. SET is for the token of the last ROTATE, and after a stack update that may
 * have been another: then the current one is given to the group once more.
 *
 * @returns false if the service wants neither
 */
async function endPrevious(rotation: Rotation, current: string, previous: string): Promise<boolean> {
  const done = async () => !(await works(rotation, previous));
  const set: Change = { strategy: 'SET', token: current, current, done, otherwise: 'still takes the previous token' };
  try {
    await change(rotation, set);
    return true;
  } catch (error) {
    if (!isUnwanted(error)) throw error;
  }
  try {
    while (!(await changeTokens(group(), current, 'ROTATE'))) await rotation.deadline.pause('renewing the token');
    await change(rotation, set);
    return true;
  } catch (error) {
    if (!isUnwanted(error)) throw error;
    return false;
  }
}

interface Change {
  readonly strategy: 'ROTATE' | 'SET';
  readonly token: string;
  readonly current: string;
  /** True if the change has been made. */
  readonly done: () => Promise<boolean>;
  /** How often that is looked at before the change is asked for. */
  readonly rounds?: number;
  /** What is wrong if the group took the change, and it never shows. */
  readonly otherwise: string;
}

/** Makes a change of the tokens, unless it has been made: by another invocation, or by one that was cut off. */
async function change(rotation: Rotation, it: Change): Promise<void> {
  if (await becomesTrue(rotation, it.done, it.rounds ?? 1)) return;
  await requireCurrent(rotation, it.current);
  if (!(await changeTokens(group(), it.token, it.strategy))) {
    await rotation.deadline.pause(`asking for ${it.strategy}`);
    return change(rotation, { ...it, rounds: PATIENCE });
  }
  rotation.log(`the group does ${it.strategy}`);
  if (await becomesTrue(rotation, it.done, PATIENCE)) return;
  throw new RotationError(`replication group ${group()} ${it.otherwise}`);
}

/** The token of a version that was or is about to be given to the group, and whose rotation went no further. */
async function leftOver(rotation: Rotation, current: string): Promise<string | undefined> {
  for (const label of [APPLIED, 'AWSPENDING']) {
    const token = await rotation.earlier(label);
    if (token !== undefined && token !== current) return token;
  }
  return undefined;
}

function notEnded(why: string): RotationError {
  return new RotationError(
    `replication group ${group()} took neither SET nor ROTATE of its current token, and ${why}; give the group its tokens by hand, when clients may be cut off`,
  );
}

async function requireCurrent(rotation: Rotation, current: string): Promise<void> {
  if (await works(rotation, current)) return;
  throw new RotationError(
    `${place()} refuses the token of AWSCURRENT, so nothing was changed; deploy the stack of replication group ${group()} again, or correct the endpoint`,
  );
}

/** True as soon as the group is available, and something can be seen there. */
async function becomesTrue(rotation: Rotation, done: () => Promise<boolean>, rounds: number): Promise<boolean> {
  for (let round = 1; ; round += 1) {
    await available(rotation);
    if (await done()) return true;
    if (round >= rounds) return false;
    await rotation.deadline.pause('trying the tokens');
  }
}

const works = ({ deadline }: Rotation, token: string) => accepts(endpoint(), token, deadline);
const available = ({ deadline }: Rotation) => groupAvailable(group(), deadline);
const immediately = () => variable(RotationVariable.RETIRE_PREVIOUS) === 'immediately';
const group = () => requiredVariable(RotationVariable.REPLICATION_GROUP_ID);
const place = () => `${endpoint().host}:${endpoint().port}`;
const endpoint = () => ({
  host: requiredVariable(RotationVariable.ENDPOINT),
  port: Number(requiredVariable(RotationVariable.PORT)),
});
