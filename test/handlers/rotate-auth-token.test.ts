import { RotationLab } from './rotation-lab';
import { rotationsInARow } from './rotations-in-a-row';

let lab: RotationLab;
beforeAll(async () => {
  lab = await RotationLab.start('rotate-auth-token');
});
afterAll(() => lab?.stop());
beforeEach(() => lab.reset());
afterEach(async () => {
  await lab.rest();
  expect(lab.violations).toEqual([]);
});

const tokens = () => lab.aws.elasticache.group.tokens;
const labels = () => Object.values(lab.aws.secrets.versions).map(({ stages }) => [...stages].sort().join(' '));

rotationsInARow(() => lab, 20);

test('a new token has 64 letters and digits, and the other fields of the secret stay', async () => {
  await lab.rotate();
  expect(lab.password('AWSCURRENT')).toMatch(/^[A-Za-z0-9]{64}$/);
  expect(JSON.parse(lab.aws.secrets.text('AWSCURRENT') ?? '')).toEqual({
    host: 'kept',
    username: 'reader',
    password: lab.password('AWSCURRENT'),
    port: 6379,
  });
});

test('the first rotation adds one token, and notes before that which', async () => {
  await lab.reset({ rotated: false });
  await lab.rotate();
  expect(lab.changes).toEqual([
    'PutSecretValue',
    'UpdateSecretVersionStage',
    'ModifyReplicationGroup',
    'UpdateSecretVersionStage',
  ]);
  expect(labels()).toEqual(['AWSPREVIOUS', 'AWSCURRENT AWSPENDING CacheTierApplied']);
});

test('later rotations end the previous token before they add one', async () => {
  const current = lab.password('AWSCURRENT') ?? '';
  await lab.rotate();
  expect(lab.changes.filter((call) => call === 'ModifyReplicationGroup')).toHaveLength(2);
  expect(tokens()).toEqual([current, lab.password('AWSCURRENT')]);
});

test('a previous token that is to end at once ends by SET, after the labels have moved', async () => {
  await lab.reset({ retire: 'immediately' });
  await lab.rotate();
  expect(lab.changes.slice(-3)).toEqual([
    'ModifyReplicationGroup',
    'UpdateSecretVersionStage',
    'ModifyReplicationGroup',
  ]);
  expect(tokens()).toEqual([lab.password('AWSCURRENT')]);
});

test('a token with all characters that the service permits is rotated', async () => {
  await lab.reset({ shape: 'plain', password: '!&#$^<>-Aa0!&#$^<>-' });
  lab.watch();
  expect((await lab.rotate()).error).toBeUndefined();
  expect(await lab.works('AWSPREVIOUS')).toBe(true);
});

describe('a rotation that was called off', () => {
  const callOffAfter = async (step: string) => {
    const version = lab.aws.secrets.announce();
    for (const name of ['createSecret', 'setSecret', 'testSecret']) {
      expect((await lab.step(name, version)).error).toBeUndefined();
      if (name === step) break;
    }
    const left = lab.password('AWSPENDING');
    lab.aws.secrets.callOff();
    lab.aws.calls.length = 0;
    return left;
  };

  test('leaves a token that the next one uses, since a third would drop the current one', async () => {
    const left = await callOffAfter('setSecret');
    lab.watch();
    const { error } = await lab.rotate();
    expect(error).toBeUndefined();
    expect(lab.password('AWSCURRENT')).toBe(left);
    expect(lab.changes).not.toContain('ModifyReplicationGroup');
    const next = await lab.rotate();
    expect([next.error, lab.password('AWSPREVIOUS')]).toEqual([undefined, left]);
  });

  test('leaves nothing if the group was given nothing', async () => {
    const left = await callOffAfter('createSecret');
    lab.watch();
    expect((await lab.rotate()).error).toBeUndefined();
    expect(lab.password('AWSCURRENT')).not.toBe(left);
  });

  test('leaves a token that no third one may follow, whoever made it', async () => {
    const left = await callOffAfter('setSecret');
    const version = lab.aws.secrets.announce();
    lab.aws.secrets.answer('PutSecretValue', {
      SecretId: lab.aws.secrets.arn,
      ClientRequestToken: version,
      SecretString: lab.text('ByAPerson'.repeat(4)),
      VersionStages: ['AWSPENDING'],
    });
    lab.watch();
    const { error } = await lab.attempt(version);
    const holder = lab.aws.secrets.holder('CacheTierApplied');
    expect(error).toBe(
      `the token of version ${holder} may be one of the group's two, and another one would drop the current token; take the label AWSPENDING off version ${version}, and rotate again: it is used then`,
    );
    expect(lab.changes).toEqual([]);
    lab.aws.secrets.callOff();
    expect((await lab.rotate()).error).toBeUndefined();
    expect(lab.password('AWSCURRENT')).toBe(left);
  });

  test('leaves a pending version, whose token is used if its label was not moved', async () => {
    const version = lab.aws.secrets.announce();
    await lab.step('createSecret', version);
    const left = lab.password('AWSPENDING');
    // Not announced: as with a function that is invoked by hand.
    expect((await lab.attempt('by-hand'.padEnd(36, '-'))).error).toBeUndefined();
    expect(lab.password('AWSCURRENT')).toBe(left);
  });
});

test('a person may go back to the previous version: its token works, and the next rotation takes the newer one', async () => {
  await lab.rotate();
  lab.previousHolds = false;
  const [current, previous] = ['AWSCURRENT', 'AWSPREVIOUS'].map((stage) => lab.aws.secrets.holder(stage));
  lab.aws.secrets.answer('UpdateSecretVersionStage', {
    SecretId: lab.aws.secrets.arn,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: previous,
    RemoveFromVersionId: current,
  });
  lab.aws.secrets.callOff();
  lab.watch();
  for (let round = 0; round < 3; round += 1) expect((await lab.rotate()).error).toBeUndefined();
});

test('a cache that refuses AWSCURRENT is not changed', async () => {
  const [, current] = tokens();
  await lab.aws.elasticache.holdTokens('AnotherTokenOfTheGroup');
  const { error } = await lab.rotate();
  expect(error).toBe(
    `localhost:${lab.server.tlsPort} refuses the token of AWSCURRENT, so nothing was changed; deploy the stack of replication group group again, or correct the endpoint`,
  );
  expect(lab.changes).toEqual([]);
  await lab.updateStack(current);
  expect((await lab.attempt(lab.aws.secrets.holder('AWSPENDING') ?? '')).error).toBeUndefined();
});

test.each(['testSecret', 'finishSecret'])('a token that was lost before %s is added again', async (step) => {
  const version = lab.aws.secrets.announce();
  lab.watch();
  for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
    if (name === step) await lab.aws.elasticache.holdTokens(lab.password('AWSCURRENT') ?? '');
    expect((await lab.step(name, version)).error).toBeUndefined();
  }
  expect(await lab.works('AWSCURRENT')).toBe(true);
  expect(await lab.works('AWSPREVIOUS')).toBe(true);
});

test('testSecret alone does not give the group a token that setSecret never gave it', async () => {
  const version = lab.aws.secrets.announce();
  await lab.step('createSecret', version);
  lab.aws.calls.length = 0;
  for (const step of ['testSecret', 'finishSecret']) {
    const { error } = await lab.step(step, version);
    expect(error).toBe(`the group was never given the token of version ${version}; rotate again`);
  }
  expect(lab.changes).toEqual([]);
});

test('a cache that takes clients without a token is not changed', async () => {
  await lab.server.command('ACL', 'SETUSER', 'default', 'nopass');
  expect((await lab.rotate()).error).toMatch(/ refuses the token of AWSCURRENT, so nothing was changed; /);
  expect(lab.changes).toEqual([]);
});

test('two invocations of each step at once do what one does', async () => {
  for (const retire of ['at-next-rotation', 'immediately'] as const) {
    await lab.reset({ retire });
    // Longer than an answer is on its way, as it always is with the service.
    lab.aws.elasticache.phase = 40;
    lab.watch();
    const version = lab.aws.secrets.announce();
    for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const outcomes = await Promise.all([lab.step(name, version), lab.step(name, version)]);
      expect(outcomes.map(({ error }) => error)).toEqual([undefined, undefined]);
    }
    expect(await lab.works('AWSCURRENT')).toBe(true);
    expect(await lab.works('AWSPREVIOUS')).toBe(retire === 'at-next-rotation');
    await lab.rest();
  }
});

test('no token is ever written into the log', () => {
  const log = lab.log.join('\n');
  expect(lab.passwords.size).toBeGreaterThan(40);
  expect([...lab.passwords].filter((password) => log.includes(password))).toEqual([]);
  expect(log).toContain('the group does ROTATE');
});
