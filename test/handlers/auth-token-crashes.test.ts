import { crashAtEveryCall, crashesOf } from './crashes';
import { RotationLab } from './rotation-lab';

let labs: readonly RotationLab[] = [];
beforeAll(async () => {
  // The SDK would repeat what was cut off.
  const start = () => RotationLab.start('rotate-auth-token', { AWS_MAX_ATTEMPTS: '1' });
  labs = await Promise.all([start(), start()]);
});
afterAll(() => Promise.all(labs.map((lab) => lab.stop())));

const CASES = crashesOf([
  { shape: 'field', retire: 'at-next-rotation' },
  { shape: 'plain', retire: 'immediately' },
]);

test.each(CASES)(
  '$shape, $retire: $how $when $calls, then $next: nobody is refused, and the next attempt ends well',
  async (crash) => expect(await crashAtEveryCall(labs, crash)).toEqual([]),
  120_000,
);
