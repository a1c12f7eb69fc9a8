import type { App } from 'aws-cdk-lib';
import { problems } from './context-given';
import { hashes } from './hashes';
import { complaints, idsOf, linkIn, stackOf, templateOf } from './stack-given';

expect.addSnapshotSerializer(hashes);

const NETWORK = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'] };
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1-AbCdEf';
const STATED = {
  endpoint: 'orders.c0ffee.eu-west-1.rds.amazonaws.com',
  securityGroupId: 'sg-0123456789abcdef0',
  secretArn: SECRET,
};
const CACHE = '/cache-tier/CacheInFrontOf/CachedDatabase/Cache/cache';
const DATABASE = '/cache-tier/CacheInFrontOf/Database/database';
const front = (config: object) => ({ cacheInFrontOf: { network: NETWORK, ...config } });

test('a stack of which nothing is said is this template', () => {
  expect(templateOf('CacheInFrontOf').toJSON()).toMatchSnapshot();
});

test('a stack of which nothing is said breaks no rule, not even a warning', () => {
  expect(complaints(stackOf('CacheInFrontOf'))).toEqual([]);
});

describe('a database that is not described', () => {
  test('is asked for by parameters of the template, and its network too', () => {
    expect(Object.keys(templateOf('CacheInFrontOf').findParameters('*')).sort()).toEqual([
      'BootstrapVersion',
      'DatabaseEndpoint',
      'DatabaseName',
      'DatabasePort',
      'DatabaseSecretArn',
      'DatabaseSecurityGroupId',
      'SubnetA',
      'SubnetB',
      'VpcId',
    ]);
  });

  test('has the usual port of its engine', () => {
    templateOf('CacheInFrontOf', { cacheInFrontOf: { database: { engine: 'aurora-mysql' } } }).hasParameter(
      'DatabasePort',
      { Default: 3306 },
    );
  });

  test('is in the network that is described', () => {
    const parameters = Object.keys(templateOf('CacheInFrontOf', front({})).findParameters('*'));
    expect(parameters).not.toContain('VpcId');
    expect(parameters).toContain('DatabaseEndpoint');
  });

  test('is asked for its resource id where an application connects by IAM', () => {
    const database = { iamUser: 'shop' };
    const parameters = templateOf('CacheInFrontOf', front({ database, application: 'lambda' })).findParameters('*');
    expect(Object.keys(parameters)).toContain('DatabaseResourceId');
    expect(Object.keys(parameters)).not.toContain('DatabaseSecretArn');
  });
});

test('a database that is described needs no parameters', () => {
  const template = templateOf('CacheInFrontOf', front({ database: { ...STATED, databaseName: 'shop' } }));
  expect(Object.keys(template.findParameters('*'))).toEqual(['BootstrapVersion']);
  expect(linkIn(template, DATABASE)).toMatchObject({
    engine: 'postgres',
    endpoint: STATED.endpoint,
    port: '5432',
    database: 'shop',
    auth: 'password',
    'secret-arn': SECRET,
  });
  expect(linkIn(template, CACHE)).toMatchObject({ invalidation: 'writes', 'max-ttl': '3600' });
});

test('a cluster has its readers', () => {
  const database = { ...STATED, engine: 'aurora-mysql', readerEndpoint: 'orders.cluster-ro-c0ffee.rds.amazonaws.com' };
  const template = templateOf('CacheInFrontOf', front({ database }));
  expect(linkIn(template, DATABASE)).toMatchObject({
    engine: 'mysql',
    port: '3306',
    'reader-endpoint': database.readerEndpoint,
  });
  expect(linkIn(template, CACHE)).toMatchObject({ invalidation: 'ttl' });
});

test.each(['instanceIdentifier', 'clusterIdentifier'])('a database is looked up by %s', (key) => {
  const place = { account: '111122223333', region: 'eu-west-1' };
  const stack = stackOf('CacheInFrontOf', {
    ...place,
    ...front({ database: { [key]: 'orders', engine: key === 'clusterIdentifier' ? 'aurora-postgres' : 'postgres' } }),
  });
  const { missing = [] } = (stack.node.root as App).synth().manifest;
  expect(missing.map(({ props }) => props)).toEqual(
    expect.arrayContaining([expect.objectContaining({ ...place, typeName: expect.stringMatching(/^AWS::RDS::DB/) })]),
  );
});

test('nothing of the database is made or changed', () => {
  expect(idsOf(templateOf('CacheInFrontOf', front({ database: STATED })), /RDS|EC2|SecretsManager/)).toEqual([
    'AWS::EC2::SecurityGroup CachedDatabaseCacheSecurityGroup29B98BEF',
  ]);
});

test('the applications of the database are let into the cache', () => {
  const clientSecurityGroupId = 'sg-0123456789abcdef1';
  const template = templateOf('CacheInFrontOf', front({ database: STATED, clientSecurityGroupId }));
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 6379,
    ToPort: 6379,
    GroupId: { 'Fn::GetAtt': ['CachedDatabaseCacheSecurityGroup29B98BEF', 'GroupId'] },
    SourceSecurityGroupId: clientSecurityGroupId,
  });
});

test.each<[object, string]>([
  [{ database: STATED, network: null }, "network.vpcId' needs to be the VPC of the database, got none; name it"],
  [
    { database: { endpoint: STATED.endpoint } },
    "database.securityGroupId' needs the security group of the database beside endpoint, got none; name it",
  ],
  [
    { database: { port: 5432 } },
    "database.port' needs endpoint, instanceIdentifier or clusterIdentifier beside it, got none; say which database it is, or leave it out for parameters of the template",
  ],
  [
    { database: { ...STATED, clusterIdentifier: 'orders' } },
    "database.clusterIdentifier' needs to stand without endpoint, got both; choose one",
  ],
  [
    { database: { instanceIdentifier: 'orders' } },
    "database.instanceIdentifier' needs account and region, got none; set both, or say endpoint and securityGroupId",
  ],
  [
    { database: { ...STATED, iamUser: 'shop' } },
    "database.iamUser' needs resourceId, which the policy names, got none; name it",
  ],
  [
    { database: { ...STATED, endpoint: 'orders:5432' } },
    `database.endpoint' needs a host, without a port, got "orders:5432"; correct or remove it`,
  ],
  [
    { database: { ...STATED, secretArn: 'orders' } },
    `database.secretArn' needs the ARN of a secret, got "orders"; correct or remove it`,
  ],
  [
    { clientSecurityGroupId: 'sg' },
    `clientSecurityGroupId' needs the id of a security group, such as 'sg-0123456789abcdef0', got "sg"; correct or remove it`,
  ],
])('%j is refused: %s', (config, message) => {
  expect(problems({ cacheTier: front(config) })).toEqual([`'cacheTier.cacheInFrontOf.${message}`]);
});
