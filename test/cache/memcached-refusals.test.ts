import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Fn, Lazy, RemovalPolicy, Token } from 'aws-cdk-lib/core';
import { MaintenanceWindow } from '../../lib/cache/maintenance-window';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { MemcachedParameters } from '../../lib/cache/memcached-parameters';
import { NetworkType } from '../../lib/cache/network-type';
import { ParameterGroup } from '../../lib/cache/parameter-group';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { SubnetGroup } from '../../lib/network/subnet-group';
import { messageOf, network, stack, warningsIn } from './given';
import { type ClusterProps, type ClusterPropsIn, clusterIn } from './memcached-given';

const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg';
const PAGE =
  'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html';
const LARGE = MemcachedParameters.of({ maxItemSize: 268_435_456 });

test.each<[string, ClusterPropsIn, string]>([
  [
    'another engine',
    { engine: EngineVersion.VALKEY_8_2 },
    `'engine' needs a version of Memcached, got valkey 8.2; use ReplicationGroup for Valkey and Redis OSS (${GUIDE}/SelectEngine.html)`,
  ],
  [
    'no nodes',
    { nodes: 0 },
    `'nodes' needs one node or more, got 0; set nodes: 1, or more (https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheCluster.html) [memcached-node-count-range]`,
  ],
  [
    'half a node',
    { nodes: 1.5 },
    `'props' needs 'nodes' to be of type integer, got 1.5; write each value in the type of the schema (${PAGE}) [cluster-property-type]`,
  ],
  [
    'the number of a variable that is not set',
    { nodes: Number(undefined) },
    `'props' needs 'nodes' to be of type integer, got NaN; write each value in the type of the schema (${PAGE}) [cluster-property-type]`,
  ],
  [
    'nodes that only the deployment knows',
    { nodes: Token.asNumber(Fn.ref('Nodes')) },
    `'nodes' needs a number that is known when the template is made, because it names a zone for each node, got a token; give the number (${PAGE})`,
  ],
  [
    'no zone in a list',
    { zones: [] },
    "'zones' needs at least one Availability Zone, got none; leave it out for those of the subnets, or name one",
  ],
  [
    'a zone without a subnet',
    { zones: ['eu-west-1a', 'eu-west-1c'] },
    `'zones' needs zones in which the cluster has subnets, which are 'eu-west-1a', 'eu-west-1b', got 'eu-west-1c'; use one of these, or choose subnets of that zone with 'vpcSubnets' (${PAGE})`,
  ],
  [
    'a list of zones that only the deployment knows',
    { zones: Fn.getAzs() },
    `'zones' needs its zones one by one, got a list that is not known yet; name each zone (${PAGE})`,
  ],
  [
    'a subnet group of which nobody knows the zones',
    (scope) => ({ subnetGroup: SubnetGroup.fromSubnetGroupName(scope, 'Subnets', 'shared') }),
    `'zones' needs the Availability Zones of the subnets, which only the deployment knows, got none; name them, or a later change of 'nodes' would replace the cluster (${PAGE})`,
  ],
  [
    'encryption with an old version',
    { engine: EngineVersion.MEMCACHED_1_6_6, transitEncryption: true },
    `'transitEncryption' needs memcached 1.6.12 or newer, got memcached 1.6.6; choose a newer version, or set transitEncryption: false (${GUIDE}/in-transit-encryption.html) [memcached-tls-engine]`,
  ],
  [
    'a node type with data on SSD',
    { nodeType: NodeType.R6GD_XLARGE },
    `'nodeType' needs a node type on which a cluster of memcached 1.6.22 runs, got "cache.r6gd.xlarge"; choose another family: nodeType: NodeType.R7G_LARGE, for example (${GUIDE}/CacheNodes.SupportedTypes.html) [cluster-node-type-engine]`,
  ],
  [
    'a version that is too old for its node type',
    { engine: EngineVersion.MEMCACHED_1_5_10, nodeType: NodeType.T4G_SMALL },
    `'nodeType' needs a node type on which a cluster of memcached 1.5.10 runs, got "cache.t4g.small"; upgrade to memcached 1.5.16 or newer, or choose an older family (${GUIDE}/CacheNodes.SupportedTypes.html) [cluster-node-type-engine]`,
  ],
  [
    'snapshots',
    { removalPolicy: RemovalPolicy.SNAPSHOT },
    `'removalPolicy' needs DESTROY or RETAIN, because Memcached has no snapshots, got SNAPSHOT; use RemovalPolicy.DESTROY (${GUIDE}/backups.html)`,
  ],
  [
    'IPv6 with an old version',
    { engine: EngineVersion.MEMCACHED_1_5_16, networkType: NetworkType.IPV6 },
    `'networkType' needs memcached 1.6.6, valkey 7.2 or redis 6.2, or newer, got memcached 1.5.16; upgrade the engine, or set networkType: NetworkType.IPV4 (${PAGE}) [cluster-network-type-engine]`,
  ],
  [
    'a maintenance window of half an hour',
    { maintenanceWindow: MaintenanceWindow.parse('sun:05:00-sun:05:30') },
    `'maintenanceWindow' needs 60 minutes to 24 hours, got "sun:05:00-sun:05:30"; move its start or its end (${GUIDE}/maintenance-window.html) [cluster-maintenance-window-length]`,
  ],
  [
    'a name that ends with a hyphen',
    { clusterName: 'pages-' },
    `'clusterName' needs 1 to 50 letters, digits and single hyphens, a letter first and no hyphen last, got "pages-"; leave it out: CloudFormation then makes a name that a replacement can do without (${PAGE}) [cluster-name]`,
  ],
  [
    'a parameter of Valkey',
    { parameters: { 'maxmemory-policy': 'allkeys-lru' } },
    `'parameters' needs parameters of the family memcached1.6, got 'maxmemory-policy'; leave out what only other families know: 'maxmemory-policy' (redis6.x, redis7, valkey7, valkey8, valkey9) (${GUIDE}/ParameterGroups.Engine.html) [parameter-other-family]`,
  ],
  [
    'a parameter that follows the node type',
    { parameters: { num_threads: '4' } },
    `'parameters' needs parameters that can be set, got 'num_threads'; leave out what the service decides (${GUIDE}/ParameterGroups.Engine.html) [parameter-fixed]`,
  ],
  [
    'a flag in the words of Valkey',
    { parameters: { cas_disabled: 'no' } },
    `'parameters' needs 'cas_disabled' to be 1 or 0, got 'no'; choose a value that the parameter takes (${GUIDE}/ParameterGroups.Engine.html) [parameter-value]`,
  ],
  [
    'items that are no multiple of their chunks',
    { parameters: MemcachedParameters.of({ maxItemSize: 1_500_000 }) },
    `'parameters' needs 'max_item_size' to be a multiple of 'slab_chunk_max', which is 524288, got 1500000; set it to 1572864 (${GUIDE}/VersionManagement.html) [memcached-chunk-multiple]`,
  ],
  [
    'items of more than a quarter of the memory',
    { nodeType: NodeType.T4G_MICRO, parameters: LARGE },
    `'parameterGroup' needs a parameter group with a 'max_item_size' of 108003328 bytes at most on cache.t4g.micro: a quarter of the memory for items, got 268435456; lower it or 'memcached_connections_overhead', or choose a node type with more memory (${GUIDE}/VersionManagement.html) [memcached-item-memory]`,
  ],
  [
    'parameters beside a group',
    (scope) => ({
      parameterGroup: ParameterGroup.fromParameterGroupName(scope, 'Group', 'default.memcached1.6'),
      parameters: {},
    }),
    "'parameterGroup' needs to stand alone, got 'parameters' beside it; set the parameters in that group",
  ],
  [
    'no security group in a list',
    { securityGroups: [] },
    "'securityGroups' needs at least one group, got none; leave it out for a group of its own",
  ],
  [
    'a VPC of public subnets, of which nobody asks the zones',
    (scope) => ({
      vpc: Vpc.fromVpcAttributes(scope, 'Open', { vpcId: 'vpc-2', availabilityZones: ['a'], publicSubnetIds: ['b'] }),
      zones: ['a'],
    }),
    "'vpc' needs private or isolated subnets, got public ones only; add a subnet group of type PRIVATE_ISOLATED",
  ],
])('%s is refused', (_, props, problem) => {
  expect(messageOf(() => clusterIn(stack(), props))).toBe(`Stack/Cache: ${problem}`);
});

test('everything that is wrong stands in one error', () => {
  const message = messageOf(() =>
    clusterIn(stack(), {
      nodes: 0,
      zones: ['eu-west-1c'],
      removalPolicy: RemovalPolicy.SNAPSHOT,
      parameters: { num_threads: '1' },
    }),
  );
  expect(message.match(/^ {2}- '(\w+)'/gm)).toEqual([
    "  - 'removalPolicy'",
    "  - 'zones'",
    "  - 'parameters'",
    "  - 'nodes'",
  ]);
});

test.each<[string, ClusterProps, string[]]>([
  ['nothing', {}, []],
  ['one node', { nodes: 1 }, []],
  ['nodes in one zone', { zones: ['eu-west-1a'] }, ['memcached-one-zone']],
  ['no encryption', { transitEncryption: false }, ['memcached-tls-off']],
  ['more nodes than the API says', { nodes: 41 }, ['memcached-node-count-quota']],
  ['more nodes than the quota', { nodes: 61 }, ['memcached-node-count-quota']],
  [
    'an old version on an old machine',
    { engine: EngineVersion.MEMCACHED_1_4_34, nodeType: NodeType.M5_LARGE },
    ['cluster-node-type-version', 'memcached-tls-off'],
  ],
  ['a node type that is newer than the list', { nodeType: NodeType.M8G_LARGE }, ['memcached-tls-node-type-unlisted']],
  ['minor versions that come by themselves', { autoMinorVersionUpgrade: true }, ['memcached-minor-upgrades']],
  ['a fixed name', { clusterName: 'pages' }, ['cluster-named']],
  ['no compare-and-swap', { parameters: MemcachedParameters.of({ casDisabled: true }) }, ['memcached-cas-disabled']],
])('%s is said as a warning', (_, props, ids) => {
  const scope = stack();
  clusterIn(scope, props);
  expect(warningsIn(scope)).toEqual(ids);
});

test('nothing that only the deployment knows is refused', () => {
  const text = Lazy.string({ produce: () => 'later' });
  const parameters = { max_item_size: text, idle_timeout: text };
  expect(() => clusterIn(stack(), { clusterName: text, parameters, zones: [text] })).not.toThrow();
});

test('a VPC whose zones only the deployment knows asks for zones', () => {
  const scope = stack();
  const vpc = network(scope, Fn.split(',', Fn.importValue('zones')));
  expect(() => new MemcachedCluster(scope, 'Cache', { vpc })).toThrow("'zones' needs the Availability Zones");
  expect(() => new MemcachedCluster(scope, 'Other', { vpc, zones: ['eu-west-1a'] })).not.toThrow();
});
