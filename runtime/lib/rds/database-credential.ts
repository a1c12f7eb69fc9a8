import { awsCredentials } from '../aws/aws-credentials';
import { inLambda } from '../aws/environment';
import { secretPassword } from '../aws/secret';
import { AuthKind, LinkError, LinkField } from '../link';
import { type DatabaseConfigOptions, type DatabaseLink, databaseRegion } from './database-link';
import { databaseToken } from './database-token';

/** What the connections of a pool sign in with. */
export interface DatabaseCredential {
  /**
   * The password for a connection that is made now.
   *
   * @throws CredentialError if there is none
   */
  password(): Promise<string>;
  /** The database refused it: the next connection waits until it was fetched anew. */
  refused(password: string): void;
}

/**
 * The credential of a database; undefined if it asks for none.
 *
 * @throws LinkError if the link lacks what its kind of authentication needs
 */
export function databaseCredential(
  place: DatabaseLink,
  { credentials, readSecret, onProblem }: DatabaseConfigOptions,
): DatabaseCredential | undefined {
  const { link, environment } = place;
  const refresh = { onProblem, background: !(inLambda(environment) || inLambda()) };
  const kind = link[LinkField.AUTH] ?? AuthKind.NONE;
  switch (kind) {
    case AuthKind.PASSWORD: {
      const arn = place.needed(LinkField.SECRET_ARN);
      const field = link[LinkField.SECRET_FIELD];
      const read = readSecret;
      const username = place.user;
      const secret = secretPassword({ ...refresh, arn, field, read, username, credentials, pending: true });
      return {
        password: secret.latest,
        // The one that was refused may be an older one than that which is known by now.
        refused: (password) => (password === secret.current() ? secret.refused() : undefined),
      };
    }
    case AuthKind.IAM: {
      if (!place.tls) {
        throw new LinkError(
          'an IAM token needs TLS, as it is sent as it is: the link has to say that the database has it',
        );
      }
      const region = regionOf(place);
      const aws = awsCredentials({ ...refresh, provider: credentials, environment });
      const { host, port, user } = place;
      return {
        password: async () =>
          databaseToken({ host, port, user, region, credentials: await aws.latest(), now: Date.now() }),
        refused: aws.refused,
      };
    }
    case AuthKind.NONE:
      return undefined;
    default:
      throw new LinkError(`a database needs 'iam' or 'password' as its 'auth', got '${kind}'`);
  }
}

function regionOf(place: DatabaseLink): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = place.environment;
  const region = databaseRegion(place) ?? (AWS_REGION || AWS_DEFAULT_REGION);
  if (region) return region;
  throw new LinkError(
    `an IAM token is signed for a Region: the field '${LinkField.ARN}' of the link is no ARN of RDS, and AWS_REGION is ` +
      'not set',
  );
}
