import { App, Stage } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { checkTemplate } from '../../lib/rules/template';
import type { CacheConfig } from '../../lib/stacks/cache-config';
import { CacheStack, type CacheStackProps } from '../../lib/stacks/cache-stack';
import { configsOf, GIVEN } from './context-given';
import { hashes } from './hashes';

expect.addSnapshotSerializer(hashes);

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

/** The configurations whose stacks are kept in snapshots. */
const CONFIGS: { readonly [name: string]: object } = {
  'in a network of its own': {},
  'in a network that is given': { network: GIVEN },
  'of the development profile': { profile: 'dev' },
  'in cluster mode, with everything stated': {
    engine: 'valkey-9.0',
    nodeType: 'cache.r7g.xlarge',
    shards: 3,
    replicas: 2,
    durability: 'sync',
    workload: 'leaderboard',
    parameters: { timeout: 300 },
    backup: { retentionDays: 35, window: '03:00-04:00' },
    maintenanceWindow: 'sun:05:00-sun:06:00',
  },
  'with a user that has a password': { engine: 'redis-6.2', auth: 'users' },
  'with an AUTH token, in a network that is given': { auth: 'auth-token', network: GIVEN },
};

/** Warnings that are meant. */
const WARNINGS: { readonly [name: string]: readonly string[] } = {
  'with a user that has a password': ['engine-extended-support'],
  'with an AUTH token, in a network that is given': ['auth-token-kept'],
};

test.each(Object.keys(CONFIGS))('a stack %s is this template', (name) => {
  expect(templateOf(CONFIGS[name]).toJSON()).toMatchSnapshot();
});

test.each(Object.keys(CONFIGS))(
  'a stack %s breaks no rule, not even a warning, but for those that are meant',
  (name) => {
    const findings = checkTemplate(templateOf(CONFIGS[name]).toJSON() as Parameters<typeof checkTemplate>[0]);
    expect(findings.map(({ ruleId }) => ruleId)).toEqual(WARNINGS[name] ?? []);
  },
);

test('the logical ids of what holds data or a place are pinned', () => {
  const ids = (config: object) =>
    Object.entries(templateOf(config).toJSON().Resources as { [id: string]: { Type: string } })
      .filter(([, { Type }]) => /ElastiCache|LogGroup|EC2::(VPC|Subnet|SecurityGroup)$/.test(Type))
      .map(([id, { Type }]) => `${Type} ${id}`);
  const inGivenNetwork = [
    'AWS::ElastiCache::UserGroup CacheUserGroup65B24140',
    'AWS::ElastiCache::User CacheUserreadwrite63280ADD',
    'AWS::ElastiCache::SubnetGroup CacheSubnetGroup91C52AB9',
    'AWS::EC2::SecurityGroup CacheSecurityGroup79A9F160',
    'AWS::ElastiCache::ParameterGroup CacheParameterGroupC81FA2E5',
    'AWS::Logs::LogGroup CacheSlowLog7A83D7CB',
    'AWS::Logs::LogGroup CacheEngineLog81E5CA37',
    `${GROUP} Cache18F6EE16`,
  ];
  expect(ids({ network: GIVEN })).toEqual(inGivenNetwork);
  expect(ids({})).toEqual([
    'AWS::EC2::VPC Vpc8378EB38',
    'AWS::EC2::Subnet VpcisolatedSubnet1SubnetE62B1B9B',
    'AWS::EC2::Subnet VpcisolatedSubnet2Subnet39217055',
    'AWS::Logs::LogGroup FlowLogs16C1943A',
    ...inGivenNetwork,
  ]);
  expect(ids({ engine: 'redis-7.1', shards: 2, profile: 'dev', network: GIVEN }).sort()).toEqual(
    [...inGivenNetwork, 'AWS::ElastiCache::User CacheUserGroupDefaultUser6A1F6FD7'].sort(),
  );
});

test('the address of the cache is published in outputs and in parameters under the name of the stack', () => {
  const template = templateOf({ network: GIVEN });
  const cache = (attribute: string) => ({ 'Fn::GetAtt': ['Cache18F6EE16', attribute] });
  const published = {
    endpoint: cache('PrimaryEndPoint.Address'),
    'reader-endpoint': cache('ReaderEndPoint.Address'),
    port: '6379',
    'security-group': { 'Fn::GetAtt': ['CacheSecurityGroup79A9F160', 'GroupId'] },
    arn: {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':elasticache:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          ':replicationgroup:',
          { Ref: 'Cache18F6EE16' },
        ],
      ],
    },
  };
  for (const [field, value] of Object.entries(published)) {
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: `/cache-tier/Stack/${field}`,
      Type: 'String',
      Value: value,
    });
  }
  expect(Object.values(template.findOutputs('*')).map(({ Value }) => Value)).toEqual(Object.values(published));
  expect(Object.keys(template.findOutputs('*'))).toEqual([
    'Endpoint',
    'ReaderEndpoint',
    'Port',
    'SecurityGroup',
    'Arn',
  ]);
  template.resourceCountIs('AWS::SSM::Parameter', 6);
});

describe('the link is published for applications that this app does not have', () => {
  /** The published link, as text with the names of what only the deployment knows. */
  function linkIn(config: object) {
    const parameters = templateOf({ network: GIVEN, ...config }).findResources('AWS::SSM::Parameter', {
      Properties: { Name: '/cache-tier/Stack/Cache/cache' },
    });
    const [{ Properties }] = Object.values(parameters);
    const parts: unknown[] = Properties.Value['Fn::Join'][1];
    const named = (part: unknown) => JSON.stringify(part).replaceAll('"', "'");
    return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : named(part))).join(''));
  }

  test('with the user for reading and writing', () => {
    expect(linkIn({})).toEqual({
      version: '1',
      engine: 'valkey',
      endpoint: "{'Fn::GetAtt':['Cache18F6EE16','PrimaryEndPoint.Address']}",
      'reader-endpoint': "{'Fn::GetAtt':['Cache18F6EE16','ReaderEndPoint.Address']}",
      port: '6379',
      tls: 'true',
      'cluster-mode': 'false',
      auth: 'iam',
      arn: expect.stringMatching(/:replicationgroup:\{'Ref':'Cache18F6EE16'\}$/),
      user: 'stack-cache-erreadwrite-1653e54a-valkey',
    });
  });

  test.each([
    [
      'users',
      { auth: 'password', user: expect.any(String), 'secret-arn': "{'Ref':'CacheUserreadwriteSecretE8A93B09'}" },
    ],
    ['auth-token', { auth: 'auth-token', 'secret-arn': "{'Ref':'CacheAuthTokenSecret66E67279'}" }],
    ['none', { auth: 'none' }],
  ])('with what %s need', (auth, fields) => {
    const { auth: _auth, user: _user, ...rest } = linkIn({});
    expect(linkIn({ auth })).toEqual({ ...rest, ...fields });
  });
});

describe('the rotation of the secret', () => {
  const countOf = (type: string, config: object) => Object.keys(templateOf(config).findResources(type)).length;
  const SCHEDULE = 'AWS::SecretsManager::RotationSchedule';
  const ENDPOINT = 'AWS::EC2::VPCEndpoint';

  test.each(['users', 'auth-token'])('of %s is every 30 days, through endpoints of a new network', (auth) => {
    templateOf({ auth }).hasResourceProperties(SCHEDULE, {
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediatelyOnUpdate: false,
    });
    expect(countOf(ENDPOINT, { auth })).toBe(2);
  });

  test('makes no endpoints in a network that is given, unless told so', () => {
    const given = { auth: 'users', network: GIVEN };
    expect([countOf(SCHEDULE, given), countOf(ENDPOINT, given)]).toEqual([1, 0]);
    expect(countOf(ENDPOINT, { ...given, rotation: { endpoints: true } })).toBe(2);
  });

  test('is as often as told', () => {
    templateOf({ auth: 'auth-token', rotation: { days: 7 } }).hasResourceProperties(SCHEDULE, {
      RotationRules: { AutomaticallyAfterDays: 7 },
    });
  });

  test('can be left out', () => {
    const config = { auth: 'auth-token', rotation: { days: 0 }, network: GIVEN };
    expect([countOf(SCHEDULE, config), countOf(ENDPOINT, config), countOf('AWS::Lambda::Function', config)]).toEqual([
      0, 0, 0,
    ]);
  });

  test.each(['iam', 'none'])('is none for %s, which has no secret', (auth) => {
    expect([countOf(SCHEDULE, { auth }), countOf(ENDPOINT, { auth })]).toEqual([0, 0]);
  });
});

test('in cluster mode both endpoints are the configuration endpoint', () => {
  const { Endpoint, ReaderEndpoint } = templateOf({ shards: 2 }).findOutputs('*');
  const configuration = { 'Fn::GetAtt': ['Cache18F6EE16', 'ConfigurationEndPoint.Address'] };
  expect([Endpoint.Value, ReaderEndpoint.Value]).toEqual([configuration, configuration]);
});

test('a single node is its own reader', () => {
  const { Endpoint, ReaderEndpoint } = templateOf({ replicas: 0 }).findOutputs('*');
  expect(ReaderEndpoint.Value).toEqual(Endpoint.Value);
});

test('the configuration reaches the cache', () => {
  const template = templateOf(CONFIGS['in cluster mode, with everything stated']);
  template.hasResource(GROUP, {
    DeletionPolicy: 'Snapshot',
    UpdateReplacePolicy: 'Snapshot',
    UpdatePolicy: { UseOnlineResharding: true },
    Properties: {
      Engine: 'valkey',
      EngineVersion: '9.0',
      CacheNodeType: 'cache.r7g.xlarge',
      NumNodeGroups: 3,
      ReplicasPerNodeGroup: 2,
      NumCacheClusters: Match.absent(),
      Durability: 'sync',
      SnapshotRetentionLimit: 35,
      SnapshotWindow: '03:00-04:00',
      PreferredMaintenanceWindow: 'sun:05:00-sun:06:00',
    },
  });
  template.hasResourceProperties('AWS::ElastiCache::ParameterGroup', {
    CacheParameterGroupFamily: 'valkey9',
    Properties: { 'cluster-enabled': 'yes', 'maxmemory-policy': 'noeviction', timeout: '300' },
  });
});

test.each([
  ['no replica', { replicas: 0 }, { NumCacheClusters: 1, AutomaticFailoverEnabled: false, MultiAZEnabled: false }],
  ['replicas', { replicas: 5 }, { NumCacheClusters: 6, AutomaticFailoverEnabled: true, MultiAZEnabled: true }],
  ['one shard', { shards: 1 }, { NumNodeGroups: 1, ReplicasPerNodeGroup: 1 }],
  ['shards without replicas', { shards: 2, replicas: 0 }, { NumNodeGroups: 2, ReplicasPerNodeGroup: 0 }],
  ['no backups', { backup: { retentionDays: 0 } }, { SnapshotRetentionLimit: 0 }],
  [
    'a window alone',
    { backup: { window: '03:00-04:00' } },
    { SnapshotRetentionLimit: 15, SnapshotWindow: '03:00-04:00' },
  ],
  [
    'development',
    { profile: 'dev' },
    { CacheNodeType: 'cache.t4g.micro', NumCacheClusters: 1, SnapshotRetentionLimit: 0 },
  ],
  ['development with a word of its own', { profile: 'dev', replicas: 1 }, { NumCacheClusters: 2 }],
])('%s: %j', (_, config, properties) => {
  templateOf({ network: GIVEN, ...config }).hasResourceProperties(GROUP, properties);
});

test('the development profile is said in the description, and leaves nothing behind', () => {
  const template = templateOf({ profile: 'dev', network: GIVEN });
  expect(template.toJSON().Description).toBe('Development profile, no backups, destroyed with the stack: Stack/Cache');
  template.hasResource(GROUP, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' });
  template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

test('what the service refuses is refused with the path of the cache', () => {
  expect(() => stackOf({ durability: 'sync' })).toThrow(
    /^Stack\/Cache:\n {2}- 'durability' needs valkey 9\.0 or newer, got valkey 8\.2; .+\n {2}- 'durability' needs cluster mode/,
  );
});

test.each([{}, { account: '111122223333', region: 'eu-west-1' }, { network: GIVEN }])(
  'synthesis of %j asks no account',
  (config) => {
    const stack = stackOf(config);
    expect((stack.node.root as App).synth().manifest.missing).toBeUndefined();
  },
);

test('the zones are those of the Region by their order, wherever it is deployed', () => {
  const zones = (config: object) =>
    Object.values(templateOf(config).findResources('AWS::EC2::Subnet')).map(
      ({ Properties }) => Properties.AvailabilityZone,
    );
  const byOrder = [0, 1].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] }));
  expect(zones({})).toEqual(byOrder);
  expect(zones({ account: '111122223333', region: 'eu-west-1' })).toEqual(byOrder);
});

test('on i8ge nodes there are no backups and no last snapshot, without a word of the context', () => {
  const config = { engine: 'valkey-9.1', nodeType: 'cache.i8ge.48xlarge', shards: 2, replicas: 0, network: GIVEN };
  templateOf(config).hasResource(GROUP, {
    Properties: { SnapshotRetentionLimit: 0, NumNodeGroups: 2, ReplicasPerNodeGroup: 0 },
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
  });
  expect(checkTemplate(templateOf(config).toJSON() as Parameters<typeof checkTemplate>[0])).toEqual([]);
});

test('a common key that an environment takes away is not in its stack', () => {
  const common = { shards: 3, replicas: 2, network: GIVEN };
  const cacheTier = { ...common, environments: { dev: { shards: null }, prod: {} } };
  const [dev, prod] = configsOf<CacheConfig>('CacheStack', { cacheTier }).map(({ config }) =>
    Template.fromStack(new CacheStack(new App(), 'Stack', { config })),
  );
  dev.hasResourceProperties(GROUP, { NumCacheClusters: 3, NumNodeGroups: Match.absent() });
  prod.hasResourceProperties(GROUP, { NumNodeGroups: 3, ReplicasPerNodeGroup: 2 });
});

test('in a stage the name of the stack, with the stage, stands in the parameters', () => {
  const stack = new CacheStack(new Stage(new App(), 'Prod'), 'Stack');
  Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Name: '/cache-tier/Prod-Stack/endpoint' });
});

function stackOf(config: object): CacheStack {
  const [{ env, config: read }] = configsOf<CacheConfig>('CacheStack', { cacheTier: config });
  const props: CacheStackProps = { env, config: read };
  return new CacheStack(new App(), 'Stack', props);
}

function templateOf(config: object): Template {
  return Template.fromStack(stackOf(config));
}
