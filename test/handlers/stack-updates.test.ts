import type { Duplicates } from './elasticache-stand-in';
import { CHANGES, type Handler, RotationLab } from './rotation-lab';

// CloudFormation reads AWSCURRENT again with every update of the resource, and gives it to the service.

const labs: { [handler: string]: RotationLab } = {};
beforeAll(async () => {
  labs['rotate-auth-token'] = await RotationLab.start('rotate-auth-token');
  labs['rotate-user-password'] = await RotationLab.start('rotate-user-password');
});
afterAll(() => Promise.all(Object.values(labs).map((lab) => lab.stop())));

/**
 * Starts a stack update at a moment of a rotation, counted in changes.
 *
 * @returns the change before or after which it started; undefined if the rotation ended first
 */
async function rotateWithUpdate(lab: RotationLab, when: 'before' | 'after', change: number) {
  let seen = -1;
  let place: string | undefined;
  let update: Promise<void> | undefined;
  lab.aws.fault = (moment, _, action) => {
    if (moment !== when || !CHANGES.includes(action)) return false;
    seen += 1;
    if (seen !== change) return false;
    place = action;
    update = lab.updateStack();
    return false;
  };
  const { error } = await lab.rotate();
  lab.aws.fault = () => false;
  lab.previousHolds = false;
  expect(error).toBeUndefined();
  await update;
  return place;
}

/** An update that starts after a change waits for it, and so writes long after it has read: that is the harder case. */
const MOMENTS = { 'at-next-rotation': ['before', 'after'], immediately: ['after'] } as const;

const DURING: readonly (readonly [Handler, 'at-next-rotation' | 'immediately', Duplicates])[] = [
  ['rotate-auth-token', 'at-next-rotation', 'counted'],
  ['rotate-auth-token', 'at-next-rotation', 'refused'],
  ['rotate-auth-token', 'immediately', 'moved'],
  ['rotate-user-password', 'at-next-rotation', 'counted'],
  ['rotate-user-password', 'immediately', 'counted'],
];

test.each(DURING)(
  '%s, %s: an update at any moment of a rotation harms nothing (a known token is %s)',
  async (...row) => {
    const [handler, retire, duplicates] = row;
    const lab = labs[handler];
    for (const when of MOMENTS[retire]) {
      for (let change = 0; ; change += 1) {
        await lab.reset({ retire });
        lab.aws.elasticache.duplicates = duplicates;
        lab.watch();
        const place = await rotateWithUpdate(lab, when, change);
        expect([when, change, place, await lab.works('AWSCURRENT')]).toEqual([when, change, place, true]);
        expect([when, change, place, (await lab.rotate()).error]).toEqual([when, change, place, undefined]);
        await lab.rest();
        // Read before the labels moved, written after: the password is repaired, but a client may have been refused.
        const late = !lab.isToken && when === 'before' && place === 'UpdateSecretVersionStage';
        if (!late) expect([when, change, place, lab.violations]).toEqual([when, change, place, []]);
        if (place === undefined) break;
      }
    }
  },
);

test.each<[Handler, Duplicates, boolean]>([
  ['rotate-auth-token', 'counted', false],
  ['rotate-auth-token', 'moved', true],
  ['rotate-auth-token', 'ignored', true],
  ['rotate-auth-token', 'refused', true],
  ['rotate-user-password', 'counted', false],
])(
  '%s: an update after a rotation leaves the current credential, and may end the previous one (%s)',
  async (...row) => {
    const [handler, duplicates, previous] = row;
    const lab = labs[handler];
    await lab.reset();
    lab.aws.elasticache.duplicates = duplicates;
    await lab.rotate();
    lab.watch();
    await lab.updateStack();
    expect([await lab.works('AWSCURRENT'), await lab.works('AWSPREVIOUS')]).toEqual([true, previous]);
    expect((await lab.rotate()).error).toBeUndefined();
    await lab.rest();
    expect(lab.violations).toEqual([]);
  },
);

describe('an update that read the secret before the labels moved, and writes after the rotation', () => {
  const rotateAndWriteLate = async (lab: RotationLab) => {
    const read = lab.password('AWSCURRENT');
    expect((await lab.rotate()).error).toBeUndefined();
    await lab.updateStack(read);
  };

  test.each(['counted', 'moved', 'ignored'] as const)('takes nothing from a token (%s)', async (duplicates) => {
    const lab = labs['rotate-auth-token'];
    for (const retire of ['at-next-rotation', 'immediately'] as const) {
      await lab.reset({ retire });
      lab.aws.elasticache.duplicates = duplicates;
      lab.watch();
      await rotateAndWriteLate(lab);
      expect((await lab.rotate()).error).toBeUndefined();
      await rotateAndWriteLate(lab);
      await lab.rest();
      expect(lab.violations).toEqual([]);
    }
  });

  test('takes nothing from a token even where it could not be put in order any more', async () => {
    const lab = labs['rotate-auth-token'];
    await lab.reset({ retire: 'immediately' });
    lab.aws.elasticache.duplicates = 'refused';
    lab.watch();
    await rotateAndWriteLate(lab);
    expect((await lab.rotate()).error).toBe(
      'replication group group took neither SET nor ROTATE of its current token, and another token would drop the current one; give the group its tokens by hand, when clients may be cut off',
    );
    await lab.rest();
    expect([lab.violations, await lab.works('AWSCURRENT')]).toEqual([[], true]);
  });

  test('takes the password from a user, until the next update or rotation', async () => {
    const lab = labs['rotate-user-password'];
    for (const repair of [() => lab.updateStack(), () => lab.rotate()]) {
      await lab.reset();
      await rotateAndWriteLate(lab);
      expect([await lab.works('AWSCURRENT'), await lab.works('AWSPREVIOUS')]).toEqual([false, true]);
      await repair();
      expect(await lab.works('AWSCURRENT')).toBe(true);
    }
  });
});
