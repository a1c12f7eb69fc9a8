import { Duration, type Stack } from 'aws-cdk-lib';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  AuroraMysqlEngineVersion,
  AuroraPostgresEngineVersion,
  DatabaseClusterEngine,
  DatabaseInstanceEngine,
  DatabaseInstance as ForeignInstance,
  MariaDbEngineVersion,
  MysqlEngineVersion,
  PostgresEngineVersion,
} from 'aws-cdk-lib/aws-rds';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import fc from 'fast-check';
import { CacheAuth } from '../../lib/access/cache-auth';
import { Durability } from '../../lib/cache/durability';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { Profile } from '../../lib/cache/profile';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { Engine, EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import type { IClient } from '../../lib/connect/client';
import type { ConnectOptions } from '../../lib/connect/connection';
import { Database } from '../../lib/database/database';
import { CacheSource } from '../../lib/patterns/cache-source';
import { CachedDatabase } from '../../lib/patterns/cached-database';
import type { CachedDatabaseProps } from '../../lib/patterns/cached-database-props';
import type { CachingRule } from '../../lib/patterns/caching-rule';
import { DatabaseSource } from '../../lib/patterns/database-source';
import { Invalidation } from '../../lib/patterns/invalidation';
import { Leaderboard } from '../../lib/patterns/leaderboard';
import { SessionStore } from '../../lib/patterns/session-store';
import { givenNetwork } from './given-network';
import { called, type Made, mostly, named, sometimes } from './random-values';

/** What a pattern lets its clients do. */
export interface RandomPattern {
  connect(target: IClient, options?: Pick<ConnectOptions, 'from'> & { readonly as?: string }): unknown;
}

/** Where a pattern is made, and where its clients. */
export interface Places {
  readonly own: Stack;
  readonly clients: Stack;
}

/** A pattern with its clients, as text and as constructs. */
export interface RandomComposition {
  readonly text: string;
  readonly make: (places: Places) => void;
}

const duration = mostly(
  fc.integer({ min: 1, max: 600 }).map((seconds) => Duration.seconds(seconds)),
  fc.constantFrom(Duration.seconds(0), Duration.millis(500), Duration.days(200), Duration.hours(2)),
  9,
);

const table = mostly(
  fc.constantFrom('products', 'orders', 'public.orders', 'shop.lines', 'Ware'),
  fc.constantFrom('*', '', 'a.b.c', 'a b', '"x"'),
  14,
);

const rules: fc.Arbitrary<Made<CachingRule[]>> = called(
  'rules',
  fc.record({
    rules: fc.array(
      fc.record({
        tables: mostly(fc.uniqueArray(table, { minLength: 1, maxLength: 3 }), fc.array(table, { maxLength: 2 }), 9),
        ttl: duration,
        stale: sometimes(duration, 4),
      }),
      { maxLength: 2 },
    ),
  }),
  ({ rules: all }) => all,
);

const invalidation: fc.Arbitrary<Made<Invalidation>> = fc
  .tuple(fc.constantFrom('ttl' as const, 'onWrites' as const), mostly(fc.constant(Duration.minutes(20)), duration))
  .map(([kind, maxTtl]) => ({
    text: `${kind}(${maxTtl.toHumanString()})`,
    make: () => Invalidation[kind]({ maxTtl }),
  }));

const auth = named({
  iam: CacheAuth.iam(),
  users: CacheAuth.users(),
  token: CacheAuth.authToken(),
  none: CacheAuth.none(),
});

const ENGINES = ['VALKEY_9_0', 'VALKEY_8_2', 'VALKEY_7_2', 'REDIS_7_1', 'REDIS_6_2'] as const;

const cache: fc.Arbitrary<Made<CacheSource>> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .record({
        auth: sometimes(auth, 2),
        engine: sometimes(named(Object.fromEntries(ENGINES.map((name) => [name, EngineVersion[name]]))), 3),
        nodeType: sometimes(named({ r7g: NodeType.R7G_LARGE, m7g: NodeType.M7G_LARGE, t4g: NodeType.T4G_MICRO }), 4),
      })
      .map((made) => ({
        text: `group(${Object.entries(made).map(([name, value]) => `${name}: ${value?.text}`)})`,
        make: (stack: Stack) =>
          CacheSource.replicationGroup(
            Object.fromEntries(Object.entries(made).map(([name, value]) => [name, value?.make(stack)])),
          ),
      })),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        nodes: sometimes(mostly(fc.integer({ min: 1, max: 6 }), fc.constantFrom(0, 61), 5)),
        engine: sometimes(
          mostly(
            named({ '1.6.17': EngineVersion.MEMCACHED_1_6_17 }),
            named({ '1.5.16': EngineVersion.MEMCACHED_1_5_16 }),
            3,
          ),
        ),
      })
      .map(({ nodes, engine }) => ({
        text: `memcached(nodes: ${nodes}, engine: ${engine?.text})`,
        make: (stack: Stack) => CacheSource.memcached({ nodes, engine: engine?.make(stack) }),
      })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('valkey', 'memcached').map((engine) => ({
      text: `existing ${engine}`,
      make: (stack: Stack) => CacheSource.existing(engine === 'valkey' ? importedIn(stack) : memcachedIn(stack)),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.constant({
      text: 'existing group',
      make: (stack: Stack) => CacheSource.existing(new ReplicationGroup(stack, 'Given', { vpc: networkOf(stack) })),
    }),
  },
);

function memcachedIn(stack: Stack) {
  return new MemcachedCluster(stack, 'GivenMemcached', { vpc: networkOf(stack) });
}

function importedIn(stack: Stack) {
  return ReplicationGroup.fromReplicationGroupAttributes(stack, 'ImportedCache', {
    replicationGroupId: 'orders',
    endpointAddress: 'orders.example.cache.amazonaws.com',
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'ImportedCacheGroup', 'sg-0123456789abcdef1')],
    engine: Engine.VALKEY,
    auth: CacheAuth.none(),
  });
}

const INSTANCES = {
  postgres: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17 }),
  mysql: DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.of('8.4.7', '8.4') }),
  mariadb: DatabaseInstanceEngine.mariaDb({ version: MariaDbEngineVersion.of('11.4.8', '11.4') }),
};

const CLUSTERS = {
  'aurora-postgresql': DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_16_6 }),
  'aurora-mysql': DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_08_0 }),
};

const existing = fc.constantFrom(...Object.entries(INSTANCES)).map(([text, engine]) => ({
  text: `existing ${text}`,
  make: (stack: Stack) => {
    const instance = ForeignInstance.fromDatabaseInstanceAttributes(stack, 'Imported', {
      instanceIdentifier: 'orders',
      instanceEndpointAddress: 'orders.example.eu-west-1.rds.amazonaws.com',
      port: 5432,
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'ImportedGroup', 'sg-0123456789abcdef0')],
      engine,
    });
    const secret = Secret.fromSecretNameV2(stack, 'ImportedSecret', 'orders');
    return DatabaseSource.existing(Database.fromInstance(stack, 'Taken', instance, { vpc: networkOf(stack), secret }));
  },
}));

const database: fc.Arbitrary<Made<DatabaseSource>> = fc.oneof(
  { weight: 3, arbitrary: source(INSTANCES, (engine) => DatabaseSource.instance({ engine })) },
  { weight: 2, arbitrary: source(CLUSTERS, (engine) => DatabaseSource.cluster({ engine })) },
  { weight: 2, arbitrary: existing },
);

function source<E>(
  engines: { readonly [name: string]: E },
  make: (engine: E) => DatabaseSource,
): fc.Arbitrary<Made<DatabaseSource>> {
  return fc.constantFrom(...Object.entries(engines)).map(([text, engine]) => ({ text, make: () => make(engine) }));
}

const profile = sometimes(named({ production: Profile.PRODUCTION, dev: Profile.DEV }), 2);
const durability = sometimes(
  named({ sync: Durability.SYNC, async: Durability.ASYNC, disabled: Durability.DISABLED }),
  3,
);

type Part = fc.Arbitrary<Made<unknown> | undefined>;

const pattern: fc.Arbitrary<Made<RandomPattern>> = fc.oneof(
  {
    weight: 3,
    arbitrary: construct(
      'CachedDatabase',
      {
        database: mostly<Made<unknown> | undefined>(database, fc.constant(undefined), 5),
        cache: sometimes(cache, 2),
        rules: sometimes(rules, 2),
        invalidation: mostly<Made<unknown> | undefined>(invalidation, fc.constant(undefined)),
        profile,
      },
      (stack, props) => new CachedDatabase(stack, 'Orders', props as CachedDatabaseProps),
    ),
  },
  {
    weight: 1,
    arbitrary: construct(
      'SessionStore',
      { cache: sometimes(cache, 2), ttl: sometimes(time(), 3), maxTtl: sometimes(time(), 3), durability, profile },
      (stack, props) => new SessionStore(stack, 'Sessions', props),
    ),
  },
  {
    weight: 1,
    arbitrary: construct(
      'Leaderboard',
      { cache: sometimes(cache, 2), maxTtl: sometimes(time(), 3), durability, profile },
      (stack, props) => new Leaderboard(stack, 'Boards', props),
    ),
  },
);

function time(): fc.Arbitrary<Made<Duration>> {
  return duration.map((each) => ({ text: each.toHumanString(), make: () => each }));
}

/** A network is given mostly where one is needed, and left out where the parts have one. */
function construct(
  name: string,
  parts: { readonly [prop: string]: Part },
  make: (stack: Stack, props: object) => RandomPattern,
): fc.Arbitrary<Made<RandomPattern>> {
  return fc.tuple(fc.record(parts), mostly(fc.constant(true), fc.constant(false), 9)).map(([made, usual]) => {
    const given = Object.entries(made).flatMap(([prop, value]) => (value ? [[prop, value] as const] : []));
    const placed = given.some(
      ([prop, { text }]) => text.startsWith('existing') && (prop === 'database' || name !== 'CachedDatabase'),
    );
    const vpc = usual !== placed;
    return {
      text: `${name}({ ${[...(vpc ? ['vpc'] : []), ...given.map(([prop, { text }]) => `${prop}: ${text}`)].join(', ')} })`,
      make: (stack) =>
        make(stack, {
          ...(vpc && { vpc: networkOf(stack) }),
          ...Object.fromEntries(given.map(([prop, value]) => [prop, value.make(stack)])),
        }),
    };
  });
}

const vpcSubnets = { subnetType: SubnetType.PRIVATE_ISOLATED };

const CLIENTS: { readonly [kind: string]: (stack: Stack, id: string, closed: boolean) => [IClient, ConnectOptions?] } =
  {
    function: (stack, id, closed) => [
      new LambdaFunction(stack, id, {
        runtime: Runtime.NODEJS_22_X,
        handler: 'index.handler',
        code: Code.fromInline('exports.handler = async () => {};'),
        vpc: networkOf(stack),
        vpcSubnets,
        allowAllOutbound: !closed,
      }),
    ],
    service: (stack, id) => {
      const taskDefinition = new FargateTaskDefinition(stack, `${id}Task`);
      taskDefinition.addContainer('app', { image: ContainerImage.fromRegistry('public.ecr.aws/app') });
      const cluster = new Cluster(stack, `${id}Cluster`, { vpc: networkOf(stack) });
      return [new FargateService(stack, id, { cluster, taskDefinition, vpcSubnets, minHealthyPercent: 100 })];
    },
    role: (stack, id, closed) => [
      new Role(stack, id, { assumedBy: new ServicePrincipal('pods.eks.amazonaws.com') }),
      { from: new SecurityGroup(stack, `${id}Group`, { vpc: networkOf(stack), allowAllOutbound: !closed }) },
    ],
  };

const clients = fc.array(
  fc.record({
    kind: fc.constantFrom(...Object.keys(CLIENTS)),
    elsewhere: fc.boolean(),
    closed: fc.boolean(),
  }),
  { maxLength: 2 },
);

/** Random patterns with random clients, about half of them valid. */
export const randomCompositions: fc.Arbitrary<RandomComposition> = fc.tuple(pattern, clients).map(([made, all]) => ({
  text: [made.text, ...all.map(({ kind, elsewhere, closed }) => `connect(${kind}, ${elsewhere}, ${closed})`)].join('.'),
  make: ({ own, clients: other }) => {
    const it = made.make(own);
    all.forEach(({ kind, elsewhere, closed }, index) => {
      const [target, options] = CLIENTS[kind](elsewhere ? other : own, `Client${index}`, closed);
      it.connect(target, options);
    });
  },
}));

function networkOf(stack: Stack) {
  return (stack.node.tryFindChild('Network') as ReturnType<typeof givenNetwork> | undefined) ?? givenNetwork(stack);
}
