import { Role, ServicePrincipal, UnknownPrincipal, User } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Stack } from 'aws-cdk-lib/core';
import { AuthKind } from 'cache-tier/link';
import type { IClient } from '../../lib/connect/client';
import { connect } from '../../lib/connect/connect';
import {
  ACCOUNT,
  allOf,
  cacheIn,
  FakeUser,
  FLAGS,
  functionIn,
  grantsIn,
  groupIn,
  HERE,
  messageOf,
  roleIn,
  stacks,
  statementsIn,
  warningsIn,
} from './connect-given';

describe('the whole statements', () => {
  const policyOf = (scope: Stack) =>
    allOf(scope, 'AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument.Statement);

  test('of an IAM user name the cache and the user', () => {
    const { own } = stacks();
    connect(cacheIn(own), functionIn(own));
    expect(policyOf(own)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: 'elasticache:Connect',
          Resource: [
            {
              'Fn::Join': [
                '',
                ['arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:', { Ref: 'Cache18F6EE16' }],
              ],
            },
            {
              'Fn::Join': [
                '',
                ['arn:', { Ref: 'AWS::Partition' }, ':elasticache:eu-west-1:111111111111:user:shop-user'],
              ],
            },
          ],
        },
      ],
    ]);
  });

  test('of a secret with a customer key let the key be used for that alone', () => {
    const { own } = stacks();
    const secret = new Secret(own, 'Secret', { encryptionKey: new Key(own, 'Key') });
    connect(cacheIn(own, { kind: AuthKind.PASSWORD, secret }), functionIn(own));
    expect(policyOf(own)).toEqual([
      [
        {
          Effect: 'Allow',
          Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
          Resource: { Ref: 'SecretA720EF05' },
        },
        {
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: { 'Fn::GetAtt': ['Key961B73FD', 'Arn'] },
          Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } },
        },
      ],
    ]);
  });

  test('leave the policies of secret and key as they are', () => {
    const policies = (connected: boolean) => {
      const { own } = stacks();
      const secret = new Secret(own, 'Secret', { encryptionKey: new Key(own, 'Key') });
      const cache = cacheIn(own, { kind: AuthKind.AUTH_TOKEN, secret });
      if (connected) connect(cache, functionIn(own));
      return [allOf(own, 'AWS::KMS::Key'), allOf(own, 'AWS::SecretsManager::ResourcePolicy')];
    };
    expect(policies(true)).toEqual(policies(false));
    expect(policies(true)[1]).toEqual([]);
  });
});

describe('a secret', () => {
  test.each([
    ['without flags', {}],
    ['with the flags of a new app', FLAGS],
  ])('of a third stack, with a key of a fourth, is referred to weakly %s', (_what, context) => {
    const { app, own, other } = stacks({ context: { ...context } });
    const [third, fourth] = ['Third', 'Fourth'].map((id) => new Stack(app, id, { env: HERE }));
    const secret = new Secret(third, 'Secret', { encryptionKey: new Key(fourth, 'Key') });
    connect(cacheIn(own, { kind: AuthKind.PASSWORD, secret }), functionIn(other));
    expect(grantsIn(other)).toEqual([
      'kms:Decrypt on <Fourth: PublishOutputFnGetAttKeyArn>',
      'secretsmanager:DescribeSecret, secretsmanager:GetSecretValue on <Third: PublishOutputRefSecret>',
    ]);
    expect(own.dependencies).toEqual([]);
  });

  test.each<[string, (scope: Stack) => ISecret, string, string]>([
    [
      'its whole ARN',
      (scope) =>
        Secret.fromSecretCompleteArn(scope, 'Secret', `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop-AbCdEf`),
      `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop-AbCdEf`,
      `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop-AbCdEf`,
    ],
    [
      'its ARN without the end',
      (scope) =>
        Secret.fromSecretPartialArn(scope, 'Secret', `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop`),
      `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop-??????`,
      `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop`,
    ],
    [
      'its name',
      (scope) => Secret.fromSecretNameV2(scope, 'Secret', 'shop'),
      `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop-??????`,
      `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:shop`,
    ],
  ])('that is imported by %s', (_how, make, granted, told) => {
    const { own } = stacks({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const { link } = connect(cacheIn(own, { kind: AuthKind.AUTH_TOKEN, secret: make(own) }), functionIn(own));
    expect(grantsIn(own)).toEqual([`secretsmanager:DescribeSecret, secretsmanager:GetSecretValue on ${granted}`]);
    expect(link['secret-arn']).toBe(told);
  });

  test('whose field has another name tells the name', () => {
    const { own } = stacks();
    const secret = new Secret(own, 'Secret');
    const told = (secretField?: string) => {
      const cache = cacheIn(
        own,
        { identity: () => ({ kind: AuthKind.AUTH_TOKEN, secret, secretField }) },
        `Cache${secretField}`,
      );
      return connect(cache, functionIn(own, {}, `Api${secretField}`)).link['secret-field'];
    };
    expect([told('token'), told('password'), told()]).toEqual(['token', undefined, undefined]);
  });

  test('is missing: a user with a password that nobody knows', () => {
    const { own } = stacks();
    const user = new FakeUser(own, 'User', AuthKind.PASSWORD);
    const cache = cacheIn(own, { identity: () => ({ kind: AuthKind.PASSWORD, user }) });
    expect(messageOf(() => connect(cache, functionIn(own)))).toBe(
      "Own/Api: 'user' needs the secret with its password, got 'Own/User' without one; import it with PasswordUser.fromPasswordUserAttributes() and its 'secret'",
    );
  });
});

describe('a role that cannot be changed is a warning with the statements', () => {
  const PAGE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html';
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/shop`;
  const warned = (path: string, got: string, ...statements: string[]) =>
    `${path}: 'target' needs a role whose policies this app may change, got ${got}; add by hand: [${statements.join(',')}] (${PAGE}) [ack: cdk-cache-tier:connect-role]`;
  const CONNECT = `{"Action":"elasticache:Connect","Effect":"Allow","Resource":["arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:\${Cache18F6EE16}","arn:\${AWS::Partition}:elasticache:eu-west-1:111111111111:user:shop-user"]}`;
  const READ = (path: string) =>
    `{"Action":"ssm:GetParameter","Effect":"Allow","Resource":"arn:\${AWS::Partition}:ssm:eu-west-1:111111111111:parameter/cache-tier/Own/${path}/cache"}`;

  test.each<[string, (scope: Stack) => IClient, string, string]>([
    ['imported as such', (scope) => Role.fromRoleArn(scope, 'Role', roleArn, { mutable: false }), 'Role', "'Own/Role'"],
    [
      'without policy updates',
      (scope) => roleIn(scope).withoutPolicyUpdates(),
      'ImmutableRoleRole',
      "'Own/ImmutableRoleRole'",
    ],
    [
      'of a service',
      () => new ServicePrincipal('batch.amazonaws.com'),
      'From',
      'ServicePrincipal(batch.amazonaws.com)',
    ],
    ['of nobody', (scope) => new UnknownPrincipal({ resource: groupIn(scope, 'Thing') }), 'From', 'none that is known'],
  ])('%s', (_what, make, path, got) => {
    const { app, own } = stacks();
    const cache = cacheIn(own);
    connect(cache, make(own), { from: groupIn(own, 'From') });
    expect(statementsIn(own)).toEqual([]);
    expect(warningsIn(app)).toEqual([warned(`Own/${path}`, got, CONNECT, READ(path))]);
    const others = app.synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)));
    expect(others.filter((text) => text.includes('aws-iam'))).toEqual([]);
  });

  test('or none at all', () => {
    const { app, own } = stacks();
    connect(cacheIn(own), groupIn(own));
    expect(warningsIn(app)).toEqual([warned('Own/Group', 'none', CONNECT, READ('Group'))]);
  });

  test('with the roles that others make, if an app has it so', () => {
    const { app, own } = stacks();
    Role.customizeRoles(own, { preventSynthesis: true, usePrecreatedRoles: { 'Own/Api/ServiceRole': 'shop' } });
    connect(cacheIn(own), functionIn(own));
    expect(warningsIn(app)).toEqual([warned('Own/Api', "'Own/Api/ServiceRole'", CONNECT)]);
  });

  test('shows the parts of a secret and its key', () => {
    const { app, own } = stacks();
    const secret = new Secret(own, 'Secret', { encryptionKey: new Key(own, 'Key') });
    const role = Role.fromRoleArn(own, 'Role', roleArn, { mutable: false });
    connect(cacheIn(own, { kind: AuthKind.PASSWORD, secret }), functionIn(own, { role }));
    expect(warningsIn(app)).toEqual([
      warned(
        'Own/Api',
        "'Own/Role'",
        `{"Action":["secretsmanager:GetSecretValue","secretsmanager:DescribeSecret"],"Effect":"Allow","Resource":"\${SecretA720EF05}"}`,
        `{"Action":"kms:Decrypt","Condition":{"StringEquals":{"kms:ViaService":"secretsmanager.eu-west-1.amazonaws.com"}},"Effect":"Allow","Resource":"\${Key961B73FD.Arn}"}`,
      ),
    ]);
  });

  test('but not roles and users that take the statements', () => {
    const { app, own } = stacks();
    const cache = cacheIn(own);
    const from = groupIn(own);
    connect(cache, Role.fromRoleArn(own, 'Imported', roleArn), { from });
    connect(cache, Role.fromRoleName(own, 'Named', 'named'), { from });
    connect(cache, new User(own, 'User'), { from });
    connect(cache, User.fromUserName(own, 'NamedUser', 'named'), { from });
    connect(cache, roleIn(own), { from });
    expect(warningsIn(app)).toEqual([]);
    expect(grantsIn(own)).toHaveLength(10);
  });
});
