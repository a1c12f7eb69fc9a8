import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CfnCacheCluster,
  CfnParameterGroup,
  CfnReplicationGroup,
  type CfnReplicationGroupProps,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import {
  App,
  CfnCondition,
  CfnParameter,
  Fn,
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  NestedStack,
  type PolicyValidationPluginReport,
  Stack,
  Stage,
  Token,
  Validations,
} from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import {
  CacheAuth,
  CachePolicy,
  CacheRules,
  Engine,
  EngineVersion,
  IamUser,
  PasswordUser,
  TransitEncryption,
  UserGroup,
} from '../../lib';
import { ALL_RULES } from '../../lib/rules/tables';
import { cacheIn, refusalOf, warningsIn } from '../cache/given';

/** An L1 group that no rule finds fault with. */
const SOUND: CfnReplicationGroupProps = {
  replicationGroupDescription: 'Prices',
  engine: 'valkey',
  engineVersion: '8.2',
  cacheNodeType: 'cache.r7g.large',
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  multiAzEnabled: true,
  cacheSubnetGroupName: 'private',
  securityGroupIds: ['sg-1'],
  atRestEncryptionEnabled: true,
  transitEncryptionEnabled: true,
  snapshotRetentionLimit: 15,
  userGroupIds: ['people'],
};

function foreign(scope: Construct, props: Partial<CfnReplicationGroupProps> = {}, id = 'Foreign'): CfnReplicationGroup {
  const group = new CfnReplicationGroup(scope, id, { ...SOUND, ...props });
  group.addOverride('DeletionPolicy', 'Snapshot');
  group.addOverride('UpdateReplacePolicy', 'Snapshot');
  return group;
}

type Violations = PolicyValidationPluginReport['violations'];

/** Listens to what the plugin says, and lets the synthesis go on. */
class Listener implements IPolicyValidationPlugin {
  public readonly name = 'CachePolicy';
  public heard: PolicyValidationPluginReport[] = [];

  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.heard.push(JSON.parse(JSON.stringify(new CachePolicy().validate(context))));
    return { success: true, violations: [] };
  }
}

/** The report on an app, and how often its plugin was asked. */
function reportOn(app: App): PolicyValidationPluginReport {
  const listener = new Listener();
  Validations.of(app).addPlugins(listener);
  app.synth();
  expect(listener.heard.length).toBeGreaterThan(0);
  return {
    success: listener.heard.every(({ success }) => success),
    violations: listener.heard.flatMap(({ violations }) => violations),
  };
}

const briefly = (violations: Violations) =>
  violations.flatMap(({ ruleName, severity, violatingResources }) =>
    violatingResources.map(({ resourceLogicalId }) => `${severity} ${ruleName} ${resourceLogicalId}`),
  );

describe('the plugin', () => {
  test('names itself and all of its rules', () => {
    const { name, ruleIds } = new CachePolicy();
    expect(name).toBe('CachePolicy');
    expect(ruleIds).toEqual(ALL_RULES.map(({ id }) => id));
  });

  test('finds nothing in a sound L1, in our own constructs and in a stack without caches', () => {
    const app = new App();
    foreign(new Stack(app, 'Foreign'));
    cacheIn(new Stack(app, 'Ours'));
    for (const [id, auth] of Object.entries({ Token: CacheAuth.authToken(), None: CacheAuth.none() })) {
      cacheIn(new Stack(app, id), { auth });
    }
    const users = new Stack(app, 'Users');
    cacheIn(users, { engine: EngineVersion.REDIS_7_1, auth: CacheAuth.users() }).addUser(
      new PasswordUser(users, 'Orders', { engine: Engine.REDIS, secondPassword: true }),
    );
    new Stack(app, 'Empty');
    expect(reportOn(app)).toEqual({ success: true, violations: [] });
  });

  test('says of an L1 what is wrong, where, and which page says so', () => {
    const app = new App();
    foreign(new Stack(app, 'Stack'), { numCacheClusters: 7 });
    const { success, violations } = reportOn(app);
    const page =
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html';
    expect(success).toBe(false);
    expect(violations).toEqual([
      {
        ruleName: 'node-count-range',
        severity: 'error',
        description: `'numCacheClusters' needs 1 to 6 nodes: a primary and at most 5 replicas, got 7; choose a number in that range (${page})`,
        fix: page,
        violatingResources: [
          {
            resourceLogicalId: 'Foreign',
            templatePath: expect.stringMatching(/Stack\.template\.json$/),
            locations: ['Properties/NumCacheClusters'],
          },
        ],
      },
    ]);
  });

  test('says of a cluster what is wrong, Memcached or not', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    const sound = { cacheNodeType: 'cache.r7g.large', cacheSubnetGroupName: 'private', vpcSecurityGroupIds: ['sg-1'] };
    new CfnCacheCluster(scope, 'Pages', {
      ...sound,
      engine: 'memcached',
      engineVersion: '1.6.22',
      numCacheNodes: 3,
      port: 11211,
      azMode: 'cross-az',
      preferredAvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
      transitEncryptionEnabled: true,
      snapshotRetentionLimit: 7,
    });
    new CfnCacheCluster(scope, 'Node', {
      ...sound,
      engine: 'valkey',
      engineVersion: '8.2',
      numCacheNodes: 1,
      port: 6379,
    });
    const found = reportOn(app).violations.map(({ ruleName, severity, violatingResources: [{ resourceLogicalId }] }) =>
      [resourceLogicalId, severity, ruleName].join(' '),
    );
    expect(found).toEqual([
      'Pages error memcached-zones-count',
      'Pages error memcached-no-snapshots',
      'Node warning cluster-no-failover',
    ]);
  });

  test('points at what lies outside the properties', () => {
    const app = new App();
    new CfnReplicationGroup(new Stack(app, 'Stack'), 'Foreign', SOUND);
    const { violations } = reportOn(app);
    expect(violations.map(({ violatingResources }) => violatingResources[0].locations)).toEqual([
      ['DeletionPolicy'],
      ['UpdateReplacePolicy'],
    ]);
  });

  test('lets warnings pass', () => {
    const app = new App();
    foreign(new Stack(app, 'Stack'), { multiAzEnabled: false });
    const { success, violations } = reportOn(app);
    expect([success, briefly(violations)]).toEqual([true, ['warning multi-az-off Foreign']]);
  });

  test('judges parameter groups and subnet groups', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    new CfnParameterGroup(scope, 'Parameters', {
      cacheParameterGroupFamily: 'valkey8',
      description: 'Mine',
      properties: { timeout: '5' },
    });
    new CfnSubnetGroup(scope, 'Subnets', { description: 'Mine', subnetIds: ['subnet-1'] });
    expect(briefly(reportOn(app).violations)).toEqual([
      'error parameter-value Parameters',
      'warning subnet-group-one-subnet Subnets',
    ]);
  });

  test('judges a group with the parameter group that it refers to', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    const parameters = new CfnParameterGroup(scope, 'Parameters', {
      cacheParameterGroupFamily: 'valkey7',
      description: 'Mine',
    });
    foreign(scope, { cacheParameterGroupName: parameters.ref });
    expect(briefly(reportOn(app).violations)).toEqual(['warning parameter-group-family Foreign']);
  });

  test('judges users, and groups with the users that they name', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    const user = { engine: 'redis', userName: 'orders', accessString: 'on ~* +@read' };
    new CfnUser(scope, 'Open', { ...user, userId: 'open', authenticationMode: { Type: 'no-password-required' } });
    new CfnUserGroup(scope, 'People', { engine: 'redis', userGroupId: 'people', userIds: ['open'] });
    expect(briefly(reportOn(app).violations)).toEqual([
      'warning user-open Open',
      'error user-group-default-user People',
      'warning user-group-order People',
    ]);
  });

  test('judges a cache with the group that it names, of a construct of ours as well', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    const group = new UserGroup(scope, 'People', { users: [new IamUser(scope, 'Orders')] });
    foreign(scope, { engine: 'redis', engineVersion: '7.1', userGroupIds: [group.userGroupId] });
    expect(briefly(reportOn(app).violations)).toEqual([
      'error user-groups-redis Foreign',
      'warning user-groups-order Foreign',
    ]);
  });

  test('says of a plain user that its password can be read in the template', () => {
    const app = new App();
    new CfnUser(new Stack(app, 'Stack'), 'Plain', {
      engine: 'valkey',
      userId: 'plain',
      userName: 'plain',
      accessString: 'on ~* +@read',
      authenticationMode: { Type: 'password', Passwords: ['correct-horse-battery-staple'] },
    });
    const { violations } = reportOn(app);
    expect(briefly(violations)).toEqual(['warning password-literal Plain']);
    expect(JSON.stringify(violations)).not.toContain('correct-horse');
  });

  test('takes for unknown what only the deployment knows', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    const nodes = new CfnParameter(scope, 'Nodes', { type: 'Number' }).valueAsNumber;
    const large = new CfnCondition(scope, 'Large', { expression: Fn.conditionEquals(nodes, 9) });
    foreign(scope, { numCacheClusters: nodes, cacheNodeType: Fn.importValue('type') }, 'One');
    foreign(scope, { numCacheClusters: Token.asNumber(Fn.conditionIf(large.logicalId, 9, 2)) }, 'Two');
    expect(reportOn(app).violations).toEqual([]);
  });

  test('judges by the Region and account of each stack, where they are known', () => {
    const app = new App();
    const notificationTopicArn = 'arn:aws:sns:eu-west-1:222222222222:topic';
    const account = (id: string) => new Stack(app, `Stack${id}`, { env: { account: id, region: 'eu-west-1' } });
    foreign(account('111111111111'), { notificationTopicArn }, 'Other');
    foreign(account('222222222222'), { notificationTopicArn }, 'Same');
    foreign(new Stack(app, 'Stack'), { notificationTopicArn }, 'Unknown');
    expect(briefly(reportOn(app).violations)).toEqual(['error notification-topic-account Other']);
  });

  test.each<[string, (app: App) => Construct]>([
    ['a nested stack', (app) => new NestedStack(new Stack(app, 'Stack'), 'Nested')],
    ['a Stage', (app) => new Stack(new Stage(app, 'Stage'), 'Stack')],
    ['a nested stack in a Stage', (app) => new NestedStack(new Stack(new Stage(app, 'Stage'), 'Stack'), 'Nested')],
  ])('judges %s', (_where, make) => {
    const app = new App();
    foreign(make(app), { numCacheClusters: 7 });
    expect(briefly(reportOn(app).violations)).toEqual(['error node-count-range Foreign']);
  });

  test('does not repeat the warnings that a construct has raised itself, acknowledged or not', () => {
    const app = new App();
    const scope = new Stack(app, 'Stack');
    cacheIn(scope, { transitEncryption: TransitEncryption.PREFERRED, replicationGroupId: 'prices' });
    Validations.of(scope).acknowledge({ id: 'annotation::cdk-cache-tier:tls-preferred', reason: 'until March' });
    foreign(scope, { transitEncryptionMode: 'preferred' });
    expect(briefly(reportOn(app).violations)).toEqual([
      'warning tls-preferred-users Foreign',
      'warning tls-preferred Foreign',
    ]);
  });

  test('leaves the warnings that came to one of our constructs by an escape hatch to the construct', () => {
    const app = new App();
    const stack = new Stack(app, 'Stack');
    const cache = cacheIn(stack);
    (cache.node.defaultChild as CfnReplicationGroup).multiAzEnabled = false;
    expect(briefly(reportOn(app).violations)).toEqual([]);
    expect(warningsIn(stack)).toEqual(['multi-az-off']);
  });
});

describe('a rule that is lowered', () => {
  test('is a warning for an L1 in that scope, and an error elsewhere', () => {
    const app = new App();
    const [here, there] = [new Stack(app, 'Here'), new Stack(app, 'There')];
    CacheRules.of(here).lower({ id: 'node-count-range', reason: 'case 1234' });
    foreign(here, { numCacheClusters: 7 }, 'One');
    foreign(there, { numCacheClusters: 7 }, 'Two');
    const { success, violations } = reportOn(app);
    expect(success).toBe(false);
    expect(briefly(violations)).toEqual(['warning node-count-range One', 'error node-count-range Two']);
  });

  test('lets the synthesis succeed', () => {
    const app = new App();
    CacheRules.of(app).lower({ id: 'node-count-range', reason: 'case 1234' });
    foreign(new Stack(app, 'Stack'), { numCacheClusters: 7 });
    expect(reportOn(app).success).toBe(true);
  });
});

describe('with the plugin, the synthesis', () => {
  const QUIET = { '@aws-cdk/core:validationReportJson': true };

  function synthesized(acknowledged?: string): string {
    const app = new App({ context: QUIET });
    const scope = new Stack(app, 'Stack');
    foreign(scope, { numCacheClusters: 7 });
    if (acknowledged) Validations.of(scope).acknowledge({ id: acknowledged, reason: 'case 1234' });
    Validations.of(app).addPlugins(new CachePolicy());
    return refusalOf(app);
  }

  test('fails for an error', () => {
    expect(synthesized()).toContain("'numCacheClusters' needs");
  });

  test('succeeds for an error that is acknowledged', () => {
    expect(synthesized('CachePolicy::node-count-range')).toBe('no error');
  });

  test('fails for an error when another one is acknowledged', () => {
    expect(synthesized('CachePolicy::replicas-range')).toContain("'numCacheClusters' needs");
  });

  test('fails for an error in a nested stack, and names the resource', () => {
    const app = new App({ context: QUIET });
    foreign(new NestedStack(new Stack(app, 'Stack'), 'Nested'), { numCacheClusters: 7 });
    Validations.of(app).addPlugins(new CachePolicy());
    expect(refusalOf(app)).toContain('Foreign');
  });

  test('writes a report that names the construct', () => {
    const app = new App({ context: QUIET });
    foreign(new Stack(app, 'Stack'), { numCacheClusters: 7 });
    Validations.of(app).addPlugins(new CachePolicy());
    expect(refusalOf(app)).not.toBe('no error');
    const report = readFileSync(join(app.outdir, 'policy-validation-report.json'), 'utf8');
    expect(report).toContain('Stack/Foreign');
    expect(report).toContain('node-count-range');
  });
});
