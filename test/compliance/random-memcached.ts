import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import fc from 'fast-check';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import type { MemcachedClusterProps } from '../../lib/cache/memcached-cluster-props';
import { IpDiscovery, NetworkType } from '../../lib/cache/network-type';
import { ParameterGroup } from '../../lib/cache/parameter-group';
import { Profile } from '../../lib/cache/profile';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { SubnetGroup } from '../../lib/network/subnet-group';
import { maintenanceWindow, nodeType, vpc, zone } from './random-configuration';
import { called, type Made, mostly, named, sometimes } from './random-values';

const MEMCACHED = EngineVersion.all().filter(({ engine }) => engine === 'memcached');
const version = (each: EngineVersion): Made<EngineVersion> => ({ text: `${each}`, make: () => each });
const engine = mostly(
  fc.constantFrom(...MEMCACHED.slice(-3)).map(version),
  fc.oneof(
    fc.constantFrom(...MEMCACHED).map(version),
    fc.constantFrom(EngineVersion.VALKEY_8_2, EngineVersion.REDIS_7_1).map(version),
    called('EngineVersion.of', fc.record({ text: fc.constantFrom('1.6.40', '1.7.0') }), ({ text }) =>
      EngineVersion.of(text, { parameterGroupFamily: 'memcached1.6', like: EngineVersion.MEMCACHED_1_6_22 }),
    ),
  ),
  2,
);

const nodes = mostly(fc.integer({ min: 1, max: 8 }), fc.oneof(fc.integer({ min: -1, max: 70 }), fc.constant(0.5)), 6);

/** Sizes that fit each other, and sizes that do not. */
const parameters = fc.dictionary(
  fc.constantFrom(
    'idle_timeout',
    'max_item_size',
    'slab_chunk_max',
    'cas_disabled',
    'memcached_connections_overhead',
    'binding_protocol',
    'maxmemory-policy',
    'maxconns_fast',
    'no_such_parameter',
  ),
  fc.constantFrom('0', '1', '100', '300', '524288', '1048576', '2097152', '33554432', 'auto', 'ascii', ''),
  { maxKeys: 2, noNullPrototype: true },
);

const PROPS = {
  vpc,
  engine: sometimes(engine, 2),
  // One that nobody knows says by no name that it has disks.
  nodeType: sometimes(nodeType.filter(({ text }) => text !== 'cache.r9gd.xlarge')),
  nodes: sometimes(
    called('', fc.record({ count: nodes }), ({ count }) => count),
    2,
  ),
  zones: sometimes(
    called('', fc.record({ zones: fc.uniqueArray(zone, { maxLength: 3 }) }), (each) => each.zones),
    5,
  ),
  profile: sometimes(named({ production: Profile.PRODUCTION, dev: Profile.DEV })),
  transitEncryption: sometimes(named({ true: true, false: false }), 3),
  parameters: sometimes(
    called('', parameters, (each) => each),
    4,
  ),
  parameterGroup: sometimes(
    fc.constantFrom('default.memcached1.6', 'default.valkey8', 'ours').map((name) => ({
      text: name,
      make: (stack: Stack) => ParameterGroup.fromParameterGroupName(stack, 'Parameters', name),
    })),
    10,
  ),
  subnetGroup: sometimes(
    fc.constant({ text: 'ours', make: (stack: Stack) => SubnetGroup.fromSubnetGroupName(stack, 'Subnets', 'ours') }),
    9,
  ),
  vpcSubnets: sometimes(named({ all: {}, one: { availabilityZones: ['eu-west-1a'] } }), 6),
  securityGroups: sometimes(
    fc.constantFrom(0, 1).map((length) => ({
      text: `${length} groups`,
      make: (stack: Stack) =>
        Array.from({ length }, () => SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')),
    })),
    9,
  ),
  removalPolicy: sometimes(
    named({ snapshot: RemovalPolicy.SNAPSHOT, retain: RemovalPolicy.RETAIN, destroy: RemovalPolicy.DESTROY }),
    5,
  ),
  networkType: sometimes(named({ ipv4: NetworkType.IPV4, ipv6: NetworkType.IPV6, dual: NetworkType.DUAL_STACK }), 4),
  ipDiscovery: sometimes(named({ ipv4: IpDiscovery.IPV4, ipv6: IpDiscovery.IPV6 }), 5),
  maintenanceWindow: sometimes(maintenanceWindow),
  autoMinorVersionUpgrade: sometimes(named({ true: true, false: false })),
  notificationTopic: sometimes(fc.constant({ text: 'topic', make: (stack: Stack) => new Topic(stack, 'Topic') }), 6),
  clusterName: sometimes(
    named(
      Object.fromEntries(
        ['orders', 'orders-', '1orders', 'orders--a', 'o'.repeat(50), 'o'.repeat(51)].map((id) => [id, id]),
      ),
    ),
    8,
  ),
} satisfies { readonly [prop: string]: fc.Arbitrary<Made<unknown> | undefined> };

/** Random configurations over the whole public surface of `MemcachedCluster`, about half of them valid. */
export const randomClusters: fc.Arbitrary<Made<MemcachedCluster>> = fc
  .tuple(fc.record(PROPS), fc.integer({ min: 0, max: 2 }))
  .map(([made, clients]) => {
    const given = Object.entries(made).flatMap(([prop, value]) =>
      value === undefined ? [] : [[prop, value] as const],
    );
    const props = given.map(([prop, { text }]) => `${prop}: ${text}`).join(', ');
    return {
      text: `{ ${props} }, ${clients} clients`,
      make: (stack) => {
        const props = Object.fromEntries(given.map(([prop, { make }]) => [prop, make(stack)]));
        const cache = new MemcachedCluster(stack, 'Cache', props as unknown as MemcachedClusterProps);
        for (let index = 0; index < clients; index++) {
          cache.connect(SecurityGroup.fromSecurityGroupId(stack, `Client${index}`, `sg-0123456789abcdef${index + 1}`));
        }
        return cache;
      },
    };
  });
