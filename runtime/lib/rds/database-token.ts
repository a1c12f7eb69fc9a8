import type { AwsCredentials } from '../aws/aws-credentials';
import { presigned } from '../aws/presigned-request';

export interface DatabaseTokenOptions {
  /** The endpoint of the instance, cluster or proxy itself: no other name for it. */
  readonly host: string;
  readonly port: number;
  /** The name of the database user. */
  readonly user: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * A token that is used as the password of a database user for 15 minutes. It is signed for each connection: that takes
 * less than to look for an older one, and it never ends on its way.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html
 */
export function databaseToken({ host, port, user, region, credentials, now }: DatabaseTokenOptions): string {
  const parameters = { Action: 'connect', DBUser: user };
  return presigned({ service: 'rds-db', region, host: `${host}:${port}`, parameters, credentials, now });
}
