// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts of Fn::Sub
import { UPDATE_BEHAVIOR } from '../../lib/catalog/update-behavior';
import { type Change, compare, levelOf } from '../../lib/review/replacement';

type Properties = { readonly [property: string]: unknown };

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

function template(properties: Properties, attributes: Properties = {}, others: Properties = {}, type = GROUP) {
  return { Resources: { ...others, Cache: { Type: type, Properties: properties, ...attributes } } } as never;
}

function changeOf(before: Properties, after: Properties, attributes: Properties = {}, type = GROUP) {
  const changes = compare(template(before, attributes, {}, type), template(after, attributes, {}, type));
  expect(changes.length).toBeLessThanOrEqual(1);
  return changes[0] as Change | undefined;
}

/** As many nodes of a Memcached cluster as zones. */
function nodesIn(...zones: string[]): Properties {
  return { Engine: 'memcached', NumCacheNodes: zones.length, PreferredAvailabilityZones: zones };
}

const RESHARDS = { UpdatePolicy: { UseOnlineResharding: true }, UpdateReplacePolicy: 'Snapshot' };
const SAFE = { UpdateReplacePolicy: 'Snapshot', DeletionPolicy: 'Snapshot' };
const KEEPS = 'UpdateReplacePolicy Snapshot keeps its data in a snapshot';

describe('each plain row does what the schema says', () => {
  const rows = Object.entries(UPDATE_BEHAVIOR).flatMap(([type, { properties }]) =>
    Object.entries(properties).flatMap(([property, { effect }]) =>
      effect === 'conditional' ? [] : ([[type, property, effect]] as const),
    ),
  );
  const kinds = {
    'in-place': 'updated',
    interrupt: 'interrupted',
    replace: 'replaced',
    'may-replace': 'may-be-replaced',
  } as const;

  test.each(rows)('%s %s: %s', (type, property, effect) => {
    const other = { Beside: 'same' };
    for (const [before, after] of [
      ['a', 'b'],
      [undefined, 'b'],
      ['a', undefined],
    ]) {
      const change = changeOf({ ...other, [property]: before }, { ...other, [property]: after }, SAFE, type);
      expect(change).toMatchObject({
        kind: kinds[effect],
        properties: [property],
        logicalId: 'Cache',
        resourceType: type,
      });
    }
  });

  test('the create-only properties of a replication group are these', () => {
    const rowsOfGroup = rows.filter(([type, , effect]) => type === GROUP && effect === 'replace');
    expect(rowsOfGroup.map(([, property]) => property).sort()).toEqual([
      'AtRestEncryptionEnabled',
      'CacheSubnetGroupName',
      'DataTieringEnabled',
      'Engine',
      'GlobalReplicationGroupId',
      'KmsKeyId',
      'NetworkType',
      'Port',
      'PreferredCacheClusterAZs',
      'ReplicationGroupId',
      'SnapshotArns',
      'SnapshotName',
    ]);
  });

  test('the types that hold data are these', () => {
    expect(Object.keys(UPDATE_BEHAVIOR).filter((type) => UPDATE_BEHAVIOR[type].holdsData)).toEqual([
      GROUP,
      'AWS::ElastiCache::CacheCluster',
      'AWS::ElastiCache::ServerlessCache',
      'AWS::ElastiCache::ServerlessCacheSnapshot',
      'AWS::ElastiCache::Snapshot',
      'AWS::RDS::DBInstance',
      'AWS::RDS::DBCluster',
    ]);
  });
});

describe('a conditional row', () => {
  const shard = (id: string, zone: string) => ({ NodeGroupId: id, PrimaryAvailabilityZone: zone });
  const token = { Ref: 'Token' };

  test.each<[string, Properties, Properties, Properties, string]>([
    ['shards without the policy', { NumNodeGroups: 2 }, { NumNodeGroups: 3 }, {}, 'replaced'],
    ['shards with the policy', { NumNodeGroups: 2 }, { NumNodeGroups: 3 }, RESHARDS, 'updated'],
    [
      'shards, the policy as text',
      { NumNodeGroups: 2 },
      { NumNodeGroups: 3 },
      { UpdatePolicy: { UseOnlineResharding: 'True' } },
      'updated',
    ],
    [
      'shards, the policy off',
      { NumNodeGroups: 2 },
      { NumNodeGroups: 3 },
      { UpdatePolicy: { UseOnlineResharding: false } },
      'replaced',
    ],
    [
      'shards, the policy unknown',
      { NumNodeGroups: 2 },
      { NumNodeGroups: 3 },
      { UpdatePolicy: { UseOnlineResharding: { Ref: 'P' } } },
      'may-be-replaced',
    ],
    [
      'node groups without the policy',
      { NodeGroupConfiguration: [shard('1', 'a')] },
      { NodeGroupConfiguration: [shard('1', 'a'), shard('2', 'b')] },
      {},
      'replaced',
    ],
    [
      'node groups with the policy',
      { NodeGroupConfiguration: [shard('1', 'a')] },
      { NodeGroupConfiguration: [shard('1', 'a'), shard('2', 'b')] },
      RESHARDS,
      'updated',
    ],
    [
      'a node group of other zones',
      { NodeGroupConfiguration: [shard('1', 'a')] },
      { NodeGroupConfiguration: [shard('1', 'b')] },
      RESHARDS,
      'may-be-replaced',
    ],
    ['a token added', {}, { AuthToken: token }, {}, 'replaced'],
    ['a token removed', { AuthToken: token }, { UserGroupIds: ['g'] }, {}, 'may-be-replaced'],
    ['a token removed by NoValue', { AuthToken: token }, { AuthToken: { Ref: 'AWS::NoValue' } }, {}, 'may-be-replaced'],
    ['a token rotated', { AuthToken: token }, { AuthToken: { Ref: 'Other' } }, {}, 'interrupted'],
    ['Redis OSS to Valkey', { Engine: 'redis' }, { Engine: 'valkey' }, {}, 'may-be-replaced'],
    ['Valkey to Redis OSS', { Engine: 'valkey' }, { Engine: 'redis' }, {}, 'replaced'],
    ['replicas', { ReplicasPerNodeGroup: 1 }, { ReplicasPerNodeGroup: 2 }, {}, 'may-be-replaced'],
    ['a property of tomorrow', {}, { Tomorrow: 1 }, {}, 'may-be-replaced'],
  ])('%s', (_, before, after, attributes, kind) => {
    expect(changeOf(before, after, attributes)?.kind).toBe(kind);
  });

  test.each<[string, Properties, Properties, string]>([
    ['nodes without zones', { NumCacheNodes: 1 }, { NumCacheNodes: 2 }, 'replaced'],
    [
      'nodes with zones',
      { NumCacheNodes: 1, PreferredAvailabilityZones: ['a'] },
      { NumCacheNodes: 2, PreferredAvailabilityZones: ['a'] },
      'interrupted',
    ],
    [
      'zones in another order',
      { PreferredAvailabilityZones: ['a', 'b'] },
      { PreferredAvailabilityZones: ['b', 'a'] },
      'updated',
    ],
    [
      'other zones',
      { PreferredAvailabilityZones: ['a', 'b'] },
      { PreferredAvailabilityZones: ['b', 'c'] },
      'may-be-replaced',
    ],
    ['the mode of zones', { AZMode: 'single-az' }, { AZMode: 'cross-az' }, 'may-be-replaced'],
    ['a node more, with its zone', nodesIn('a'), { ...nodesIn('a', 'b'), AZMode: 'cross-az' }, 'interrupted'],
    ['a node less', nodesIn('a', 'b', 'a'), nodesIn('a', 'b'), 'interrupted'],
    ['a node more, and one in another zone', nodesIn('a', 'a'), nodesIn('a', 'b', 'b'), 'may-be-replaced'],
    ['zones more than nodes', { ...nodesIn('a'), NumCacheNodes: 2 }, nodesIn('a', 'b'), 'may-be-replaced'],
    ['zones that only now are stated', { Engine: 'memcached', NumCacheNodes: 2 }, nodesIn('a', 'b'), 'may-be-replaced'],
    [
      'one zone that was several',
      { ...nodesIn('a', 'b'), AZMode: 'cross-az' },
      { ...nodesIn('a'), AZMode: 'single-az' },
      'may-be-refused',
    ],
    ['one zone, and no mode', { ...nodesIn('a', 'b'), AZMode: 'cross-az' }, nodesIn('a'), 'interrupted'],
  ])('of a cache cluster: %s', (_, before, after, kind) => {
    expect(changeOf(before, after, {}, 'AWS::ElastiCache::CacheCluster')?.kind).toBe(kind);
  });
});

test('nodes that go are a warning, because the database answers for their items; nodes that come are none', () => {
  const cluster = 'AWS::ElastiCache::CacheCluster';
  const [two, three] = [nodesIn('a', 'b'), nodesIn('a', 'b', 'a')];
  const less = changeOf(three, two, {}, cluster);
  expect(less && [levelOf(less), less.advice]).toEqual([
    'warning',
    ['the nodes that go take their items with them, and the database answers until these are loaded again'],
  ]);
  const more = changeOf(two, three, {}, cluster);
  expect(more && [levelOf(more), more.losesData, more.why]).toEqual([
    'note',
    false,
    'NumCacheNodes, PreferredAvailabilityZones change in place; clients look for some keys on the new nodes, and the database answers until these are loaded',
  ]);
});

describe('equal values are no change', () => {
  test.each<[string, unknown, unknown]>([
    ['a number and its text', 6379, '6379'],
    ['a boolean and its text', true, 'true'],
    ['keys in another order', { 'Fn::If': ['A', { x: 1, y: 2 }] }, { 'Fn::If': ['A', { y: 2, x: 1 }] }],
    ['both forms of Fn::GetAtt', { 'Fn::GetAtt': 'A.B.C' }, { 'Fn::GetAtt': ['A', 'B.C'] }],
    ['nothing and AWS::NoValue', undefined, { Ref: 'AWS::NoValue' }],
  ])('%s', (_, before, after) => {
    expect(changeOf({ Port: before }, { Port: after })).toBeUndefined();
  });
});

describe('what becomes of the data', () => {
  const replaced = (attributes: Properties, properties: Properties = {}, type = GROUP) => {
    const change = changeOf(
      { ...properties, Port: 1, KmsKeyId: 1 },
      { ...properties, Port: 1, KmsKeyId: 2 },
      attributes,
      type,
    );
    return [change?.losesData, change?.why.replace('KmsKeyId cannot change in place; ', '')];
  };
  const cluster = 'AWS::ElastiCache::CacheCluster';
  const serverless = 'AWS::ElastiCache::ServerlessCache';

  test.each<[string, Properties, Properties, string, boolean, string]>([
    ['snapshot', { UpdateReplacePolicy: 'Snapshot' }, {}, GROUP, false, KEEPS],
    [
      'retain',
      { UpdateReplacePolicy: 'Retain' },
      {},
      GROUP,
      false,
      'UpdateReplacePolicy Retain keeps the old resource with its data',
    ],
    ['delete', { UpdateReplacePolicy: 'Delete' }, {}, GROUP, true, 'its data is lost: UpdateReplacePolicy is Delete'],
    [
      'the other policy alone',
      { DeletionPolicy: 'Snapshot' },
      {},
      GROUP,
      true,
      'its data is lost: UpdateReplacePolicy is not stated, which means Delete',
    ],
    [
      'unknown',
      { UpdateReplacePolicy: { Ref: 'P' } },
      {},
      GROUP,
      true,
      'its data may be lost: its UpdateReplacePolicy is not known here',
    ],
    [
      'a snapshot of a serverless cache',
      { UpdateReplacePolicy: 'Snapshot' },
      {},
      serverless,
      true,
      'its data is lost: there is no UpdateReplacePolicy Snapshot for it',
    ],
    ['a final snapshot', {}, { FinalSnapshotName: 'last' }, serverless, false, 'its final snapshot keeps its data'],
  ])('%s', (_, attributes, properties, type, loses, says) => {
    expect(replaced(attributes, properties, type)).toEqual([loses, says]);
  });

  test('Memcached has no snapshots', () => {
    const change = changeOf({ Engine: 'memcached', Port: 1 }, { Engine: 'memcached', Port: 2 }, SAFE, cluster);
    expect(change?.losesData).toBe(true);
  });

  test('a parameter group has none', () => {
    const type = 'AWS::ElastiCache::ParameterGroup';
    const change = changeOf(
      { CacheParameterGroupFamily: 'valkey8' },
      { CacheParameterGroupFamily: 'valkey9' },
      {},
      type,
    );
    expect(change).toMatchObject({
      kind: 'replaced',
      losesData: false,
      why: 'CacheParameterGroupFamily cannot change in place',
    });
    expect(levelOf(change!)).toBe('note');
  });
});

describe('the whole story of a change', () => {
  test('names each reason, the name that blocks the update, and the data', () => {
    const change = changeOf(
      { ReplicationGroupId: 'a', Port: 1, Tags: [] },
      { ReplicationGroupId: 'a', Port: 2, Tags: [1] },
    );
    expect(change).toEqual({
      logicalId: 'Cache',
      resourceType: GROUP,
      kind: 'replaced',
      properties: ['Port', 'Tags'],
      holdsData: true,
      losesData: true,
      dataLoss: 'certain',
      fails: true,
      why: 'Port cannot change in place; the update fails while ReplicationGroupId keeps its name; its data is lost: UpdateReplacePolicy is not stated, which means Delete',
    });
    expect(levelOf(change!)).toBe('error');
  });

  test('an update in place names what changes, policies included', () => {
    const changes = compare(
      template({ Tags: [] }, SAFE),
      template({ Tags: [1] }, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Snapshot' }),
    );
    expect(changes).toMatchObject([{ kind: 'updated', why: 'Tags, DeletionPolicy change in place', losesData: false }]);
    expect(levelOf(changes[0])).toBe('note');
  });

  test('a condition may take it away', () => {
    const changes = compare(template({}, SAFE), template({}, { ...SAFE, Condition: 'IsProd' }));
    expect(changes).toMatchObject([
      {
        kind: 'may-be-removed',
        why: 'where its Condition is false, it is removed; DeletionPolicy Snapshot keeps its data in a snapshot',
      },
    ]);
    expect(levelOf(changes[0])).toBe('warning');
  });

  test('a changed logical id removes one and adds the other', () => {
    const before = template({ Port: 1 }, { DeletionPolicy: 'Delete' });
    const after = { Resources: { Cache2: { Type: GROUP, Properties: { Port: 1 } } } };
    expect(compare(before, after)).toEqual([
      {
        logicalId: 'Cache',
        resourceType: GROUP,
        kind: 'removed',
        properties: [],
        holdsData: true,
        losesData: true,
        dataLoss: 'certain',
        renamedTo: 'Cache2',
        why: "it is no longer in the template; its logical id changes from Cache to Cache2: CloudFormation makes a new one and removes this; keep it with overrideLogicalId('Cache'), or move it with 'cdk refactor'; its data is lost: DeletionPolicy is Delete",
      },
      {
        logicalId: 'Cache2',
        resourceType: GROUP,
        kind: 'added',
        properties: [],
        holdsData: true,
        losesData: false,
        dataLoss: 'none',
        why: 'it is new in the template',
      },
    ]);
  });

  test('a changed type removes one and adds the other under one id', () => {
    const serverless = template({}, SAFE, {}, 'AWS::ElastiCache::ServerlessCache');
    expect(compare(template({}, SAFE), serverless)).toMatchObject([
      {
        kind: 'removed',
        resourceType: GROUP,
        losesData: false,
        why: 'its type becomes AWS::ElastiCache::ServerlessCache; DeletionPolicy Snapshot keeps its data in a snapshot',
      },
      { kind: 'added', resourceType: 'AWS::ElastiCache::ServerlessCache' },
    ]);
  });
});

describe('a reference', () => {
  const subnets = (name: string) => ({
    Subnets: { Type: 'AWS::ElastiCache::SubnetGroup', Properties: { CacheSubnetGroupName: name } },
  });

  test.each([
    ['Ref', { Ref: 'Subnets' }],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['Subnets', 'Id'] }],
    ['Fn::Sub', { 'Fn::Sub': '${Subnets}' }],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${X}', { X: { Ref: 'Subnets' } }] }],
  ])('by %s to something that is replaced may replace', (_, reference) => {
    const group = { CacheSubnetGroupName: reference };
    const changes = compare(template(group, SAFE, subnets('a')), template(group, SAFE, subnets('b')));
    expect(changes.map(({ logicalId, kind, why }) => [logicalId, kind, why])).toEqual([
      ['Subnets', 'replaced', 'CacheSubnetGroupName cannot change in place'],
      ['Cache', 'may-be-replaced', `CacheSubnetGroupName refers to Subnets, which is replaced; ${KEEPS}`],
    ]);
  });

  test('of another text to something that is replaced may replace', () => {
    const before = template({ CacheSubnetGroupName: 'old' }, SAFE, subnets('a'));
    const after = template({ CacheSubnetGroupName: { Ref: 'Subnets' } }, SAFE, subnets('b'));
    expect(compare(before, after).map(({ kind }) => kind)).toEqual(['replaced', 'may-be-replaced']);
  });

  test('of another text to something that stays may replace', () => {
    const change = changeOf({ KmsKeyId: { Ref: 'KeyA' } }, { KmsKeyId: { Ref: 'KeyB' } }, SAFE);
    expect(change).toMatchObject({
      kind: 'may-be-replaced',
      why: `KmsKeyId cannot change in place; only the deployment knows whether its value changes; ${KEEPS}`,
    });
  });

  test('to something that is replaced, in a property that changes in place, is an update', () => {
    const family = (name: string) => ({
      Parameters: { Type: 'AWS::ElastiCache::ParameterGroup', Properties: { CacheParameterGroupFamily: name } },
    });
    const group = { CacheParameterGroupName: { Ref: 'Parameters' } };
    const changes = compare(template(group, SAFE, family('valkey8')), template(group, SAFE, family('valkey9')));
    expect(changes.map(({ kind }) => kind)).toEqual(['replaced', 'updated']);
  });

  test('of the engine of users and groups may replace: two sources of AWS disagree', () => {
    const of = (Type: string, Engine: string) => ({ Resources: { It: { Type, Properties: { Engine } } } }) as never;
    for (const type of ['AWS::ElastiCache::User', 'AWS::ElastiCache::UserGroup']) {
      expect(compare(of(type, 'redis'), of(type, 'valkey'))).toMatchObject([
        {
          kind: 'may-be-replaced',
          why: 'a change of Engine may replace: its schema says that it replaces, its page that it changes in place',
        },
      ]);
    }
  });

  test('reaches over hundreds of resources, each judged only when what it refers to changes', () => {
    const chain = (last: string) => {
      const user = (index: number) => (index === 499 ? last : { Ref: `U${index + 1}` });
      const users = Array.from({ length: 500 }, (_, index) => [
        `U${index}`,
        { Type: 'AWS::ElastiCache::User', Properties: { UserName: user(index) } },
      ]);
      return { Resources: Object.fromEntries(users) };
    };
    const kinds = compare(chain('a'), chain('b')).map(({ kind }) => kind);
    expect(kinds).toEqual([...Array(499).fill('may-be-replaced'), 'replaced']);
  });

  test('reaches over several resources, and a loop of them ends', () => {
    const user = (id: string, name: unknown) => ({
      [id]: { Type: 'AWS::ElastiCache::User', Properties: { UserName: name } },
    });
    const loop = { ...user('A', { Ref: 'B' }), ...user('B', { Ref: 'A' }) };
    const chain = (port: number) =>
      ({ Resources: { ...user('C', { Ref: 'D' }), ...user('D', { Ref: 'E' }), ...user('E', port), ...loop } }) as never;
    expect(compare(chain(1), chain(2)).map(({ logicalId, kind }) => `${logicalId} ${kind}`)).toEqual([
      'C may-be-replaced',
      'D may-be-replaced',
      'E replaced',
    ]);
  });
});
