import { compare, levelOf } from '../../lib/review/replacement';

type Properties = { readonly [property: string]: unknown };
type Resources = { readonly [logicalId: string]: { readonly Type: string; readonly [attribute: string]: unknown } };

function told(before: Resources, after: Resources): [level: string, kind: string, why: string, ...advice: string[]][] {
  return compare({ Resources: before }, { Resources: after }).map((change) => [
    levelOf(change),
    change.kind,
    change.why,
    ...(change.advice ?? []),
  ]);
}

const it = (Type: string, Properties: Properties = {}, attributes: Properties = {}) => ({
  It: { Type, Properties, ...attributes },
});

describe('a resource that is not of ElastiCache or RDS', () => {
  test.each<[string, Resources, Resources, string[]]>([
    [
      'a table with another key',
      it('AWS::DynamoDB::Table', { TableName: { Ref: 'AWS::NoValue' }, ImportSourceSpecification: 1 }),
      it('AWS::DynamoDB::Table', { ImportSourceSpecification: 2 }),
      [
        'error',
        'replaced',
        'ImportSourceSpecification cannot change in place; its data is lost: UpdateReplacePolicy is not stated, which means Delete',
      ],
    ],
    [
      'a function of another package type holds nothing',
      it('AWS::Lambda::Function', { PackageType: 'Zip' }),
      it('AWS::Lambda::Function', { PackageType: 'Image' }),
      ['note', 'replaced', 'PackageType cannot change in place'],
    ],
    [
      'another port of a target group, below its configuration',
      it('AWS::VpcLattice::TargetGroup', { Config: { Port: 80 } }),
      it('AWS::VpcLattice::TargetGroup', { Config: { Port: 81 } }),
      ['note', 'may-be-replaced', 'a change of Config may replace: its schema calls Config.Port create-only'],
    ],
    [
      'a health check beside it',
      it('AWS::VpcLattice::TargetGroup', { Config: { Port: 80, HealthCheck: { Path: '/a' } } }),
      it('AWS::VpcLattice::TargetGroup', { Config: { Port: '80', HealthCheck: { Path: '/b' } } }),
      ['note', 'updated', 'Config changes in place'],
    ],
    [
      'what is create-only in the items of a list',
      it('AWS::RDS::DBSecurityGroup', { DBSecurityGroupIngress: [{ CIDRIP: 'c', EC2SecurityGroupId: 'a' }] }),
      it('AWS::RDS::DBSecurityGroup', { DBSecurityGroupIngress: [{ CIDRIP: 'c', EC2SecurityGroupId: 'b' }] }),
      [
        'note',
        'may-be-replaced',
        'a change of DBSecurityGroupIngress may replace: its schema calls DBSecurityGroupIngress.EC2SecurityGroupId create-only',
      ],
    ],
    [
      'a conditional property of which no page says more',
      it('AWS::EC2::Instance', { BlockDeviceMappings: [{ DeviceName: 'a' }] }),
      it('AWS::EC2::Instance', { BlockDeviceMappings: [{ DeviceName: 'b' }] }),
      [
        'note',
        'may-be-replaced',
        'a change of BlockDeviceMappings may replace: its schema calls it create-only under a condition that it does not state',
      ],
    ],
    [
      'what changes in place',
      it('AWS::EC2::Volume', { AutoEnableIO: true }),
      it('AWS::EC2::Volume', { AutoEnableIO: false }),
      ['note', 'updated', 'AutoEnableIO changes in place'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual([expected]);
  });

  test.each<[string, string, Properties, string, string]>([
    [
      'a secret',
      'AWS::SecretsManager::Secret',
      {},
      'error',
      'its data is lost: DeletionPolicy is not stated, which means Delete',
    ],
    [
      'a key',
      'AWS::KMS::Key',
      {},
      'error',
      'its data may be lost: DeletionPolicy is not stated, which means Delete: what it encrypts cannot be read once its waiting period is over',
    ],
    [
      'a bucket',
      'AWS::S3::Bucket',
      {},
      'error',
      'its data may be lost: DeletionPolicy is not stated, which means Delete: only an empty bucket is deleted, and whoever empties it loses the data',
    ],
    [
      'a file system',
      'AWS::EFS::FileSystem',
      {},
      'error',
      'its data is lost: DeletionPolicy is not stated, which means Delete',
    ],
    [
      'a pool of users that is protected',
      'AWS::Cognito::UserPool',
      { DeletionProtection: 'ACTIVE' },
      'error',
      'its DeletionProtection refuses the deletion: the old one stays',
    ],
  ])('that holds data and goes: %s', (_, type, properties, level, says) => {
    expect(told(it(type, properties), {})).toEqual([[level, 'removed', `it is no longer in the template; ${says}`]]);
  });

  test('without a type goes and comes like others', () => {
    const untyped = { A: {} as Resources[string] };
    const UNKNOWN = 'nobody here knows whether it holds data';
    expect(told(untyped, {})).toEqual([['warning', 'removed', 'it is no longer in the template', UNKNOWN]]);
    expect(told(untyped, untyped)).toEqual([]);
  });

  test('what only counts for statistics is no change', () => {
    const of = (Analytics: string) => it('AWS::CDK::Metadata', { Analytics });
    expect(told(of('a'), of('b'))).toEqual([]);
  });
});

describe('what nobody knows', () => {
  test('a custom resource may be replaced: its function decides', () => {
    const of = (ServiceToken: string, size: number) => it('Custom::Thing', { ServiceToken, size });
    const page = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes-update.html';
    expect(told(of('f', 1), of('f', 2))).toEqual([
      [
        'note',
        'may-be-replaced',
        `a change of size may replace: its function decides: where it answers with another physical id, the old one is deleted (${page})`,
      ],
    ]);
    expect(told(of('f', 1), of('g', 1))).toEqual([['note', 'replaced', 'ServiceToken cannot change in place']]);
  });

  const UNKNOWN = 'nobody here knows whether it holds data';

  test('a type of others is a warning, changed or removed', () => {
    const of = (size: number) => it('Others::Thing::Store', { size });
    expect(told(of(1), of(2))).toEqual([
      [
        'warning',
        'may-be-replaced',
        'a change of size may replace: this version knows nothing of Others::Thing::Store',
        UNKNOWN,
      ],
    ]);
    expect(told(of(1), {})).toEqual([['warning', 'removed', 'it is no longer in the template', UNKNOWN]]);
    expect(told({}, of(1))).toEqual([['note', 'added', 'it is new in the template']]);
  });

  test('a nested stack that changes, and whose template is not here, is a warning', () => {
    const of = (TemplateURL: string) => it('AWS::CloudFormation::Stack', { TemplateURL });
    expect(told(of('a'), of('b'))).toEqual([
      [
        'warning',
        'updated',
        'TemplateURL changes in place',
        'its template is not here: what changes in it nobody knows',
      ],
    ]);
    expect(told(of('a'), of('a'))).toEqual([]);
  });
});

describe('a custom name of what is replaced', () => {
  const role = (RoleName: unknown, Path: string) => it('AWS::IAM::Role', { RoleName, Path });
  const replaced = (says: string) => `Path cannot change in place${says}`;

  test.each<[string, unknown, unknown, string, string]>([
    ['stays', 'r', 'r', 'error', '; the update fails while RoleName keeps its name'],
    [
      'stays, by the name of the stack',
      { 'Fn::Sub': 'a' },
      'a',
      'error',
      '; the update fails while RoleName keeps its name',
    ],
    ['changes too', 'r', 's', 'note', '; RoleName cannot change in place'],
    ['is not stated', undefined, undefined, 'note', ''],
    [
      'stays, where the deployment knows it',
      { Ref: 'Name' },
      { Ref: 'Name' },
      'note',
      '; the update may fail while RoleName keeps its name',
    ],
  ])('%s', (_, from, to, level, says) => {
    expect(told(role(from, '/'), role(to, '/x'))).toEqual([[level, 'replaced', replaced(says)]]);
  });

  test('of a replication group, of a database, and of two that name it together', () => {
    const group = (Port: number) => it('AWS::ElastiCache::User', { UserId: 'u', UserName: `n${Port}` });
    expect(told(group(1), group(2))).toMatchObject([
      ['error', 'replaced', expect.stringContaining('UserId keeps its name')],
    ]);
    const stage = (ApiId: string) =>
      it('AWS::ApiGateway::DocumentationVersion', { RestApiId: ApiId, DocumentationVersion: '1' });
    expect(told(stage('a'), stage('b'))).toEqual([['note', 'replaced', 'RestApiId cannot change in place']]);
  });

  test('that follows something else is another one', () => {
    const named = (Path: string, Default: string, FunctionName: unknown) => ({
      Parameters: { Name: { Type: 'String', Default } },
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { Path } },
        It: { Type: 'AWS::Lambda::Function', Properties: { PackageType: Path, FunctionName } },
      },
    });
    const why = (before: object, after: object) =>
      compare(before as never, after as never).find(({ logicalId }) => logicalId === 'It')?.why;
    const byRole = { Ref: 'Role' };
    expect(why(named('/a', '', byRole), named('/b', '', byRole))).not.toContain('keeps its name');
    const byParameter = { Ref: 'Name' };
    expect(why(named('/a', 'x', byParameter), named('/b', 'y', byParameter))).not.toContain('keeps its name');
    expect(why(named('/a', 'x', byParameter), named('/b', 'x', byParameter))).toContain('may fail while FunctionName');
  });
});

describe('a changed logical id', () => {
  const table = (attributes: Properties, key: unknown = 1) => ({
    Type: 'AWS::DynamoDB::Table',
    Properties: { KeySchema: [key] },
    DeletionPolicy: 'Retain',
    ...attributes,
  });
  const path = (text: string) => ({ Metadata: { 'aws:cdk:path': text } });
  const renamed = (from: string, to: string) =>
    `it is no longer in the template; its logical id changes from ${from} to ${to}: CloudFormation makes a new one and removes this; keep it with overrideLogicalId('${from}'), or move it with 'cdk refactor'; DeletionPolicy Retain keeps the old resource with its data`;

  test.each<[string, Resources, Resources]>([
    ['by the path of the CDK', { A: table(path('S/T'), 1) }, { B: table(path('S/T'), 2) }],
    ['by its properties', { A: table(path('S/T')) }, { B: table(path('S/U')) }],
    [
      'by its properties, although what it refers to changes its id too',
      { A: table({}, { Ref: 'K' }), K: { Type: 'AWS::SNS::Topic' } },
      { B: table({}, { Ref: 'L' }), L: { Type: 'AWS::SNS::Topic' } },
    ],
  ])('is seen %s, and how to keep it is said', (_, before, after) => {
    const [change] = compare({ Resources: before }, { Resources: after });
    expect(change).toMatchObject({ kind: 'removed', renamedTo: 'B', why: renamed('A', 'B') });
    expect(levelOf(change)).toBe('error');
  });

  test('is no more than a guess where the properties differ', () => {
    const [change] = compare({ Resources: { A: table({}, 1) } }, { Resources: { B: table({}, 2) } });
    expect(change.renamedTo).toBeUndefined();
    expect(change.why).toContain('B of the same type is new, and a new logical id is a new resource');
  });

  test('of something that holds nothing is told in few words', () => {
    const of = (id: string) => ({ [id]: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'sqs' } } });
    expect(told(of('A'), of('B'))[0]).toEqual([
      'note',
      'removed',
      'it is no longer in the template; its logical id changes from A to B',
    ]);
  });
});

describe('words of their own', () => {
  const cache = (Properties: Properties) =>
    it('AWS::ElastiCache::ReplicationGroup', Properties, { UpdateReplacePolicy: 'Snapshot' });
  const serverless = (Properties: Properties) =>
    it('AWS::ElastiCache::ServerlessCache', Properties, { UpdateReplacePolicy: 'Retain' });
  const why = (before: Resources, after: Resources) => told(before, after)[0][2];

  test.each<[string, Resources, Resources, RegExp]>([
    ['a restore source goes', cache({ SnapshotName: 'a' }), cache({}), /restore source is removed, and without one/],
    [
      'a restore source changes',
      cache({ SnapshotArns: ['a'] }),
      cache({ SnapshotArns: ['b'] }),
      /restored from the other/,
    ],
    [
      'a restore source of a serverless cache',
      serverless({ SnapshotArnsToRestore: ['a'] }),
      serverless({}),
      /restore source is removed/,
    ],
    [
      'subnets of a serverless cache',
      serverless({ SubnetIds: ['a'] }),
      serverless({ SubnetIds: ['a', 'b'] }),
      /^SubnetIds cannot change in place: a serverless cache takes no subnets later/,
    ],
    [
      'a token to users',
      cache({ AuthToken: 't' }),
      cache({ UserGroupIds: ['g'] }),
      /from a token to users replaced the/,
    ],
  ])('%s', (_, before, after, words) => {
    expect(why(before, after)).toMatch(words);
  });

  test('a secret that is generated in another way is a warning: it has a new value at once', () => {
    const of = (PasswordLength: number, KmsKeyId: string) =>
      it('AWS::SecretsManager::Secret', { GenerateSecretString: { PasswordLength }, KmsKeyId });
    const generated = 'a new value is generated at once, and whoever holds the old one is refused until it reads again';
    expect(told(of(1, 'a'), of(2, 'a'))).toEqual([
      ['warning', 'updated', 'GenerateSecretString changes in place', generated],
    ]);
    expect(told(of(1, 'a'), of(1, 'b'))).toEqual([['note', 'updated', 'KmsKeyId changes in place']]);
  });

  test('an upgrade of a cache beside others is a warning', () => {
    const from = { Engine: 'valkey', EngineVersion: '8.0', CacheNodeType: 'a' };
    const beside = cache({ ...from, EngineVersion: '8.1', CacheNodeType: 'b' });
    expect(told(cache(from), beside)[0]).toMatchObject([
      'warning',
      'interrupted',
      expect.anything(),
      /CacheNodeType in/,
    ]);
    const alone = cache({ ...from, EngineVersion: '9.0', CacheParameterGroupName: 'p' });
    expect(told(cache(from), alone)[0].slice(0, 2)).toEqual(['note', 'interrupted']);
  });
});
