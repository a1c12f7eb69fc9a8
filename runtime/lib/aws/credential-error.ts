import { MissingPeerError } from '../peers/peer';

/** The credential for the cache cannot be had now. What was known before stays in use. */
export class CredentialError extends Error {
  public override readonly name = 'CredentialError';
  /** By which it is told from other errors. */
  public readonly code = 'ERR_CACHE_TIER_CREDENTIAL';
}

/** What is told of a failure to get a credential: what says itself what to do is told as it is. */
export function credentialProblem(message: string, cause: unknown): Error {
  if (cause instanceof MissingPeerError || cause instanceof CredentialError) return cause;
  return new CredentialError(message, { cause: loggable(cause) });
}

/** What the errors of AWS clients and of Node.js carry beside the message. */
interface Raised {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown };
}

/**
 * An error as it may be logged. An answer that cannot be read makes an error whose message quotes it, and which holds
 * the whole of it in hidden fields: the secret would be in there. So only the message of a refusal by the service is
 * taken over, and names and codes.
 */
export function loggable(error: unknown): Error {
  const { name, code, message, $fault, $metadata } = (error ?? {}) as Raised;
  const parts = [
    plainWord(name) ?? 'Error',
    plainWord(code),
    typeof $metadata?.httpStatusCode === 'number' ? `HTTP ${$metadata.httpStatusCode}` : undefined,
    $fault === 'client' || $fault === 'server' ? `${message}` : undefined,
  ];
  return new Error(parts.filter((part) => part !== undefined).join(', '));
}

function plainWord(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z_][\w.]{0,63}$/.test(value) ? value : undefined;
}
