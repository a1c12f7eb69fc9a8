/** Why AWS, or the way to it, did not answer: one line for people. */
export class Refusal extends Error {}

const SIGN_IN = "sign in ('aws sso login'), or name a profile in AWS_PROFILE";

/** What the errors of the SDK and of the service mean, by their names. */
const MEANINGS: { readonly [name: string]: (message: string) => string } = {
  CredentialsProviderError: (message) =>
    /expired/i.test(message)
      ? `the AWS credentials have expired; ${SIGN_IN}`
      : `no AWS credentials are in force; ${SIGN_IN}`,
  ExpiredToken: () => `the AWS credentials have expired; ${SIGN_IN}`,
  InvalidClientTokenId: (message) => `AWS does not know the credentials in force (${message}); ${SIGN_IN}`,
  SignatureDoesNotMatch: (message) => `AWS does not accept the credentials in force (${message}); ${SIGN_IN}`,
  AccessDenied: (message) =>
    `access is denied (${message}); docs/deploying.md of cdk-cache-tier lists the permissions that it takes`,
  Throttling: (message) => `AWS still throttles after several attempts (${message}); try again later`,
  NetworkError: (message) => `AWS is not reached (${message}); look at the network, the proxy and the Region`,
};

/** Other names of the same. */
const ALIASES: { readonly [name: string]: keyof typeof MEANINGS } = {
  TokenProviderError: 'CredentialsProviderError',
  ExpiredTokenException: 'ExpiredToken',
  RequestExpired: 'ExpiredToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  AuthFailure: 'SignatureDoesNotMatch',
  IncompleteSignature: 'SignatureDoesNotMatch',
  AccessDeniedException: 'AccessDenied',
  UnauthorizedOperation: 'AccessDenied',
  ThrottlingException: 'Throttling',
  RequestLimitExceeded: 'Throttling',
  TimeoutError: 'NetworkError',
};

/** What is known of an error of the SDK. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
}

/**
 * The error as one line.
 *
 * @param error what a call of the SDK threw
 * @param of what was asked for: a stack, by its name
 */
export function refusalOf(error: unknown, of: string): Refusal {
  if (error instanceof Refusal) return error;
  const { name = 'Error', message: text = '', code = '' } = error as SdkError;
  const message = (text || code).split('\n')[0].replace(/^AWS SDK error wrapper for Error: |\.$/g, '');
  // Errors of sockets have no name of their own, and those of several addresses no message.
  const isSocket = /\b(?:ECONN[A-Z]+|ENOTFOUND|EAI_AGAIN|E[A-Z]+UNREACH|ETIMEDOUT|EPIPE)\b/.test(`${code} ${message}`);
  const meaning = MEANINGS[isSocket ? 'NetworkError' : (ALIASES[name] ?? name)];
  return new Refusal(`${of}: ${meaning?.(message) ?? `${name}: ${message}`}`, { cause: error });
}

/** Whether the service says that there is no such stack. */
export function isMissing(error: unknown): boolean {
  const { name, message = '' } = error as SdkError;
  return name === 'ValidationError' && /does not exist/.test(message);
}

/** Whether the service says that there is no such change set. */
export function isMissingChangeSet(error: unknown): boolean {
  return ['ChangeSetNotFound', 'ChangeSetNotFoundException'].includes((error as SdkError).name ?? '');
}
