import { createHash, createHmac } from 'node:crypto';
import { LinkError } from '../link';
import type { AwsCredentials } from './aws-credentials';

/** How long a token can be used to connect, in seconds; the service allows no more. */
const LIFETIME = 900;
const ALGORITHM = 'AWS4-HMAC-SHA256';
const SHA256_OF_NOTHING = createHash('sha256').digest('hex');

/** A cache, as an IAM token names it. */
export interface IamCache {
  /** The Region of the cache, which may be another one than that of the application. */
  readonly region: string;
  /** The id of the replication group, or the name of the serverless cache. */
  readonly cacheName: string;
  /** Whether the cache is serverless. */
  readonly serverless: boolean;
}

export interface IamTokenOptions extends IamCache {
  /** By which the token is signed: those of the role that may connect. */
  readonly credentials: AwsCredentials;
  /** The id of the user, which for IAM is its name. */
  readonly user: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * A token that is used as the password of an IAM user for 15 minutes. It is signed here, without the network, and at
 * once: a client asks for its password at the moment it connects again.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 */
export function iamToken({ credentials, region, cacheName, user, serverless, now }: IamTokenOptions): string {
  const host = cacheName.toLowerCase();
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/elasticache/aws4_request`;
  const query = queryOf({
    Action: 'connect',
    User: user,
    ...(serverless && { ResourceType: 'ServerlessCache' }),
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': `${LIFETIME}`,
    ...(credentials.sessionToken && { 'X-Amz-Security-Token': credentials.sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  });
  const request = ['GET', '/', query, `host:${host}`, '', 'host', SHA256_OF_NOTHING].join('\n');
  const text = [ALGORITHM, time, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = [date, region, 'elasticache', 'aws4_request'].reduce<string | Buffer>(
    (parent, part) => createHmac('sha256', parent).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return `${host}/?${query}&X-Amz-Signature=${createHmac('sha256', key).update(text).digest('hex')}`;
}

/**
 * The Region and the name that a token for a cache is signed for.
 *
 * @throws LinkError if it is not the ARN of a replication group or a serverless cache
 */
export function iamCacheOf(arn: string): IamCache {
  const [, region, kind, cacheName] =
    /^arn:aws[a-z-]*:elasticache:([a-z0-9-]+):\d*:(replicationgroup|serverlesscache):([^:]+)$/.exec(arn) ?? [];
  if (region === undefined) {
    throw new LinkError(
      `the field 'arn' of a link needs to be the ARN of a replication group or a serverless cache, got '${arn}'; ` +
        "an IAM token is signed for the Region and the name in it: 'arn:aws:elasticache:us-east-1:111122223333:" +
        "replicationgroup:name'",
    );
  }
  return { region, cacheName, serverless: kind === 'serverlesscache' };
}

/** A query in the order and the encoding that is signed. */
function queryOf(parameters: { readonly [name: string]: string }): string {
  // The names are plain ASCII without characters that are encoded, so their order is that of their encodings.
  const names = Object.keys(parameters).sort();
  return names.map((name) => `${name}=${encoded(parameters[name])}`).join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
