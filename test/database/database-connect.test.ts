import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, Duration, SecretValue, Stack } from 'aws-cdk-lib/core';
import { CacheAuth } from '../../lib/access/cache-auth';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { DatabaseInstance } from '../../lib/database/database-instance';
import { MasterCredentials } from '../../lib/database/master-credentials';
import {
  allOf,
  flat,
  functionIn,
  HERE,
  messageOf,
  rulesIn,
  stacks,
  statementsIn,
  warningsIn,
} from '../connect/connect-given';
import { database, networkIn, stackIn, TITLES } from './given';

const IAM_PAGE = 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html';

function grants(scope: Stack): string[] {
  const list = (value: unknown) => [value].flat().map(flat).join(', ');
  return statementsIn(scope)
    .map(({ Action, Resource }) => `${list(Action)} on ${list(Resource)}`)
    .filter((line) => /^(rds-db|secretsmanager|kms)/.test(line));
}

function variables(scope: Stack): { [name: string]: string } {
  const found = allOf(scope, 'AWS::Lambda::Function').find((each) => each.Environment !== undefined);
  const entries = Object.entries(found.Environment.Variables).filter(([name]) => name.startsWith('CACHE_TIER'));
  return Object.fromEntries(entries.map(([name, value]) => [name, flat(value)]));
}

test.each(TITLES)('a function reads the secret of %s, is let in on its port, and is told where it is', (title) => {
  const stack = stackIn();
  const made = database(stack, title);
  const connection = made.connect(functionIn(stack));
  const port = title.includes('PostgreSQL') ? 5433 : 3307;
  expect(connection.name).toBe('database');
  expect(rulesIn(stack)).toEqual([
    `<ApiSecurityGroup.GroupId> into <DatabaseSecurityGroup.GroupId> on tcp ${port}-${port}: Stack/Api to the database Stack/Database`,
  ]);
  expect(grants(stack)).toEqual([
    'secretsmanager:GetSecretValue, secretsmanager:DescribeSecret on <Database.MasterUserSecret.SecretArn>',
  ]);
  const told = variables(stack);
  expect(told).toMatchObject({
    CACHE_TIER_DATABASE_VERSION: '1',
    CACHE_TIER_DATABASE_ENGINE: made.engine.speaks,
    CACHE_TIER_DATABASE_ENDPOINT: '<Database.Endpoint.Address>',
    CACHE_TIER_DATABASE_PORT: String(port),
    CACHE_TIER_DATABASE_TLS: 'true',
    CACHE_TIER_DATABASE_AUTH: 'password',
    CACHE_TIER_DATABASE_SECRET_ARN: '<Database.MasterUserSecret.SecretArn>',
    CACHE_TIER_DATABASE_DATABASE: 'app',
  });
  expect(told.CACHE_TIER_DATABASE_READER_ENDPOINT).toBe(
    made.engine.cluster ? '<Database.ReadEndpoint.Address>' : undefined,
  );
  expect(told.CACHE_TIER_DATABASE_USER).toBe('dbowner');
});

test.each(TITLES)('a function can be an IAM user of %s, named by the resource id', (title) => {
  const stack = stackIn();
  const made = database(stack, title);
  made.connect(functionIn(stack), { iamUser: 'orders' });
  const attribute = made.engine.cluster ? 'DBClusterResourceId' : 'DbiResourceId';
  expect(grants(stack)).toEqual([
    `rds-db:connect on arn:aws:rds-db:eu-west-1:111111111111:dbuser:<Database.${attribute}>/orders`,
  ]);
  expect(variables(stack)).toMatchObject({ CACHE_TIER_DATABASE_AUTH: 'iam', CACHE_TIER_DATABASE_USER: 'orders' });
  expect(variables(stack)).not.toHaveProperty('CACHE_TIER_DATABASE_SECRET_ARN');
});

test.each(TITLES)('with a proxy, a function reaches the proxy of %s, and the proxy the database', (title) => {
  const stack = stackIn();
  const made = database(stack, title, { proxy: true });
  made.connect(functionIn(stack));
  const [own, usual] = title.includes('PostgreSQL') ? [5433, 5432] : [3307, 3306];
  expect(
    rulesIn(stack)
      .map((rule) => rule.split(':')[0])
      .sort(),
  ).toEqual([
    `<ApiSecurityGroup.GroupId> into <DatabaseProxyPartsSecurityGroup.GroupId> on tcp ${usual}-${usual}`,
    `<DatabaseProxyPartsSecurityGroup.GroupId> into <DatabaseSecurityGroup.GroupId> on tcp ${own}-${own}`,
    `<DatabaseProxyPartsSecurityGroup.GroupId> out to <DatabaseSecurityGroup.GroupId> on tcp ${own}-${own}`,
  ]);
  expect(allOf(stack, 'AWS::RDS::DBProxy')).toMatchObject([
    { RequireTLS: true, Auth: [{ IAMAuth: 'REQUIRED', AuthScheme: 'SECRETS' }] },
  ]);
  expect(grants(stack)).toHaveLength(1);
  const [{ Resource }] = statementsIn(stack).filter(({ Action }) => Action === 'rds-db:connect');
  expect(JSON.stringify(Resource)).toContain('{"Fn::Select":[6,{"Fn::Split":[":",{"Fn::GetAtt":["DatabaseProxy');
  expect(variables(stack)).toMatchObject({
    CACHE_TIER_DATABASE_ENDPOINT: '<DatabaseProxy.Endpoint>',
    CACHE_TIER_DATABASE_PORT: String(usual),
    CACHE_TIER_DATABASE_AUTH: 'iam',
    CACHE_TIER_DATABASE_USER: 'dbowner',
  });
});

test('a proxy lets in only users whose secrets it has', () => {
  const stack = stackIn();
  const made = database(stack, 'PostgreSQL', { proxy: true });
  expect(messageOf(() => made.connect(functionIn(stack), { iamUser: 'orders' }))).toBe(
    "Stack/Api: 'iamUser' needs a user whose secret the proxy has, got 'orders'; give its secret to the proxy with 'secrets', or leave iamUser out to connect as 'dbowner' (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-setup.html)",
  );
  const other = stackIn();
  const secret = new Secret(other, 'Orders', { secretStringValue: SecretValue.unsafePlainText('{}') });
  const open = database(other, 'PostgreSQL', { proxyOptions: { secrets: [secret] } });
  expect(open.connect(functionIn(other), { iamUser: 'orders' }).link.user).toBe('orders');
});

test.each(['*', '', 'a b'])("the IAM user '%s' is none", (iamUser) => {
  const stack = stackIn();
  const made = database(stack, 'PostgreSQL');
  expect(messageOf(() => made.connect(functionIn(stack), { iamUser }))).toBe(
    `Stack/Api: 'iamUser' needs the name of one user of the database, letters, digits and '_.@-', at most 63, got '${iamUser}'; name the user that was made for IAM (${IAM_PAGE})`,
  );
});

test('two proxies, and proxies of two databases, make no cycle', () => {
  const stack = stackIn();
  for (const id of ['One', 'Two']) database(stack, 'PostgreSQL', { proxy: true }, id).addProxy('Second');
  expect(() => Template.fromStack(stack)).not.toThrow();
  const names = allOf(stack, 'AWS::RDS::DBProxy').map(({ DBProxyName }) => DBProxyName);
  expect(new Set(names).size).toBe(4);
});

describe('a rotation of several users and a proxy', () => {
  const rotated = (stack: Stack, proxy: boolean) => {
    const made = database(stack, 'MySQL', { proxy, credentials: MasterCredentials.generated() });
    const rotate = () => made.addRotationMultiUser('Rotation', { secret: new Secret(stack, 'User') });
    return { made, rotate };
  };

  test('is refused after the proxy', () => {
    expect(messageOf(rotated(stackIn(), true).rotate)).toBe(
      "Stack/Database: 'addRotationMultiUser' needs a database without a proxy, got one with: the rotation clones the user under another name, whom the proxy does not know; rotate the user alone with MasterCredentials.generated(), or leave the proxy out (https://github.com/aws/aws-cdk/issues/25568)",
    );
  });

  test('refuses the proxy after it', () => {
    const { made, rotate } = rotated(stackIn(), false);
    rotate();
    expect(messageOf(() => made.addProxy('Proxy'))).toContain(
      "Stack/Database: 'proxy' needs a database without a rotation of several users, got one with",
    );
  });

  test('needs a master secret of this app', () => {
    const stack = stackIn();
    const made = database(stack, 'MySQL');
    expect(messageOf(() => made.addRotationMultiUser('Rotation', { secret: new Secret(stack, 'User') }))).toBe(
      "Stack/Database: 'credentials' needs a master secret that this app rotates, got one that RDS manages, whose password the function could not rely on; set credentials: MasterCredentials.generated()",
    );
  });
});

test('a rotation that cannot reach Secrets Manager is warned of', () => {
  const app = new App();
  const stack = stackIn(app);
  database(stack, 'PostgreSQL', { credentials: MasterCredentials.generated({ every: Duration.days(7) }) });
  expect(warningsIn(app).join()).toContain(
    "'vpcSubnets' needs a way to Secrets Manager, got isolated subnets of a VPC",
  );
});

test('a function that is connected to a cache and a database has the variables of both', () => {
  const stack = stackIn();
  const vpc = networkIn(stack);
  const client = functionIn(stack, { vpc });
  new ReplicationGroup(stack, 'Cache', { vpc, auth: CacheAuth.iam() }).connect(client);
  new DatabaseInstance(stack, 'Database', { vpc }).connect(client);
  expect(variables(stack)).toMatchObject({
    CACHE_TIER_CACHE_ENDPOINT: '<Cache.PrimaryEndPoint.Address>',
    CACHE_TIER_DATABASE_ENDPOINT: '<Database.Endpoint.Address>',
  });
});

test.each(TITLES)('the cache, the database %s and the function can live in three stacks', (title) => {
  const { app, own, other } = stacks();
  const third = new Stack(app, 'Third', { env: HERE });
  const client = functionIn(other, { vpc: networkIn(other) });
  const made = database(own, title, { proxy: title === 'MySQL' });
  const cache = new ReplicationGroup(third, 'Cache', { vpc: networkIn(third), auth: CacheAuth.iam() });
  made.connect(client, { iamUser: title === 'MySQL' ? undefined : 'orders' });
  cache.connect(client);
  expect(() => app.synth()).not.toThrow();
  expect(own.dependencies).toEqual([]);
  expect(rulesIn(own).filter((rule) => rule.includes('Api'))).toEqual([]);
  expect(rulesIn(other).filter((rule) => rule.includes('to the database'))).toHaveLength(1);
  expect(Object.keys(Template.fromStack(own).toJSON().Outputs ?? {}).filter((id) => id.startsWith('Export'))).toEqual(
    [],
  );
});

test('no database lets in an address', () => {
  const stack = stackIn();
  for (const title of TITLES)
    database(stack, title, { proxy: true }, title.replace(' ', '')).connect(functionIn(stack, {}, `Api${title}`));
  const groups = [...allOf(stack, 'AWS::EC2::SecurityGroup').flatMap((group) => group.SecurityGroupIngress ?? [])];
  const rules = [...groups, ...allOf(stack, 'AWS::EC2::SecurityGroupIngress')];
  expect(rules.filter((rule) => Object.keys(rule).some((name) => /^Cidr|PrefixList/.test(name)))).toEqual([]);
});

test('a group that must not be changed is let alone, with a warning', () => {
  const { app, own } = stacks();
  const group = SecurityGroup.fromSecurityGroupId(own, 'Given', 'sg-1', { mutable: false });
  database(own, 'PostgreSQL', { securityGroups: [group] }).connect(functionIn(own));
  expect(warningsIn(app).join('\n')).toContain(
    "'securityGroups' needs a group of the database that may be changed, got only groups that are imported with mutable: false; let in 'Own/Api/SecurityGroup' on TCP 5433 by hand",
  );
});

test('a function without a VPC is refused in the words of a database', () => {
  const stack = stackIn();
  const made = database(stack, 'PostgreSQL');
  expect(messageOf(() => made.connect(functionIn(stack, { vpc: undefined })))).toContain(
    "got a function without one; give it the 'vpc' of the database",
  );
});
