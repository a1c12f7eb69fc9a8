import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnServerlessCache, type CfnUserGroup } from 'aws-cdk-lib/aws-elasticache';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnRotationSchedule } from 'aws-cdk-lib/aws-secretsmanager';
import { CacheAuth } from '../../lib/access/cache-auth';
import { IamUser } from '../../lib/access/iam-user';
import { PasswordUser } from '../../lib/access/password-user';
import { UserGroup } from '../../lib/access/user-group';
import { Backup } from '../../lib/cache/backup';
import { Durability } from '../../lib/cache/durability';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import type { ReplicationGroupProps } from '../../lib/cache/replication-group-props';
import { Engine, EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { review } from '../../lib/review/review';
import { ALL_RULES } from '../../lib/rules/tables';
import { checkTemplate } from '../../lib/rules/template';
import { Topology } from '../../lib/topology/topology';
import { givenNetwork } from './given-network';
import { type Parts, VIOLATIONS, type Violation } from './violations';

/** Valid templates, as our construct makes them. */
const VALID = {
  single: template({}),
  sharded: template({
    engine: EngineVersion.VALKEY_9_0,
    topology: Topology.clusterMode({ shards: 2 }),
    durability: Durability.SYNC,
  }),
  kv: template({
    engine: EngineVersion.VALKEY_9_1,
    nodeType: NodeType.all().find(({ kvCaching }) => kvCaching),
    topology: Topology.clusterModeWithoutReplicas({ shards: 3 }),
    backup: Backup.none(),
    removalPolicy: RemovalPolicy.DESTROY,
  }),
};

const RULES = ALL_RULES.map(({ id }) => id);

test.each(Object.entries(VALID))('the valid template %s breaks no rule', (_, valid) => {
  expect(checkTemplate(valid)).toEqual([]);
});

test('every rule has its violation', () => {
  expect(RULES.filter((id) => VIOLATIONS[id] === undefined)).toEqual([]);
  expect(Object.keys(VIOLATIONS).filter((id) => !RULES.includes(id))).toEqual([]);
});

test.each(RULES)('%s is found where it is broken', (id) => {
  const violation = VIOLATIONS[id];
  const found = checkTemplate(broken(violation), violation.place).map(({ ruleId }) => ruleId);
  expect(found).toContain(id);
});

test('check finds each violation in its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'violations-'));
  try {
    for (const id of RULES) {
      writeFileSync(join(folder, `${id}.template.json`), JSON.stringify(broken(VIOLATIONS[id])));
    }
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ version: '55.0.0', artifacts: Object.fromEntries(RULES.map(artifact)) }),
    );
    const found = review([folder]).findings.map(({ file, ruleId }) => `${file}: ${ruleId}`);
    expect(
      RULES.map((id) => `${join(folder, `${id}.template.json`)}: ${id}`).filter((each) => !found.includes(each)),
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** What the manifest of a cloud assembly says of the stack: its template, and where it is deployed. */
function artifact(id: string): [string, object] {
  const { account = 'unknown-account', region = 'unknown-region' } = VIOLATIONS[id].place ?? {};
  const type = 'aws:cloudformation:stack';
  return [id, { type, environment: `aws://${account}/${region}`, properties: { templateFile: `${id}.template.json` } }];
}

type Json = { Resources: { [logicalId: string]: Parts['group'] } };

function template(props: Partial<ReplicationGroupProps>): Json {
  const stack = new Stack(new App(), 'Stack');
  const app = new IamUser(stack, 'App', { engine: Engine.REDIS });
  const reader = new PasswordUser(stack, 'Reader', { engine: Engine.REDIS, userName: 'reader' });
  const users = new UserGroup(stack, 'Users', { engine: Engine.REDIS, users: [app, reader] });
  const auth = CacheAuth.users(users);
  const vpc = givenNetwork(stack);
  const cache = new ReplicationGroup(stack, 'Cache', { vpc, auth, ...props });
  new MemcachedCluster(stack, 'Pages', { vpc });
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  cache.grants.connect(role, app);
  // Of what the library does not make, plain resources.
  new CfnServerlessCache(stack, 'Serverless', {
    serverlessCacheName: 'orders',
    engine: 'valkey',
    majorEngineVersion: '9',
    userGroupId: (users.node.defaultChild as CfnUserGroup).ref,
  });
  const functionArn = Fn.getAtt('Rotator', 'Arn').toString();
  new CfnRotationSchedule(stack, 'Rotation', {
    secretId: reader.secret.secretArn,
    rotationLambdaArn: functionArn,
    rotationRules: { automaticallyAfterDays: 30 },
    rotateImmediatelyOnUpdate: false,
  });
  new CfnPermission(stack, 'Permission', {
    action: 'lambda:InvokeFunction',
    functionName: functionArn,
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: stack.account,
  });
  new CfnResource(stack, 'RotatorOfOthers', { type: 'AWS::Lambda::Function' }).overrideLogicalId('Rotator');
  return Template.fromStack(stack).toJSON() as Json;
}

function broken({ of = 'single', inject }: Violation): Json {
  const json = structuredClone(VALID[of]);
  const ofType = (type: string, is: (resource: Parts['group']) => boolean = () => true) =>
    Object.values(json.Resources).find((resource) => resource.Type === type && is(resource)) ?? {};
  const cacheType = (type: string) => ofType(`AWS::ElastiCache::${type}`);
  const userWith = (type: string) =>
    ofType('AWS::ElastiCache::User', ({ Properties }) => Properties.AuthenticationMode?.Type === type).Properties;
  const isOfMemcached = ({ Properties }: Parts['group']) => Properties.CacheParameterGroupFamily === 'memcached1.6';
  const [group, parameterGroup] = [cacheType('ReplicationGroup'), cacheType('ParameterGroup').Properties];
  inject({
    group,
    p: group.Properties,
    parameterGroup,
    parameters: parameterGroup.Properties,
    subnetGroup: cacheType('SubnetGroup').Properties,
    users: cacheType('UserGroup'),
    iamUser: userWith('iam'),
    passwordUser: userWith('password'),
    cluster: cacheType('CacheCluster'),
    clusterParameters: ofType('AWS::ElastiCache::ParameterGroup', isOfMemcached).Properties.Properties,
    serverless: cacheType('ServerlessCache').Properties,
    statement: ofType('AWS::IAM::Policy').Properties.PolicyDocument.Statement[0],
    rotation: ofType('AWS::SecretsManager::RotationSchedule').Properties,
    permission: ofType('AWS::Lambda::Permission').Properties,
    template: json,
  });
  return json;
}
