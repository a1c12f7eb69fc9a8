import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { CLIENT, isRefusal, reached } from './aws-call';
import { RotationError } from './rotation-error';

const client = new SecretsManagerClient(CLIENT);
const call = <T>(answer: Promise<T>) => reached('secretsmanager', answer);

/** The versions of one secret, and the staging labels on them. */
export interface SecretVersions {
  /** True if the version exists, with or without a value. */
  has(version: string): boolean;
  /** The version with a label. */
  holder(label: string): string | undefined;
  /** The text of a version; undefined if it has none, as a version that Secrets Manager has only announced. */
  text(version: string): Promise<string | undefined>;
  /** Gives the pending version its text; of two invocations at once the first one's is kept. */
  put(version: string, text: string): Promise<void>;
  /** Moves a label from the version on which it was seen. */
  move(label: string, version: string): Promise<void>;
}

/** Reads which versions a secret has. */
export async function versionsOf(secret: string): Promise<SecretVersions> {
  let stages = await stagesOf(secret);
  const texts: { [version: string]: string } = {};
  const holder = (label: string) => Object.keys(stages).find((version) => stages[version].includes(label));
  return {
    has: (version) => version in stages,
    holder,
    text: async (version) => {
      // A version that has a value keeps it.
      const text = texts[version] ?? (await textOf(secret, version));
      if (text !== undefined) texts[version] = text;
      return text;
    },
    put: async (version, text) => {
      try {
        const put = {
          SecretId: secret,
          ClientRequestToken: version,
          SecretString: text,
          VersionStages: ['AWSPENDING'],
        };
        await call(client.send(new PutSecretValueCommand(put)));
      } catch (error) {
        if (!isRefusal(error, 'ResourceExists')) throw error;
      }
    },
    move: async (label, version) => {
      const from = holder(label);
      if (from === version) return;
      const move = { SecretId: secret, VersionStage: label, MoveToVersionId: version, RemoveFromVersionId: from };
      try {
        await call(client.send(new UpdateSecretVersionStageCommand(move)));
      } catch (error) {
        // Another invocation of the same step may have been faster.
        stages = await stagesOf(secret);
        if (holder(label) !== version) throw error;
        return;
      }
      const others = Object.entries(stages).map(([id, labels]) => [id, labels.filter((other) => other !== label)]);
      stages = { ...Object.fromEntries(others), [version]: [...(stages[version] ?? []), label] };
    },
  };
}

async function stagesOf(secret: string): Promise<{ readonly [version: string]: readonly string[] }> {
  const { VersionIdsToStages = {} } = await call(client.send(new DescribeSecretCommand({ SecretId: secret })));
  return VersionIdsToStages;
}

async function textOf(secret: string, version: string): Promise<string | undefined> {
  try {
    const get = new GetSecretValueCommand({ SecretId: secret, VersionId: version });
    const { SecretString } = await call(client.send(get));
    if (SecretString !== undefined) return SecretString;
  } catch (error) {
    if (isRefusal(error, 'ResourceNotFound')) return undefined;
    throw error;
  }
  throw new RotationError('the secret is binary; write it as text');
}
