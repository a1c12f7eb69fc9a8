import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { iamCacheOf, iamToken } from '../../lib/aws/iam-token';
import { LinkError } from '../../lib/link';

/** What the signer of the AWS SDK hashes with. */
class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: string | Uint8Array) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }
  update(data: string | Uint8Array) {
    this.hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
}

type Options = Parameters<typeof iamToken>[0];

/** The parts of the URL that the AWS SDK presigns for the same. */
async function presigned({ credentials, region, cacheName, user, serverless, now }: Options) {
  const signer = new SignatureV4({ service: 'elasticache', region, credentials, sha256: Sha256 as never });
  const host = cacheName.toLowerCase();
  const { query } = await signer.presign(
    {
      method: 'GET',
      protocol: 'http:',
      hostname: host,
      path: '/',
      headers: { host },
      query: { Action: 'connect', User: user, ...(serverless && { ResourceType: 'ServerlessCache' }) },
    },
    { expiresIn: 900, signingDate: new Date(now) },
  );
  return { host, query };
}

function partsOf(token: string) {
  const [host, query] = token.split('/?');
  const pairs = query.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
  return { host, query: Object.fromEntries(pairs) };
}

const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };
const CACHE = { region: 'us-east-1', cacheName: 'shop', serverless: false, user: 'api' };
const NOW = Date.UTC(2026, 10, 23, 9, 8, 7, 654);

const character = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...'!\'()*~-_.+ /?&=%#@:;,$[]|\\"<>') },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }) },
);
const options = fc.record({
  credentials: fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    sessionToken: fc.option(
      fc.array(character, { minLength: 1, maxLength: 80 }).map((all) => all.join('')),
      {
        nil: undefined,
      },
    ),
  }),
  region: fc.constantFrom('us-east-1', 'eu-central-2', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1'),
  cacheName: fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,49}$/),
  user: fc.array(character, { minLength: 1, maxLength: 40 }).map((all) => all.join('')),
  serverless: fc.boolean(),
  now: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.getTime()),
});

test('a token is signed as the AWS SDK signs it, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(options, async (given) => {
      expect(partsOf(iamToken(given))).toEqual(await presigned(given));
    }),
    { numRuns: 400 },
  );
});

test('a token is a URL without its scheme', () => {
  const token = iamToken({ ...CACHE, credentials: CREDENTIALS, cacheName: 'Shop', now: NOW });
  expect(token.replace(/[0-9a-f]{64}$/, '')).toBe(
    'shop/?Action=connect&User=api&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIATEST%2F20261123%2Fus-east-1%2Felasticache%2Faws4_request&X-Amz-Date=20261123T090807Z' +
      '&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=',
  );
  expect(token).toMatch(/[0-9a-f]{64}$/);
});

test('the token of a serverless cache says what it is for', () => {
  const token = iamToken({ ...CACHE, credentials: CREDENTIALS, serverless: true, now: NOW });
  expect(partsOf(token).query).toMatchObject({ ResourceType: 'ServerlessCache', User: 'api' });
});

test('two tokens of different seconds differ, and those of one second do not', () => {
  const at = (now: number) => iamToken({ ...CACHE, credentials: CREDENTIALS, now });
  expect(at(NOW + 1000)).not.toBe(at(NOW));
  expect(at(NOW + 1)).toBe(at(NOW));
});

test.each([
  ['arn:aws:elasticache:us-east-1:111122223333:replicationgroup:shop', 'us-east-1', 'shop', false],
  ['arn:aws:elasticache:eu-west-3:111122223333:serverlesscache:shop-1', 'eu-west-3', 'shop-1', true],
  ['arn:aws-cn:elasticache:cn-north-1:111122223333:replicationgroup:shop', 'cn-north-1', 'shop', false],
  ['arn:aws-us-gov:elasticache:us-gov-west-1:111122223333:serverlesscache:shop', 'us-gov-west-1', 'shop', true],
  ['arn:aws-iso-b:elasticache:us-isob-east-1:111122223333:replicationgroup:shop', 'us-isob-east-1', 'shop', false],
])('%s says what a token is signed for', (arn, region, cacheName, serverless) => {
  expect(iamCacheOf(arn)).toEqual({ region, cacheName, serverless });
});

test.each([
  'shop',
  '',
  'arn:aws:elasticache:us-east-1:111122223333:cluster:shop',
  'arn:aws:elasticache:us-east-1:111122223333:user:api',
  'arn:aws:rds:us-east-1:111122223333:replicationgroup:shop',
  'arn:aws:elasticache::111122223333:replicationgroup:shop',
  'arn:aws:elasticache:us-east-1:111122223333:replicationgroup:',
  'arn:aws:elasticache:us-east-1:111122223333:replicationgroup:a:b',
])("'%s' is refused as the ARN of a cache, with what is needed", (arn) => {
  expect(() => iamCacheOf(arn)).toThrow(LinkError);
  expect(() => iamCacheOf(arn)).toThrow(
    `the field 'arn' of a link needs to be the ARN of a replication group or a serverless cache, got '${arn}'; an IAM ` +
      "token is signed for the Region and the name in it: 'arn:aws:elasticache:us-east-1:111122223333:" +
      "replicationgroup:name'",
  );
});
