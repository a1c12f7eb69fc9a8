import { experimental } from 'aws-cdk-lib/aws-cloudfront';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  Code,
  DockerImageCode,
  DockerImageFunction,
  Function as LambdaFunction,
  Runtime,
  SingletonFunction,
  Version,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Annotations, Fn, type Stack } from 'aws-cdk-lib/core';
import { AuthKind, linkEnvironment } from 'cache-tier/link';
import { connect } from '../../lib/connect/connect';
import {
  ACCOUNT,
  allOf,
  cacheIn,
  flat,
  functionIn,
  grantsIn,
  groupIn,
  messageOf,
  network,
  rulesIn,
  stacks,
  warningsIn,
} from './connect-given';

const ARN = `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:shop`;

const variablesOf = (scope: Stack) =>
  allOf(scope, 'AWS::Lambda::Function').map(({ Environment }) => Object.keys(Environment?.Variables ?? {}));

describe('variables', () => {
  test('are added to those that the function has', () => {
    const { own } = stacks();
    connect(cacheIn(own), functionIn(own, { environment: { STAGE: 'test' } }));
    const [{ Environment }] = allOf(own, 'AWS::Lambda::Function');
    expect(
      Object.fromEntries(Object.entries(Environment.Variables).map(([name, value]) => [name, flat(value)])),
    ).toEqual({
      STAGE: 'test',
      ...linkEnvironment('cache', {
        version: '1',
        endpoint: '<Cache.PrimaryEndPoint.Address>',
        port: '6379',
        tls: 'true',
        auth: AuthKind.IAM,
        user: 'shop-user',
      }),
    });
  });

  test('carry the name of the connection and the prefix of the keys', () => {
    const { own } = stacks();
    const fn = functionIn(own);
    connect(cacheIn(own), fn);
    connect(cacheIn(own, {}, 'Second'), fn, { as: 'hot-keys', keyPrefix: 'shop:' });
    const [{ Environment }] = allOf(own, 'AWS::Lambda::Function');
    const { CACHE_TIER_CACHE_ENDPOINT, CACHE_TIER_HOT_KEYS_ENDPOINT, CACHE_TIER_HOT_KEYS_KEY_PREFIX } =
      Environment.Variables;
    expect([flat(CACHE_TIER_CACHE_ENDPOINT), flat(CACHE_TIER_HOT_KEYS_ENDPOINT)]).toEqual([
      '<Cache.PrimaryEndPoint.Address>',
      '<Second.PrimaryEndPoint.Address>',
    ]);
    expect(CACHE_TIER_HOT_KEYS_KEY_PREFIX).toBe('shop:');
    expect(Environment.Variables.CACHE_TIER_CACHE_KEY_PREFIX).toBeUndefined();
  });

  test('make a new version of the function, to which its alias points, also from another stack', () => {
    const versionOf = (scope: Stack) => {
      const [{ FunctionVersion }] = allOf(scope, 'AWS::Lambda::Alias');
      return FunctionVersion['Fn::GetAtt'][0];
    };
    const before = stacks();
    functionIn(before.other).addAlias('live');
    const after = stacks();
    const fn = functionIn(after.other);
    connect(cacheIn(after.own), fn.addAlias('live'));
    expect(versionOf(after.other)).not.toBe(versionOf(before.other));
    expect(Object.keys(after.app.synth().getStackByName('Other').template.Resources)).toContain(versionOf(after.other));
  });
});

describe('every way to make a function works', () => {
  test('an image', () => {
    const { own } = stacks();
    const code = DockerImageCode.fromEcr(Repository.fromRepositoryName(own, 'Images', 'shop'));
    connect(cacheIn(own), new DockerImageFunction(own, 'Api', { code, vpc: network(own) }));
    expect(variablesOf(own)[0]).toContain('CACHE_TIER_CACHE_ENDPOINT');
  });

  test('a bundle of TypeScript', () => {
    const { own } = stacks({ context: { 'aws:cdk:bundling-stacks': [] } });
    connect(cacheIn(own), new NodejsFunction(own, 'Api', { entry: 'runtime/lib/link.ts', vpc: network(own) }));
    expect(variablesOf(own)[0]).toContain('CACHE_TIER_CACHE_ENDPOINT');
  });

  test('a singleton', () => {
    const { own } = stacks();
    const singleton = new SingletonFunction(own, 'Api', {
      uuid: 'f7d4f730',
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('0'),
      vpc: network(own),
    });
    connect(cacheIn(own), singleton);
    expect(variablesOf(own)[0]).toContain('CACHE_TIER_CACHE_ENDPOINT');
    expect(rulesIn(own)).toEqual([
      '<SingletonLambdaf7d4f730SecurityGroup.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: Own/SingletonLambdaf7d4f730 to the cache Own/Cache',
    ]);
  });

  test('the latest version, and an alias of a version', () => {
    const { own } = stacks();
    connect(cacheIn(own), functionIn(own).latestVersion);
    const version = new Version(own, 'Version', { lambda: functionIn(own, {}, 'Second') });
    connect(cacheIn(own, {}, 'SecondCache'), new Alias(own, 'Alias', { aliasName: 'live', version }));
    expect(variablesOf(own).map((names) => names.includes('CACHE_TIER_CACHE_ENDPOINT'))).toEqual([true, true]);
  });
});

describe('security groups', () => {
  test('a function that may go nowhere may go to the cache', () => {
    const { own } = stacks();
    connect(cacheIn(own), functionIn(own, { allowAllOutbound: false }));
    const description = 'Own/Api to the cache Own/Cache';
    expect(rulesIn(own)).toEqual([
      `<ApiSecurityGroup.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: ${description}`,
      `<ApiSecurityGroup.GroupId> out to <CacheSecurityGroup.GroupId> on tcp 6379-6379: ${description}`,
    ]);
  });

  test('both ports of a cache that has two are opened, and every group of the client is let in', () => {
    const { own } = stacks();
    const securityGroups = [groupIn(own, 'One'), groupIn(own, 'Two', false)];
    connect(cacheIn(own, { ports: [6379, 6380] }), functionIn(own, { securityGroups }));
    const into = '<CacheSecurityGroup.GroupId> on tcp';
    const description = 'Own/Api to the cache Own/Cache';
    expect(rulesIn(own)).toEqual([
      `<One.GroupId> into ${into} 6379-6379: ${description}`,
      `<One.GroupId> into ${into} 6380-6380: ${description}`,
      `<Two.GroupId> into ${into} 6379-6379: ${description}`,
      `<Two.GroupId> into ${into} 6380-6380: ${description}`,
      `<Two.GroupId> out to ${into} 6379-6379: ${description}`,
      `<Two.GroupId> out to ${into} 6380-6380: ${description}`,
    ]);
  });

  test('every group of the cache lets in', () => {
    const { own } = stacks();
    connect(cacheIn(own, { securityGroups: [groupIn(own, 'One'), groupIn(own, 'Two')] }), functionIn(own));
    expect(rulesIn(own).map((rule) => rule.replace(/ on .*/, ''))).toEqual([
      '<ApiSecurityGroup.GroupId> into <One.GroupId>',
      '<ApiSecurityGroup.GroupId> into <Two.GroupId>',
    ]);
  });

  test('a rule that was written by hand is not written again', () => {
    const { own } = stacks();
    const cache = cacheIn(own);
    const fn = functionIn(own);
    cache.connections.allowFrom(fn, Port.tcp(6379), 'by hand');
    connect(cache, fn);
    expect(rulesIn(own)).toEqual([
      '<ApiSecurityGroup.GroupId> into <CacheSecurityGroup.GroupId> on tcp 6379-6379: by hand',
    ]);
  });

  test('the description is one that EC2 takes', () => {
    const { own } = stacks();
    connect(cacheIn(own), functionIn(own, {}, `Ünusual 'id' ${'x'.repeat(300)}`));
    const [{ Description }] = allOf(own, 'AWS::EC2::SecurityGroupIngress');
    expect(Description).toMatch(/^Own\/-nusual -id- x{238}$/);
    expect(Description).toHaveLength(255);
  });
});

describe('an imported function', () => {
  const group = (scope: Stack) => SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1');

  test('gets its rules and grants, and a warning with its variables', () => {
    const { app, own, other } = stacks();
    const role = Role.fromRoleArn(other, 'Role', `arn:aws:iam::${ACCOUNT}:role/shop`);
    const securityGroup = group(other);
    const fn = LambdaFunction.fromFunctionAttributes(other, 'Api', { functionArn: ARN, role, securityGroup });
    const { environment } = connect(cacheIn(own), fn);
    expect(rulesIn(other)).toEqual([
      'sg-1 into <Own: PublishOutputFnGetAttCacheSecurityGroupGroupId> on tcp 6379-6379: Other/Api to the cache Own/Cache',
    ]);
    expect(grantsIn(other)).toHaveLength(1);
    expect(environment.CACHE_TIER_CACHE_USER).toBe('shop-user');
    expect(warningsIn(app)).toEqual([
      "Other/Api: 'target' needs environment variables that cannot be set on an imported function; set by hand: " +
        `CACHE_TIER_CACHE_VERSION=1 CACHE_TIER_CACHE_ENDPOINT=\${Cache18F6EE16.PrimaryEndPoint.Address} ` +
        'CACHE_TIER_CACHE_PORT=6379 CACHE_TIER_CACHE_TLS=true CACHE_TIER_CACHE_AUTH=iam CACHE_TIER_CACHE_USER=shop-user ' +
        '[ack: cdk-cache-tier:connect-imported]',
    ]);
  });

  test('without a role gets a warning with its statements as well', () => {
    const { app, own } = stacks();
    const securityGroup = group(own);
    connect(cacheIn(own), LambdaFunction.fromFunctionAttributes(own, 'Api', { functionArn: ARN, securityGroup }));
    expect(warningsIn(app)).toEqual([
      expect.stringContaining('[ack: cdk-cache-tier:connect-imported]'),
      "Own/Api: 'target' needs a role whose policies this app may change, got none that is known; add by hand: " +
        `[{"Action":"elasticache:Connect","Effect":"Allow","Resource":["arn:aws:elasticache:eu-west-1:111111111111:replicationgroup:\${Cache18F6EE16}","arn:\${AWS::Partition}:elasticache:eu-west-1:111111111111:user:shop-user"]}] ` +
        '(https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_manage-attach-detach.html) [ack: cdk-cache-tier:connect-role]',
    ]);
  });
});

describe('is refused', () => {
  const PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html';

  test.each<[string, (scope: Stack) => Parameters<typeof connect>[1], string]>([
    [
      'a function without a VPC',
      (scope) => functionIn(scope, { vpc: undefined }),
      `Own/Api: 'target' needs to be in a VPC, got a function without one; give it the 'vpc' of the cache (${PAGE})`,
    ],
    [
      'an alias of one',
      (scope) => functionIn(scope, { vpc: undefined }).addAlias('live'),
      `Own/Api: 'target' needs to be in a VPC, got a function without one; give it the 'vpc' of the cache (${PAGE})`,
    ],
    [
      'an imported function without security groups',
      (scope) => LambdaFunction.fromFunctionArn(scope, 'Api', ARN),
      `Own/Api: 'target' needs security groups, got an imported function of which none is known; import it with Function.fromFunctionAttributes() and its 'securityGroup' (${PAGE})`,
    ],
    [
      'an imported version',
      (scope) => Version.fromVersionArn(scope, 'Version', `${ARN}:3`),
      `Own/VersionFunction: 'target' needs security groups, got an imported function of which none is known; import it with Function.fromFunctionAttributes() and its 'securityGroup' (${PAGE})`,
    ],
  ])('%s', (_what, make, message) => {
    const { own } = stacks();
    expect(messageOf(() => connect(cacheIn(own), make(own)))).toBe(message);
  });

  test('a function of the edge', () => {
    const env = { account: ACCOUNT, region: 'us-east-1' };
    const { own } = stacks({ env });
    const edge = new experimental.EdgeFunction(own, 'Edge', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('0'),
    });
    expect(messageOf(() => connect(cacheIn(own), edge))).toBe(
      "Own/Edge: 'target' needs to be in a VPC, got a function of Lambda@Edge, which can have neither a VPC nor environment variables; connect a function in the Region of the cache, and call that one " +
        '(https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html)',
    );
  });
});

describe('the environment of a function', () => {
  const LIMIT_PAGE = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
  const filler = (bytes: number) => ({ F: 'é'.repeat(Math.floor(bytes / 2)) + 'x'.repeat(bytes % 2) });
  /** What the link takes by itself. */
  const LINK = 124;

  test('may have 4096 bytes, whoever fills them, and when', () => {
    const { own } = stacks();
    const fn = functionIn(own);
    connect(cacheIn(own, { kind: AuthKind.NONE }), fn);
    const known = allOf(own, 'AWS::Lambda::Function')[0].Environment.Variables;
    expect(
      Object.entries(known)
        .flat()
        .filter((it) => typeof it === 'string')
        .join(''),
    ).toHaveLength(LINK);
  });

  test.each([
    [4096 - LINK - 1, undefined],
    [
      4096 - LINK,
      `[Own/Api] 'environment' needs at most 4096 bytes, names and values together, got 4097 and 1 values that only the deployment knows; keep settings in a file or a parameter (${LIMIT_PAGE})`,
    ],
  ])('with %d bytes of others', (bytes, message) => {
    const { app, own } = stacks();
    const fn = functionIn(own);
    connect(cacheIn(own, { kind: AuthKind.NONE }), fn);
    fn.addEnvironment('F', filler(bytes).F);
    const said = messageOf(() => app.synth());
    if (message === undefined) expect(said).toBe('no error');
    else expect(said).toContain(message);
    expect(said.split("'environment' needs").length).toBe(message === undefined ? 1 : 2);
  });

  test('is refused once, however many connections it holds', () => {
    const { app, own } = stacks();
    const fn = functionIn(own, { environment: filler(4096) });
    connect(cacheIn(own), fn);
    connect(cacheIn(own, {}, 'Second'), fn, { as: 'sessions' });
    expect(messageOf(() => app.synth()).split("'environment' needs")).toHaveLength(2);
  });

  test('warns if what the deployment fills in may be too much', () => {
    const { app, own } = stacks();
    const fn = functionIn(own, { environment: filler(3815) });
    connect(cacheIn(own), fn);
    connect(cacheIn(own, {}, 'Second'), functionIn(own, { environment: filler(3814) }, 'Small'));
    expect(warningsIn(app)).toEqual([
      `Own/Api: 'environment' needs at most 4096 bytes, names and values together, got about 4097: 3969, and 128 assumed for each of 1 values that only the deployment knows; keep settings in a file or a parameter (${LIMIT_PAGE}) [ack: cdk-cache-tier:connect-environment]`,
    ]);
  });

  test('whose warning was acknowledged is quiet', () => {
    const { app, own } = stacks();
    const fn = functionIn(own, { environment: filler(3815) });
    connect(cacheIn(own), fn);
    // The oldest CDK that we support forgets what was acknowledged in advance on the construct itself.
    Annotations.of(own).acknowledgeWarning('cdk-cache-tier:connect-environment', 'the host is short');
    expect(warningsIn(app)).toEqual([]);
  });

  test('with values that are unknown altogether is left alone', () => {
    const { app, own } = stacks();
    connect(
      cacheIn(own),
      functionIn(own, { environment: { A: Fn.importValue('a'), B: Fn.join('-', ['a', Fn.ref('AWS::StackId')]) } }),
    );
    expect(warningsIn(app)).toEqual([]);
  });
});
