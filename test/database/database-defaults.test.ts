import { Template } from 'aws-cdk-lib/assertions';
import { ClusterCapacity } from '../../lib/database/cluster-capacity';
import { DatabaseProfile } from '../../lib/database/database-profile';
import { MasterCredentials } from '../../lib/database/master-credentials';
import { CLUSTER_ENGINES, database, INSTANCE_ENGINES, stackIn, TITLES } from './given';

type Props = Parameters<typeof database>[2];

// biome-ignore lint/suspicious/noExplicitAny: tests read into templates
type Found = { Type: string; Properties: any; DeletionPolicy?: string; UpdateReplacePolicy?: string }[];

function resources(title: string, props: Props = {}): (type: string) => Found {
  const stack = stackIn();
  database(stack, title, props);
  const all = Object.values(Template.fromStack(stack).toJSON().Resources) as Found;
  return (type) => all.filter(({ Type }) => Type === type);
}

const INSTANCES = Object.keys(INSTANCE_ENGINES);
const CLUSTERS = Object.keys(CLUSTER_ENGINES);
const MYSQL_LOGS = ['audit', 'error', 'general', 'slowquery'];

const ROWS = [
  ['PostgreSQL', 'AWS::RDS::DBParameterGroup', { 'rds.force_ssl': '1' }, ['postgresql', 'upgrade']],
  ['MySQL', 'AWS::RDS::DBParameterGroup', { require_secure_transport: '1' }, MYSQL_LOGS],
  ['MariaDB', 'AWS::RDS::DBParameterGroup', { require_secure_transport: '1' }, MYSQL_LOGS],
  ['Aurora PostgreSQL', 'AWS::RDS::DBClusterParameterGroup', { 'rds.force_ssl': '1' }, ['postgresql']],
  ['Aurora MySQL', 'AWS::RDS::DBClusterParameterGroup', { require_secure_transport: 'ON' }, MYSQL_LOGS],
] as const;

describe.each(ROWS)('%s', (title, group, tls, logs) => {
  const of = resources(title);
  const cluster = CLUSTERS.includes(title);
  const type = cluster ? 'AWS::RDS::DBCluster' : 'AWS::RDS::DBInstance';

  test('refuses clients without TLS, in the right kind of parameter group', () => {
    const groups = [...of('AWS::RDS::DBParameterGroup'), ...of('AWS::RDS::DBClusterParameterGroup')];
    expect(groups.map(({ Type }) => Type)).toEqual([group]);
    expect(groups[0].Properties.Parameters).toMatchObject(tls);
  });

  test('is encrypted, with IAM authentication, a pinned port, its logs and a secret that RDS manages', () => {
    const [{ Properties }] = of(type);
    const port = title.includes('PostgreSQL') ? 5433 : 3307;
    expect(Properties).toMatchObject({
      StorageEncrypted: true,
      EnableIAMDatabaseAuthentication: true,
      Port: cluster ? port : String(port),
      ManageMasterUserPassword: true,
      MasterUsername: 'dbowner',
      EnableCloudwatchLogsExports: logs,
      BackupRetentionPeriod: 7,
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
    });
    expect(Properties).not.toHaveProperty('MasterUserPassword');
    expect(Properties.EngineLifecycleSupport).toBe(
      title === 'MariaDB' ? undefined : 'open-source-rds-extended-support-disabled',
    );
    expect(of('AWS::SecretsManager::Secret')).toEqual([]);
  });

  test('keeps its logs for a year', () => {
    const kept = of('Custom::LogRetention').map(({ Properties }) => Properties.RetentionInDays);
    expect(kept).toEqual(logs.map(() => 365));
  });

  test('leaves a snapshot when it goes', () => {
    expect(of(type)).toMatchObject([{ DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }]);
  });

  test('is looked at: insights, and enhanced monitoring by a role with a policy of its own', () => {
    for (const { Properties } of of('AWS::RDS::DBInstance')) {
      expect(Properties).toMatchObject({
        EnablePerformanceInsights: true,
        MonitoringInterval: 60,
        PubliclyAccessible: false,
        AutoMinorVersionUpgrade: true,
      });
    }
    const [{ Properties }] = of(type);
    expect(Properties.DatabaseInsightsMode).toBe('standard');
    const monitoring = of('AWS::IAM::Role').filter(({ Properties: role }) =>
      JSON.stringify(role).includes('monitoring.rds.amazonaws.com'),
    );
    expect(monitoring).toHaveLength(1);
    expect(JSON.stringify(monitoring)).not.toContain('AmazonRDSEnhancedMonitoringRole');
  });

  test('is in a plan of AWS Backup whose vault stays, unless its first deployment fails, under a name of its stack', () => {
    expect(of('AWS::Backup::BackupSelection')).toHaveLength(1);
    expect(of('AWS::Backup::BackupVault')).toMatchObject([
      { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' },
    ]);
    expect(JSON.stringify(of('AWS::Backup::BackupVault'))).toContain('AWS::StackId');
  });

  test('lets nobody in and nothing out', () => {
    const groups = of('AWS::EC2::SecurityGroup');
    expect(groups).toHaveLength(1);
    expect(groups[0].Properties.SecurityGroupIngress).toBeUndefined();
    expect(groups[0].Properties.SecurityGroupEgress).toMatchObject([{ CidrIp: '255.255.255.255/32' }]);
    expect(groups[0].Properties.GroupDescription).toBe('Who may connect to the database Database');
    expect(of('AWS::EC2::SecurityGroupIngress')).toEqual([]);
  });

  test('can be followed when asked', () => {
    const [{ Properties }] = resources(title, { changeDataCapture: true })(group);
    const changes = title.includes('PostgreSQL')
      ? { 'rds.logical_replication': '1' }
      : { binlog_format: 'ROW', binlog_row_image: 'FULL' };
    expect(Properties.Parameters).toMatchObject({ ...changes, ...tls });
    expect(of(group)[0].Properties.Parameters).not.toMatchObject(changes);
  });

  test('for development is one small node, destroyed with its stack', () => {
    const dev = resources(title, { profile: DatabaseProfile.DEV });
    const instances = dev('AWS::RDS::DBInstance');
    expect(instances.map(({ Properties }) => Properties.DBInstanceClass)).toEqual([
      cluster ? 'db.t4g.medium' : 'db.t4g.micro',
    ]);
    expect(instances[0].Properties.MultiAZ).toBe(cluster ? undefined : false);
    expect(dev(type)).toMatchObject([{ DeletionPolicy: 'Delete' }]);
    expect(dev(type)[0].Properties.DeletionProtection).toBe(false);
    expect(dev('AWS::Backup::BackupPlan')).toEqual([]);
  });
});

test.each(INSTANCES)('an instance of %s has a standby, and gp3 storage that grows', (title) => {
  expect(resources(title)('AWS::RDS::DBInstance')).toMatchObject([
    { Properties: { MultiAZ: true, StorageType: 'gp3', AllocatedStorage: '100', MaxAllocatedStorage: 1000 } },
  ]);
});

test.each(CLUSTERS)('a cluster of %s has a writer and a reader', (title) => {
  expect(resources(title)('AWS::RDS::DBInstance').map(({ Properties }) => Properties.DBInstanceClass)).toEqual([
    'db.r7g.large',
    'db.r7g.large',
  ]);
});

test.each(CLUSTERS)('a cluster of %s can be serverless', (title) => {
  const of = resources(title, {
    capacity: ClusterCapacity.serverless({ minCapacity: 1, maxCapacity: 16, readers: 2 }),
  });
  expect(of('AWS::RDS::DBInstance').map(({ Properties }) => Properties.DBInstanceClass)).toEqual(
    Array(3).fill('db.serverless'),
  );
  expect(of('AWS::RDS::DBCluster')[0].Properties.ServerlessV2ScalingConfiguration).toEqual({
    MinCapacity: 1,
    MaxCapacity: 16,
  });
});

test.each(TITLES)('%s with a generated secret has it rotated by a function in the subnets', (title) => {
  const of = resources(title, { credentials: MasterCredentials.generated() });
  expect(of('AWS::SecretsManager::RotationSchedule')).toMatchObject([
    { Properties: { RotationRules: { ScheduleExpression: 'rate(30 days)' } } },
  ]);
  expect(of('AWS::Serverless::Application')).toHaveLength(1);
  const type = CLUSTERS.includes(title) ? 'AWS::RDS::DBCluster' : 'AWS::RDS::DBInstance';
  expect(of(type)[0].Properties.ManageMasterUserPassword).toBeUndefined();
  const port = title.includes('PostgreSQL') ? 5433 : 3307;
  expect(of('AWS::EC2::SecurityGroupIngress')).toMatchObject([{ Properties: { FromPort: port, ToPort: port } }]);
  expect(JSON.stringify(of('AWS::EC2::SecurityGroupIngress'))).not.toContain('Cidr');
});
