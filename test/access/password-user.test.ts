import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { RemovalPolicy } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import { Engine, PasswordUser } from '../../lib';
import { messageOf, ofType, resources, stack } from './given';

const USER = 'AWS::ElastiCache::User';
const SECRET = 'AWS::SecretsManager::Secret';

describe('a user with a password', () => {
  test('has one generated password of letters and digits, in a secret without a name', () => {
    const scope = stack();
    const user = new PasswordUser(scope, 'Orders');
    const template = resources(scope);
    const [[secretId, secret]] = Object.entries(template).filter(([, { Type }]) => Type === SECRET);
    expect(secret.Properties).toEqual({
      Description: `Password of the cache user ${user.userName}`,
      GenerateSecretString: {
        ExcludePunctuation: true,
        GenerateStringKey: 'password',
        PasswordLength: 64,
        SecretStringTemplate: {
          'Fn::Join': [
            '',
            [
              `{"username":"${user.userName}","user_arn":"arn:`,
              { Ref: 'AWS::Partition' },
              ':elasticache:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              `:user:${user.userId}"}`,
            ],
          ],
        },
      },
    });
    const [{ Properties }] = ofType(template, USER);
    expect(Properties.AuthenticationMode).toEqual({
      Type: 'password',
      Passwords: [{ 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secretId }, ':SecretString:password::}}']] }],
    });
    expect(user.authentication).toBe(AuthKind.PASSWORD);
  });

  test('gets no new password because its stack states an environment: a changed template generates one', () => {
    const templates = [undefined, { account: '111111111111', region: 'eu-west-1' }].map((env) => {
      const scope = stack('Stack', env);
      new PasswordUser(scope, 'Orders');
      return ofType(resources(scope), SECRET)[0].Properties.GenerateSecretString;
    });
    expect(templates[1]).toEqual(templates[0]);
  });

  test('of another engine has another secret, because the old user works until the update is over', () => {
    const [valkey, redis] = [Engine.VALKEY, Engine.REDIS].map((engine) => {
      const scope = stack();
      new PasswordUser(scope, 'Orders', { engine, secondPassword: true });
      return Object.entries(resources(scope))
        .filter(([, { Type }]) => Type === SECRET)
        .map(([id]) => id.slice(0, -8));
    });
    expect(valkey).toEqual(['OrdersSecret', 'OrdersSecondSecret']);
    expect(redis).toEqual(['OrdersSecretredis', 'OrdersSecondSecretredis']);
  });

  test('can have two, to move clients from one to the other', () => {
    const scope = stack();
    const user = new PasswordUser(scope, 'Orders', { secondPassword: true });
    const template = resources(scope);
    expect(ofType(template, SECRET)).toHaveLength(2);
    expect(ofType(template, USER)[0].Properties.AuthenticationMode.Passwords).toHaveLength(2);
    expect(user.secondSecret).toBeDefined();
  });

  test('keeps its secret, under a key and in another Region, if told so', () => {
    const scope = stack();
    new PasswordUser(scope, 'Orders', {
      encryptionKey: new Key(scope, 'Key'),
      replicaRegions: [{ region: 'eu-central-1' }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const [secret] = ofType(resources(scope), SECRET);
    expect(secret.DeletionPolicy).toBe('Retain');
    expect(secret.Properties.ReplicaRegions).toEqual([{ Region: 'eu-central-1' }]);
    expect(secret.Properties.KmsKeyId).toBeDefined();
  });

  test('can use a secret that exists, which then is not described here', () => {
    const scope = stack();
    const secret = Secret.fromSecretNameV2(scope, 'Existing', 'orders');
    new PasswordUser(scope, 'Orders', { secret, userName: 'orders' });
    const template = resources(scope);
    expect(ofType(template, SECRET)).toEqual([]);
    expect(ofType(template, USER)[0].Properties.UserName).toBe('orders');
    expect(messageOf(() => new PasswordUser(scope, 'Again', { secret, removalPolicy: RemovalPolicy.RETAIN }))).toBe(
      "Stack/Again: 'secret' needs to stand without 'removalPolicy', got both; set these on the secret that exists",
    );
  });

  test('that exists has the name and the secret that are known of it', () => {
    const scope = stack();
    const secret = Secret.fromSecretNameV2(scope, 'Existing', 'orders');
    const user = PasswordUser.fromPasswordUserAttributes(scope, 'Orders', { userId: 'Orders', secret });
    expect([user.userId, user.userName, user.secret]).toEqual(['orders', 'orders', secret]);
  });
});
