import { SECRET_PASSWORD } from '../link';
import { peerProblem } from '../peers/peer';
import type { AwsCredentialProvider } from './aws-credentials';
import { CredentialError, credentialProblem } from './credential-error';
import { type RefreshedValue, type RefreshReports, refreshedValue } from './refreshed-value';
import { callService, type ServicePackage } from './service-call';

export interface SecretOptions extends RefreshReports {
  /** The ARN of the secret; its Region is the one that is asked. */
  readonly arn: string;
  /** The field with the password, where the secret is a JSON object. @default 'password' */
  readonly field?: string;
  /** Reads the text of a secret. @default - Secrets Manager is asked by `@aws-sdk/client-secrets-manager` */
  readonly read?: (arn: string) => Promise<string>;
  /** By which Secrets Manager is asked. @default - the chain of the AWS SDK */
  readonly credentials?: AwsCredentialProvider;
  /** Milliseconds after which a secret that is in use is read again. @default 5 minutes */
  readonly refreshMs?: number;
  /** Timers may run. @default - not in Lambda */
  readonly background?: boolean;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const DEFAULTS = { field: SECRET_PASSWORD, refreshMs: 5 * 60_000 };

/** The password or the AUTH token in a secret. */
export function secretPassword(options: SecretOptions): RefreshedValue<string> {
  const { arn, field = DEFAULTS.field, refreshMs = DEFAULTS.refreshMs, read, credentials, ...refresh } = options;
  const secret = refreshedValue<string>({
    ...refresh,
    dueAt: (_value, fetchedAt) => fetchedAt + refreshMs,
    fetch: async (signal) => passwordIn(await (read?.(arn) ?? textOf(arn, credentials, signal)), arn, field),
    problem: (cause) => credentialProblem(`the secret '${arn}' could not be read`, cause),
  });
  secret.current();
  return secret;
}

async function textOf(
  arn: string,
  credentials: AwsCredentialProvider | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { SecretString } = await callService<{ readonly SecretString?: string }>({
    load: secretsManagerPackage,
    client: 'SecretsManagerClient',
    command: 'GetSecretValueCommand',
    input: { SecretId: arn },
    region: /^arn:[^:]*:secretsmanager:([^:]+):/.exec(arn)?.[1],
    credentials,
    signal,
  });
  return SecretString;
}

function secretsManagerPackage(): ServicePackage {
  try {
    return require('@aws-sdk/client-secrets-manager');
  } catch (cause) {
    const purpose = 'Reading the password of the cache from Secrets Manager';
    throw peerProblem('@aws-sdk/client-secrets-manager', purpose, cause);
  }
}

/** The password in the text of a secret. No message quotes the text, and none has its parse error as a cause. */
function passwordIn(text: string | undefined, arn: string, field: string): string {
  if (typeof text !== 'string' || text === '') throw new CredentialError(`the secret '${arn}' needs to hold a text`);
  const object = objectIn(text);
  if (object === undefined) return text;
  const password = object[field];
  if (typeof password === 'string' && password !== '') return password;
  throw new CredentialError(
    `the secret '${arn}' needs a text in its field '${field}', got none; name the field in 'secret-field' of the link`,
  );
}

function objectIn(text: string): { readonly [field: string]: unknown } | undefined {
  try {
    const read = JSON.parse(text);
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? read : undefined;
  } catch {
    return undefined;
  }
}
