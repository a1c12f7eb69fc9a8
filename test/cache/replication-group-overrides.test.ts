import { type CfnParameterGroup, CfnReplicationGroup, type CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { Annotations, type App, Aspects, Mixin, Mixins, type Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import {
  CacheAuth,
  Durability,
  EngineVersion,
  NodeType,
  type ReplicationGroup,
  Topology,
  TransitEncryption,
} from '../../lib';
import {
  cacheIn,
  DOCS,
  ID,
  l1,
  messageOf,
  NEW_VALIDATIONS,
  type PropsIn,
  resources,
  stack,
  warningsIn,
  warningsOf,
} from './given';

const synthesis = (scope: Stack) => messageOf(() => (scope.node.root as App).synth());

const SYNC_ON_VALKEY_8 = `[Stack/Cache] 'durability' needs valkey 9.0 or newer, got valkey 8.2; upgrade to valkey 9.0 or newer, or set durability: 'disabled' (${DOCS}/dg/Durability.Limitations.html) [durability-engine]`;
const BAD_TIMEOUT = `[Stack/Cache/ParameterGroup] 'properties' needs 'timeout' to be 0, or 20 and more, got '5'; choose a value that the parameter takes (${DOCS}/dg/ParameterGroups.Engine.html) [parameter-value]`;

class Durable extends Mixin {
  public override supports(construct: IConstruct): boolean {
    return CfnReplicationGroup.isCfnReplicationGroup(construct);
  }

  public applyTo(construct: IConstruct): void {
    (construct as CfnReplicationGroup).durability = 'sync';
  }
}

const durable = {
  visit: (node: IConstruct) => {
    if (CfnReplicationGroup.isCfnReplicationGroup(node)) node.durability = 'sync';
  },
};

describe('what changes a cache after its constructor is judged at synthesis, in the words of the L1', () => {
  test.each<[string, (cache: ReplicationGroup) => void, string]>([
    [
      'a property of the L1',
      (cache) => {
        l1(cache).durability = 'sync';
      },
      SYNC_ON_VALKEY_8,
    ],
    ['an override', (cache) => l1(cache).addPropertyOverride('Durability', 'sync'), SYNC_ON_VALKEY_8],
    ['an override of the whole', (cache) => l1(cache).addOverride('Properties.Durability', 'sync'), SYNC_ON_VALKEY_8],
    ['a Mixin', (cache) => void Mixins.of(cache).apply(new Durable()), SYNC_ON_VALKEY_8],
    ['a Mixin by `with`', (cache) => void l1(cache).with(new Durable()), SYNC_ON_VALKEY_8],
    ['an Aspect', (cache) => Aspects.of(cache).add(durable), SYNC_ON_VALKEY_8],
    ['an Aspect of the app', (cache) => Aspects.of(cache.node.root).add(durable), SYNC_ON_VALKEY_8],
    ['a verb of the parameter group', (cache) => cache.parameterGroup?.addParameter('timeout', '5'), BAD_TIMEOUT],
    [
      'an override of a number',
      (cache) => l1(cache).addPropertyOverride('NumCacheClusters', 9),
      `[Stack/Cache] 'numCacheClusters' needs 1 to 6 nodes: a primary and at most 5 replicas, got 9; choose a number in that range (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html) [node-count-range]`,
    ],
    [
      'an override inside a list',
      (cache) => l1(cache).addPropertyOverride('LogDeliveryConfigurations.0.LogType', 'engine-log'),
      `[Stack/Cache] 'logDeliveryConfigurations' needs at most one delivery of each type, got engine-log, engine-log; deliver each log to one place, and forward it from there (${DOCS}/dg/Log_Delivery.html) [log-deliveries]`,
    ],
    [
      'a deletion',
      (cache) => l1(cache).addPropertyDeletionOverride('TransitEncryptionEnabled'),
      `[Stack/Cache] 'transitEncryptionEnabled' needs true or false on valkey, which refuses to guess, got none; set transitEncryptionEnabled: true (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html) [tls-stated]`,
    ],
  ])('%s', (_what, change, message) => {
    const scope = stack();
    change(cacheIn(scope, { topology: Topology.clusterMode({ shards: 2 }) }));
    expect(synthesis(scope)).toContain(message);
  });

  test('everything at once, with the path of each construct', () => {
    const scope = stack();
    const cache = cacheIn(scope, { topology: Topology.clusterMode({ shards: 2 }) });
    l1(cache).durability = 'sync';
    cache.parameterGroup?.addParameter('timeout', '5');
    expect(synthesis(scope)).toBe(
      `Validation failed with the following errors:\n  ${SYNC_ON_VALKEY_8}\n  ${BAD_TIMEOUT}`,
    );
  });

  test('a parameter that does not suit the cache that uses the group', () => {
    const scope = stack();
    cacheIn(scope, { nodeType: NodeType.R6GD_XLARGE }).parameterGroup?.addParameter('maxmemory-policy', 'allkeys-lfu');
    expect(synthesis(scope)).toContain(
      `[Stack/Cache] 'cacheParameterGroupName' needs 'maxmemory-policy' to be volatile-lru, allkeys-lru or noeviction with data tiering, got 'allkeys-lfu'; set 'maxmemory-policy' to one of them (${DOCS}/dg/data-tiering.html) [data-tiering-eviction]`,
    );
  });

  test('a child that Aspects add to, for the subnet group too', () => {
    const scope = stack();
    const subnetGroup = cacheIn(scope).node.findChild('SubnetGroup').node.defaultChild;
    (subnetGroup as CfnSubnetGroup).addPropertyOverride('SubnetIds', []);
    expect(synthesis(scope)).toContain(
      "[Stack/Cache/SubnetGroup] 'subnetIds' needs at least 1 subnet, got none; add private subnets of at least two Availability Zones (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-subnetgroup.html) [subnet-group-subnets]",
    );
  });
});

describe('what is repaired before synthesis passes', () => {
  test.each<[string, (cache: ReplicationGroup) => void]>([
    [
      'a property that was set back',
      (cache) => {
        l1(cache).durability = 'sync';
        l1(cache).durability = undefined;
      },
    ],
    [
      'an override that an override takes back',
      (cache) => {
        l1(cache).addPropertyOverride('Durability', 'sync');
        l1(cache).addPropertyDeletionOverride('Durability');
      },
    ],
    [
      'a version that fits what was added',
      (cache) => {
        l1(cache).durability = 'sync';
        l1(cache).engineVersion = '9.0';
        const parameters = cache.parameterGroup?.node.defaultChild as CfnParameterGroup | undefined;
        parameters?.addPropertyOverride('CacheParameterGroupFamily', 'valkey9');
      },
    ],
    [
      'a parameter with another value',
      (cache) => {
        cache.parameterGroup?.addParameter('timeout', '5');
        cache.parameterGroup?.addParameter('timeout', '500');
      },
    ],
    [
      'an Aspect that a later one corrects',
      (cache) => {
        Aspects.of(cache).add(durable);
        Aspects.of(cache).add(
          {
            visit: (node) => {
              if (CfnReplicationGroup.isCfnReplicationGroup(node)) node.durability = undefined;
            },
          },
          { priority: 900 },
        );
      },
    ],
  ])('%s', (_what, change) => {
    const scope = stack();
    change(cacheIn(scope, { topology: Topology.clusterMode({ shards: 2 }) }));
    expect(synthesis(scope)).toBe('no error');
  });

  test.each<[string, string, unknown]>([
    ['a property inside a list', 'LogDeliveryConfigurations.0.LogFormat', 'text'],
    ['an intrinsic function', 'NumCacheClusters', { 'Fn::If': ['Large', 3, 2] }],
    ['a reference', 'CacheNodeType', { Ref: 'NodeType' }],
    ['a tag', 'Tags', [{ Key: 'team', Value: 'shop' }]],
  ])('%s that is overridden as the CDK merges it', (_what, path, value) => {
    const scope = stack();
    l1(cacheIn(scope)).addPropertyOverride(path, value);
    expect(synthesis(scope)).toBe('no error');
    const { Properties } = resources(scope)[ID.group];
    expect(path.split('.').reduce((at, key) => at[key], Properties)).toEqual(value);
  });

  test('a legal change by an escape hatch stands in the template', () => {
    const scope = stack();
    l1(cacheIn(scope)).addPropertyOverride('NumCacheClusters', 3);
    expect(resources(scope)[ID.group].Properties.NumCacheClusters).toBe(3);
  });

  test('a second synthesis says the same as the first', () => {
    const scope = stack();
    l1(cacheIn(scope)).addPropertyOverride('NumCacheClusters', 9);
    expect(synthesis(scope)).toBe(synthesis(scope));
    expect(synthesis(scope)).toContain("'numCacheClusters' needs");
  });
});

describe('a warning', () => {
  test.each<[string, PropsIn, ...warnings: string[]]>([
    ['a fixed name', { replicationGroupId: 'prices' }, 'replication-group-named'],
    [
      'TLS that is not required',
      { transitEncryption: TransitEncryption.PREFERRED, auth: CacheAuth.none() },
      'tls-preferred',
      'auth-none',
    ],
    [
      'users where TLS is not required',
      { transitEncryption: TransitEncryption.PREFERRED },
      'tls-preferred-users',
      'tls-preferred',
    ],
    ['no TLS', { transitEncryption: TransitEncryption.DISABLED, auth: CacheAuth.none() }, 'tls-off', 'auth-none'],
    ['a token, which must stay', { auth: CacheAuth.authToken() }, 'auth-token-kept'],
    ['no authentication', { auth: CacheAuth.none() }, 'auth-none'],
    ['no Multi-AZ', { multiAz: false }, 'multi-az-off'],
    ['a version near its end', { engine: EngineVersion.REDIS_6_2, auth: CacheAuth.users() }, 'engine-extended-support'],
    [
      'durability that is left to the service',
      { engine: EngineVersion.VALKEY_9_0, topology: Topology.clusterMode({ shards: 2 }) },
      'durability-unstated',
    ],
    ['more nodes than the quota', { topology: Topology.clusterMode({ shards: 50 }) }, 'node-quota'],
    ['a port that does not exist', { port: 70_000 }, 'port-range'],
    ['a parameter that nobody knows', { parameters: { 'no-such-thing': '1' } }, 'parameter-known'],
    ['too little reserved memory', { parameters: { 'reserved-memory-percent': '10' } }, 'parameter-reserved-low'],
  ])('of %s has a stable id', (_what, props, ...warnings) => {
    expect(warningsOf(props)).toEqual(warnings);
  });

  test('is not raised for durability that is stated', () => {
    const engine = EngineVersion.VALKEY_9_0;
    const topology = Topology.clusterMode({ shards: 2 });
    for (const durability of [Durability.SYNC, Durability.ASYNC, Durability.DISABLED]) {
      expect(warningsOf({ engine, topology, durability })).toEqual([]);
    }
  });

  test('says the problem and the remedy in the words of the construct', () => {
    const scope = stack();
    const cache = cacheIn(scope, { replicationGroupId: 'prices' });
    expect(cache.node.metadata.map(({ data }) => data)).toEqual([
      `'replicationGroupId' needs no fixed name, because CloudFormation cannot replace a resource that has one, got "prices"; leave it out unless something outside this stack must know the name (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-replicationgroup.html) [ack: cdk-cache-tier:replication-group-named]`,
    ]);
  });

  const BY_VALIDATIONS: [string, (cache: ReplicationGroup, scope: Stack) => void][] = [
    ['on the cache, by validations', (cache) => acknowledge(cache, 'annotation::')],
    ['on the stack, by validations', (_, scope) => acknowledge(scope, 'annotation::')],
    ['on the stack, by validations, without the prefix', (_, scope) => acknowledge(scope, '')],
  ];

  test.each<[string, (cache: ReplicationGroup, scope: Stack) => void]>([
    ['on the cache, by annotations', (cache) => ack(cache)],
    ['on the stack, by annotations', (_, scope) => ack(scope)],
    ['on the app, by annotations', (_, scope) => ack(scope.node.root)],
    ...(NEW_VALIDATIONS ? BY_VALIDATIONS : []),
  ])('can be acknowledged %s, and no other is with it', (_how, acknowledgeIn) => {
    const scope = stack();
    const cache = cacheIn(scope, { replicationGroupId: 'prices', transitEncryption: TransitEncryption.PREFERRED });
    acknowledgeIn(cache, scope);
    expect(warningsIn(scope)).toEqual(['replication-group-named', 'tls-preferred-users']);
  });

  test('can be acknowledged before the cache is made', () => {
    const scope = stack();
    ack(scope);
    cacheIn(scope, { transitEncryption: TransitEncryption.PREFERRED });
    expect(warningsIn(scope)).toEqual(['tls-preferred-users']);
  });

  function ack(scope: IConstruct): void {
    Annotations.of(scope).acknowledgeWarning('cdk-cache-tier:tls-preferred', 'until March');
  }

  function acknowledge(scope: IConstruct, prefix: string): void {
    Validations.of(scope).acknowledge({ id: `${prefix}cdk-cache-tier:tls-preferred`, reason: 'until March' });
  }
});
