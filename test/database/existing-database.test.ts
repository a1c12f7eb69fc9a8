import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  DatabaseCluster,
  DatabaseClusterEngine,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
  SqlServerEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Database, type ExistingDatabaseOptions } from '../../lib/database/database';
import { functionIn, messageOf, rulesIn, stacks, statementsIn } from '../connect/connect-given';
import { networkIn, stackIn } from './given';

function imported(scope: Construct, more: object = {}) {
  return DatabaseInstance.fromDatabaseInstanceAttributes(scope, 'Imported', {
    instanceIdentifier: 'orders',
    instanceEndpointAddress: 'orders.rds.amazonaws.com',
    port: 5432,
    securityGroups: [SecurityGroup.fromSecurityGroupId(scope, 'Group', 'sg-1')],
    ...more,
  });
}

const ENGINE = DatabaseInstanceEngine.POSTGRES;

test('an imported instance is reached by a rule of the client, and as the user of its secret', () => {
  const { own, other } = stacks();
  const secret = Secret.fromSecretCompleteArn(
    own,
    'Secret',
    'arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders-abcdef',
  );
  const found = Database.fromInstance(own, 'Orders', imported(own), {
    vpc: networkIn(own),
    engine: ENGINE,
    secret,
    databaseName: 'orders',
  });
  const connection = found.connect(functionIn(other));
  expect(connection.link).toMatchObject({
    engine: 'postgres',
    endpoint: 'orders.rds.amazonaws.com',
    port: '5432',
    tls: 'true',
    auth: 'password',
    database: 'orders',
    user: '{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders-abcdef:SecretString:username::}}',
    'secret-arn': 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:orders-abcdef',
  });
  expect(Template.fromStack(own).toJSON().Resources).toBeUndefined();
  expect(rulesIn(other)).toEqual([
    '<ApiSecurityGroup.GroupId> into sg-1 on tcp 5432-5432: Other/Api to the database Own/Imported',
  ]);
});

test('an imported instance whose resource id is known has IAM users', () => {
  const stack = stackIn();
  const found = Database.fromInstance(
    stack,
    'Orders',
    imported(stack, { instanceResourceId: 'db-1', engine: ENGINE }),
    { vpc: networkIn(stack) },
  );
  found.connect(functionIn(stack), { iamUser: 'orders' });
  expect(JSON.stringify(statementsIn(stack))).toContain(':rds-db:eu-west-1:111111111111:dbuser:db-1/orders');
});

test('without its resource id an imported instance has no IAM users, and without its secret no master user', () => {
  const stack = stackIn();
  const found = Database.fromInstance(stack, 'Orders', imported(stack), { vpc: networkIn(stack), engine: ENGINE });
  const client = functionIn(stack);
  expect(messageOf(() => found.connect(client, { iamUser: 'orders' }))).toBe(
    "Stack/Api: 'iamUser' needs the resource id of the database, which the policy names, got none; import it with 'instanceResourceId' or 'clusterResourceIdentifier' (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html)",
  );
  expect(messageOf(() => found.connect(client))).toBe(
    "Stack/Api: 'secret' needs to be known to connect as the master user, got none; give the secret of the database, or connect with iamUser",
  );
});

const NO_VPC =
  "'vpc' needs to be the network of the database, got none, because an imported database does not know it; give it, such as vpc: Vpc.fromLookup(this, 'Vpc', { vpcId })";

test('all that is not known of a database is asked for at once', () => {
  const stack = stackIn();
  const instance = imported(stack, { securityGroups: [] });
  expect(messageOf(() => Database.fromInstance(stack, 'Orders', instance))).toBe(
    `Stack/Orders:
  - 'engine' needs to be known, got a database that is imported without; give it, such as engine: DatabaseInstanceEngine.POSTGRES
  - ${NO_VPC}
  - 'securityGroups' needs at least one security group of the database, got none; give it, such as SecurityGroup.fromSecurityGroupId(this, 'Group', id)`,
  );
});

test('a cluster that is imported without its endpoint is refused', () => {
  const stack = stackIn();
  const cluster = DatabaseCluster.fromDatabaseClusterAttributes(stack, 'Imported', {
    clusterIdentifier: 'orders',
    engine: DatabaseClusterEngine.AURORA_MYSQL,
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
  });
  expect(messageOf(() => Database.fromCluster(stack, 'Orders', cluster, { vpc: networkIn(stack) }))).toBe(
    "Stack/Orders: 'cluster' needs its endpoint to be known, got an import without; import it with 'clusterEndpointAddress' and 'port'",
  );
});

test('SQL Server is refused', () => {
  const stack = stackIn();
  const engine = DatabaseInstanceEngine.sqlServerEx({ version: SqlServerEngineVersion.VER_15 });
  expect(
    messageOf(() => Database.fromInstance(stack, 'Orders', imported(stack, { engine }), { vpc: networkIn(stack) })),
  ).toContain(
    "Stack/Orders: 'engine' needs PostgreSQL, MySQL, MariaDB, Aurora PostgreSQL or Aurora MySQL, got 'sqlserver-ex'",
  );
});

test('an instance that aws-rds makes elsewhere in the app tells all of itself, weakly', () => {
  const { app, own, other } = stacks();
  const vpc = networkIn(own);
  const instance = new DatabaseInstance(own, 'Orders', {
    vpc,
    vpcSubnets: { subnets: vpc.isolatedSubnets },
    engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
    databaseName: 'orders',
    port: 6000,
    iamAuthentication: true,
  });
  const found = Database.fromInstance(other, 'Database', instance);
  expect([found.vpc, found.databaseName, found.endpoint.port]).toEqual([vpc, 'orders', 6000]);
  expect(found.vpcSubnets).toEqual({ subnets: vpc.isolatedSubnets });
  found.connect(functionIn(other));
  found.connect(functionIn(other, {}, 'Job'), { iamUser: 'orders' });
  expect(() => app.synth()).not.toThrow();
  expect(rulesIn(own)).toEqual([]);
  expect(rulesIn(other)).toHaveLength(2);
  const text = JSON.stringify(Template.fromStack(other).toJSON());
  expect(text).not.toContain('Fn::ImportValue');
  expect(text).toContain('Fn::GetStackOutput');
});

test('an instance without IAM authentication has no IAM users', () => {
  const stack = stackIn();
  const engine = DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 });
  const instance = new DatabaseInstance(stack, 'Orders', {
    vpc: networkIn(stack),
    vpcSubnets: { subnets: networkIn(stack).isolatedSubnets },
    engine,
  });
  const found = Database.fromInstance(stack, 'Database', instance);
  expect(messageOf(() => found.connect(functionIn(stack), { iamUser: 'orders' }))).toContain(
    "'iamUser' needs a database with IAM authentication, got one without; set iamAuthentication: true",
  );
});

test('a cluster that aws-rds makes has a place to read', () => {
  const stack = stackIn();
  const vpc = networkIn(stack);
  const cluster = new DatabaseCluster(stack, 'Orders', {
    vpc,
    vpcSubnets: { subnets: vpc.isolatedSubnets },
    engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
    writer: ClusterInstance.serverlessV2('Writer'),
  });
  const options: ExistingDatabaseOptions = {};
  const found = Database.fromCluster(stack, 'Database', cluster, options);
  const { link } = found.connect(functionIn(stack));
  expect(stack.resolve(link['reader-endpoint'])).toEqual({
    'Fn::GetAtt': [expect.any(String), 'ReadEndpoint.Address'],
  });
  expect(found.engine.wrapper).toBe(true);
});

test.each(['instance', 'cluster'])(
  'a look-up of an %s without its answer is no error, or it would not be asked',
  (kind) => {
    const { app, own } = stacks();
    const options = {
      vpc: networkIn(own),
      engine: kind === 'instance' ? ENGINE : DatabaseClusterEngine.AURORA_POSTGRESQL,
    };
    if (kind === 'instance') {
      const found = DatabaseInstance.fromLookup(own, 'Found', { instanceIdentifier: 'orders' });
      Database.fromInstance(own, 'Orders', found, options);
    } else {
      const found = DatabaseCluster.fromLookup(own, 'Found', { clusterIdentifier: 'orders' });
      Database.fromCluster(own, 'Orders', found, options);
    }
    const asked = app.synth().manifest.missing ?? [];
    expect(asked.map(({ props }) => (props as { typeName?: string }).typeName)).toContain(
      kind === 'instance' ? 'AWS::RDS::DBInstance' : 'AWS::RDS::DBCluster',
    );
  },
);
