import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy, SecretValue } from 'aws-cdk-lib/core';
import { AuthToken, CacheAuth } from '../../lib';
import { messageOf, ofType, resources, stack } from './given';

const SECRET = 'AWS::SecretsManager::Secret';

describe('an AUTH token', () => {
  test('is generated of letters and digits, 64 of them, in a secret without a name', () => {
    const scope = stack();
    new AuthToken(scope, 'Token');
    const [{ Properties }] = ofType(resources(scope), SECRET);
    expect(Properties).toEqual({
      Description: 'AUTH token of Stack',
      GenerateSecretString: {
        ExcludePunctuation: true,
        GenerateStringKey: 'password',
        PasswordLength: 64,
        SecretStringTemplate: '{}',
      },
    });
  });

  test('can stand in a secret that exists, as a whole or as a field', () => {
    const scope = stack();
    const secret = Secret.fromSecretNameV2(scope, 'Existing', 'sessions');
    const whole = new AuthToken(scope, 'Whole', { secret });
    const field = new AuthToken(scope, 'Field', { secret, secretField: 'token' });
    expect(JSON.stringify(scope.resolve(whole._value))).toContain(':SecretString:::}}');
    expect(JSON.stringify(scope.resolve(field._value))).toContain(':SecretString:token::}}');
  });

  test('takes a key, other Regions, and stays if told so', () => {
    const scope = stack();
    const removalPolicy = RemovalPolicy.RETAIN;
    new AuthToken(scope, 'Token', {
      encryptionKey: new Key(scope, 'Key'),
      replicaRegions: [{ region: 'eu-central-1' }],
      removalPolicy,
    });
    const [secret] = ofType(resources(scope), SECRET);
    expect(secret.Properties.KmsKeyId).toBeDefined();
    expect(secret.Properties.ReplicaRegions).toEqual([{ Region: 'eu-central-1' }]);
    expect(secret.DeletionPolicy).toBe('Retain');
  });

  test('is never plain text', () => {
    const plain = 'in-the-clear-for-everybody' as unknown as ISecret;
    const value = SecretValue.unsafePlainText('in-the-clear-for-everybody') as unknown as ISecret;
    for (const secret of [plain, value]) {
      expect(messageOf(() => new AuthToken(stack(), 'Token', { secret }))).toBe(
        "Stack/Token: 'secret' needs a secret of Secrets Manager, got something else; import it with Secret.fromSecretCompleteArn()",
      );
    }
    expect(messageOf(() => CacheAuth.authToken('in-the-clear-for-everybody' as unknown as AuthToken))).toBe(
      "CacheAuth.authToken: 'token' needs an AuthToken, got something else; leave it out for a generated one, or give new AuthToken(this, 'Token', { secret })",
    );
  });

  test('refuses what contradicts', () => {
    const scope = stack();
    const secret = Secret.fromSecretNameV2(scope, 'Existing', 'sessions');
    expect(messageOf(() => new AuthToken(scope, 'One', { secret, removalPolicy: RemovalPolicy.RETAIN }))).toBe(
      "Stack/One: 'secret' needs to stand without 'removalPolicy', got both; set these on the secret that exists",
    );
    expect(messageOf(() => new AuthToken(scope, 'Two', { secretField: 'token' }))).toBe(
      "Stack/Two: 'secretField' needs 'secret', got 'token' alone; a generated token has the field 'password'",
    );
  });
});
