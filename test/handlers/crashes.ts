import { CHANGES, type RotationLab, type Setting } from './rotation-lab';

/** A crash, and what Secrets Manager or a person does after it. */
export interface Crash {
  /** The process is killed, or the connection of this one call is cut. */
  readonly how: 'killed' | 'cut off';
  readonly when: 'before' | 'after';
  /** The steps are repeated for the same version, or its rotation is called off and another one started. */
  readonly next: 'repeated' | 'called off';
  /** Between two calls that change nothing a killed process leaves what a cut one leaves. */
  readonly calls: 'every call' | 'every change';
}

const BOTH = ['before', 'after'] as const;
const NEXT = ['repeated', 'called off'] as const;

const CUT_OFF: readonly Crash[] = [
  { how: 'cut off', when: 'before', next: 'repeated', calls: 'every call' },
  { how: 'cut off', when: 'after', next: 'called off', calls: 'every change' },
];
const EVERY_CHANGE: readonly Crash[] = BOTH.flatMap((when) =>
  NEXT.map((next) => ({ how: 'killed', when, next, calls: 'every change' })),
);
const ALL: readonly Crash[] = (['killed', 'cut off'] as const).flatMap((how) =>
  BOTH.flatMap((when) => NEXT.map((next): Crash => ({ how, when, next, calls: 'every call' }))),
);

/**
 * The crashes for each setting: before every call of the first, and before and after every call that changes something,
 * each kind of crash under one of the settings.
 * Around a call that reads everything stays as it is, so little is left out; `CRASHES=all` leaves out nothing.
 */
export function crashesOf(settings: readonly Setting[]): readonly (Crash & Setting)[] {
  return settings.flatMap((setting, index) => {
    const some = index === 0 ? [...CUT_OFF, ...EVERY_CHANGE.slice(1, 3)] : [EVERY_CHANGE[0], EVERY_CHANGE[3]];
    return (process.env.CRASHES === 'all' ? ALL : some).map((crash) => ({ ...setting, ...crash }));
  });
}

/** Every rotation makes a number of calls, or of changes, in between. */
const LEAST_CALLS = 3;
const MOST_CALLS = 60;

/**
 * Lets a rotation crash at its first call, at its second, and so on, until a rotation ends before the crash. The labs
 * share the calls between them.
 *
 * @returns what went wrong
 */
export async function crashAtEveryCall(
  labs: readonly RotationLab[],
  crash: Crash & Setting,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const ends = labs.map(async (lab, first) => {
    for (let call = first; call < MOST_CALLS; call += labs.length) {
      const place = await crashAt(lab, crash, call, (text) => wrong.push(`${call}: ${text}`));
      if (place === undefined) return call;
    }
    return MOST_CALLS;
  });
  const calls = Math.min(...(await Promise.all(ends)));
  return calls >= LEAST_CALLS && calls < MOST_CALLS ? wrong : [...wrong, `${calls} calls`];
}

async function crashAt(
  lab: RotationLab,
  { how, when, next, calls, ...setting }: Crash & Setting,
  call: number,
  report: (text: string) => void,
): Promise<string | undefined> {
  await lab.reset(setting);
  lab.watch();
  let place: string | undefined;
  let counted = -1;
  lab.aws.fault = (moment, _, action) => {
    if (place !== undefined || moment !== when || (calls === 'every change' && !CHANGES.includes(action))) return false;
    counted += 1;
    if (counted !== call) return false;
    place = action;
    if (how === 'killed') lab.host.kill();
    return true;
  };
  const expect = (what: string, is: unknown, should: unknown) => {
    if (is !== should) report(`${place ?? 'no crash'}: ${what} is ${is}`);
  };

  const first = lab.password('AWSCURRENT');
  const version = lab.aws.secrets.announce();
  const outcome = await lab.attempt(version);
  lab.aws.fault = () => false;
  expect('AWSCURRENT works after the crash', await lab.works('AWSCURRENT'), true);
  // Of what was only cut off, a handler may make the best by itself.
  if (how === 'killed' || place === undefined) expect('failed', outcome.error !== undefined, place !== undefined);
  if (outcome.error !== undefined) {
    if (next === 'called off') lab.aws.secrets.callOff();
    expect('the error', (await (next === 'repeated' ? lab.attempt(version) : lab.rotate())).error, undefined);
  }
  expect('AWSCURRENT is another', lab.password('AWSCURRENT') !== first, true);
  await expectBoth(lab, expect);
  if (next === 'called off' && (place === undefined || CHANGES.includes(place))) {
    // What a crash has left in disorder would show now.
    expect('the error of the next rotation', (await lab.rotate()).error, undefined);
    await expectBoth(lab, expect);
  }
  await lab.rest();
  for (const violation of lab.violations) report(`${place}: ${violation}`);
  return place;
}

async function expectBoth(lab: RotationLab, expect: (what: string, is: unknown, should: unknown) => void) {
  expect('AWSCURRENT works', await lab.works('AWSCURRENT'), true);
  expect('AWSPREVIOUS works', await lab.works('AWSPREVIOUS'), lab.retire === 'at-next-rotation');
}
