import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * What the four steps of a rotation need of the one secret; with a key of the user, that key for this secret only.
 *
 * @param scope a construct of the stack in which the function is
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
 */
export function rotationStatements(scope: Construct, { secretArn, encryptionKey }: ISecret): PolicyStatement[] {
  const statement = new PolicyStatement({
    effect: Effect.ALLOW,
    actions: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    resources: [secretArn],
  });
  if (encryptionKey === undefined) return [statement];
  const key = new PolicyStatement({
    effect: Effect.ALLOW,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: [encryptionKey.keyArn],
    conditions: {
      StringEquals: {
        'kms:ViaService': `secretsmanager.${Stack.of(scope).region}.amazonaws.com`,
        'kms:EncryptionContext:SecretARN': secretArn,
      },
    },
  });
  return [statement, key];
}
