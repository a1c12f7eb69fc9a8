import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { generatedSecret } from '../access/generated-secret';
import { NO_PASSWORD, SaslSecretField } from '../catalog/sasl-password-rotation';

/** The secrets of a cache. */
export interface SaslSecrets {
  /** What clients read: the user, and the password with which they log in. */
  readonly current: Secret;
  /**
   * What nodes and the rotation read, and no client: the password that comes next, and those that were before. Nodes read
   * secrets when they start. Because they know the next password from then on, it works on all of them in the moment in which
   * it becomes the current one.
   */
  readonly upcoming: Secret;
}

/** Makes the secrets of a cache. Whatever changes in their fields makes CloudFormation generate new passwords. */
export function saslSecrets(scope: Construct, user: string, encryptionKey?: IKey): SaslSecrets {
  const options = { encryptionKey };
  const fields = { [SaslSecretField.USER]: user };
  const before = {
    ...fields,
    [SaslSecretField.PREVIOUS_PASSWORD]: NO_PASSWORD,
    [SaslSecretField.OLDER_PASSWORD]: NO_PASSWORD,
  };
  return {
    current: generatedSecret(
      scope,
      'Secret',
      `Password of the clients of ${scope.node.path}`.slice(0, 2048),
      fields,
      options,
    ),
    upcoming: generatedSecret(
      scope,
      'UpcomingSecret',
      `What the nodes of ${scope.node.path} take beside the password of their clients`.slice(0, 2048),
      before,
      options,
    ),
  };
}
