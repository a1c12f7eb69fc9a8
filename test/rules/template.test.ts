import { checkResource, checkTemplate, isTemplate, judgedResources } from '../../lib/rules/template';
import { L1_WORDS } from '../../lib/rules/words';
import {
  BESIDE,
  CLUSTER,
  DURABLE,
  findings,
  KV_CACHING,
  maybe,
  type Overrides,
  REDIS,
  replicationGroup,
  SECONDARY,
  type Template,
  TIERED,
  UNKNOWN,
} from './judged';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

describe('a healthy cache has no finding', () => {
  test.each<[string, Overrides]>([
    ['valkey 8.2', {}],
    ['valkey 9.0 in cluster mode with durability', DURABLE],
    ['redis 7.1', REDIS],
    ['valkey 8.2 in cluster mode', CLUSTER],
    ['an r6gd node with data tiering', TIERED],
    ['distributed KV caching', KV_CACHING],
    ['the secondary of a Global Datastore', SECONDARY],
  ])('with %s', (_, overrides) => {
    expect(findings(replicationGroup(overrides))).toEqual([]);
  });

  test('when every number and truth value is written as a string', () => {
    const strings = {
      AtRestEncryptionEnabled: 'true',
      AutoMinorVersionUpgrade: 'true',
      AutomaticFailoverEnabled: 'True',
      MultiAZEnabled: 'true',
      NumCacheClusters: '2',
      SnapshotRetentionLimit: '15',
      TransitEncryptionEnabled: 'TRUE',
    };
    expect(findings(replicationGroup(strings))).toEqual([]);
  });
});

describe('what only the deployment knows breaks no rule', () => {
  const properties = Object.keys(replicationGroup().Resources.Cache.Properties as object);

  test.each(properties)('when %s is a parameter', (property) => {
    expect(findings(replicationGroup({ [property]: UNKNOWN }))).toEqual([]);
  });

  test.each(properties)('when %s may be absent', (property) => {
    expect(findings(replicationGroup({ [property]: maybe('anything') }))).toEqual([]);
  });

  const beside = Object.entries(BESIDE).flatMap(([override, logicalId]) =>
    Object.keys(replicationGroup().Resources[logicalId].Properties as object).map((property) => [override, property]),
  );

  test.each(beside)('when of %s the property %s is a parameter, or may be absent', (override, property) => {
    expect(findings(replicationGroup({ [override]: { [property]: UNKNOWN } }))).toEqual([]);
    expect(findings(replicationGroup({ [override]: { [property]: maybe('anything') } }))).toEqual([]);
  });

  test.each(Object.entries(BESIDE))('when all properties of %s come from a macro', (override, logicalId) => {
    const { Resources } = replicationGroup();
    const Properties = { 'Fn::Transform': { Name: 'AWS::Include' }, Engine: 'memcached' };
    const template = { Resources: { ...Resources, [logicalId]: { ...Resources[logicalId], Properties } } };
    expect([override, findings(template)]).toEqual([override, []]);
  });

  test('when all properties come from a macro', () => {
    expect(findings(template(GROUP, { 'Fn::Transform': { Name: 'AWS::Include' }, Engine: 'memcached' }))).toEqual([]);
  });

  test.each(['text', null, ['list'], 7])('when the properties are %p', (properties) => {
    expect(() => findings(template(GROUP, properties))).not.toThrow();
  });

  test('when a value is of a type that no rule expects', () => {
    const odd = [null, 7, true, 'text', [], ['text'], [7], {}, { Odd: 7 }, [{}], [null]];
    const all = [...properties, 'NodeGroupConfiguration', 'LogDeliveryConfigurations', 'SnapshotArns', 'AuthToken']
      .concat(['UserGroupIds', 'NotificationTopicArn', 'PreferredCacheClusterAZs', 'Durability', 'ClusterMode'])
      .concat(['GlobalReplicationGroupId', 'ReplicationGroupId', 'Port', 'UpdatePolicy']);
    for (const property of all) {
      for (const value of odd) expect(() => findings(replicationGroup({ [property]: value }))).not.toThrow();
    }
    for (const value of odd) {
      expect(() => findings(replicationGroup({ ParameterGroup: { Properties: value } }))).not.toThrow();
      expect(() => findings(replicationGroup({ ParameterGroup: { CacheParameterGroupFamily: value } }))).not.toThrow();
      expect(() => findings(replicationGroup({ SubnetGroup: { SubnetIds: value } }))).not.toThrow();
      const more = [...MORE_OF_MEMCACHED.map((name) => ['Memcached', name]), ['User', 'Passwords']];
      for (const [override, property] of [...beside, ...more, ['Serverless', 'ConnectionType']]) {
        expect(() => findings(replicationGroup({ [override]: { [property]: value } }))).not.toThrow();
      }
      for (const override of Object.keys(BESIDE)) {
        for (const attribute of ['Properties', 'DependsOn', 'Condition', 'Metadata']) {
          expect(() => findings(replicationGroup({ [override]: { $: { [attribute]: value } } }))).not.toThrow();
        }
      }
    }
  });
});

describe('a template', () => {
  test('is an object with resources', () => {
    expect(isTemplate({ Resources: {} })).toBe(true);
    expect(isTemplate(replicationGroup())).toBe(true);
    for (const other of [undefined, null, [], 'x', {}, { Resources: [] }, { Resources: { A: 'x' } }]) {
      expect(isTemplate(other)).toBe(false);
    }
  });

  test('has as many judged resources as there are of ElastiCache: policies and schedules only speak of them', () => {
    const { Resources } = replicationGroup();
    expect(judgedResources({ Resources: { ...Resources, Topic: { Type: 'AWS::SNS::Topic' }, Odd: {} } })).toBe(10);
  });

  test('is not judged where it holds other types', () => {
    expect(findings({ Resources: { Topic: { Type: 'AWS::SNS::Topic' }, Odd: { Type: UNKNOWN }, None: {} } })).toEqual(
      [],
    );
  });

  test('tells which resource a finding is about', () => {
    const [finding] = findings(replicationGroup({ SubnetGroup: { Description: undefined } }));
    expect([finding.logicalId, finding.resourceType, finding.ruleId]).toEqual([
      'Subnets',
      'AWS::ElastiCache::SubnetGroup',
      'subnet-group-description',
    ]);
  });

  test('is judged in the words of whoever asks', () => {
    const { Resources } = replicationGroup({ MultiAZEnabled: false });
    const [finding] = checkResource(Resources.Cache, Resources, {}, L1_WORDS);
    expect(finding.message).toBe(
      "'multiAzEnabled' needs true: failover alone may leave the replicas in the zone that is lost, got false; " +
        'set multiAzEnabled: true (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html)',
    );
  });

  test('is not judged by a Region or an account that are not known', () => {
    const elsewhere = replicationGroup({
      CacheNodeType: 'cache.c7gn.large',
      NotificationTopicArn: 'arn:aws:sns:eu-central-1:444455556666:alarms',
      Memcached: { PreferredAvailabilityZones: { 'Fn::GetAZs': '' } },
    });
    expect(checkTemplate(elsewhere)).toEqual([]);
    expect(checkTemplate(elsewhere, { region: 'eu-isoe-west-1', account: '444455556666' })).toEqual([]);
    expect(findings(elsewhere).map(({ ruleId }) => ruleId)).toEqual(['node-type-region', 'notification-topic-account']);
  });
});

describe('the parameter group of a cache', () => {
  const wrong = { ParameterGroup: { CacheParameterGroupFamily: 'valkey7' } };

  test('is the one that it refers to in the same template', () => {
    expect(rulesOf(replicationGroup(wrong))).toEqual(['parameter-group-family']);
  });

  test.each([
    ['another function', { 'Fn::ImportValue': 'Parameters' }],
    ['a reference to something else', { Ref: 'Subnets' }],
    ['a reference to nothing in the template', { Ref: 'Elsewhere' }],
    ['a name', 'Parameters'],
  ])('is not known through %s', (_, name) => {
    expect(rulesOf(replicationGroup({ ...wrong, CacheParameterGroupName: name }))).toEqual([]);
  });
});

function template(Type: string, Properties: unknown): Template {
  return { Resources: { Cache: { Type, Properties, DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' } } };
}

function rulesOf(it: Template): string[] {
  return findings(it).map(({ ruleId }) => ruleId);
}

/** Properties that the healthy Memcached cluster does not have. */
const MORE_OF_MEMCACHED = [
  'CacheSecurityGroupNames',
  'ClusterName',
  'IpDiscovery',
  'LogDeliveryConfigurations',
  'NetworkType',
  'NotificationTopicArn',
  'PreferredAvailabilityZone',
  'SnapshotArns',
  'SnapshotName',
  'SnapshotRetentionLimit',
  'SnapshotWindow',
];
