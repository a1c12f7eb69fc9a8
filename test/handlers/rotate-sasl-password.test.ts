import { ContainerVariable } from '../../lib/self-managed/memcached-command';
import { STEPS } from './rotation-lab';
import { ACCEPTED, REFUSED, SaslLab } from './sasl-lab';

const EVERYWHERE = [ACCEPTED, ACCEPTED];
const NOWHERE = [REFUSED, REFUSED];

describe('with two nodes', () => {
  let lab: SaslLab;
  beforeAll(async () => {
    lab = await SaslLab.start();
  });
  afterAll(() => lab?.stop());
  afterEach(() => lab?.rest());

  test('current and previous password work on every node all the time, and the oldest on none', async () => {
    lab.watch();
    const before = [lab.password('AWSCURRENT')];
    for (const round of [1, 2]) {
      expect((await lab.rotate()).error).toBeUndefined();
      before.push(lab.password('AWSCURRENT'));
      // One restart for each node and rotation.
      expect(await lab.starts()).toEqual([round + 1, round + 1]);
    }
    const [oldest, previous, current] = before;
    expect(new Set(before).size).toBe(3);
    expect(await lab.answers(current)).toEqual(EVERYWHERE);
    expect(await lab.answers(previous)).toEqual(EVERYWHERE);
    expect(await lab.answers(oldest)).toEqual(NOWHERE);
    expect(lab.violations).toEqual([]);
  });

  test('a node that is replaced between two steps takes what clients have', async () => {
    lab.watch();
    const previous = lab.password('AWSCURRENT');
    const version = lab.current.announce();
    for (const step of STEPS) {
      expect((await lab.step(step, version)).error).toBeUndefined();
      await lab.nodes[0].restart();
    }
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
    expect(await lab.answers(previous)).toEqual(EVERYWHERE);
    expect(lab.violations).toEqual([]);
  });

  test('a previous password that is to end at once ends with the rotation', async () => {
    lab.variables.RETIRE_PREVIOUS = 'immediately';
    const previous = lab.password('AWSCURRENT');
    expect((await lab.rotate()).error).toBeUndefined();
    expect(await lab.answers(previous)).toEqual(NOWHERE);
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
  });
});

test('nodes that take TLS alone are rotated by TLS', async () => {
  const lab = await SaslLab.start({ tls: true });
  try {
    const previous = lab.password('AWSCURRENT');
    expect((await lab.rotate()).error).toBeUndefined();
    expect(lab.password('AWSCURRENT')).not.toBe(previous);
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
    expect(await lab.starts()).toEqual([2, 2]);
  } finally {
    await lab.stop();
  }
});

describe('cut off', () => {
  let lab: SaslLab;
  beforeAll(async () => {
    lab = await SaslLab.start();
    lab.watch();
  });
  afterAll(() => lab?.stop());
  afterEach(() => {
    lab.fault = () => false;
    expect(lab.violations.splice(0)).toEqual([]);
  });

  /** The calls of a rotation that change something, in their order. */
  const CHANGES = [
    'PutSecretValue',
    'PutSecretValue',
    'UpdateSecretVersionStage',
    'UpdateSecretVersionStage',
    'PutSecretValue',
    'UpdateSecretVersionStage',
    'UpdateService',
    'UpdateService',
  ];
  const isChange = (action: string) => CHANGES.includes(action);

  test('a rotation makes these changes', async () => {
    lab.calls.length = 0;
    expect((await lab.rotate()).error).toBeUndefined();
    expect(lab.calls.filter(isChange)).toEqual(CHANGES);
  });

  /** The client of the SDK sends again what was cut off: the instance has to end. */
  const killAfter = (index: number) => {
    let seen = -1;
    lab.fault = (now, _, action) => {
      if (!isChange(action) || now !== 'after') return false;
      seen += 1;
      if (seen !== index) return false;
      lab.fault = () => false;
      lab.host.kill();
      return true;
    };
  };

  test.each([...CHANGES.entries()])('after change %i, %s, it goes on when it is tried again', async (index) => {
    const previous = lab.password('AWSCURRENT');
    killAfter(index);
    const version = lab.current.announce();
    expect((await lab.attempt(version)).error).toBe('killed');
    // Which may be in an hour: a node that restarts meanwhile takes what clients have, and what they had before.
    await lab.starts();
    await lab.nodes[0].restart();
    for (const stage of ['AWSCURRENT', 'AWSPREVIOUS']) {
      expect(await lab.answers(lab.password(stage))).toEqual(EVERYWHERE);
    }
    expect((await lab.attempt(version)).error).toBeUndefined();
    expect(lab.password('AWSCURRENT')).not.toBe(previous);
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
    expect(await lab.answers(previous)).toEqual(EVERYWHERE);
    expect(await lab.answers(lab.password('AWSCURRENT', lab.upcoming))).toEqual(EVERYWHERE);
  });

  test('a node that read the secrets on both sides of a change is restarted', async () => {
    const previous = lab.password('AWSCURRENT');
    killAfter(CHANGES.lastIndexOf('UpdateSecretVersionStage'));
    const version = lab.current.announce();
    expect((await lab.attempt(version)).error).toBe('killed');
    await lab.rest();
    await lab.nodes[0].restart({ [ContainerVariable.PASSWORD]: previous });
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual([REFUSED, ACCEPTED]);
    expect((await lab.attempt(version)).error).toBeUndefined();
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
    lab.watch();
  });

  test('after the labels have moved, the next rotation does what was left', async () => {
    killAfter(CHANGES.lastIndexOf('PutSecretValue') - 1);
    expect((await lab.rotate()).error).toBe('killed');
    const previous = lab.password('AWSCURRENT');
    expect(lab.password('AWSCURRENT', lab.upcoming)).toBe(previous);
    expect((await lab.rotate()).error).toBeUndefined();
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
    expect(await lab.answers(previous)).toEqual(EVERYWHERE);
  });

  test('out of time, it says so, and what it restarted counts when it is tried again', async () => {
    const version = lab.current.announce();
    for (const step of ['createSecret', 'setSecret', 'testSecret']) await lab.step(step, version);
    const { error } = await lab.step('finishSecret', version, 18_000);
    expect(error).toMatch(
      /^waiting for 127\.0\.0\.\d \(.*\) took until the end of this invocation; the next attempt goes on/,
    );
    expect((await lab.attempt(version)).error).toBeUndefined();
    expect(await lab.answers(lab.password('AWSCURRENT'))).toEqual(EVERYWHERE);
  });
});

describe('what a person has to do', () => {
  let lab: SaslLab;
  beforeAll(async () => {
    lab = await SaslLab.start();
  });
  afterAll(() => lab?.stop());

  test('the step that tests, by itself, asks the nodes for the current password and restarts none', async () => {
    expect((await lab.step('testSecret', lab.current.announce())).error).toBeUndefined();
    lab.current.callOff();
    expect(await lab.starts()).toEqual([1, 1]);
  });

  test('a password that was written by hand reaches the nodes by their restart', async () => {
    const text = JSON.stringify({ username: 'cache-tier', password: 'by-hand-by-hand-1' });
    lab.current.answer('PutSecretValue', {
      SecretId: lab.current.arn,
      ClientRequestToken: 'v'.repeat(36),
      SecretString: text,
    });
    expect(await lab.answers('by-hand-by-hand-1')).toEqual(NOWHERE);
    expect((await lab.step('testSecret', lab.current.announce())).error).toBeUndefined();
    lab.current.callOff();
    expect(await lab.answers('by-hand-by-hand-1')).toEqual(EVERYWHERE);
    expect(await lab.starts()).toEqual([2, 2]);
  });

  test.each([
    ['has no task', { desiredCount: 0 }, 'service service-1 needs one task, got a desired count of 0; set it to 1'],
    ['is gone', undefined, 'there is no service gone; deploy the stack again'],
  ])('a service that %s stops the rotation with what to do', async (_, change, message) => {
    // Nodes are asked first, and ECS only about one that refuses.
    const text = JSON.stringify({ username: 'cache-tier', password: 'never-injected-1' });
    const version = lab.current.announce();
    lab.current.answer('PutSecretValue', {
      SecretId: lab.current.arn,
      ClientRequestToken: version,
      SecretString: text,
      VersionStages: ['AWSPENDING'],
    });
    const [service] = lab.nodes;
    if (change) Object.assign(service, change);
    else lab.variables.SERVICES = 'gone,service-2';
    const { error } = await lab.step('setSecret', version);
    expect(error).toBe(message);
    service.desiredCount = 1;
    lab.variables.SERVICES = Object.keys(lab.services).join(',');
    lab.current.callOff();
  });

  test('a node that refuses after two restarts stops the rotation', async () => {
    const version = lab.current.announce();
    lab.current.answer('PutSecretValue', {
      SecretId: lab.current.arn,
      ClientRequestToken: version,
      SecretString: JSON.stringify({ username: 'cache-tier', password: 'never-injected-1' }),
      VersionStages: ['AWSPENDING'],
    });
    const { error } = await lab.step('setSecret', version);
    expect(error).toBe('127.0.0.1 refuses the password after 2 restarts; see the events of service service-1');
    lab.current.callOff();
  });

  test('a secret of another user stops the rotation', async () => {
    lab.variables.USER_NAME = 'somebody';
    const { error } = await lab.step('createSecret', lab.current.announce());
    expect(error).toBe('the secret needs to be of user somebody; deploy the stack again, or name another secret');
    lab.variables.USER_NAME = 'cache-tier';
    lab.current.callOff();
  });

  test('the log says which nodes are empty, and no password', () => {
    const log = lab.log.join('\n');
    expect(log).toContain('127.0.0.1 is restarted, and empty');
    for (const password of lab.passwords) expect(log).not.toContain(password);
  });
});
