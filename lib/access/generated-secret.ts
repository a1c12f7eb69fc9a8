import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ReplicaRegion, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { SECRET_PASSWORD } from 'cache-tier/link';
import type { Construct } from 'constructs';

/** A secret that is made for a credential. */
export interface GeneratedSecretOptions {
  /**
   * The key that encrypts the secret.
   *
   * @default - the key of Secrets Manager
   */
  readonly encryptionKey?: IKey;
  /**
   * The Regions that get a copy.
   *
   * @default - none
   */
  readonly replicaRegions?: ReplicaRegion[];
  /**
   * What happens to the secret when it leaves the stack.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** Letters and digits alone are legal everywhere, and 64 of them cannot be guessed. The service takes 16 to 128. */
const PASSWORD_LENGTH = 64;

/**
 * A secret whose field `password` is generated. It has no name: a named secret blocks its own recreation for as long as
 * a deleted one of that name waits to be recovered.
 *
 * @param fields what else stands in it
 */
export function generatedSecret(
  scope: Construct,
  id: string,
  description: string,
  fields: { readonly [name: string]: string },
  options: GeneratedSecretOptions,
): Secret {
  return new Secret(scope, id, {
    description,
    ...options,
    generateSecretString: {
      secretStringTemplate: Stack.of(scope).toJsonString(fields),
      generateStringKey: SECRET_PASSWORD,
      passwordLength: PASSWORD_LENGTH,
      excludePunctuation: true,
    },
  });
}
