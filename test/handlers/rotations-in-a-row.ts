import type { RotationLab } from './rotation-lab';

/** Both credentials hold as they should, one rotation after the other. `callsEach`: calls to AWS in each, at least. */
export function rotationsInARow(labOf: () => RotationLab, callsEach: number): void {
  test.each([
    { shape: 'field', retire: 'at-next-rotation' },
    { shape: 'plain', retire: 'immediately' },
  ] as const)('eight rotations, $shape, $retire', async (setting) => {
    const lab = labOf();
    await lab.reset({ ...setting, rotated: false });
    lab.watch();
    for (let round = 1; round <= 8; round += 1) {
      const current = lab.password('AWSCURRENT');
      expect((await lab.rotate()).error).toBeUndefined();
      expect(lab.password('AWSPREVIOUS')).toBe(current);
      expect(await lab.works('AWSCURRENT')).toBe(true);
      expect(await lab.works('AWSPREVIOUS')).toBe(setting.retire === 'at-next-rotation');
    }
    expect(lab.aws.calls.length).toBeGreaterThan(8 * callsEach);
  });
}
