import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { type AwsStandIn, startAws } from '../../../test/handlers/aws-stand-in';
import { ServiceError } from '../../../test/handlers/service-error';
import { type RunningServer, startServer } from '../../../test/servers/redis-server';
import { signIn } from '../../../test/servers/sign-in';
import { type CredentialOptions, type CredentialSource, credentialSource } from '../../lib/aws/credential-source';
import { AuthKind, type Link, LinkError, LinkField } from '../../lib/link';
import { AWS_ENVIRONMENT, useAwsEnvironment } from '../servers/aws-environment';

const MINUTE = 60_000;
const IAM: Link = {
  endpoint: 'cache.example',
  tls: 'true',
  auth: AuthKind.IAM,
  user: 'api',
  arn: 'arn:aws:elasticache:us-east-1:111122223333:replicationgroup:shop',
};

let server: RunningServer;
let aws: AwsStandIn;
let restore: () => void;
beforeAll(async () => {
  server = await startServer();
  aws = await startAws(server);
  restore = useAwsEnvironment({ ...AWS_ENVIRONMENT, AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url });
});
beforeEach(() => {
  aws.calls.length = 0;
  aws.fault = () => false;
});
afterAll(async () => {
  restore?.();
  await aws?.stop();
  await server?.stop();
});

const sources: CredentialSource[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});

function open(link: Link, options: CredentialOptions = {}) {
  const reports: unknown[] = [];
  const source = credentialSource(link, {
    onProblem: (problem) => reports.push(problem),
    onRecovered: () => reports.push('recovered'),
    ...options,
  });
  sources.push(source);
  return { source, reports };
}

/** A user of the server and the secret of its password, which a test changes as a rotation does. */
async function userWithSecret(shape: (password: string) => string = (password) => JSON.stringify({ password })) {
  const user = `user-${randomUUID()}`;
  let password = '';
  const hold = (text: string) => {
    password = text;
    aws.secrets.versions = { [randomUUID()]: { text: shape(text), stages: ['AWSCURRENT'] } };
  };
  hold(randomUUID());
  await server.command('ACL', 'SETUSER', user, 'on', `>${password}`, '+ping');
  const link: Link = {
    endpoint: 'localhost',
    tls: 'true',
    auth: AuthKind.PASSWORD,
    user,
    [LinkField.SECRET_ARN]: aws.secrets.arn,
  };
  return {
    link,
    user,
    password: () => password,
    /** The server takes the new password only, and cuts who had the old one. */
    rotate: async () => {
      const next = randomUUID();
      await server.command('ACL', 'SETUSER', user, 'resetpass', `>${next}`);
      await server.command('CLIENT', 'KILL', 'USER', user);
      hold(next);
    },
  };
}

/** Signs in as a client does that connects: it asks for the password now, and says if it was refused. */
async function connect(source: CredentialSource): Promise<string> {
  const answer = await signIn(server, source.current() ?? 'none', source.username);
  if (answer.startsWith('-WRONGPASS')) source.authenticationFailed();
  return answer;
}

/** Resolves when something else is given than before. */
async function change(source: CredentialSource, before: string | undefined): Promise<void> {
  while (source.current() === before) await turn();
}

test('a password is signed in with, and after a rotation the new one, with one call each', async () => {
  const { link, user, rotate } = await userWithSecret();
  const clock = { now: 0 };
  const { source, reports } = open(link, { now: () => clock.now });
  expect(source.required).toBe(true);
  expect(source.username).toBe(user);
  expect(source.current()).toBeUndefined();
  await source.ready;
  expect(await connect(source)).toBe('+OK');

  await rotate();
  clock.now += MINUTE;
  const before = source.current();
  expect(await connect(source)).toMatch(/^-WRONGPASS/);
  await change(source, before);
  expect(await connect(source)).toBe('+OK');
  expect(aws.calls).toEqual(['GetSecretValue', 'GetSecretValue']);
  expect(reports).toEqual([]);
});

test('a rotation whose secret comes late is caught up with', async () => {
  const { link, user, password } = await userWithSecret();
  const clock = { now: 0 };
  let secret = password();
  const { source } = open(link, { now: () => clock.now, background: false, readSecret: async () => secret });
  await source.ready;
  const next = randomUUID();
  await server.command('ACL', 'SETUSER', user, 'resetpass', `>${next}`);
  for (let attempt = 0; attempt < 4; attempt += 1) {
    clock.now += MINUTE;
    expect(await connect(source)).toMatch(/^-WRONGPASS/);
    await turn();
  }
  secret = next;
  clock.now += MINUTE;
  expect(await connect(source)).toMatch(/^-WRONGPASS/);
  await turn();
  expect(await connect(source)).toBe('+OK');
});

test('the token of a cache has no user', async () => {
  const { source } = open(
    { endpoint: 'localhost', auth: AuthKind.AUTH_TOKEN, user: 'ignored', [LinkField.SECRET_ARN]: aws.secrets.arn },
    { readSecret: async () => 'token' },
  );
  await source.ready;
  expect(source.username).toBeUndefined();
  expect(source.current()).toBe('token');
});

test('a secret in another field is found by the link', async () => {
  const { link } = await userWithSecret((token) => JSON.stringify({ password: 'other', token }));
  const { source } = open({ ...link, [LinkField.SECRET_FIELD]: 'token' });
  await source.ready;
  expect(await connect(source)).toBe('+OK');
});

test('Secrets Manager is asked with the credentials that are given', async () => {
  const { link, password } = await userWithSecret();
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAOTHER' });
  try {
    const credentials = async () => ({
      accessKeyId: `${AWS_ACCESS_KEY_ID}`,
      secretAccessKey: `${AWS_SECRET_ACCESS_KEY}`,
    });
    const { source } = open(link, { credentials });
    await source.ready;
    expect(source.current()).toBe(password());
  } finally {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID });
  }
});

test('a secret is read again after the time that was asked for', async () => {
  const { link } = await userWithSecret();
  const clock = { now: 0 };
  let reads = 0;
  const readSecret = async () => `hunter${++reads}`;
  const { source } = open(link, { readSecret, secretRefreshMs: 1_000, background: false, now: () => clock.now });
  await source.ready;
  clock.now += 1_000;
  source.current();
  await turn();
  expect(source.current()).toBe('hunter2');
});

test.each([
  ['in Lambda there are no timers', { AWS_LAMBDA_FUNCTION_NAME: 'api' }, 0],
  ['elsewhere there is one timer', {}, 1],
])('%s', async (_name, environment, timers) => {
  const { link } = await userWithSecret();
  jest.useFakeTimers();
  try {
    const { source } = open(link, { readSecret: async () => 'hunter2', environment });
    await source.ready;
    expect(jest.getTimerCount()).toBe(timers);
    source.close();
    expect(jest.getTimerCount()).toBe(0);
  } finally {
    jest.useRealTimers();
  }
});

test('Secrets Manager that is down at the start throws nothing, and is caught up with', async () => {
  const { link } = await userWithSecret();
  aws.fault = () => true;
  const clock = { now: 0 };
  const { source, reports } = open(link, { now: () => clock.now, background: false });
  await source.ready;
  expect(source.current()).toBeUndefined();
  expect(reports).toMatchObject([{ code: 'ERR_CACHE_TIER_CREDENTIAL' }]);
  expect(aws.calls).toHaveLength(1);
  aws.fault = () => false;
  clock.now += 1_000;
  source.current();
  await change(source, undefined);
  expect(await connect(source)).toBe('+OK');
  expect(reports.slice(1)).toEqual(['recovered']);
});

test('Secrets Manager that refuses is told of in its words', async () => {
  const { link } = await userWithSecret();
  aws.fault = () => new ServiceError('AccessDeniedException', 'not authorized');
  const { source, reports } = open(link, { background: false });
  await source.ready;
  expect(`${(reports[0] as Error).cause}`).toBe('Error: AccessDeniedException, HTTP 400, not authorized');
});

test('D8: a wrong password asks for the secret ever more rarely, however often the cache refuses it', async () => {
  const { link } = await userWithSecret();
  const clock = { now: 0 };
  const calls: number[] = [];
  const readSecret = async () => {
    calls.push(clock.now);
    return 'wrong';
  };
  const { source } = open(link, { now: () => clock.now, background: false, readSecret });
  await source.ready;
  for (let second = 0; second < 600; second += 1) {
    clock.now += 1_000;
    if (second % 60 === 0) expect(await connect(source)).toMatch(/^-WRONGPASS/);
    for (let connection = 0; connection < 5; connection += 1) source.authenticationFailed();
    await turn();
  }
  // Of 3,010 refusals in ten minutes; it goes down to one in 30 to 60 seconds.
  expect(calls.length).toBeGreaterThan(10);
  expect(calls.length).toBeLessThan(30);
  // A new password would be found within a minute.
  expect(clock.now - (calls.at(-1) ?? 0)).toBeLessThanOrEqual(MINUTE);
});

test('D15: a password that was rotated during a freeze is replaced after one refusal', async () => {
  const { link, rotate } = await userWithSecret();
  const clock = { now: 0 };
  const environment = { ...process.env, AWS_LAMBDA_FUNCTION_NAME: 'api' };
  const { source } = open(link, { now: () => clock.now, environment });
  await source.ready;
  const before = source.current();
  await rotate();
  clock.now += 60 * MINUTE;
  expect(await connect(source)).toMatch(/^-WRONGPASS/);
  await change(source, before);
  expect(await connect(source)).toBe('+OK');
  expect(aws.calls).toHaveLength(2);
});

/** What is ready to run has run. */
const turn = () => new Promise(setImmediate);

describe('with IAM', () => {
  const environment = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'key', AWS_SESSION_TOKEN: 'session' };

  test('every connection has a token of its own second, from the variables of the moment', () => {
    const changing: { [name: string]: string } = { ...environment };
    const clock = { now: Date.UTC(2026, 0, 1) };
    const { source } = open(IAM, { environment: changing, now: () => clock.now });
    expect(source.required).toBe(true);
    expect(source.username).toBe('api');
    const first = source.current();
    expect(first).toMatch(/^shop\/\?Action=connect&User=api&.*&X-Amz-Date=20260101T000000Z&.*-Token=session&/);
    changing.AWS_SESSION_TOKEN = 'next';
    clock.now += 15 * MINUTE;
    expect(source.current()).toMatch(/&X-Amz-Date=20260101T001500Z&X-Amz-Expires=900&.*-Token=next&/);
  });

  test('the token of a serverless cache of another Region is signed for both', () => {
    const arn = 'arn:aws:elasticache:eu-west-3:111122223333:serverlesscache:shop';
    const { source } = open({ ...IAM, arn }, { environment });
    expect(source.current()).toContain('&ResourceType=ServerlessCache&');
    expect(source.current()).toContain('%2Feu-west-3%2Felasticache%2F');
  });

  test('a token is what a server is given as a password', async () => {
    const clock = { now: Date.now() };
    const { source } = open(IAM, { environment, now: () => clock.now });
    await server.command('ACL', 'SETUSER', 'api', 'on', 'resetpass', `>${source.current()}`);
    expect(await connect(source)).toBe('+OK');
    clock.now += 1_000;
    expect(await connect(source)).toMatch(/^-WRONGPASS/);
  });

  test('D8: tokens that are refused ask the provider ever more rarely', async () => {
    let calls = 0;
    const clock = { now: 0 };
    const credentials = async () => {
      calls += 1;
      return { accessKeyId: 'AKIA', secretAccessKey: 'key' };
    };
    const { source } = open(IAM, { credentials, now: () => clock.now, background: false });
    await source.ready;
    for (let second = 0; second < 3_600; second += 1) {
      clock.now += 1_000;
      expect(source.current()).toContain('shop/');
      source.authenticationFailed();
      await turn();
    }
    expect(calls).toBeGreaterThan(50);
    expect(calls).toBeLessThan(130);
  });

  test('D15: after a freeze that credentials did not outlive, the second connection has new ones', async () => {
    let calls = 0;
    const clock = { now: 0 };
    const credentials = async () => {
      calls += 1;
      return { accessKeyId: `AKIA${calls}`, secretAccessKey: 'key', expiration: new Date(clock.now + 60 * MINUTE) };
    };
    const { source } = open(IAM, { credentials, now: () => clock.now, background: false });
    await source.ready;
    expect(source.current()).toContain('AKIA1%2F');
    clock.now += 6 * 60 * MINUTE;
    const before = source.current();
    source.authenticationFailed();
    await change(source, before);
    expect(source.current()).toContain('AKIA2%2F19700101%2F');
    expect(source.current()).toContain('X-Amz-Date=19700101T060000Z');
    expect(calls).toBe(2);
  });

  test('a provider that fails at the start throws nothing, and there is no token', async () => {
    const { source, reports } = open(IAM, {
      credentials: () => Promise.reject(new Error('no role')),
      background: false,
    });
    expect(source.current()).toBeUndefined();
    await source.ready;
    expect(source.current()).toBeUndefined();
    expect(reports).toMatchObject([{ code: 'ERR_CACHE_TIER_CREDENTIAL' }]);
  });
});

test.each([{}, { auth: AuthKind.NONE }])('a link with %p has no credential, and no problem', async (auth) => {
  const { source, reports } = open({ endpoint: 'localhost', ...auth });
  await source.ready;
  source.authenticationFailed();
  expect([source.required, source.username, source.current(), reports]).toEqual([false, undefined, undefined, []]);
});

test.each([
  [{ ...IAM, user: undefined }, "a link with 'iam' as its 'auth' needs the field 'user', but it is not set"],
  [{ ...IAM, arn: undefined }, "a link with 'iam' as its 'auth' needs the field 'arn', but it is not set"],
  [{ ...IAM, arn: 'shop' }, /needs to be the ARN of a replication group or a serverless cache, got 'shop'/],
  [
    { auth: AuthKind.PASSWORD, user: 'api' },
    "a link with 'password' as its 'auth' needs the field 'secret-arn', but it is not set",
  ],
  [
    { auth: AuthKind.AUTH_TOKEN },
    "a link with 'auth-token' as its 'auth' needs the field 'secret-arn', but it is not set",
  ],
  [
    { engine: 'memcached', auth: AuthKind.SASL, 'secret-arn': 'a' },
    "a link with 'sasl' as its 'auth' needs the field 'user', but it is not set",
  ],
  [
    { engine: 'memcached', auth: AuthKind.ASCII, user: 'api' },
    "a link with 'ascii' as its 'auth' needs the field 'secret-arn', but it is not set",
  ],
  [
    { ...IAM, engine: 'memcached' },
    "the field 'auth' of a link to 'memcached' needs to be one of sasl, ascii, none, got 'iam'",
  ],
  [
    { engine: 'memcached', auth: AuthKind.AUTH_TOKEN, 'secret-arn': 'a' },
    "the field 'auth' of a link to 'memcached' needs to be one of sasl, ascii, none, got 'auth-token'",
  ],
  [
    { engine: 'redis', auth: AuthKind.SASL, user: 'api', 'secret-arn': 'a' },
    "the field 'auth' of a link to 'redis' needs to be one of iam, auth-token, password, none, got 'sasl'",
  ],
  [
    { auth: AuthKind.ASCII, user: 'api', 'secret-arn': 'a' },
    "the field 'auth' of a link without 'engine' needs to be one of iam, auth-token, password, none, got 'ascii'",
  ],
  [{ auth: 'kerberos' }, /needs to be one of iam, auth-token, password, none, got 'kerberos'/],
])('the link %p is refused, with what it needs', (link, message) => {
  expect(() => credentialSource(link as Link)).toThrow(LinkError);
  expect(() => credentialSource(link as Link)).toThrow(message);
});

test('no secret is found in a source, nor in what it reports', async () => {
  const { link, password } = await userWithSecret();
  const clock = { now: 0 };
  const { source, reports } = open(link, { now: () => clock.now, background: false });
  await source.ready;
  aws.fault = (when) => when === 'after';
  clock.now += 10 * MINUTE;
  source.authenticationFailed();
  while (reports.length === 0) await turn();
  expect(inspect([source, reports], { depth: null, showHidden: true })).not.toContain(password());
  expect(source.current()).toBe(password());
});
