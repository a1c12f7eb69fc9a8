import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { type SecretOptions, secretPassword } from '../../lib/aws/secret';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';

const ARN = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:Cache-AbCdEf';
const MINUTE = 60_000;

/** A secret that is read without timers, unless a test wants them. */
function source(options: Partial<SecretOptions>) {
  const reports: unknown[] = [];
  const secret = secretPassword({
    arn: ARN,
    background: false,
    onProblem: (problem) => reports.push(problem),
    onRecovered: () => reports.push('recovered'),
    ...options,
  });
  return { secret, reports };
}

test.each([
  ['a plain text', 'hunter2', undefined, 'hunter2'],
  ['a text with blanks', ' hunter 2 ', undefined, ' hunter 2 '],
  ['a JSON object', '{"username":"api","password":"hunter2"}', undefined, 'hunter2'],
  ['another field of a JSON object', '{"password":"other","token":"hunter2"}', 'token', 'hunter2'],
  ['digits, which are JSON but no object', '12345678901234567890', undefined, '12345678901234567890'],
  ['a quoted text, which is JSON but no object', '"hunter2"', undefined, '"hunter2"'],
  ['a list, which is JSON but no object', '["hunter2"]', undefined, '["hunter2"]'],
  ['a broken object', '{"password":"hunter2"', undefined, '{"password":"hunter2"'],
  ['a plain text although a field is named', 'hunter2', 'token', 'hunter2'],
])('%s is a password', async (_name, text, field, password) => {
  const { secret, reports } = source({ field, read: async () => text });
  expect(secret.current()).toBeUndefined();
  await secret.ready;
  expect(secret.current()).toBe(password);
  expect(reports).toEqual([]);
  secret.close();
});

test.each([
  ['has another name', '{"token":"hunter2"}', 'password'],
  ['is empty', '{"password":"","hunter2":""}', 'password'],
  ['is no text', '{"password":2}', 'password'],
  ['is one that every object has', '{"token":"hunter2"}', 'constructor'],
])('a field that %s is a problem that names it, and quotes nothing', async (_name, text, field) => {
  const { secret, reports } = source({ field, read: async () => text });
  await secret.ready;
  expect(secret.current()).toBeUndefined();
  expect(reports).toMatchObject([
    {
      code: 'ERR_CACHE_TIER_CREDENTIAL',
      message: `the secret '${ARN}' needs a text in its field '${field}', got none; name the field in 'secret-field' of the link`,
    },
  ]);
  expect(inspect(reports, { depth: null, showHidden: true })).not.toContain('hunter2');
  secret.close();
});

test.each(['', undefined])('a secret that holds %p has a problem', async (text) => {
  const { secret, reports } = source({ read: async () => text as string });
  await secret.ready;
  expect(reports).toMatchObject([{ message: `the secret '${ARN}' needs to hold a text` }]);
  secret.close();
});

test('a reader that fails is not quoted, for its words may hold the secret', async () => {
  const { secret, reports } = source({ read: () => Promise.reject(new Error('cannot parse hunter2')) });
  await secret.ready;
  expect(reports).toMatchObject([{ message: `the secret '${ARN}' could not be read` }]);
  expect(inspect(reports, { depth: null, showHidden: true })).not.toContain('hunter2');
  secret.close();
});

describe('with the time of the test', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  test('a secret in use is read again every five minutes, or after the time that was asked for', async () => {
    for (const [refreshMs, expected] of [
      [undefined, 5 * MINUTE],
      [MINUTE, MINUTE],
    ] as const) {
      let reads = 0;
      const read = async () => `hunter${++reads}`;
      const { secret } = source({ background: true, refreshMs, read });
      await jest.advanceTimersByTimeAsync(1_000);
      secret.current();
      await jest.advanceTimersByTimeAsync(expected - 1_001);
      expect(reads).toBe(1);
      await jest.advanceTimersByTimeAsync(1);
      expect(secret.current()).toBe('hunter2');
      secret.close();
    }
  });

  test('a service that gives no answer is a problem of that secret', async () => {
    const { secret, reports } = source({ background: true, read: () => new Promise(() => {}) });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reports).toMatchObject([
      {
        code: 'ERR_CACHE_TIER_CREDENTIAL',
        message: `the secret '${ARN}' could not be read`,
        cause: { message: 'AttemptTimeoutError, ETIMEDOUT' },
      },
    ]);
    secret.close();
  });

  test('a service that is down leaves the old secret, and is asked ever more rarely', async () => {
    let calls = 0;
    const read = async () => {
      calls += 1;
      if (calls > 1) throw new Error('down');
      return 'hunter1';
    };
    const { secret, reports } = source({ background: true, read });
    await jest.advanceTimersByTimeAsync(1_000);
    for (let second = 0; second < 3_600; second += 1) {
      expect(secret.current()).toBe('hunter1');
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(reports).toHaveLength(1);
    expect(calls).toBeLessThan(60 * 2 + 10);
    secret.close();
  });
});

test('an answer of the service that cannot be read is quoted nowhere', async () => {
  const http = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"SecretString":"hunter2');
  });
  await once(http.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const restore = useAwsEnvironment({ ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL_SECRETS_MANAGER: url });
  try {
    const { secret, reports } = source({});
    await secret.ready;
    expect(reports).toMatchObject([{ message: `the secret '${ARN}' could not be read` }]);
    expect(`${(reports[0] as Error).cause}`).toContain('HTTP 200');
    expect(inspect(reports, { depth: null, showHidden: true })).not.toContain('hunter2');
    secret.close();
  } finally {
    restore();
    await once(http.close(), 'close');
  }
});

describe('a password that was refused', () => {
  const stages = new Map<string | undefined, string>();
  const reads: unknown[] = [];
  async function after(options: Partial<SecretOptions>) {
    reads.length = 0;
    stages.set(undefined, 'first').set('AWSPENDING', 'second');
    const read = async (_arn: string, stage?: string) => {
      reads.push(stage);
      const text = stages.get(stage);
      if (text === undefined) throw new Error('no such version');
      return text;
    };
    const { secret } = source({ read, ...options });
    await secret.latest();
    secret.refused();
    return secret;
  }

  test('is looked for in the version that a rotation is making, where that is asked for', async () => {
    const secret = await after({ pending: true });
    expect(await secret.latest()).toBe('second');
    expect(reads).toEqual([undefined, undefined, 'AWSPENDING']);
    secret.close();
  });

  test('is what it was where there is no such version, or nobody asked for it', async () => {
    const plain = await after({});
    expect(await plain.latest()).toBe('first');
    expect(reads).toEqual([undefined, undefined]);
    plain.close();
    const secret = await after({ pending: true });
    stages.delete('AWSPENDING');
    expect(await secret.latest()).toBe('first');
    secret.close();
  });

  test('is the present one if that has changed', async () => {
    const secret = await after({ pending: true });
    stages.set(undefined, 'third');
    expect(await secret.latest()).toBe('third');
    expect(reads).toEqual([undefined, undefined]);
    secret.close();
  });
});
