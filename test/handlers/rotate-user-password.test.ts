import { RotationLab, STEPS } from './rotation-lab';
import { rotationsInARow } from './rotations-in-a-row';

let lab: RotationLab;
beforeAll(async () => {
  lab = await RotationLab.start('rotate-user-password');
});
afterAll(() => lab?.stop());
beforeEach(() => lab.reset());
afterEach(async () => {
  await lab.rest();
  expect(lab.violations).toEqual([]);
});

const passwords = () => lab.aws.elasticache.user.passwords;

rotationsInARow(() => lab, 15);

test('a new password has 64 letters and digits, and the other fields of the secret stay', async () => {
  await lab.rotate();
  expect(lab.password('AWSCURRENT')).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(JSON.parse(lab.aws.secrets.text('AWSCURRENT') ?? '')).toEqual({
    host: 'kept',
    username: 'reader',
    password: lab.password('AWSCURRENT'),
    port: 6379,
  });
});

test('the user is changed once, and keeps the previous password', async () => {
  await lab.rotate();
  expect(lab.changes).toEqual(['PutSecretValue', 'ModifyUser', 'UpdateSecretVersionStage']);
  expect(passwords()).toEqual([lab.password('AWSPREVIOUS'), lab.password('AWSCURRENT')]);
});

test('a previous password that is to end at once ends after the labels have moved', async () => {
  await lab.reset({ retire: 'immediately' });
  await lab.rotate();
  expect(lab.changes).toEqual(['PutSecretValue', 'ModifyUser', 'UpdateSecretVersionStage', 'ModifyUser']);
  expect(passwords()).toEqual([lab.password('AWSCURRENT')]);
});

describe('where no cache is known', () => {
  beforeEach(() => {
    lab.variables.ENDPOINT = '';
  });

  test.each(['at-next-rotation', 'immediately'] as const)(
    'the number of passwords tells, retired %s',
    async (retire) => {
      await lab.reset({ retire });
      lab.variables.ENDPOINT = '';
      lab.watch();
      for (let round = 1; round <= 3; round += 1) expect((await lab.rotate()).error).toBeUndefined();
      expect(await lab.works('AWSPREVIOUS')).toBe(retire === 'at-next-rotation');
    },
  );

  test.each(['testSecret', 'finishSecret'])('a password that was lost before %s is given again', async (step) => {
    const version = lab.aws.secrets.announce();
    lab.watch();
    for (const name of STEPS) {
      if (name === step) await lab.aws.elasticache.holdPasswords(lab.password('AWSCURRENT') ?? '');
      expect((await lab.step(name, version)).error).toBeUndefined();
    }
    expect([await lab.works('AWSCURRENT'), await lab.works('AWSPREVIOUS')]).toEqual([true, true]);
  });
});

test.each(['testSecret', 'finishSecret'])('a password that was lost before %s is given again', async (step) => {
  const version = lab.aws.secrets.announce();
  lab.watch();
  for (const name of STEPS) {
    if (name === step) await lab.aws.elasticache.holdPasswords(lab.password('AWSCURRENT') ?? '');
    expect((await lab.step(name, version)).error).toBeUndefined();
  }
  expect([await lab.works('AWSCURRENT'), await lab.works('AWSPREVIOUS')]).toEqual([true, true]);
});

test('an update of the stack that waits for the user and writes the old password is noticed before the labels move', async () => {
  const version = lab.aws.secrets.announce();
  await lab.step('createSecret', version);
  const read = lab.password('AWSCURRENT');
  lab.watch();
  const step = lab.step('setSecret', version);
  while (lab.aws.elasticache.user.status === 'active') await new Promise(setImmediate);
  await Promise.all([step, lab.updateStack(read)]);
  expect((await lab.attempt(version)).error).toBeUndefined();
  expect(await lab.works('AWSCURRENT')).toBe(true);
});

test('an update of the stack that writes the old password just after the labels have moved is repaired', async () => {
  const read = lab.password('AWSCURRENT');
  let looks = 0;
  let update: Promise<void> | undefined;
  lab.aws.fault = (when, _, action) => {
    if (when === 'after' && action === 'DescribeUsers' && lab.password('AWSCURRENT') !== read) looks += 1;
    if (looks === 2) update ??= lab.updateStack(read);
    return false;
  };
  expect((await lab.rotate()).error).toBeUndefined();
  expect(update).toBeDefined();
  await update;
  lab.previousHolds = false;
  expect([await lab.works('AWSCURRENT'), await lab.works('AWSPREVIOUS')]).toEqual([true, true]);
});

test('the labels move only after the passwords have stayed for a while', async () => {
  await lab.rotate();
  const { calls } = lab.aws;
  const watched = calls.slice(calls.indexOf('ModifyUser'), calls.indexOf('UpdateSecretVersionStage'));
  expect(watched.filter((call) => call === 'DescribeUsers').length).toBeGreaterThanOrEqual(5);
});

test('what a rotation that was called off has left ends with the next one', async () => {
  const version = lab.aws.secrets.announce();
  for (const step of ['createSecret', 'setSecret']) await lab.step(step, version);
  const left = lab.password('AWSPENDING') ?? '';
  lab.aws.secrets.callOff();
  lab.watch();
  expect((await lab.rotate()).error).toBeUndefined();
  expect(await lab.connect(left)).toMatch(/^-WRONGPASS/);
});

test('the secret of another user is refused, and the user is not changed', async () => {
  lab.variables.USER_NAME = 'writer';
  expect((await lab.rotate()).error).toBe(
    "the secret is of another user: its 'username' needs writer; name another secret",
  );
  expect(lab.changes).toEqual([]);
});

test('a user of another name is refused, and not changed', async () => {
  lab.aws.elasticache.user.name = 'renamed';
  expect((await lab.rotate()).error).toBe('user user needs the name reader, got renamed; deploy the stack again');
  expect(lab.changes).toEqual(['PutSecretValue']);
});

test('a user who is off cannot be tried: what to look at', async () => {
  lab.aws.elasticache.user.state = 'off';
  const { error } = await lab.rotate();
  const version = lab.aws.secrets.holder('AWSPENDING');
  expect(error).toBe(
    `localhost refuses user reader with the password of version ${version}; see that the user is on, and in the user group of this cache`,
  );
  expect(lab.aws.secrets.holder('AWSCURRENT')).not.toBe(version);
});

test('two invocations of each step at once do what one does', async () => {
  for (const retire of ['at-next-rotation', 'immediately'] as const) {
    await lab.reset({ retire });
    lab.watch();
    const version = lab.aws.secrets.announce();
    for (const name of STEPS) {
      const outcomes = await Promise.all([lab.step(name, version), lab.step(name, version)]);
      expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
    }
    expect(await lab.works('AWSCURRENT')).toBe(true);
    expect(await lab.works('AWSPREVIOUS')).toBe(retire === 'at-next-rotation');
    await lab.rest();
  }
});

test('no password is ever written into the log', () => {
  const log = lab.log.join('\n');
  expect(lab.passwords.size).toBeGreaterThan(40);
  expect([...lab.passwords].filter((password) => log.includes(password))).toEqual([]);
  expect(log).toContain('the user is given two passwords');
});
