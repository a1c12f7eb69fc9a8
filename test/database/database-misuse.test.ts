import { InstanceType, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraMysqlEngineVersion,
  DatabaseClusterEngine,
  DatabaseInstanceEngine,
  MysqlEngineVersion,
  OracleEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Duration } from 'aws-cdk-lib/core';
import { ClusterCapacity } from '../../lib/database/cluster-capacity';
import { DatabaseCluster } from '../../lib/database/database-cluster';
import type { DatabaseClusterProps } from '../../lib/database/database-cluster-props';
import { DatabaseInstance } from '../../lib/database/database-instance';
import type { DatabaseInstanceProps } from '../../lib/database/database-instance-props';
import { MasterCredentials } from '../../lib/database/master-credentials';
import { messageOf } from '../connect/connect-given';
import { networkIn, stackIn } from './given';

const API = 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html';
const MYSQL = DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.VER_8_4_7 });
const BACKTRACK = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Managing.Backtrack.html';

const OF_INSTANCES: readonly [string, Partial<DatabaseInstanceProps>, string][] = [
  [
    'Oracle',
    { engine: DatabaseInstanceEngine.oracleSe2({ version: OracleEngineVersion.VER_19 }) },
    "'engine' needs PostgreSQL, MySQL, MariaDB, Aurora PostgreSQL or Aurora MySQL, got 'oracle-se2', whose clients and parameters this library does not know; make it with aws-rds, and cache by hand with ReplicationGroup and cache-tier (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Welcome.html)",
  ],
  [
    'an engine without its version',
    { engine: DatabaseInstanceEngine.MYSQL },
    "'engine' needs a version, got 'mysql' without one; state it, such as DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }) (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html)",
  ],
  ['a port', { port: 80 }, `'port' needs a port of 1150 to 65535, got 80; leave it out for the default (${API})`],
  [
    'a name',
    { databaseName: '1app' },
    `'databaseName' needs letters, digits and '_', a letter first, at most 63, got '1app'; rename it (${API})`,
  ],
  [
    'a name that begins with _',
    { databaseName: '_app' },
    `'databaseName' needs letters, digits and '_', a letter first, at most 63, got '_app'; rename it (${API})`,
  ],
  [
    'no backups',
    { backupRetention: Duration.days(0) },
    "'backupRetention' needs whole days, 1 to 35, got 0 days; choose Duration.days(n) (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html)",
  ],
  [
    'an interval',
    { monitoringInterval: Duration.seconds(7) },
    `'monitoringInterval' needs 0, 1, 5, 10, 15, 30 or 60 seconds, got 7; choose one of them (${API})`,
  ],
  [
    'little storage',
    { allocatedStorage: 5 },
    "'allocatedStorage' needs whole GiB, 20 to 65536, got 5; choose one of them (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html)",
  ],
  [
    'storage that cannot grow',
    { allocatedStorage: 100, maxAllocatedStorage: 105 },
    "'maxAllocatedStorage' needs whole GiB, at least a tenth more than is allocated, 111 to 65536, got 105; raise it, or leave it out (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html)",
  ],
  [
    'clients without TLS',
    { engine: MYSQL, parameters: { require_secure_transport: '0' } },
    "'parameters' needs to be without 'require_secure_transport', got '0': every client connects by TLS; leave it out",
  ],
  [
    'options of no proxy',
    { proxy: false, proxyOptions: {} },
    "'proxyOptions' needs a proxy, got proxy: false; leave one of them out",
  ],
  [
    'no groups',
    { securityGroups: [] },
    "'securityGroups' needs at least one group, got none; leave it out for a group of its own",
  ],
  [
    'a name of PostgreSQL',
    { credentials: MasterCredentials.managed({ username: 'pg_owner' }) },
    "'credentials' needs a master user whose name PostgreSQL does not keep for itself, got 'pg_owner'; choose another name (https://www.postgresql.org/docs/current/sql-createrole.html)",
  ],
];

test.each(OF_INSTANCES)('an instance with %s is refused with what to do', (_, props, message) => {
  const stack = stackIn();
  const vpc = networkIn(stack);
  expect(messageOf(() => new DatabaseInstance(stack, 'Database', { vpc, ...props }))).toBe(
    `Stack/Database: ${message}`,
  );
});

const AURORA_MYSQL = DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_10_0 });

const OF_CLUSTERS: readonly [string, Partial<DatabaseClusterProps>, string][] = [
  [
    'backtrack of PostgreSQL',
    { backtrackWindow: Duration.hours(1) },
    `'backtrackWindow' needs Aurora MySQL, got Aurora PostgreSQL; leave it out (${BACKTRACK})`,
  ],
  [
    'backtrack of a binary log',
    { engine: AURORA_MYSQL, backtrackWindow: Duration.hours(1), changeDataCapture: true },
    `'backtrackWindow' needs a cluster without a binary log, got changeDataCapture: true; choose one (${BACKTRACK})`,
  ],
  [
    'a long backtrack',
    { engine: AURORA_MYSQL, backtrackWindow: Duration.hours(73) },
    `'backtrackWindow' needs at most 72 hours, got 73; shorten it (${BACKTRACK})`,
  ],
];

test.each(OF_CLUSTERS)('a cluster with %s is refused with what to do', (_, props, message) => {
  const stack = stackIn();
  const vpc = networkIn(stack);
  expect(messageOf(() => new DatabaseCluster(stack, 'Database', { vpc, ...props }))).toBe(`Stack/Database: ${message}`);
});

test('everything that is wrong with a database stands in one error', () => {
  const stack = stackIn();
  const vpc = networkIn(stack);
  const props = { vpc, port: 80, databaseName: '1app', allocatedStorage: 5 };
  expect(messageOf(() => new DatabaseInstance(stack, 'Database', props)).split('\n  - ')).toHaveLength(4);
});

test('an engine of the other kind is refused', () => {
  const stack = stackIn();
  const vpc = networkIn(stack);
  const engine = AURORA_MYSQL as never;
  expect(messageOf(() => new DatabaseInstance(stack, 'Database', { vpc, engine }))).toBe(
    "Stack/Database: 'engine' needs an engine of instances, got 'aurora-mysql'; make it with DatabaseCluster",
  );
});

test('public subnets are refused', () => {
  const stack = stackIn();
  const vpc = new Vpc(stack, 'Vpc');
  const vpcSubnets = { subnetType: SubnetType.PUBLIC };
  expect(messageOf(() => new DatabaseInstance(stack, 'Database', { vpc, vpcSubnets }))).toBe(
    "Stack/Database: 'vpcSubnets' needs private or isolated subnets, got public ones; a database is never reached from the internet",
  );
});

test('one Availability Zone is too few', () => {
  const stack = stackIn();
  const vpc = new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a'] });
  expect(messageOf(() => new DatabaseInstance(stack, 'Database', { vpc }))).toBe(
    "Stack/Database: 'vpcSubnets' needs subnets of at least 2 Availability Zones, got 1; add a zone (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html)",
  );
});

test.each([
  [
    () => MasterCredentials.managed({ username: 'rdsadmin' }),
    `MasterCredentials.managed: 'username' needs letters, digits and '_', a letter first, at most 16, and not 'rds' first, got 'rdsadmin'; choose another name, or leave it out (${API})`,
  ],
  [
    () => MasterCredentials.generated({ every: Duration.hours(5) }),
    "MasterCredentials.generated: 'every' needs whole days, 1 to 1000, got 0.20833333333333334 days; choose Duration.days(n) (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html)",
  ],
  [
    () => ClusterCapacity.provisioned({ readers: 16, instanceType: new InstanceType('r7g.large') }),
    "ClusterCapacity.provisioned: 'readers' needs a whole number, 0 to 15, got 16; choose one of them (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html)",
  ],
  [
    () => ClusterCapacity.serverless({ minCapacity: 4, maxCapacity: 2 }),
    "ClusterCapacity.serverless: 'maxCapacity' needs at least 'minCapacity', 4, got 2; raise it",
  ],
  [
    () => ClusterCapacity.serverless({ minCapacity: 0.3 }),
    "ClusterCapacity.serverless: 'minCapacity' needs 0 to 256 ACUs in steps of 0.5, got 0.3; choose one of them (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html)",
  ],
])('a value that cannot be is refused where it is made', (make, message) => {
  expect(messageOf(make)).toBe(message);
});

test('PostgreSQL keeps the name user for itself, and not those that begin with it', () => {
  const stack = stackIn();
  const made = (username: string) => () =>
    new DatabaseInstance(stack, username, {
      vpc: networkIn(stack),
      credentials: MasterCredentials.managed({ username }),
    });
  expect(messageOf(made('user'))).toContain("got 'user'");
  expect(made('users')).not.toThrow();
});
