import { App, Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { Backup } from '../../lib/cache/backup';
import { Durability } from '../../lib/cache/durability';
import { LogDestination } from '../../lib/cache/log-delivery';
import { Profile } from '../../lib/cache/profile';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import type { ReplicationGroupProps } from '../../lib/cache/replication-group-props';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { ACKNOWLEDGED_FINDINGS, acknowledgeFindings } from '../../lib/stacks/acknowledgements';
import type { CacheConfig } from '../../lib/stacks/cache-config';
import { CacheStack } from '../../lib/stacks/cache-stack';
import { Topology } from '../../lib/topology/topology';
import { givenNetwork, SUBNET_IDS, VPC_ID } from './given-network';

const PACKS = [
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  PCIDSS321Checks,
  ServerlessChecks,
];

const ENGINES = [EngineVersion.VALKEY_8_2, EngineVersion.VALKEY_9_0, EngineVersion.REDIS_7_1, EngineVersion.REDIS_6_2];

const DURABLE = [Durability.SYNC, Durability.ASYNC];

/** Engine × cluster mode × durability where it is allowed. */
const MATRIX = ENGINES.flatMap((engine) =>
  [undefined, 2].flatMap((shards) =>
    durabilities(engine, shards !== undefined).map((durability) => ({ engine, shards, durability })),
  ),
);

const NETWORKS: { readonly [name: string]: CacheConfig['network'] } = {
  'a new network': undefined,
  'a network given by ids': { vpcId: VPC_ID, subnetIds: SUBNET_IDS },
};

afterEach(() => jest.restoreAllMocks());

test('the matrix holds every engine, both modes, and durability where it is allowed', () => {
  expect(MATRIX.map(named)).toEqual([
    'valkey 8.2, one shard, durability unstated',
    'valkey 8.2, 2 shards, durability unstated',
    'valkey 9.0, one shard, durability unstated',
    'valkey 9.0, one shard, durability disabled',
    'valkey 9.0, 2 shards, durability unstated',
    'valkey 9.0, 2 shards, durability disabled',
    'valkey 9.0, 2 shards, durability sync',
    'valkey 9.0, 2 shards, durability async',
    'redis 7.1, one shard, durability unstated',
    'redis 7.1, 2 shards, durability unstated',
    'redis 6.2, one shard, durability unstated',
    'redis 6.2, 2 shards, durability unstated',
  ]);
});

describe.each(MATRIX.map((row) => [named(row), row] as const))('%s', (_, { engine, shards, durability }) => {
  test.each([Profile.PRODUCTION, Profile.DEV])('a replication group of the $name profile has no finding', (profile) => {
    const durable = durability !== undefined && DURABLE.includes(durability);
    const nodeType = profile === Profile.DEV && !durable ? undefined : NodeType.R7G_LARGE;
    const topology = shards === undefined ? undefined : Topology.clusterMode({ shards });
    const cache = group({ profile, engine, durability, nodeType, topology });
    acknowledgeFindings(cache, profile);
    expect(findings(Stack.of(cache))).toEqual([]);
  });

  test.each(Object.keys(NETWORKS))('a stack in %s has no finding', (network) => {
    expect(findings(cacheStack({ engine, shards, durability, network: NETWORKS[network] }))).toEqual([]);
  });
});

test.each(ENGINES)('a development stack of %s has no finding', (engine) => {
  expect(findings(cacheStack({ engine, profile: Profile.DEV }))).toEqual([]);
});

describe('the acknowledged findings', () => {
  test('are these', () => {
    expect(
      ACKNOWLEDGED_FINDINGS.map(({ id, where, profile }) => `${id} in ${where}, ${profile?.name ?? 'all'}`),
    ).toMatchInlineSnapshot(`
[
  "AwsSolutions-AEC5 in AWS::ElastiCache::ReplicationGroup, all",
  "AwsSolutions-AEC6 in AWS::ElastiCache::ReplicationGroup, all",
  "AwsSolutions-AEC4 in AWS::ElastiCache::ReplicationGroup, dev",
  "HIPAA.Security-ElastiCacheRedisClusterAutomaticBackup in AWS::ElastiCache::ReplicationGroup, dev",
  "NIST.800.53.R4-ElastiCacheRedisClusterAutomaticBackup in AWS::ElastiCache::ReplicationGroup, dev",
  "NIST.800.53.R5-ElastiCacheRedisClusterAutomaticBackup in AWS::ElastiCache::ReplicationGroup, dev",
  "HIPAA.Security-CloudWatchLogGroupEncrypted in AWS::Logs::LogGroup, all",
  "NIST.800.53.R4-CloudWatchLogGroupEncrypted in AWS::Logs::LogGroup, all",
  "NIST.800.53.R5-CloudWatchLogGroupEncrypted in AWS::Logs::LogGroup, all",
  "PCI.DSS.321-CloudWatchLogGroupEncrypted in AWS::Logs::LogGroup, all",
]
`);
  });

  test.each(ACKNOWLEDGED_FINDINGS)('$id stands if it is not acknowledged', ({ id, where, profile }) => {
    const { acknowledge } = Validations.prototype;
    jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...rules) {
      acknowledge.call(this, ...rules.filter((rule) => rule.id !== id));
    });
    const stack = cacheStack({ profile, engine: EngineVersion.REDIS_7_1 });
    const found = PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations);
    expect(found.map(({ ruleName }) => ruleName)).toEqual([id]);
    const resources = stack.node
      .findAll()
      .filter((each) => 'cfnResourceType' in each && each.cfnResourceType === where);
    expect(found[0].violatingResources.map(({ constructPath }) => constructPath).sort()).toEqual(
      resources.map(({ node }) => node.path).sort(),
    );
  });

  test('have a reason each, of whole sentences', () => {
    for (const { reason } of ACKNOWLEDGED_FINDINGS) expect(reason).toMatch(/^[A-Z].{60,}\.$/);
  });

  test('can all be cleared by a property that the user may choose, but the one for passwords', () => {
    const clear = (scope: Stack): ReplicationGroupProps => {
      const destination = LogDestination.ownLogGroup({
        encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }),
      });
      return {
        vpc: givenNetwork(scope),
        profile: Profile.DEV,
        engine: EngineVersion.REDIS_7_1,
        topology: Topology.singleShard({ replicas: 1 }),
        backup: Backup.daily(),
        port: 6380,
        slowLog: destination,
        engineLog: destination,
      };
    };
    const stack = new Stack(new App(), 'Stack');
    new ReplicationGroup(stack, 'Cache', clear(stack));
    expect(findings(stack)).toEqual(['AwsSolutions-AEC6']);
  });

  test('do not reach what a user adds to the stack', () => {
    const stack = cacheStack({});
    new ReplicationGroup(stack, 'Other', { vpc: givenNetwork(stack) });
    expect(findings(stack)).toContain('AwsSolutions-AEC6');
  });

  test('leave the template as it is', () => {
    jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => undefined);
    const without = cacheStack({});
    jest.restoreAllMocks();
    const template = (stack: Stack) =>
      App.of(stack) && (stack.node.root as App).synth().getStackArtifact('Stack').template;
    expect(template(cacheStack({}))).toEqual(template(without));
  });
});

type Row = { engine: EngineVersion; shards?: number; durability?: Durability };

function durabilities(engine: EngineVersion, clusterMode: boolean): (Durability | undefined)[] {
  if (engine.features.durability !== true) return [undefined];
  return [undefined, Durability.DISABLED, ...(clusterMode ? DURABLE : [])];
}

function named({ engine, shards, durability }: Row): string {
  const shape = shards === undefined ? 'one shard' : `${shards} shards`;
  return `${engine}, ${shape}, durability ${durability?.value ?? 'unstated'}`;
}

function group(props: Partial<ReplicationGroupProps>): ReplicationGroup {
  const stack = new Stack(new App(), 'Stack');
  return new ReplicationGroup(stack, 'Cache', { vpc: givenNetwork(stack), ...props });
}

function cacheStack(config: CacheConfig): CacheStack {
  return new CacheStack(new App(), 'Stack', { config });
}

function findings(scope: IConstruct): string[] {
  return PACKS.flatMap((Pack) => new Pack(scope).validateScope(scope).violations.map(({ ruleName }) => ruleName));
}
