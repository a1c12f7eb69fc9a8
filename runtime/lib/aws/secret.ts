import { SECRET_PASSWORD } from '../link';
import { peerProblem } from '../peers/peer';
import type { AwsCredentialProvider } from './aws-credentials';
import { CredentialError, credentialProblem } from './credential-error';
import type { RefreshReports } from './refresh-options';
import { type RefreshedValue, refreshedValue } from './refreshed-value';
import { callService, type ServicePackage } from './service-call';

/** Reads the text of a secret, or of the version with a stage such as `AWSPENDING`. */
export type ReadSecret = (arn: string, stage?: string) => Promise<string>;

export interface SecretOptions extends RefreshReports {
  /** The ARN of the secret; its Region is the one that is asked. */
  readonly arn: string;
  /** The field with the password, where the secret is a JSON object. @default 'password' */
  readonly field?: string;
  /** Reads the text of a secret. @default - Secrets Manager is asked by `@aws-sdk/client-secrets-manager` */
  readonly read?: ReadSecret;
  /** Whose password it has to be; only a secret with another `username` is refused. @default - anybody's */
  readonly username?: string;
  /**
   * Whether a refused password is looked for in the version that a rotation is making: between its change in the database
   * and its end, that one is right. @default false
   */
  readonly pending?: boolean;
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

/** The version that a rotation is making. */
const PENDING = 'AWSPENDING';

/** The password or the AUTH token in a secret. */
export function secretPassword(options: SecretOptions): RefreshedValue<string> {
  const { arn, field = DEFAULTS.field, refreshMs = DEFAULTS.refreshMs, read, credentials, ...others } = options;
  const { username, pending = false, ...refresh } = others;
  const passwordOf = async (signal: AbortSignal, stage?: string) => {
    const text = await (read ? (stage ? read(arn, stage) : read(arn)) : textOf(arn, stage, credentials, signal));
    return passwordIn(text, arn, field, username);
  };
  const secret = refreshedValue<string>({
    ...refresh,
    dueAt: (_value, fetchedAt) => fetchedAt + refreshMs,
    fetch: async (signal, refused, known) => {
      const password = await passwordOf(signal);
      if (!pending || !refused || password !== known) return password;
      // Most of the time there is no such version.
      return passwordOf(signal, PENDING).catch(() => password);
    },
    problem: (cause) => credentialProblem(`the secret '${arn}' could not be read`, cause),
  });
  secret.current();
  return secret;
}

async function textOf(
  arn: string,
  stage: string | undefined,
  credentials: AwsCredentialProvider | undefined,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { SecretString } = await callService<{ readonly SecretString?: string }>({
    load: secretsManagerPackage,
    client: 'SecretsManagerClient',
    command: 'GetSecretValueCommand',
    input: { SecretId: arn, ...(stage !== undefined && { VersionStage: stage }) },
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
    const purpose = 'Reading a password from Secrets Manager';
    throw peerProblem('@aws-sdk/client-secrets-manager', purpose, cause);
  }
}

/** The password in the text of a secret. No message quotes the text, and none has its parse error as a cause. */
function passwordIn(text: string | undefined, arn: string, field: string, username: string | undefined): string {
  if (typeof text !== 'string' || text === '') throw new CredentialError(`the secret '${arn}' needs to hold a text`);
  const object = objectIn(text);
  if (object === undefined) return text;
  const owner = object.username;
  if (username !== undefined && typeof owner === 'string' && owner !== username) {
    throw new CredentialError(
      `the secret '${arn}' needs to be of the user '${username}', but it is of '${owner}'; a rotation that alternates ` +
        'between two users cannot be followed',
    );
  }
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
