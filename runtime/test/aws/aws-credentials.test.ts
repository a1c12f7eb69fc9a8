import { inspect } from 'node:util';
import { type AwsCredentialOptions, type AwsCredentials, awsCredentials } from '../../lib/aws/aws-credentials';

const MINUTE = 60_000;
const NONE = {};

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

/** Credentials that live for some time, numbered as they are given. */
function provider(lifetimeMs: number | undefined, fails: (call: number) => boolean = () => false) {
  const calls: { readonly at: number; readonly forceRefresh?: boolean }[] = [];
  const begin = Date.now();
  const provide = async (options?: { readonly forceRefresh?: boolean }): Promise<AwsCredentials> => {
    const call = calls.push({ at: Date.now() - begin, ...options });
    if (fails(call)) throw new Error('SECRETKEY in a message');
    const expiration = lifetimeMs === undefined ? undefined : new Date(Date.now() + lifetimeMs);
    return { accessKeyId: `AKIA${call}`, secretAccessKey: 'SECRETKEY', sessionToken: `token${call}`, expiration };
  };
  return { provide, calls };
}

function source(options: AwsCredentialOptions) {
  const reports: unknown[] = [];
  const credentials = awsCredentials({
    environment: NONE,
    onProblem: (problem) => reports.push(problem),
    onRecovered: () => reports.push('recovered'),
    ...options,
  });
  return { credentials, reports };
}

test('credentials are there once the provider gave them', async () => {
  const { provide } = provider(undefined);
  const { credentials } = source({ provider: provide });
  expect(credentials.current()).toBeUndefined();
  await credentials.ready;
  expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA1', sessionToken: 'token1' });
  credentials.close();
});

test('credentials without an end are asked for once', async () => {
  const { provide, calls } = provider(undefined);
  const { credentials } = source({ provider: provide });
  await pass(24 * 60 * MINUTE);
  credentials.current();
  expect(calls).toHaveLength(1);
  credentials.close();
});

test('credentials are fetched anew between four and three minutes before their end, though nobody asks', async () => {
  const { provide, calls } = provider(60 * MINUTE);
  const { credentials } = source({ provider: provide });
  await pass(55 * MINUTE);
  expect(calls).toHaveLength(1);
  await pass(2 * MINUTE);
  expect(calls).toHaveLength(2);
  expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA2' });
  credentials.close();
});

test('credentials that live for a minute are fetched anew after the half of it', async () => {
  const { provide, calls } = provider(MINUTE);
  const { credentials } = source({ provider: provide });
  await pass(29_000);
  expect(calls).toHaveLength(1);
  await pass(2_000);
  expect(calls).toHaveLength(2);
  credentials.close();
});

test('a provider that goes on giving what has ended is asked ever more rarely', async () => {
  const ended = { accessKeyId: 'AKIA', secretAccessKey: 'key', expiration: new Date(Date.now() - MINUTE) };
  let calls = 0;
  const { credentials } = source({
    provider: async () => {
      calls += 1;
      return ended;
    },
  });
  await pass(60 * MINUTE);
  expect(calls).toBeLessThan(60 * 2 + 10);
  expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA' });
  credentials.close();
});

test('an end that is no time is no end', async () => {
  const { credentials } = source({
    provider: async () => ({ accessKeyId: 'AKIA', secretAccessKey: 'key', expiration: new Date('never') }),
  });
  await credentials.ready;
  expect(credentials.current()).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 'key' });
  credentials.close();
});

test('a provider that fails leaves the old credentials, is told of once, and quoted nowhere', async () => {
  let down = false;
  const { provide, calls } = provider(60 * MINUTE, () => down);
  const { credentials, reports } = source({ provider: provide });
  await pass(MINUTE);
  down = true;
  await pass(60 * MINUTE);
  expect(calls.length).toBeGreaterThan(3);
  expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA1' });
  expect(reports).toEqual([
    expect.objectContaining({ code: 'ERR_CACHE_TIER_CREDENTIAL', message: 'no AWS credentials could be had' }),
  ]);
  down = false;
  await pass(MINUTE);
  expect(credentials.current()).toMatchObject({ accessKeyId: `AKIA${calls.length}` });
  expect(reports.slice(1)).toEqual(['recovered']);
  expect(inspect([reports, credentials], { depth: null, showHidden: true })).not.toContain('SECRETKEY');
  credentials.close();
});

test.each([undefined, {}, { accessKeyId: 'AKIA' }])('a provider that gives %p has a problem', async (given) => {
  const { credentials, reports } = source({ provider: async () => given as AwsCredentials });
  await credentials.ready;
  expect(credentials.current()).toBeUndefined();
  expect(reports).toMatchObject([
    { message: "AWS credentials need 'accessKeyId' and 'secretAccessKey', the provider gave others" },
  ]);
  credentials.close();
});

test('credentials that were refused are asked for in a way that no cache answers', async () => {
  const { provide, calls } = provider(60 * MINUTE);
  const { credentials } = source({ provider: provide });
  await pass(MINUTE);
  credentials.refused();
  await pass(0);
  expect(calls.map(({ forceRefresh }) => forceRefresh)).toEqual([false, true]);
  credentials.close();
});

test('D15: credentials that ended in a freeze are fetched on the first use after it, without timers', async () => {
  let clock = 0;
  const calls: number[] = [];
  const { credentials } = source({
    background: false,
    now: () => clock,
    provider: async () => {
      calls.push(clock);
      return { accessKeyId: `AKIA${calls.length}`, secretAccessKey: 'key', expiration: new Date(clock + 60 * MINUTE) };
    },
  });
  await credentials.ready;
  clock += 120 * MINUTE;
  expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA1' });
  await pass(0);
  expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA2' });
  expect(calls).toEqual([0, 120 * MINUTE]);
  credentials.close();
});

describe('credentials in environment variables', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'token' };

  test('are at hand at once', async () => {
    const { credentials } = source({ environment });
    await credentials.ready;
    expect(credentials.current()).toEqual({ accessKeyId: 'AKIAENV', secretAccessKey: 'key', sessionToken: 'token' });
    credentials.refused();
    credentials.close();
  });

  test('are read anew at each use', () => {
    const changing: { [name: string]: string } = { ...environment };
    const { credentials } = source({ environment: changing });
    expect(credentials.current()).toMatchObject({ sessionToken: 'token' });
    changing.AWS_SESSION_TOKEN = 'other';
    expect(credentials.current()).toMatchObject({ sessionToken: 'other' });
    delete changing.AWS_SESSION_TOKEN;
    expect(credentials.current()?.sessionToken).toBeUndefined();
    credentials.close();
  });

  test('go after a provider that was given', async () => {
    const { provide } = provider(undefined);
    const { credentials } = source({ environment, provider: provide });
    await credentials.ready;
    expect(credentials.current()).toMatchObject({ accessKeyId: 'AKIA1' });
    credentials.close();
  });
});

test('D15: who signs after a freeze waits for credentials that have not ended, and gets none that have', async () => {
  const { provide, calls } = provider(60 * MINUTE, (call) => call === 3);
  const { credentials } = source({ provider: provide, background: false });
  expect((await credentials.latest()).accessKeyId).toBe('AKIA1');
  jest.setSystemTime(Date.now() + 120 * MINUTE);
  expect((await credentials.latest()).accessKeyId).toBe('AKIA2');
  jest.setSystemTime(Date.now() + 120 * MINUTE);
  await expect(credentials.latest()).rejects.toThrow('no AWS credentials could be had');
  expect(calls).toHaveLength(3);
  credentials.close();
});
