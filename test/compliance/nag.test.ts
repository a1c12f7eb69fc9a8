import { App, Stack, Validations } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AuthKind } from 'cache-tier/link';
import type { IConstruct } from 'constructs';
import { CacheAuth } from '../../lib/access/cache-auth';
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
import { PACKS } from './nag-packs';

const ENGINES = [EngineVersion.VALKEY_8_2, EngineVersion.VALKEY_9_0, EngineVersion.REDIS_7_1, EngineVersion.REDIS_6_2];

const DURABLE = [Durability.SYNC, Durability.ASYNC];

/** Engine × cluster mode × durability where it is allowed. */
const MATRIX = ENGINES.flatMap((engine) =>
  [undefined, 2].flatMap((shards) =>
    durabilities(engine, shards !== undefined).map((durability) => ({ engine, shards, durability })),
  ),
);

const KINDS: { readonly [name: string]: CacheAuth } = {
  IAM: CacheAuth.iam(),
  'users with passwords': CacheAuth.users(),
  'AUTH token': CacheAuth.authToken(),
};

/** Where no kind is stated, one that the engine has. */
function authOf(engine: EngineVersion = EngineVersion.VALKEY_8_2): CacheAuth {
  return engine.features.iam ? CacheAuth.iam() : CacheAuth.users();
}

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
    acknowledgeFindings(cache, profile, authOf(engine).kind);
    expect(findings(Stack.of(cache))).toEqual([]);
  });

  test.each(Object.keys(NETWORKS))('a stack in %s has no finding', (network) => {
    expect(findings(cacheStack({ engine, shards, durability, network: NETWORKS[network] }))).toEqual([]);
  });
});

test.each(ENGINES)('a development stack of %s has no finding', (engine) => {
  expect(findings(cacheStack({ engine, profile: Profile.DEV }))).toEqual([]);
});

describe.each(Object.keys(KINDS))('authentication by %s', (kind) => {
  const auth = KINDS[kind];
  const engines = ENGINES.filter(({ features }) => kind !== 'IAM' || features.iam);

  test.each(engines.flatMap((engine) => [undefined, 2].map((shards) => ({ engine, shards }))))(
    'leaves no finding in a stack of $engine, shards $shards, with the rotation of its secrets',
    ({ engine, shards }) => {
      expect(findings(cacheStack({ engine, shards, auth }))).toEqual([]);
    },
  );
});

test('a cache without authentication keeps its finding', () => {
  expect(findings(cacheStack({ auth: CacheAuth.none() }))).toEqual(['AwsSolutions-AEC6']);
});

test('the finding for passwords is acknowledged only where users take the place of the token', () => {
  jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(() => undefined);
  const found = Object.entries(KINDS).map(([kind, auth]) => {
    const rules = findings(cacheStack({ auth, rotation: { days: 0 } }));
    return [kind, rules.filter((id) => id === 'AwsSolutions-AEC6').length];
  });
  expect(Object.fromEntries(found)).toEqual({ IAM: 1, 'users with passwords': 1, 'AUTH token': 0 });
});

describe('the acknowledged findings', () => {
  test('are these', () => {
    expect(
      ACKNOWLEDGED_FINDINGS.map(
        ({ id, where, profile, auth }) => `${id} in ${where}, ${profile?.name ?? 'all'}${auth ? `, ${auth}` : ''}`,
      ),
    ).toMatchInlineSnapshot(`
[
  "AwsSolutions-AEC5 in AWS::ElastiCache::ReplicationGroup, all",
  "AwsSolutions-AEC6 in AWS::ElastiCache::ReplicationGroup, all, iam,password",
  "AwsSolutions-IAM5[Resource::*] in AWS::IAM::ManagedPolicy, all, auth-token,password",
  "HIPAA.Security-SecretsManagerUsingKMSKey in AWS::SecretsManager::Secret, all, auth-token,password",
  "NIST.800.53.R5-SecretsManagerUsingKMSKey in AWS::SecretsManager::Secret, all, auth-token,password",
  "PCI.DSS.321-SecretsManagerUsingKMSKey in AWS::SecretsManager::Secret, all, auth-token,password",
  "HIPAA.Security-LambdaConcurrency in AWS::Lambda::Function, all, auth-token,password",
  "NIST.800.53.R5-LambdaConcurrency in AWS::Lambda::Function, all, auth-token,password",
  "Serverless-SQSRedrivePolicy in AWS::SQS::Queue, all, auth-token,password",
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

  test.each(ACKNOWLEDGED_FINDINGS)('$id stands if it is not acknowledged', ({ id, where, profile, auth: kinds }) => {
    const { acknowledge } = Validations.prototype;
    jest.spyOn(Validations.prototype, 'acknowledge').mockImplementation(function (this: Validations, ...rules) {
      acknowledge.call(this, ...rules.filter((rule) => rule.id !== id));
    });
    const auth = kinds?.includes(AuthKind.IAM) === false ? CacheAuth.authToken() : CacheAuth.iam();
    const stack = cacheStack({ profile, engine: EngineVersion.REDIS_7_1, auth });
    const found = PACKS.flatMap((Pack) => new Pack(stack).validateScope(stack).violations);
    expect(found.map(({ ruleName }) => ruleName)).toEqual([id]);
    const resources = stack.node
      .findAll()
      .filter((each) => 'cfnResourceType' in each && each.cfnResourceType === where);
    const violating = found[0].violatingResources.map(({ constructPath }) => constructPath);
    // The policy of the flow logs names its resource, and the CDK's own function is a generic resource to the packs.
    const others = resources
      .map(({ node }) => node.path)
      .filter((path) => !/FlowLogsPolicy|CustomResourceProvider/.test(path));
    expect(violating.sort()).toEqual(others.sort());
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
  return new ReplicationGroup(stack, 'Cache', { vpc: givenNetwork(stack), auth: authOf(props.engine), ...props });
}

function cacheStack(config: CacheConfig): CacheStack {
  return new CacheStack(new App(), 'Stack', { config: { auth: authOf(config.engine), ...config } });
}

function findings(scope: IConstruct): string[] {
  return PACKS.flatMap((Pack) => new Pack(scope).validateScope(scope).violations.map(({ ruleName }) => ruleName));
}
