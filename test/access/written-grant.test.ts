import { Template } from 'aws-cdk-lib/assertions';
import { CfnParameterGroup } from 'aws-cdk-lib/aws-elasticache';
import {
  AccountPrincipal,
  ArnPrincipal,
  Group,
  type IPrincipal,
  PrincipalWithConditions,
  Role,
  ServicePrincipal,
  UnknownPrincipal,
} from 'aws-cdk-lib/aws-iam';
import { App, type Environment, NestedStack, type Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import {
  ACCOUNT,
  flat,
  HERE,
  KnownUser,
  listOf,
  onGroup,
  roleIn,
  short,
  stackIn,
  statementsIn,
  warningsIn,
} from './grants-given';

const IAM_PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/security_iam_service-with-iam.html';

describe('across stacks', () => {
  function twoStacks(env: Environment = {}, other = env) {
    const app = new App();
    const producer = stackIn(app, 'Producer', env);
    return { app, producer, consumer: stackIn(app, 'Consumer', other) };
  }
  const exportsOf = (stack: Stack) =>
    Object.values(Template.fromStack(stack).toJSON().Outputs ?? {}).filter((it) => 'Export' in Object(it));

  test('the policy reads an output, and no export locks the cache', () => {
    const { app, producer, consumer } = twoStacks();
    onGroup(producer).connect(roleIn(consumer), new KnownUser(producer, 'orders'));
    expect(statementsIn(consumer)[0].Resource).toEqual([
      {
        'Fn::Join': [
          '',
          [
            ...['arn:', { Ref: 'AWS::Partition' }, ':elasticache:', { Ref: 'AWS::Region' }, ':'],
            ...[{ Ref: 'AWS::AccountId' }, ':replicationgroup:'],
            {
              'Fn::GetStackOutput': {
                StackName: 'Producer',
                OutputName: Object.keys(Template.fromStack(producer).toJSON().Outputs)[0],
                Region: { Ref: 'AWS::Region' },
              },
            },
          ],
        ],
      },
      expect.objectContaining({}),
    ]);
    expect([exportsOf(producer), statementsIn(producer)]).toEqual([[], []]);
    expect(
      app
        .synth()
        .getStackArtifact('Consumer')
        .dependencies.map(({ id }) => id),
    ).toContain('Producer');
  });

  test('a group or a user of a third stack makes no export, nor does a cache of a nested one', () => {
    const { app, producer, consumer } = twoStacks();
    const third = stackIn(app, 'Third', {});
    const parameterGroup = new CfnParameterGroup(third, 'P', {
      cacheParameterGroupFamily: 'valkey8',
      description: 'x',
    });
    const inner = new NestedStack(producer, 'Inner');
    onGroup(inner).modify(roleIn(consumer), { parameterGroup });
    const grants = onGroup(producer);
    grants.modify(roleIn(producer), { parameterGroup });
    class UserByReference extends KnownUser {
      public override readonly userArn = `arn:user:${parameterGroup.ref}`;
    }
    grants.connect(roleIn(new Construct(producer, 'Client')), new UserByReference(third, 'orders'));
    expect(
      statementsIn(consumer).map(({ Resource }) => listOf(Resource).map((arn) => /<[PT]\w+>$/.exec(flat(arn))?.[0])),
    ).toEqual([['<Producer>', '<Third>'], ['<Producer>']]);
    const inProducer = statementsIn(producer).flatMap(({ Resource }) => listOf(Resource).map(flat));
    expect(inProducer).toEqual(expect.arrayContaining(['arn:user:<Third>', expect.stringMatching(/p:<Third>$/)]));
    expect([producer, inner, third].flatMap(exportsOf)).toEqual([]);
  });

  test('a grantee that wraps a role of another stack makes no export either', () => {
    const { producer, consumer } = twoStacks();
    const grantPrincipal = new PrincipalWithConditions(roleIn(consumer), {}) as IPrincipal;
    onGroup(producer).testFailover({ grantPrincipal });
    expect(flat(statementsIn(consumer)[0].Resource)).toMatch(/replicationgroup:<Producer>$/);
    expect(exportsOf(producer)).toEqual([]);
  });

  test('what is granted twice stands once', () => {
    const { producer, consumer } = twoStacks();
    const grants = onGroup(producer);
    const role = roleIn(consumer);
    grants.testFailover(role);
    grants.testFailover(role);
    expect(statementsIn(consumer)).toHaveLength(1);
  });

  test('a cache of another Region is reached by its own ARN', () => {
    const { producer, consumer } = twoStacks(HERE, { ...HERE, region: 'us-east-1' });
    onGroup(producer).testFailover(roleIn(consumer));
    expect(short(statementsIn(consumer)[0].Resource)).toBe('replicationgroup:<Producer>');
    expect(exportsOf(producer)).toEqual([]);
  });

  test('a role of another account is granted nothing, and told why', () => {
    const { producer, consumer } = twoStacks(HERE, { ...HERE, account: '222222222222' });
    const grant = onGroup(producer).connect(roleIn(consumer), new KnownUser(producer, 'orders'));
    expect(() => grant.assertSuccess()).toThrow();
    expect(statementsIn(consumer)).toEqual([]);
    expect(warningsIn(consumer)).toEqual([
      `Consumer/Role: 'grantee' needs a principal of account ${ACCOUNT}, which owns the cache, got one of account ` +
        '222222222222; grant to a role of the account of the cache, and let the client assume it ' +
        `(${IAM_PAGE}) [ack: cdk-cache-tier:grant-across-accounts]`,
    ]);
  });

  test('accounts that are not known are not compared', () => {
    const { producer, consumer } = twoStacks();
    onGroup(producer).testFailover(Role.fromRoleArn(consumer, 'Role', 'arn:aws:iam::222222222222:role/app'));
    expect(warningsIn(consumer)).toEqual([]);
  });
});

describe('a grantee that cannot be changed', () => {
  const IMPORTED = `arn:aws:iam::${ACCOUNT}:role/app`;
  const STATEMENT =
    '[{"Action":["elasticache:TestFailover","elasticache:DescribeReplicationGroups"],"Effect":"Allow","Resource":' +
    `{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":elasticache:eu-west-1:${ACCOUNT}:replicationgroup:",{"Ref":"Group"}]]}}]`;
  const needs = (where: string, got: string) =>
    `${where}: 'grantee' needs a principal whose policy this app may change, got ${got}; have its owner add ${STATEMENT} ` +
    `(${IAM_PAGE}) [ack: cdk-cache-tier:grant-not-written]`;

  function warned(make: (scope: Stack) => IPrincipal): [boolean, string[]] {
    const scope = stackIn();
    const grantPrincipal = make(scope);
    const { success } = onGroup(scope).testFailover({ grantPrincipal });
    return [success, warningsIn(scope)];
  }

  test('says what its owner has to add, where the CDK says nothing', () => {
    const immutable = warned((scope) => Role.fromRoleArn(scope, 'App', IMPORTED, { mutable: false }));
    expect(immutable).toEqual([true, [needs('Stack/App', "'Stack/App'")]]);
    const frozen = warned((scope) => roleIn(scope).withoutPolicyUpdates() as Role);
    expect(frozen[1]).toHaveLength(1);
    expect(warned(() => new ArnPrincipal(IMPORTED))).toEqual([
      false,
      [needs('Stack/Group', `{"AWS":["${IMPORTED}"]}`)],
    ]);
    expect(warned(() => new ServicePrincipal('backup.amazonaws.com'))[1]).toHaveLength(1);
  });

  test('is silent where the CDK has said it, or where it is wanted', () => {
    expect(warned((scope) => new UnknownPrincipal({ resource: roleIn(scope) }))).toEqual([true, []]);
    expect(
      warned((scope) => {
        Role.customizeRoles(scope, { usePrecreatedRoles: { 'Stack/Role': 'app' } });
        return roleIn(scope);
      }),
    ).toEqual([true, []]);
  });

  test('is no imported role that may be changed, and no group', () => {
    expect(warned((scope) => Role.fromRoleArn(scope, 'App', IMPORTED))).toEqual([true, []]);
    expect(warned((scope) => new Group(scope, 'Operators'))).toEqual([true, []]);
  });

  test('of another account is told so, and no more', () => {
    expect(warned(() => new AccountPrincipal('222222222222'))[1]).toEqual([
      expect.stringMatching(/^Stack\/Group: .*grant-across-accounts\]$/),
    ]);
  });
});
