import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentials } from './aws-credentials';

/** How long a token can be used to connect, in seconds; the services allow no more. */
const LIFETIME = 900;
const ALGORITHM = 'AWS4-HMAC-SHA256';
const SHA256_OF_NOTHING = createHash('sha256').digest('hex');

/** A request that is never sent: its signed address is a token. */
export interface PresignedRequest {
  /** The name of the service in a signature, such as `elasticache`. */
  readonly service: string;
  readonly region: string;
  /** What the token is for, with its port if the service signs that. */
  readonly host: string;
  /** Names are plain ASCII without characters that are encoded. */
  readonly parameters: { readonly [name: string]: string };
  readonly credentials: AwsCredentials;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The address of a signed request, without its scheme. It is signed here, without the network, and at once.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function presigned({ service, region, host, parameters, credentials, now }: PresignedRequest): string {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const query = queryOf({
    ...parameters,
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': `${LIFETIME}`,
    ...(credentials.sessionToken && { 'X-Amz-Security-Token': credentials.sessionToken }),
    'X-Amz-SignedHeaders': 'host',
  });
  const request = ['GET', '/', query, `host:${host}`, '', 'host', SHA256_OF_NOTHING].join('\n');
  const text = [ALGORITHM, time, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (parent, part) => createHmac('sha256', parent).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  return `${host}/?${query}&X-Amz-Signature=${createHmac('sha256', key).update(text).digest('hex')}`;
}

/** A query in the order and the encoding that is signed. */
function queryOf(parameters: { readonly [name: string]: string }): string {
  // The names are plain, so their order is that of their encodings.
  const names = Object.keys(parameters).sort();
  return names.map((name) => `${name}=${encoded(parameters[name])}`).join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
