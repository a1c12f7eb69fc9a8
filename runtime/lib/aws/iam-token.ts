import { LinkError } from '../link';
import type { AwsCredentials } from './aws-credentials';
import { presigned } from './presigned-request';

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
  return presigned({
    service: 'elasticache',
    region,
    host: cacheName.toLowerCase(),
    parameters: { Action: 'connect', User: user, ...(serverless && { ResourceType: 'ServerlessCache' }) },
    credentials,
    now,
  });
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
