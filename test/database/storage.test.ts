import type { DatabaseInstanceProps } from '../../lib/database/database-instance-props';
import { DatabaseProfile } from '../../lib/database/database-profile';
import { storageOf } from '../../lib/database/storage';

const { PRODUCTION, DEV } = DatabaseProfile;

test.each([
  [undefined, PRODUCTION, 1000],
  [undefined, DEV, 100],
  [800, PRODUCTION, 1200],
  [50_000, PRODUCTION, 65_536],
  [59_578, PRODUCTION, 65_536],
  [59_579, PRODUCTION, undefined],
  [65_536, DEV, undefined],
])('storage of %s GiB grows by itself as far as there is room', (allocatedStorage, profile, most) => {
  const problems: string[] = [];
  const storage = storageOf({ allocatedStorage } as DatabaseInstanceProps, profile, problems);
  expect([storage.maxAllocatedStorage, problems]).toEqual([most, []]);
});

test('growth that is stated has to fit all the same', () => {
  const problems: string[] = [];
  storageOf({ allocatedStorage: 65_000, maxAllocatedStorage: 65_536 } as DatabaseInstanceProps, PRODUCTION, problems);
  expect(problems).toHaveLength(1);
});
