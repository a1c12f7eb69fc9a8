import { Match } from 'aws-cdk-lib/assertions';
import { problems } from './context-given';
import { hashes } from './hashes';
import { complaints, idsOf, linkIn, stackOf, templateOf } from './stack-given';

expect.addSnapshotSerializer(hashes);

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';
const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const made = (database: object, rest: object = {}) =>
  templateOf('CachedDatabase', { cachedDatabase: { database, ...rest } });

test('a stack of which nothing is said is this template', () => {
  expect(templateOf('CachedDatabase').toJSON()).toMatchSnapshot();
});

test('a stack of which nothing is said breaks no rule, not even a warning', () => {
  expect(complaints(stackOf('CachedDatabase'))).toEqual([]);
});

test('the logical ids of what holds data or a place are pinned', () => {
  const types =
    /RDS::DB(Instance|Cluster|SubnetGroup)|BackupVault|ReplicationGroup|Secret$|EC2::(VPC|Subnet|SecurityGroup)$/;
  expect(idsOf(templateOf('CachedDatabase'), types)).toMatchInlineSnapshot(`
[
  "AWS::Backup::BackupVault CachedDatabaseBackupVault312B8579",
  "AWS::EC2::SecurityGroup CachedDatabaseCacheSecurityGroup29B98BEF",
  "AWS::EC2::SecurityGroup CachedDatabaseSecurityGroup6F18C2D8",
  "AWS::EC2::Subnet VpcisolatedSubnet1SubnetE62B1B9B",
  "AWS::EC2::Subnet VpcisolatedSubnet2Subnet39217055",
  "AWS::EC2::VPC Vpc8378EB38",
  "AWS::ElastiCache::ReplicationGroup CachedDatabaseCacheDD13D95C",
  "AWS::RDS::DBInstance CachedDatabase31B70776",
  "AWS::RDS::DBSubnetGroup CachedDatabaseSubnetGroupF80D27CA",
]
`);
  expect(idsOf(made({ engine: 'aurora-postgres' }), /RDS::DB(Instance|Cluster)$/)).toMatchInlineSnapshot(`
[
  "AWS::RDS::DBCluster CachedDatabase31B70776",
  "AWS::RDS::DBInstance CachedDatabaseReader1A06E1518",
  "AWS::RDS::DBInstance CachedDatabaseWriter6889FB31",
]
`);
});

test('what holds data stays when the stack goes', () => {
  const template = templateOf('CachedDatabase');
  template.hasResource(INSTANCE, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' });
  template.hasResource(GROUP, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' });
  template.hasResource('AWS::Backup::BackupVault', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  template.hasResourceProperties(INSTANCE, { DeletionProtection: true, BackupRetentionPeriod: 7 });
});

test('the development profile leaves nothing behind', () => {
  const template = templateOf('CachedDatabase', { profile: 'dev' });
  template.hasResource(INSTANCE, {
    DeletionPolicy: 'Delete',
    Properties: { DeletionProtection: false, DBInstanceClass: 'db.t4g.micro', MultiAZ: false },
  });
  template.hasResource(GROUP, { DeletionPolicy: 'Delete', Properties: { CacheNodeType: 'cache.t4g.micro' } });
});

test('nobody is let in, and nothing is public', () => {
  const template = templateOf('CachedDatabase');
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  template.hasResourceProperties(INSTANCE, { PubliclyAccessible: false });
});

test('the addresses of both are in outputs and in parameters', () => {
  const template = templateOf('CachedDatabase');
  const names = ['endpoint', 'port', 'security-group', 'secret-arn'].map((name) => `database-${name}`);
  for (const name of ['endpoint', 'reader-endpoint', 'port', 'security-group', 'arn', ...names]) {
    template.hasResourceProperties('AWS::SSM::Parameter', { Name: `/cache-tier/CachedDatabase/${name}` });
  }
  expect(Object.keys(template.findOutputs('*'))).toEqual([
    'Endpoint',
    'ReaderEndpoint',
    'Port',
    'SecurityGroup',
    'Arn',
    'DatabaseEndpoint',
    'DatabasePort',
    'DatabaseSecretArn',
    'DatabaseSecurityGroup',
  ]);
});

describe('the links for applications that this app does not have', () => {
  const CACHE = '/cache-tier/CachedDatabase/CachedDatabase/Cache/cache';
  const DATABASE = '/cache-tier/CachedDatabase/CachedDatabase/Database/database';

  test('say how cached answers follow the database, and what is cached', () => {
    expect(linkIn(templateOf('CachedDatabase'), CACHE)).toMatchObject({
      invalidation: 'writes',
      'max-ttl': '3600',
      auth: 'iam',
    });
    const rules = [{ tables: ['public.products', 'stock'], ttl: '5m', stale: '30s' }];
    const link = linkIn(made({}, { rules, invalidation: { strategy: 'ttl', maxTtl: '1d' } }), CACHE);
    expect(link).toMatchObject({ invalidation: 'ttl', 'max-ttl': '86400' });
    expect(JSON.parse(link.rules)).toEqual([{ tables: ['public.products', 'stock'], ttl: 300, stale: 30 }]);
  });

  test.each(['mysql', 'mariadb', 'aurora-mysql'])('say time alone of %s, whose pools are not wrapped', (engine) => {
    expect(linkIn(made({ engine }), CACHE)).toMatchObject({ invalidation: 'ttl', 'max-ttl': '3600' });
  });

  test('say where the database is, and which secret opens it', () => {
    expect(linkIn(templateOf('CachedDatabase'), DATABASE)).toMatchObject({
      version: '1',
      engine: 'postgres',
      port: '5433',
      tls: 'true',
      database: 'app',
      auth: 'password',
      'secret-arn': expect.stringContaining('MasterUserSecret.SecretArn'),
    });
  });

  test('name the master user where a proxy lets clients in by IAM', () => {
    expect(linkIn(made({ proxy: true }), DATABASE)).toMatchObject({ auth: 'iam', user: 'dbowner', port: '5432' });
  });
});

test.each<[string, object, string, object]>([
  ['MySQL', { engine: 'mysql' }, INSTANCE, { Engine: 'mysql', EngineVersion: '8.4.7', Port: '3307' }],
  ['a version of MySQL', { engine: 'mysql-8.0.43' }, INSTANCE, { EngineVersion: '8.0.43' }],
  ['the newest of MySQL', { engine: 'mysql-8.4' }, INSTANCE, { EngineVersion: '8.4' }],
  ['MariaDB', { engine: 'mariadb' }, INSTANCE, { Engine: 'mariadb', EngineVersion: '11.4.8' }],
  ['a version of PostgreSQL', { engine: 'postgres-16.9' }, INSTANCE, { Engine: 'postgres', EngineVersion: '16.9' }],
  ['the oldest PostgreSQL', { engine: 'postgres-10' }, INSTANCE, { Engine: 'postgres', EngineVersion: '10' }],
  ['Aurora PostgreSQL', { engine: 'aurora-postgres' }, CLUSTER, { Engine: 'aurora-postgresql', EngineVersion: '17.7' }],
  [
    'Aurora MySQL',
    { engine: 'aurora-mysql' },
    CLUSTER,
    { Engine: 'aurora-mysql', EngineVersion: '8.0.mysql_aurora.3.10.3', Port: 3307 },
  ],
  [
    'Serverless v2',
    { engine: 'aurora-postgres', serverless: { minCapacity: 0, maxCapacity: '16' } },
    CLUSTER,
    { ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 16 } },
  ],
  [
    'what is said of an instance',
    { instanceType: 'db.r7g.xlarge', databaseName: 'shop', backupRetentionDays: 35, allocatedStorage: 200 },
    INSTANCE,
    { DBInstanceClass: 'db.r7g.xlarge', DBName: 'shop', BackupRetentionPeriod: 35, AllocatedStorage: '200' },
  ],
  ['what protects', { deletionProtection: 'false' }, INSTANCE, { DeletionProtection: false }],
  [
    'change data capture',
    { changeDataCapture: true },
    'AWS::RDS::DBParameterGroup',
    { Parameters: Match.objectLike({ 'rds.logical_replication': '1', 'rds.force_ssl': '1' }) },
  ],
])('%s reaches the database: %j', (_, database, type, properties) => {
  made(database).hasResourceProperties(type, properties);
});

test('readers of a cluster are as many as said', () => {
  expect(idsOf(made({ engine: 'aurora-mysql', readers: 3 }), /DBInstance$/)).toHaveLength(4);
});

test('a secret of this app is rotated through an endpoint that lets the function in', () => {
  const template = made({ credentials: 'generated' });
  template.hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
    RotationRules: { ScheduleExpression: 'rate(30 days)' },
  });
  template.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 443, ToPort: 443 });
});

describe.each(['lambda', 'fargate'])('an application on %s', (application) => {
  const template = templateOf('CachedDatabase', { cachedDatabase: { application } });

  test('is let into the cache and the database, and into nothing else but what it reads secrets by', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(
      ({ Properties }) => Properties.FromPort,
    );
    expect(rules.filter((port) => port !== 443 && port !== 8080).sort()).toEqual([5433, 6379]);
  });

  test('is told of both', () => {
    const type = application === 'lambda' ? 'AWS::Lambda::Function' : 'AWS::ECS::TaskDefinition';
    const text = JSON.stringify(template.findResources(type));
    for (const name of [
      'CACHE_TIER_CACHE_ENDPOINT',
      'CACHE_TIER_CACHE_INVALIDATION',
      'CACHE_TIER_DATABASE_SECRET_ARN',
    ]) {
      expect(text).toContain(name);
    }
  });

  test('says its address', () => {
    expect(Object.keys(template.findOutputs('*'))).toEqual(expect.arrayContaining(['Url', 'Curl']));
  });
});

test('none is no application', () => {
  const cachedDatabase = { application: 'lambda' };
  const cacheTier = { cachedDatabase, environments: { dev: { cachedDatabase: { application: 'none' } } } };
  expect(templateOf('CachedDatabase', cacheTier).toJSON().Outputs.Url).toBeUndefined();
});

const ENGINES =
  'one of postgres, mysql, mariadb, aurora-postgres, aurora-mysql, with a version if you like, such as postgres-17, ' +
  'mysql-8.4.7, mariadb-11.4.8, aurora-postgres-17.7, aurora-mysql-3.10.3';

test.each<[object, string]>([
  [{ database: { engine: 'oracle' } }, `database.engine' needs ${ENGINES}, got "oracle"; correct or remove it`],
  ...[
    'mysql-8',
    'mysql-8.4.',
    'mysql-8..4',
    'mariadb-11',
    'postgres-',
    'postgres-17.',
    'postgres-17.1.1',
    'postgres-9.6',
    'aurora-postgres-.7',
    'aurora-mysql-8.4',
    'aurora-mysql-3.10',
    'aurora-mysql-2.11.3',
  ].map((engine): [object, string] => [
    { database: { engine } },
    `database.engine' needs ${ENGINES}, got "${engine}"; correct or remove it`,
  ]),
  [
    { database: { databaseName: '_app' } },
    `database.databaseName' needs letters, digits and '_', a letter first, got "_app"; correct or remove it`,
  ],
  [
    { database: { instanceType: 'm7g.large' } },
    `database.instanceType' needs a class of RDS, such as 'db.m7g.large', got "m7g.large"; correct or remove it`,
  ],
  [
    { database: { serverless: { minCapacity: 0.3 } } },
    "database.serverless.minCapacity' needs 0 to 256 ACUs in steps of 0.5, got 0.3; correct or remove it",
  ],
  [
    { database: { backupRetentionDays: 0 } },
    "database.backupRetentionDays' needs a whole number from 1 to 35, got 0; correct or remove it",
  ],
  [
    { database: { credentials: 'plain' } },
    `database.credentials' needs one of managed, generated, got "plain"; correct or remove it`,
  ],
  [
    { database: { readers: 2 } },
    "database.readers' needs an Aurora cluster, got an instance of postgres; leave it out, or set 'cacheTier.cachedDatabase.database.engine' to aurora-postgres or aurora-mysql",
  ],
  [
    { database: { engine: 'aurora-mysql', allocatedStorage: 100 } },
    "database.allocatedStorage' needs an instance, got a cluster of aurora-mysql; leave it out, or set 'cacheTier.cachedDatabase.database.engine' to postgres, mysql or mariadb",
  ],
  [
    { database: { engine: 'aurora-mysql', serverless: {}, instanceType: 'db.r7g.large' } },
    "database.instanceType' needs to stand without serverless, got both; choose one",
  ],
  [
    { rules: [{ tables: ['a*'], ttl: '5m' }] },
    `rules[0].tables[0]' needs a table, such as 'products' or 'public.products', got "a*"; correct or remove it`,
  ],
  [{ rules: [{ tables: ['a'] }] }, "rules[0]' needs 'ttl', got none; say how long, such as '5m'"],
  [{ rules: '[{"ttl":"5m"}]' }, "rules[0]' needs 'tables', got none; say which"],
  [{ rules: 'products' }, `rules[0]' needs an object with tables, ttl, stale, got "products"; correct or remove it`],
  [
    { invalidation: { strategy: 'cdc' } },
    `invalidation.strategy' needs one of writes, ttl, got "cdc"; correct or remove it`,
  ],
  [
    { invalidation: { maxTtl: 60 } },
    "invalidation.maxTtl' needs a time in s, m, h or d, such as '5m', got 60; correct or remove it",
  ],
  [{ application: 'ec2' }, `application' needs one of none, lambda, fargate, got "ec2"; correct or remove it`],
])('%j is refused: %s', (cachedDatabase, message) => {
  expect(problems({ cacheTier: { cachedDatabase } })).toEqual([`'cacheTier.cachedDatabase.${message}`]);
});

test('what only the construct knows is refused with its path', () => {
  expect(() => made({ engine: 'mysql' }, { invalidation: { strategy: 'writes' } })).toThrow(
    /^CachedDatabase\/CachedDatabase: 'invalidation' needs Invalidation\.ttl\(\) with mysql, got Invalidation\.onWrites\(\)/,
  );
});
