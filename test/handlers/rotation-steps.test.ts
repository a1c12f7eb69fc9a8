import { type Handler, RotationLab, STEPS } from './rotation-lab';

const HANDLERS: readonly Handler[] = ['rotate-auth-token', 'rotate-user-password'];

describe.each(HANDLERS)('%s', (handler) => {
  let lab: RotationLab;
  beforeAll(async () => {
    lab = await RotationLab.start(handler);
  });
  afterAll(() => lab?.stop());
  beforeEach(async () => {
    await lab.reset();
    lab.watch();
  });
  afterEach(async () => {
    await lab.rest();
    expect(lab.violations).toEqual([]);
  });

  const invoke = (event: object) =>
    lab.host.invoke(
      { Step: 'createSecret', SecretId: lab.aws.secrets.arn, ClientRequestToken: 'x', ...event },
      lab.variables,
    );

  test('only the one secret is rotated', async () => {
    const { error } = await invoke({ SecretId: `${lab.aws.secrets.arn}2` });
    expect(error).toBe(`'SecretId' needs ${lab.aws.secrets.arn}, got ${lab.aws.secrets.arn}2`);
    expect(lab.aws.calls).toEqual([]);
  });

  test('the ARN of an imported secret may lack its last six characters', async () => {
    lab.variables.SECRET_ARN = lab.aws.secrets.arn.replace(/-AbCdEf$/, '');
    expect((await lab.rotate()).error).toBeUndefined();
    expect((await invoke({ SecretId: `${lab.variables.SECRET_ARN}-another-AbCdEf` })).error).toMatch(
      /^'SecretId' needs /,
    );
  });

  test.each(['deleteSecret', 'constructor'])('the step %s is refused', async (Step) => {
    const { error, name } = await invoke({ Step });
    expect(error).toBe(`'Step' needs one of createSecret, setSecret, testSecret, finishSecret, got ${Step}`);
    expect(name).toBe('RotationError');
  });

  test.each(STEPS)('%s of the version that is AWSCURRENT changes nothing', async (step) => {
    expect((await lab.step(step, lab.aws.secrets.holder('AWSCURRENT') ?? '')).error).toBeUndefined();
    expect(lab.changes).toEqual([]);
  });

  test.each(STEPS)('%s is done after a whole rotation, and may be repeated', async (step) => {
    await lab.rotate();
    lab.aws.calls.length = 0;
    expect((await lab.step(step, lab.aws.secrets.holder('AWSCURRENT') ?? '')).error).toBeUndefined();
    expect(lab.changes).toEqual([]);
  });

  test.each(STEPS)('%s of a version that is not AWSPENDING is refused', async (step) => {
    const version = lab.aws.secrets.holder('AWSPREVIOUS') ?? '';
    expect((await lab.step(step, version)).error).toBe(
      `version ${version} is not AWSPENDING: its rotation was called off; start another`,
    );
    expect(lab.changes).toEqual([]);
  });

  test.each(STEPS.slice(1))('%s of a version that is called off is refused', async (step) => {
    const version = lab.aws.secrets.announce();
    await lab.step('createSecret', version);
    lab.aws.secrets.callOff();
    expect((await lab.step(step, version)).error).toMatch(/ is not AWSPENDING: its rotation was called off; /);
  });

  test.each(['setSecret', 'finishSecret'])('%s of a version without a value is refused', async (step) => {
    const version = lab.aws.secrets.announce();
    const { error } = await lab.step(step, version);
    expect(error).toBe(`version ${version} has no value; rotate the secret again`);
    expect(lab.changes).toEqual([]);
  });

  describe('when a rotation is set up, testSecret is run alone', () => {
    test.each(['the current value', 'no value'])('on a version with %s, and changes nothing', async (value) => {
      const version = lab.aws.secrets.announce();
      const text = value === 'no value' ? undefined : lab.aws.secrets.text('AWSCURRENT');
      lab.aws.secrets.versions = {
        ...lab.aws.secrets.versions,
        [version]: { ...lab.aws.secrets.versions[version], text },
      };
      expect((await lab.step('testSecret', version)).error).toBeUndefined();
      expect(lab.changes).toEqual([]);
    });

    test('and fails if the cache cannot be reached', async () => {
      lab.variables.PORT = '1';
      expect((await lab.step('testSecret', lab.aws.secrets.announce())).error).toMatch(
        /does not answer \(ECONNREFUSED\)/,
      );
    });
  });

  test.each([
    ['{"password":""}', "the secret has no text in its field 'password'; add it, or name another field"],
    ['{"token":"hidden"}', "the secret has no text in its field 'password'; add it, or name another field"],
    ['{"password":{"hidden":1}}', "the secret has no text in its field 'password'; add it, or name another field"],
    ['hidden', "the secret is not a JSON object with the field 'password'; write it as one"],
    ['["hidden"]', "the secret is not a JSON object with the field 'password'; write it as one"],
    ['null', "the secret is not a JSON object with the field 'password'; write it as one"],
  ])('a secret %s is refused, and not quoted', async (text, message) => {
    await lab.rest();
    lab.aws.secrets.versions = { current: { text, stages: ['AWSCURRENT'] } };
    const outcome = await lab.rotate();
    expect(outcome.error).toBe(message);
    expect(outcome.log.join('\n')).not.toContain('hidden');
    expect(lab.changes).toEqual([]);
  });

  test.each(['plain text', '{"username":"another","password":"x"}'])(
    'a previous version %s is of no account, since a person may have changed the form',
    async (text) => {
      const version = lab.aws.secrets.holder('AWSPREVIOUS') ?? '';
      await lab.rest();
      lab.aws.secrets.versions = { ...lab.aws.secrets.versions, [version]: { text, stages: ['AWSPREVIOUS'] } };
      expect((await lab.rotate()).error).toBeUndefined();
      expect(await lab.works('AWSCURRENT')).toBe(true);
    },
  );

  test('a secret without a current version is refused', async () => {
    await lab.rest();
    lab.aws.secrets.versions = {};
    expect((await lab.rotate()).error).toBe('the secret has no version AWSCURRENT; give it a value');
  });

  test('a function without its environment says so', async () => {
    const name = lab.isToken ? 'REPLICATION_GROUP_ID' : 'USER_ID';
    lab.variables[name] = '';
    expect((await lab.rotate()).error).toBe(`the environment variable ${name} is missing; deploy the stack again`);
  });

  test('an invocation with no time left starts nothing', async () => {
    const version = lab.aws.secrets.announce();
    expect((await lab.step('createSecret', version, 10_000)).error).toBe(
      'createSecret took until the end of this invocation; the next attempt goes on from here, and credentials that worked keep working',
    );
    expect(lab.aws.calls).toEqual([]);
  });
});
