import type { StandInFault } from './cloudformation-stand-in';
import { cache, Lab } from './lab';

let lab: Lab;
let out: string;
const ENV = { ...process.env };
beforeAll(async () => {
  lab = await Lab.start();
  out = lab.assembly('out', { Shop: { template: cache() } });
  // The SDK waits longer between later attempts.
  process.env.AWS_MAX_ATTEMPTS = '2';
});
afterAll(async () => {
  await lab.stop();
  process.env = ENV;
});
afterEach(() => lab.aws.reset());

const SIGN_IN = "sign in ('aws sso login'), or name a profile in AWS_PROFILE";
const DENIED = 'User: arn:aws:iam::111122223333:user/x is not authorized to perform: cloudformation:GetTemplate';

test.each<[string, StandInFault, string]>([
  [
    'DescribeStacks',
    { code: 'ExpiredToken', message: 'The security token is expired.', status: 403 },
    `the AWS credentials have expired; ${SIGN_IN}`,
  ],
  [
    'DescribeStacks',
    { code: 'InvalidClientTokenId', message: 'The security token included in the request is invalid.', status: 403 },
    `AWS does not know the credentials in force (The security token included in the request is invalid); ${SIGN_IN}`,
  ],
  [
    'GetTemplate',
    { code: 'AccessDenied', message: DENIED, status: 403 },
    `access is denied (${DENIED}); docs/deploying.md of cdk-cache-tier lists the permissions that it takes`,
  ],
  [
    'GetTemplate',
    { code: 'Throttling', message: 'Rate exceeded' },
    'AWS still throttles after several attempts (Rate exceeded); try again later',
  ],
  [
    'DescribeStacks',
    { code: 'ValidationError', message: 'Template format error' },
    'ValidationError: Template format error',
  ],
])('%s that is answered with %j ends in one line and exit code 2', async (action, fault, message) => {
  lab.aws.stacks.Shop = { template: '{}' };
  lab.aws.fault = (call) => (call.action === action ? fault : undefined);
  expect(await lab.diff(out)).toEqual({ code: 2, out: '', err: `Shop: ${message}\n` });
});

test('a call that is throttled once is made again', async () => {
  lab.aws.stacks.Shop = { template: JSON.stringify(cache()) };
  lab.aws.fault = (_, count) => (count === 1 ? { code: 'Throttling', message: 'Rate exceeded' } : undefined);
  expect(await lab.diff(out)).toMatchObject({ code: 0, out: 'No changes.\n' });
});

test('credentials of another account than the assembly names are said to be that', async () => {
  const other = lab.assembly('other', { Shop: { template: cache(), environment: 'aws://999988887777/eu-west-1' } });
  expect(await lab.diff(other)).toEqual({
    code: 2,
    out: '',
    err:
      'Shop: is a stack of account 999988887777, and the credentials in force are those of 111122223333; ' +
      "use those of its account (AWS_PROFILE), or leave it out with '--stack'\n",
  });
});

test.each<[string, { [name: string]: string | undefined }, RegExp]>([
  [
    'no credentials',
    { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
    /^Shop: no AWS credentials are in force; sign in .*\n$/,
  ],
  ['no Region', { AWS_REGION: undefined }, /^Shop: no Region is known; set AWS_REGION, or name one in the app\n$/],
  [
    'nobody who listens',
    { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
    /^Shop: AWS is not reached \(connect ECONNREFUSED 127.0.0.1:1\); look at .*\n$/,
  ],
])('%s is one line and exit code 2', async (_, environment, message) => {
  const before = { ...process.env };
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  try {
    const found = await lab.diff(out);
    expect(found).toEqual({ code: 2, out: '', err: expect.stringMatching(message) });
  } finally {
    process.env = before;
  }
});

test.each([
  ['nowhere', 'nowhere: does not exist\n'],
  ['.', ".: has no manifest.json of a cloud assembly; 'npx cdk synth' writes one\n"],
])('%s is no cloud assembly', async (path, err) => {
  const found = await lab.diff(path === '.' ? lab.folder : `${lab.folder}/${path}`);
  expect(found).toEqual({ code: 2, out: '', err });
});
