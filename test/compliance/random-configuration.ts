import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { type IVpc, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import fc from 'fast-check';
import { Backup } from '../../lib/cache/backup';
import { ClusterMode } from '../../lib/cache/cluster-mode';
import { Durability } from '../../lib/cache/durability';
import { LogDestination } from '../../lib/cache/log-delivery';
import { MaintenanceWindow, Weekday } from '../../lib/cache/maintenance-window';
import { IpDiscovery, NetworkType } from '../../lib/cache/network-type';
import { ParameterGroup } from '../../lib/cache/parameter-group';
import { Profile } from '../../lib/cache/profile';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import type { ReplicationGroupProps } from '../../lib/cache/replication-group-props';
import { RestoreSource } from '../../lib/cache/restore-source';
import { SnapshotWindow } from '../../lib/cache/snapshot-window';
import { TransitEncryption } from '../../lib/cache/transit-encryption';
import { Workload } from '../../lib/cache/workload';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { SubnetGroup } from '../../lib/network/subnet-group';
import { Topology } from '../../lib/topology/topology';
import { SUBNET_IDS, VPC_ID } from './given-network';
import { auth, clients, type Verb } from './random-auth';
import { called, type Made, mostly, named, sometimes } from './random-values';

/** A configuration as text and as a construct. */
export interface RandomConfiguration extends Made<ReplicationGroup> {
  /** Whether it says that nobody has to prove who they are. */
  readonly open: boolean;
}

const REPLICATING = EngineVersion.all().filter(({ features }) => features.replication);
const engine = mostly(
  fc.constantFrom(...REPLICATING).map((each): Made<EngineVersion> => ({ text: `${each}`, make: () => each })),
  fc.oneof(
    fc.constantFrom(...EngineVersion.all()).map((each): Made<EngineVersion> => ({ text: `${each}`, make: () => each })),
    called(
      'EngineVersion.of',
      fc.record({
        version: fc.constantFrom('9.2', '10.0', '8.2.1'),
        family: fc.constantFrom('valkey9', 'valkey10', 'redis7'),
        like: fc.constantFrom(...EngineVersion.all()),
      }),
      ({ version, family, like }) => EngineVersion.of(version, { parameterGroupFamily: family, like }),
    ),
  ),
);

const USUAL_TYPES = ['cache.r7g.large', 'cache.m7g.large', 'cache.t4g.small', 'cache.r6gd.xlarge', 'cache.r5.large'];
/** Node types, the usual ones more often. */
export const nodeType = fc
  .oneof(
    { arbitrary: fc.constantFrom(...NodeType.all().filter(({ name }) => USUAL_TYPES.includes(name))), weight: 3 },
    { arbitrary: fc.constantFrom(...NodeType.all()), weight: 2 },
    {
      arbitrary: fc.constantFrom(
        NodeType.of('cache.r9g.large', { like: NodeType.R7G_LARGE, vcpu: 2, memoryGiB: 16 }),
        NodeType.of('cache.r9gd.xlarge', { like: NodeType.R6GD_XLARGE, vcpu: 4, memoryGiB: 32 }),
      ),
      weight: 1,
    },
  )
  .map((each): Made<NodeType> => ({ text: each.name, make: () => each }));

const count = (usual: number, most: number) =>
  mostly(
    fc.integer({ min: 1, max: usual }),
    fc.oneof(fc.integer({ min: -1, max: most }), fc.constantFrom(0.5, NaN)),
    8,
  );
/** A zone, of which the networks below have two. */
export const zone = fc.constantFrom('eu-west-1a', 'eu-west-1b', 'eu-west-1c');
const zones = (most: number) => fc.array(zone, { minLength: 0, maxLength: most });
/** Slots that are shared out evenly, or not at all well. */
const slots = (shards: number) =>
  mostly(
    fc.constant(
      Array.from({ length: Math.max(0, Math.ceil(shards) || 0) }, (_, index) => {
        const at = (shard: number) => Math.floor((shard * 16_384) / shards);
        return `${at(index)}-${at(index + 1) - 1}`;
      }),
    ),
    fc.array(fc.constantFrom('0-5460', '5461-16383', '1-2', '16384-16385', 'all'), { maxLength: 3 }),
    3,
  );
const layout = (shards: number, replicas: number) =>
  fc
    .tuple(
      sometimes(slots(shards)),
      mostly(fc.constant(shards), fc.integer({ min: 0, max: 3 })),
      sometimes(zone),
      sometimes(mostly(fc.array(zone, { minLength: 0, maxLength: 5 }), zones(2))),
      sometimes(
        mostly(
          fc.constant((index: number) => `000${index + 1}`.slice(-4)),
          fc.constant(() => '0001'),
          6,
        ),
      ),
    )
    .map(([ranges, length, primaryZone, replicaZones, idOf]) =>
      Array.from({ length: Math.max(0, Math.min(20, Math.ceil(length) || 0)) }, (_, index) => ({
        id: idOf?.(index),
        slots: ranges?.[index],
        primaryZone,
        replicaZones: replicaZones?.length === replicas ? replicaZones : replicaZones?.slice(0, replicas),
      })),
    );

const topology: fc.Arbitrary<Made<Topology>> = fc.oneof(
  called(
    'singleShard',
    count(5, 7).chain((replicas) =>
      fc.record({ replicas: fc.constantFrom(replicas, 0, 1), zones: sometimes(zones(3), 4) }),
    ),
    (each) => Topology.singleShard(each),
  ),
  called(
    'clusterMode',
    fc.tuple(count(6, 520), count(3, 7)).chain(([shards, replicasPerShard]) =>
      fc.record({
        shards: fc.constant(shards),
        replicasPerShard: fc.constant(replicasPerShard),
        layout: sometimes(layout(shards, replicasPerShard), 4),
      }),
    ),
    (each) => Topology.clusterMode(each),
  ),
  called(
    'clusterModeWithoutReplicas',
    count(6, 520).chain((shards) =>
      fc.record({ shards: fc.constant(shards), layout: sometimes(layout(shards, 0), 4) }),
    ),
    (each) => Topology.clusterModeWithoutReplicas(each),
  ),
  called(
    'migratedToClusterMode',
    fc.record({ replicas: sometimes(count(5, 7)), zones: sometimes(zones(3), 4) }),
    (each) => Topology.migratedToClusterMode(each),
  ),
);

const hour = mostly(fc.integer({ min: 0, max: 23 }), fc.constantFrom(-1, 24, 1.5));
const minute = sometimes(mostly(fc.integer({ min: 0, max: 59 }), fc.constantFrom(-1, 60)));
const duration = sometimes(
  mostly(fc.integer({ min: 60, max: 1439 }), fc.constantFrom(0, 30, 1440, 3000)).map((minutes) =>
    Duration.minutes(minutes),
  ),
);
const snapshotWindow = fc.oneof(
  called('SnapshotWindow.daily', fc.record({ hour, minute, duration }), (each) => SnapshotWindow.daily(each)),
  called(
    'SnapshotWindow.parse',
    fc.record({ text: fc.constantFrom('03:00-04:00', '23:30-01:00', '3:00-4:00', '03:00-03:30', '25:00-26:00', '') }),
    ({ text }) => SnapshotWindow.parse(text),
  ),
);
/** Windows, well and badly written. */
export const maintenanceWindow = fc.oneof(
  called(
    'MaintenanceWindow.weekly',
    fc.record({ day: fc.constantFrom(...Object.values(Weekday)), hour, minute, duration }),
    (each) => MaintenanceWindow.weekly(each),
  ),
  called(
    'MaintenanceWindow.parse',
    fc.record({
      text: fc.constantFrom('sun:05:00-sun:06:00', 'sat:23:30-sun:01:00', 'Sun:05:00-Sun:06:00', 'sun:05:00-sun:05:10'),
    }),
    ({ text }) => MaintenanceWindow.parse(text),
  ),
);
const backup: fc.Arbitrary<Made<Backup>> = fc.oneof(
  named({ none: Backup.none() }),
  fc
    .tuple(
      sometimes(mostly(fc.integer({ min: 1, max: 35 }), fc.constantFrom(0, 36, 400))),
      sometimes(snapshotWindow),
      sometimes(fc.constantFrom('orders-001', 'orders-002'), 6),
    )
    .map(([days, window, nodeId]) => ({
      text: `Backup.daily(${days} days, ${window?.text}, ${nodeId})`,
      make: (stack: Stack) => {
        const retention = days === undefined ? undefined : Duration.days(days);
        return Backup.daily({ retention, window: window?.make(stack), nodeId });
      },
    })),
);

const restoreFrom: fc.Arbitrary<Made<RestoreSource>> = fc.oneof(
  called('snapshot', fc.record({ name: fc.constantFrom('orders', 'automatic.orders-2026-11-01-03-00') }), ({ name }) =>
    RestoreSource.snapshot(name),
  ),
  called(
    's3Objects',
    fc.record({
      arns: fc.array(
        fc.constantFrom(
          'arn:aws:s3:::backups/orders-0001.rdb',
          'arn:aws:s3:::backups/2026/orders-0002.rdb',
          'arn:aws:s3:::backups',
          's3://backups/orders.rdb',
        ),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    ({ arns }) => RestoreSource.s3Objects(...arns),
  ),
);

const parameters = fc.dictionary(
  fc.constantFrom(
    'maxmemory-policy',
    'timeout',
    'notify-keyspace-events',
    'cluster-enabled',
    'reserved-memory-percent',
    'databases',
    'appendonly',
    'hash-max-ziplist-entries',
    'hash-max-listpack-entries',
    'no-such-parameter',
  ),
  fc.constantFrom('allkeys-lru', 'allkeys-random', 'noeviction', '0', '25', '300', 'yes', 'no', 'KEA', 'AK', ''),
  { maxKeys: 2, noNullPrototype: true },
);

const log: fc.Arbitrary<Made<LogDestination>> = fc.oneof(
  named({ none: LogDestination.none(), own: LogDestination.ownLogGroup({ retention: 30 }) }),
  fc.constant({
    text: 'firehose',
    make: (stack: Stack) =>
      LogDestination.firehose(
        (stack.node.tryFindChild('Stream') as CfnDeliveryStream | undefined) ??
          new CfnDeliveryStream(stack, 'Stream', {
            s3DestinationConfiguration: { bucketArn: 'arn:aws:s3:::logs', roleArn: 'arn:aws:iam::111122223333:role/l' },
          }),
      ),
  }),
);

/** Networks of two zones, of one, and with public subnets. */
export const vpc: fc.Arbitrary<Made<IVpc>> = mostly(
  fc.constant('isolated'),
  fc.constantFrom('one zone', 'public'),
  15,
).map((text) => ({
  text,
  make: (stack: Stack) =>
    Vpc.fromVpcAttributes(stack, 'Network', {
      vpcId: VPC_ID,
      availabilityZones: ['eu-west-1a', 'eu-west-1b'].slice(0, text === 'one zone' ? 1 : 2),
      [text === 'public' ? 'publicSubnetIds' : 'isolatedSubnetIds']: SUBNET_IDS.slice(0, text === 'one zone' ? 1 : 2),
    }),
}));

const PROPS = {
  vpc,
  auth: sometimes(auth, 3),
  engine: sometimes(engine, 4),
  nodeType: sometimes(nodeType),
  topology: sometimes(topology, 3),
  profile: sometimes(named({ production: Profile.PRODUCTION, dev: Profile.DEV })),
  clusterMode: sometimes(
    named({ enabled: ClusterMode.ENABLED, compatible: ClusterMode.COMPATIBLE, disabled: ClusterMode.DISABLED }),
    5,
  ),
  automaticFailover: sometimes(named({ true: true, false: false }), 8),
  multiAz: sometimes(named({ true: true, false: false }), 4),
  durability: sometimes(named({ sync: Durability.SYNC, async: Durability.ASYNC, disabled: Durability.DISABLED }), 4),
  workload: sometimes(named({ sessions: Workload.SESSION_STORE, queue: Workload.QUEUE, board: Workload.LEADERBOARD })),
  parameters: sometimes(
    called('', parameters, (each) => each),
    4,
  ),
  parameterGroup: sometimes(
    fc.constantFrom('default.valkey8', 'default.valkey8.cluster.on', 'default.redis7', 'ours').map((name) => ({
      text: name,
      make: (stack: Stack) => ParameterGroup.fromParameterGroupName(stack, 'Parameters', name),
    })),
    12,
  ),
  subnetGroup: sometimes(
    fc.constant({ text: 'ours', make: (stack: Stack) => SubnetGroup.fromSubnetGroupName(stack, 'Subnets', 'ours') }),
    9,
  ),
  vpcSubnets: sometimes(named({ all: {}, one: { availabilityZones: ['eu-west-1a'] } }), 9),
  securityGroups: sometimes(
    fc.constantFrom(0, 1).map((length) => ({
      text: `${length} groups`,
      make: (stack: Stack) =>
        Array.from({ length }, () => SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')),
    })),
    9,
  ),
  backup: sometimes(backup),
  restoreFrom: sometimes(restoreFrom, 5),
  removalPolicy: sometimes(
    named({ snapshot: RemovalPolicy.SNAPSHOT, retain: RemovalPolicy.RETAIN, destroy: RemovalPolicy.DESTROY }),
  ),
  port: sometimes(
    called('', fc.record({ port: fc.integer({ min: 1, max: 65_535 }) }), ({ port }) => port),
    5,
  ),
  networkType: sometimes(named({ ipv4: NetworkType.IPV4, ipv6: NetworkType.IPV6, dual: NetworkType.DUAL_STACK }), 4),
  ipDiscovery: sometimes(named({ ipv4: IpDiscovery.IPV4, ipv6: IpDiscovery.IPV6 }), 5),
  encryptionKey: sometimes(fc.constant({ text: 'key', make: (stack: Stack) => new Key(stack, 'Key') }), 6),
  transitEncryption: sometimes(
    named({
      required: TransitEncryption.REQUIRED,
      preferred: TransitEncryption.PREFERRED,
      disabled: TransitEncryption.DISABLED,
    }),
    3,
  ),
  maintenanceWindow: sometimes(maintenanceWindow),
  autoMinorVersionUpgrade: sometimes(named({ true: true, false: false })),
  notificationTopic: sometimes(fc.constant({ text: 'topic', make: (stack: Stack) => new Topic(stack, 'Topic') }), 6),
  slowLog: sometimes(log, 3),
  engineLog: sometimes(log, 3),
  description: sometimes(
    called('', fc.record({ length: fc.constantFrom(0, 1, 255, 256) }), ({ length }) => 'd'.repeat(length)),
    9,
  ),
  replicationGroupId: sometimes(
    named(
      Object.fromEntries(
        ['orders', 'orders-', '1orders', 'orders--a', 'o'.repeat(40), 'o'.repeat(41)].map((id) => [id, id]),
      ),
    ),
    12,
  ),
} satisfies { readonly [prop: string]: fc.Arbitrary<Made<unknown> | undefined> };

/** Random configurations over the whole public surface of `ReplicationGroup`, about half of them valid. */
export const randomConfigurations: fc.Arbitrary<RandomConfiguration> = fc
  .tuple(fc.record(PROPS), mostly(fc.constant<Made<Verb>[]>([]), fc.array(clients, { minLength: 1, maxLength: 2 }), 1))
  .map(([made, verbs]) => {
    const given = Object.entries(made).flatMap(([prop, value]) =>
      value === undefined ? [] : [[prop, value] as const],
    );
    const props = given.map(([prop, { text }]) => `${prop}: ${text}`).join(', ');
    return {
      text: [`{ ${props} }`, ...verbs.map(({ text }) => text)].join('.'),
      open: made.auth?.text === 'none',
      make: (stack) => {
        const props = Object.fromEntries(given.map(([prop, { make }]) => [prop, make(stack)]));
        const cache = new ReplicationGroup(stack, 'Cache', props as unknown as ReplicationGroupProps);
        for (const { make } of verbs) make(stack)(cache);
        return cache;
      },
    };
  });
