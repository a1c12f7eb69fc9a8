import { AuthKind, type Link, LinkError, LinkField } from '../link';
import { type AwsCredentialOptions, type AwsCredentialProvider, awsCredentials } from './aws-credentials';
import { type Environment, inLambda } from './environment';
import { iamCacheOf, iamToken } from './iam-token';
import type { RefreshReports } from './refresh-options';
import type { RefreshedValue } from './refreshed-value';
import { secretPassword } from './secret';

/** How a client signs in, now and whenever it connects again. */
export interface CredentialSource {
  /** Whether the cache asks for a credential. Without that `current` is undefined for good, not for now. */
  readonly required: boolean;
  /** The name of the user; undefined if the cache has one token, or asks for nothing. */
  readonly username?: string;
  /** The password for a connection that is made now; undefined if none is known yet, or none is needed. Never waits. */
  current(): string | undefined;
  /** The cache refused what `current` gave. It may be called for every connection that fails. */
  authenticationFailed(): void;
  /** Resolves once the first attempt to get a credential has ended, well or not. It never rejects. */
  readonly ready: Promise<void>;
  /** Ends what runs in the background. */
  close(): void;
}

export interface CredentialOptions extends RefreshReports {
  /** Where AWS credentials come from. @default - the environment variables, else the chain of the AWS SDK */
  readonly credentials?: AwsCredentialProvider;
  /** Reads the text of a secret by its ARN. @default - Secrets Manager is asked by `@aws-sdk/client-secrets-manager` */
  readonly readSecret?: (arn: string) => Promise<string>;
  /** Milliseconds after which a secret that is in use is read again. @default 5 minutes */
  readonly secretRefreshMs?: number;
  /** @default process.env */
  readonly environment?: Environment;
  /** Timers may run. @default - not in Lambda, which freezes them */
  readonly background?: boolean;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const NOTHING_NEEDED: CredentialSource = {
  required: false,
  current: () => undefined,
  authenticationFailed: () => {},
  ready: Promise.resolve(),
  close: () => {},
};

/**
 * What a client of a cache signs in with.
 *
 * @throws LinkError if the link lacks what its kind of authentication needs
 */
export function credentialSource(link: Link, options: CredentialOptions = {}): CredentialSource {
  switch (kindOf(link)) {
    case AuthKind.IAM:
      return iamSource(link, options);
    case AuthKind.PASSWORD:
      return secretSource(link, options, link[LinkField.USER]);
    case AuthKind.AUTH_TOKEN:
      return secretSource(link, options, undefined);
    case AuthKind.SASL:
    case AuthKind.ASCII:
      return secretSource(link, options, needed(link, LinkField.USER, link[LinkField.AUTH]));
    case AuthKind.NONE:
      return NOTHING_NEEDED;
  }
}

const OF_MEMCACHED = [AuthKind.SASL, AuthKind.ASCII, AuthKind.NONE];
const OF_OTHERS = [AuthKind.IAM, AuthKind.AUTH_TOKEN, AuthKind.PASSWORD, AuthKind.NONE];

function kindOf(link: Link): AuthKind {
  const { [LinkField.AUTH]: kind = AuthKind.NONE, [LinkField.ENGINE]: engine } = link;
  const possible = engine === 'memcached' ? OF_MEMCACHED : OF_OTHERS;
  const found = possible.find((one) => one === kind);
  if (found !== undefined) return found;
  const all: readonly string[] = Object.values(AuthKind);
  const known = all.includes(kind);
  const ofEngine = engine === undefined ? "without 'engine'" : `to '${engine}'`;
  const who = known ? `a link ${ofEngine}` : 'a link';
  throw new LinkError(
    `the field 'auth' of ${who} needs to be one of ${possible.join(', ')}, got '${kind}'` +
      (known ? '' : '; a newer version of cache-tier may know it'),
  );
}

function iamSource(link: Link, options: CredentialOptions): CredentialSource {
  const [user, arn] = [LinkField.USER, LinkField.ARN].map((field) => needed(link, field, AuthKind.IAM));
  const cache = iamCacheOf(arn);
  const { now = Date.now, environment } = options;
  const aws = awsCredentials({ ...refreshOf(options), provider: options.credentials, environment });
  return {
    required: true,
    username: user,
    current: () => {
      const credentials = aws.current();
      return credentials && iamToken({ ...cache, credentials, user, now: now() });
    },
    authenticationFailed: aws.refused,
    ready: aws.ready,
    close: aws.close,
  };
}

function secretSource(link: Link, options: CredentialOptions, username: string | undefined): CredentialSource {
  const secret: RefreshedValue<string> = secretPassword({
    ...refreshOf(options),
    arn: needed(link, LinkField.SECRET_ARN, link[LinkField.AUTH]),
    field: link[LinkField.SECRET_FIELD],
    refreshMs: options.secretRefreshMs,
    read: options.readSecret,
    credentials: options.credentials,
  });
  return {
    required: true,
    username,
    current: secret.current,
    authenticationFailed: secret.refused,
    ready: secret.ready,
    close: secret.close,
  };
}

function refreshOf(options: CredentialOptions): Omit<AwsCredentialOptions, 'provider' | 'environment'> {
  const { onProblem, onRecovered, now, environment } = options;
  return { onProblem, onRecovered, now, background: options.background ?? !inLambda(environment) };
}

function needed(link: Link, field: LinkField, kind: string | undefined): string {
  const value = link[field];
  if (value !== undefined) return value;
  throw new LinkError(`a link with '${kind}' as its 'auth' needs the field '${field}', but it is not set`);
}
