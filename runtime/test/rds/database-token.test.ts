import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { linkEnvironment } from '../../lib/link';
import { databaseToken } from '../../lib/rds/database-token';
import { postgresConfig } from '../../lib/rds/postgres-config';

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

type Options = Parameters<typeof databaseToken>[0];

/** What the signer of the AWS SDK presigns for a database. */
async function presigned({ host, port, user, region, credentials, now }: Options) {
  const signer = new SignatureV4({ service: 'rds-db', region, credentials, sha256: Sha256 as never });
  const { query } = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: host,
      port,
      path: '/',
      headers: { host: `${host}:${port}` },
      query: { Action: 'connect', DBUser: user },
    },
    { expiresIn: 900, signingDate: new Date(now) },
  );
  return { host: `${host}:${port}`, query };
}

function partsOf(token: string) {
  const [host, query] = token.split('/?');
  return { host, query: Object.fromEntries(query!.split('&').map((pair) => pair.split('=').map(decodeURIComponent))) };
}

const CREDENTIALS = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' };

const options = fc.record({
  host: fc.stringMatching(/^[a-z][a-z0-9-]{0,30}\.[a-z0-9]{12}\.us-east-1\.rds\.amazonaws\.com$/),
  port: fc.integer({ min: 1, max: 65_535 }),
  user: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  region: fc.constantFrom('us-east-1', 'cn-north-1', 'us-gov-west-1'),
  credentials: fc.record({
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.string({ minLength: 1, maxLength: 60 }),
    sessionToken: fc.option(fc.base64String({ minLength: 4 }), { nil: undefined }),
  }),
  now: fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }).map((date) => date.getTime()),
});

test('a token is signed as the AWS SDK signs it, whatever is in it', async () => {
  await fc.assert(
    fc.asyncProperty(options, async (given) => {
      expect(partsOf(databaseToken(given))).toEqual(await presigned(given));
    }),
    { numRuns: 200 },
  );
});

test('a token is a URL without its scheme', () => {
  const now = Date.UTC(2026, 10, 23, 9, 8, 7, 654);
  const token = databaseToken({
    host: 'db',
    port: 5433,
    user: 'app',
    region: 'us-east-1',
    credentials: CREDENTIALS,
    now,
  });
  expect(token.replace(/[0-9a-f]{64}$/, '')).toBe(
    'db:5433/?Action=connect&DBUser=app&X-Amz-Algorithm=AWS4-HMAC-SHA256' +
      '&X-Amz-Credential=AKIATEST%2F20261123%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date=20261123T090807Z' +
      '&X-Amz-Expires=900&X-Amz-SignedHeaders=host&X-Amz-Signature=',
  );
});

const HOST = 'shop.abc.eu-west-1.rds.amazonaws.com';

test.each([
  [{ arn: 'arn:aws:rds:us-west-2:111122223333:db-proxy:prx-1' }, {}, 'us-west-2'],
  [{}, {}, 'eu-west-1'],
  [{ endpoint: 'localhost' }, { AWS_REGION: 'sa-east-1' }, 'sa-east-1'],
  [{ endpoint: 'localhost' }, { AWS_DEFAULT_REGION: 'ap-south-1' }, 'ap-south-1'],
  [{ endpoint: 'shop.abc.rds.cn-north-1.amazonaws.com.cn' }, {}, 'cn-north-1'],
])('the password of an IAM user is a token for the Region that is known: %#', async (fields, variables, region) => {
  const link = { endpoint: HOST, port: '5433', tls: 'true', auth: 'iam', user: 'app', ...fields };
  const environment = {
    ...linkEnvironment('database', link),
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    ...variables,
  };
  const { host, query } = partsOf(await postgresConfig({ environment }).password!());
  expect(host).toBe(`${link.endpoint}:5433`);
  expect(query).toMatchObject({ Action: 'connect', DBUser: 'app', 'X-Amz-Expires': '900' });
  expect(query['X-Amz-Credential']).toContain(`/${region}/rds-db/aws4_request`);
});

test('credentials that cannot be had fail the connection with what is wrong', async () => {
  const environment = linkEnvironment('database', { endpoint: HOST, tls: 'true', auth: 'iam', user: 'app' });
  const credentials = () => Promise.reject(new Error('no role'));
  await expect(postgresConfig({ environment, credentials }).password!()).rejects.toMatchObject({
    code: 'ERR_CACHE_TIER_CREDENTIAL',
    message: 'no AWS credentials could be had',
  });
});
