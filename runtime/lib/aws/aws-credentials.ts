import { peerProblem } from '../peers/peer';
import { CredentialError, credentialProblem } from './credential-error';
import type { Environment } from './environment';
import type { RefreshReports } from './refresh-options';
import { refreshedValue } from './refreshed-value';

/** What requests to AWS are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** @default - they are not temporary */
  readonly sessionToken?: string;
  /** When they end. @default - they do not end */
  readonly expiration?: Date;
}

/** Gives credentials; the providers of the AWS SDK are such functions. */
export type AwsCredentialProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<AwsCredentials>;

/** Credentials that are at hand without waiting. */
export interface AwsCredentialSource {
  /** The last known credentials; undefined as long as there are none. */
  current(): AwsCredentials | undefined;
  /** Those for somebody who can wait. @throws CredentialError if there are none */
  latest(): Promise<AwsCredentials>;
  /** Fetches them anew: what was signed with them was refused. */
  refused(): void;
  /** Resolves once the first attempt has ended. It never rejects. */
  readonly ready: Promise<void>;
  close(): void;
}

export interface AwsCredentialOptions extends RefreshReports {
  /** Where credentials come from. @default - the environment variables, else the chain of the AWS SDK */
  readonly provider?: AwsCredentialProvider;
  /** @default process.env */
  readonly environment?: Environment;
  /** Timers may run. @default - not in Lambda */
  readonly background?: boolean;
  /** The clock, in milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const DEFAULTS = {
  environment: process.env as Environment,
  /** Milliseconds before their end. The SDK keeps its own until 5 minutes before, and would give them again. */
  aheadMs: 4 * 60_000,
  /** Milliseconds by which processes differ. */
  spreadMs: 60_000,
};

/**
 * Credentials of the role that the application runs as. Environment variables come first, as in the AWS SDK, and are
 * read at each use: Lambda puts credentials there.
 */
export function awsCredentials(options: AwsCredentialOptions = {}): AwsCredentialSource {
  const { environment = DEFAULTS.environment, provider, ...refresh } = options;
  const { aheadMs, spreadMs } = DEFAULTS;
  const fetch = provider ?? chain();
  const kept = refreshedValue<AwsCredentials>({
    ...refresh,
    eager: true,
    same: (one, other) => one.accessKeyId === other.accessKeyId && one.sessionToken === other.sessionToken,
    dueAt: ({ expiration }, fetchedAt) => {
      if (expiration === undefined) return Number.POSITIVE_INFINITY;
      // Of credentials that live for less than that, the half.
      const ahead = Math.min(aheadMs - Math.random() * spreadMs, (expiration.getTime() - fetchedAt) / 2);
      return expiration.getTime() - ahead;
    },
    endsAt: ({ expiration }) => expiration?.getTime() ?? Number.POSITIVE_INFINITY,
    fetch: async (_signal, refused) => checked(await fetch({ forceRefresh: refused })),
    problem: (cause) => credentialProblem('no AWS credentials could be had', cause),
  });
  const inEnvironment = () => (provider === undefined ? environmentCredentials(environment) : undefined);
  const first = inEnvironment();
  if (first === undefined) kept.current();
  return {
    current: () => inEnvironment() ?? kept.current(),
    latest: async () => inEnvironment() ?? kept.latest(),
    refused: () => {
      // Nobody can be asked for other variables.
      if (inEnvironment() === undefined) kept.refused();
    },
    ready: first === undefined ? kept.ready : Promise.resolve(),
    close: kept.close,
  };
}

/** Credentials in environment variables. A profile that is named goes before them, as in the AWS SDK. */
function environmentCredentials(environment: Environment): AwsCredentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_PROFILE: profile } = environment;
  if (!accessKeyId || !secretAccessKey || profile) return undefined;
  return { accessKeyId, secretAccessKey, sessionToken: environment.AWS_SESSION_TOKEN || undefined };
}

function chain(): AwsCredentialProvider {
  let loaded: AwsCredentialProvider | undefined;
  return async (options) => {
    // To load it takes tens of milliseconds: not while somebody constructs a tier.
    await new Promise(setImmediate);
    loaded ??= chainPackage().defaultProvider();
    return loaded(options);
  };
}

function chainPackage(): { defaultProvider(): AwsCredentialProvider } {
  try {
    return require('@aws-sdk/credential-provider-node');
  } catch (cause) {
    throw peerProblem('@aws-sdk/credential-provider-node', 'Signing in with an IAM role', cause);
  }
}

/** Credentials that can be used to sign, whatever a provider gave. */
function checked(given: AwsCredentials | undefined): AwsCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = given ?? ({} as Partial<AwsCredentials>);
  if (!accessKeyId || !secretAccessKey) {
    throw new CredentialError("AWS credentials need 'accessKeyId' and 'secretAccessKey', the provider gave others");
  }
  const end = expiration === undefined ? Number.NaN : new Date(expiration).getTime();
  return { accessKeyId, secretAccessKey, sessionToken, expiration: Number.isNaN(end) ? undefined : new Date(end) };
}
