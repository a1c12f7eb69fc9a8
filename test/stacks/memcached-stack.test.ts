import { Match, Template } from 'aws-cdk-lib/assertions';
import { Profile } from '../../lib/cache/profile';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import type { MemcachedConfig } from '../../lib/stacks/memcached-config';
import { configsOf, GIVEN, problems } from './context-given';
import { hashes } from './hashes';
import { complaints, idsOf, linkIn, stackOf, templateOf } from './stack-given';

expect.addSnapshotSerializer(hashes);

const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const cluster = (config: object, shared: object = {}) => templateOf('Memcached', { ...shared, memcached: config });
const readOf = (cacheTier: object, single: object = {}) =>
  configsOf<MemcachedConfig>('Memcached', { cacheTier, ...single }).map(({ config }) => config);
const ZONED = { ...GIVEN, availabilityZones: ['eu-west-1a', 'eu-west-1b'] };
const VERSIONS =
  'memcached-1.4.5, memcached-1.4.14, memcached-1.4.24, memcached-1.4.33, memcached-1.4.34, memcached-1.5.10, ' +
  'memcached-1.5.16, memcached-1.6.6, memcached-1.6.12, memcached-1.6.17, memcached-1.6.22';
const KEYS =
  'account, region, profile, maintenanceWindow, network, stackPolicy, engine, nodeType, nodes, zones, ' +
  'transitEncryption, parameters';

test('a stack of which nothing is said is this template', () => {
  expect(templateOf('Memcached').toJSON()).toMatchSnapshot();
});

test('a stack of which nothing is said breaks no rule, not even a warning', () => {
  expect(complaints(stackOf('Memcached'))).toEqual([]);
  expect(complaints(stackOf('Memcached', { profile: 'dev' }))).toEqual([]);
});

test('the logical ids of what holds data or a place are pinned', () => {
  expect(idsOf(templateOf('Memcached', { network: ZONED }), /ElastiCache|SecurityGroup$/)).toEqual([
    'AWS::EC2::SecurityGroup CacheSecurityGroup79A9F160',
    `${CLUSTER} Cache18F6EE16`,
    'AWS::ElastiCache::ParameterGroup CacheParameterGroupC81FA2E5',
    'AWS::ElastiCache::SubnetGroup CacheSubnetGroup91C52AB9',
  ]);
});

test('two nodes are in two zones, with TLS, and nobody is let in', () => {
  const template = templateOf('Memcached');
  template.hasResource(CLUSTER, {
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
    Properties: {
      Engine: 'memcached',
      EngineVersion: '1.6.22',
      CacheNodeType: 'cache.r7g.large',
      NumCacheNodes: 2,
      Port: 11211,
      AZMode: 'cross-az',
      PreferredAvailabilityZones: [0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
      TransitEncryptionEnabled: true,
    },
  });
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('one small node will do to develop against', () => {
  templateOf('Memcached', { profile: 'dev' }).hasResourceProperties(CLUSTER, {
    CacheNodeType: 'cache.t4g.micro',
    NumCacheNodes: 1,
    AZMode: Match.absent(),
  });
});

test('the address of the cache is in outputs and in parameters, and it has no reader', () => {
  const template = templateOf('Memcached');
  const endpoint = { 'Fn::GetAtt': ['Cache18F6EE16', 'ConfigurationEndpoint.Address'] };
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/cache-tier/Memcached/endpoint', Value: endpoint });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/cache-tier/Memcached/port', Value: '11211' });
  expect(Object.keys(template.findOutputs('*'))).toEqual(['Endpoint', 'Port', 'SecurityGroup', 'Arn']);
  template.resourceCountIs('AWS::SSM::Parameter', 5);
});

test('the link for applications that this app does not have says that it is Memcached, and that nobody signs in', () => {
  expect(linkIn(templateOf('Memcached'), '/cache-tier/Memcached/Cache/cache')).toEqual({
    version: '1',
    engine: 'memcached',
    endpoint: "{'Fn::GetAtt':['Cache18F6EE16','ConfigurationEndpoint.Address']}",
    port: '11211',
    tls: 'true',
    auth: 'none',
    arn: expect.stringMatching(/:cluster:\{'Ref':'Cache18F6EE16'\}$/),
  });
});

test('the configuration reaches the cluster', () => {
  const template = cluster({
    engine: 'memcached-1.6.17',
    nodeType: 'cache.m7g.large',
    nodes: '3',
    transitEncryption: 'false',
    parameters: { idle_timeout: 300 },
    maintenanceWindow: 'sun:05:00-sun:06:00',
    network: ZONED,
  });
  template.hasResourceProperties(CLUSTER, {
    EngineVersion: '1.6.17',
    CacheNodeType: 'cache.m7g.large',
    NumCacheNodes: 3,
    TransitEncryptionEnabled: Match.anyValue(),
    PreferredAvailabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1a'],
    PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
  });
  expect(Object.values(template.findResources(CLUSTER))[0].Properties.TransitEncryptionEnabled).toBe(false);
  template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
    CacheParameterGroupFamily: 'memcached1.6',
    Properties: { idle_timeout: '300' },
  });
});

describe('the zones of the nodes', () => {
  const asked = (config: object, shared: object = {}) =>
    Object.keys(cluster(config, shared).findParameters('*')).filter((name) => name !== 'BootstrapVersion');

  test('are asked at the deployment where the context names subnets without their zones', () => {
    const template = cluster({ nodes: 3 }, { network: GIVEN });
    expect(Object.keys(template.findParameters('*')).sort()).toEqual(['BootstrapVersion', 'ZoneA', 'ZoneB']);
    template.hasParameter('ZoneB', {
      Type: 'AWS::EC2::AvailabilityZone::Name',
      Description: `The Availability Zone of ${GIVEN.subnetIds[1]}`,
    });
    template.hasResourceProperties(CLUSTER, {
      PreferredAvailabilityZones: [{ Ref: 'ZoneA' }, { Ref: 'ZoneB' }, { Ref: 'ZoneA' }],
      AZMode: 'cross-az',
    });
  });

  test('are asked of as many subnets as there are nodes', () => {
    expect(asked({ nodes: 1 }, { network: GIVEN })).toEqual(['ZoneA']);
    expect(asked({}, { network: GIVEN, profile: 'dev' })).toEqual(['ZoneA']);
  });

  test('are not asked where they are known', () => {
    expect(asked({})).toEqual([]);
    expect(asked({}, { network: ZONED })).toEqual([]);
  });

  const LOOKED_UP = { vpcId: GIVEN.vpcId, lookup: true };
  const PLACE = { account: '111122223333', region: 'eu-west-1' };
  test.each<[string, object]>([
    ['subnets without their zones', { network: GIVEN }],
    ['subnets with their zones', { network: ZONED }],
    ['a network that is looked up, which may gain a zone', { network: LOOKED_UP, ...PLACE }],
    ['a new network', {}],
  ])('are those that are stated, whatever the network is: %s', (_, shared) => {
    const stated = { nodes: 3, zones: 'eu-west-1b,eu-west-1a' };
    cluster(stated, shared).hasResourceProperties(CLUSTER, {
      PreferredAvailabilityZones: ['eu-west-1b', 'eu-west-1a', 'eu-west-1b'],
    });
    expect(asked(stated, shared)).toEqual([]);
  });
});

describe('what is said to every stack', () => {
  test('counts here, unless it means replication groups alone', () => {
    const shared = {
      engine: 'valkey-9.0',
      nodeType: 'cache.t4g.small',
      shards: 3,
      replicas: 2,
      durability: 'sync',
      parameters: { timeout: 300 },
      backup: { retentionDays: 35 },
      auth: 'users',
      rotation: { days: 7 },
      profile: 'dev',
    };
    expect(readOf(shared)).toEqual([{ profile: Profile.DEV, nodeType: NodeType.T4G_SMALL }]);
    expect(complaints(stackOf('Memcached', shared))).toEqual([]);
  });

  test('leaves out a node type on which Memcached does not run', () => {
    expect(readOf({ nodeType: 'cache.r6gd.xlarge' })).toEqual([{}]);
    const environments = { prod: { nodeType: 'cache.r6gd.xlarge' } };
    expect(readOf({ nodeType: 'cache.t4g.small', environments })).toEqual([{}]);
    const memcached = { nodeType: 'cache.t4g.small' };
    expect(readOf({ memcached, environments })).toEqual([memcached].map(() => ({ nodeType: NodeType.T4G_SMALL })));
  });

  test('does not take the engine of the section away, not even from the command line', () => {
    const memcached = { engine: 'memcached-1.6.17', parameters: { idle_timeout: 60 } };
    expect(readOf({ memcached }, { 'cacheTier.engine': 'valkey-9.0' })).toEqual([
      { engine: EngineVersion.MEMCACHED_1_6_17, parameters: { idle_timeout: '60' } },
    ]);
  });

  test('is no engine of Memcached: the other stacks would have it too', () => {
    expect(problems({ cacheTier: { engine: 'memcached-1.6.22' } })).toEqual([
      expect.stringMatching(/^'cacheTier\.engine' needs one of redis-4\.0\.10, .+, got "memcached-1\.6\.22"; /),
    ]);
  });

  test('is not the number of nodes', () => {
    expect(problems({ cacheTier: { nodes: 3 } })).toEqual([
      expect.stringMatching(/^'cacheTier' needs keys among .+, memcached, got 'nodes'; correct or remove it$/),
    ]);
  });
});

test('more nodes than the quota are for AWS to grant', () => {
  const stack = stackOf('Memcached', { memcached: { nodes: 61 } });
  Template.fromStack(stack).hasResourceProperties(CLUSTER, { NumCacheNodes: 61 });
  expect(complaints(stack)).toEqual([
    'memcached-node-count-quota',
    expect.stringContaining('AWS grants more on request'),
  ]);
});

test.each<[object, string]>([
  [{ engine: 'valkey-8.2' }, `memcached.engine' needs one of ${VERSIONS}, got "valkey-8.2"; correct or remove it`],
  [{ nodes: 0 }, "memcached.nodes' needs a whole number of at least 1, got 0; correct or remove it"],
  [{ nodes: 2.5 }, "memcached.nodes' needs a whole number of at least 1, got 2.5; correct or remove it"],
  [{ zones: [] }, "memcached.zones' needs a list of at least one, got []; correct or remove it"],
  [{ zones: 'A' }, `memcached.zones[0]' needs a zone, such as 'eu-west-1a', got "A"; correct or remove it`],
  [{ transitEncryption: 'on' }, `memcached.transitEncryption' needs true or false, got "on"; correct or remove it`],
  [
    { nodeType: 'cache.x1.large' },
    `memcached.nodeType' needs a current node type, such as 'cache.r7g.large', got "cache.x1.large"; correct or remove it`,
  ],
  ...['auth', 'backup', 'shards', 'replicas', 'durability', 'rotation', 'workload'].map((key): [object, string] => [
    { [key]: {} },
    `memcached' needs keys among ${KEYS}, got '${key}'; correct or remove it`,
  ]),
  [
    { network: { vpcId: GIVEN.vpcId } },
    "memcached.network' needs subnetIds beside vpcId, got none; name them, or set lookup: true",
  ],
])('%j is refused: %s', (memcached, message) => {
  expect(problems({ cacheTier: { memcached } })).toEqual([`'cacheTier.${message}`]);
});

test('everything that is wrong is said at once', () => {
  expect(problems({ cacheTier: { memcached: { nodes: 0, engine: 'x', shards: 1 } } })).toHaveLength(3);
});

test('what only the construct knows is refused with its path', () => {
  expect(() => cluster({ parameters: { 'maxmemory-policy': 'allkeys-lru' } })).toThrow(
    /^Memcached\/Cache: 'parameters' needs .*maxmemory-policy/s,
  );
});
