import { type LinkParameterOptions, linkParameter } from '../../lib/aws/link-parameter';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';
import { type ParameterStore, startParameterStore } from '../servers/parameter-store';

const NAME = '/cache-tier/Api/cache';
const LINK = { version: '1', endpoint: 'cache.example', auth: 'iam' };

let store: ParameterStore;
let restore: () => void;
beforeAll(async () => {
  store = await startParameterStore();
  restore = useAwsEnvironment({ ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL_SSM: store.url });
});
beforeEach(() => {
  store.parameters.clear();
  store.calls.length = 0;
  store.down = false;
});
afterAll(async () => {
  restore?.();
  await store?.stop();
});

/** A parameter that is read on use, and the clock that says when it may be. */
function source(options: Partial<LinkParameterOptions> = {}) {
  const reports: unknown[] = [];
  const clock = { now: 0 };
  const parameter = linkParameter({
    name: NAME,
    background: false,
    now: () => clock.now,
    onProblem: (problem) => reports.push(problem),
    onRecovered: () => reports.push('recovered'),
    ...options,
  });
  return { parameter, reports, clock };
}

test('a link arrives, by one call', async () => {
  store.parameters.set(NAME, JSON.stringify(LINK));
  const { parameter, clock } = source();
  expect(parameter.current()).toBeUndefined();
  expect(await parameter.found).toEqual(LINK);
  await parameter.ready;
  expect(store.calls).toEqual([NAME]);
  clock.now += 24 * 60 * 60_000;
  expect(parameter.current()).toEqual(LINK);
  parameter.close();
});

test('a link that was read is not read again', async () => {
  let reads = 0;
  const read = async () => {
    reads += 1;
    return JSON.stringify(LINK);
  };
  const { parameter, clock } = source({ read });
  await parameter.ready;
  clock.now += 24 * 60 * 60_000;
  parameter.current();
  await settled();
  expect(reads).toBe(1);
  parameter.close();
});

test('no connection to the service is left open', async () => {
  store.parameters.set(NAME, JSON.stringify(LINK));
  const { parameter } = source();
  await parameter.ready;
  await store.left();
  parameter.close();
});

test('the Region of a parameter that another account shares is that of its ARN', async () => {
  const arn = `arn:aws:ssm:us-east-1:111122223333:parameter${NAME}`;
  store.parameters.set(arn, JSON.stringify(LINK));
  process.env.AWS_REGION = 'eu-west-1';
  try {
    const { parameter } = source({ name: arn });
    expect(await parameter.found).toEqual(LINK);
    parameter.close();
  } finally {
    process.env.AWS_REGION = AWS_ENVIRONMENT.AWS_REGION;
  }
});

test('a service that is down at the start throws nothing, is told of once, and the link comes when it is back', async () => {
  store.down = true;
  const { parameter, reports, clock } = source();
  await parameter.ready;
  expect(parameter.current()).toBeUndefined();
  expect(reports).toHaveLength(1);
  expect(store.calls).toHaveLength(1);
  store.down = false;
  store.parameters.set(NAME, JSON.stringify(LINK));
  clock.now += 1_000;
  parameter.current();
  expect(await parameter.found).toEqual(LINK);
  await settled();
  expect(reports.slice(1)).toEqual(['recovered']);
  parameter.close();
});

test('a parameter that does not exist is a problem in the words of the service', async () => {
  const { parameter, reports } = source();
  await parameter.ready;
  expect(reports).toMatchObject([
    {
      code: 'ERR_CACHE_TIER_LINK',
      message: `the SSM parameter '${NAME}' needs to hold a link: ParameterNotFound`,
      cause: { name: 'ParameterNotFound' },
    },
  ]);
  parameter.close();
});

test.each([
  ['no JSON', 'a link needs to be a JSON object'],
  ['[]', 'a link needs to be a JSON object'],
  ['', 'a link needs to be a JSON object'],
  ['{}', "a link needs an endpoint, but the field 'endpoint' is not set"],
])("a parameter that holds '%s' is a problem with the link", async (text, reason) => {
  const { parameter, reports } = source({ read: async () => text });
  await parameter.ready;
  expect(parameter.current()).toBeUndefined();
  expect(reports).toMatchObject([
    { code: 'ERR_CACHE_TIER_LINK', message: `the SSM parameter '${NAME}' needs to hold a link: ${reason}` },
  ]);
  parameter.close();
});

test('who waits for a link is let go when it is closed', async () => {
  const { parameter } = source({ read: () => new Promise(() => {}) });
  parameter.close();
  expect(await parameter.found).toBeUndefined();
  await parameter.ready;
});

test('attempts go on by themselves where timers may run, ever more rarely', async () => {
  jest.useFakeTimers();
  try {
    let calls = 0;
    const read = async () => {
      calls += 1;
      if (calls < 5) throw new Error('down');
      return JSON.stringify(LINK);
    };
    const { parameter } = source({ read, background: true, now: undefined });
    await jest.advanceTimersByTimeAsync(3_000);
    expect(calls).toBeLessThan(5);
    await jest.advanceTimersByTimeAsync(13_000);
    expect(await parameter.found).toEqual(LINK);
    parameter.close();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('in Lambda attempts go on with the next use, without timers', async () => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'api';
  try {
    let down = true;
    const read = async () => {
      if (down) throw new Error('down');
      return JSON.stringify(LINK);
    };
    const { parameter } = source({ read, background: undefined, now: undefined });
    await parameter.ready;
    expect(jest.getTimerCount()).toBe(0);
    down = false;
    jest.setSystemTime(Date.now() + 1_000);
    parameter.current();
    expect(await parameter.found).toEqual(LINK);
    expect(jest.getTimerCount()).toBe(0);
    parameter.close();
  } finally {
    delete process.env.AWS_LAMBDA_FUNCTION_NAME;
    jest.useRealTimers();
  }
});

const settled = () => new Promise(setImmediate);
