import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type IPropertyInjector, PropertyInjectors, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib/core';
import { MaintenanceWindow, Weekday } from '../../lib/cache/maintenance-window';
import { DEFAULT_MEMCACHED_VERSION, MemcachedCluster } from '../../lib/cache/memcached-cluster';
import type { MemcachedClusterProps } from '../../lib/cache/memcached-cluster-props';
import { MemcachedParameters } from '../../lib/cache/memcached-parameters';
import { IpDiscovery, NetworkType } from '../../lib/cache/network-type';
import { ParameterGroup } from '../../lib/cache/parameter-group';
import { Profile } from '../../lib/cache/profile';
import { EngineVersion } from '../../lib/catalog/engine-version';
import { NodeType } from '../../lib/catalog/node-type';
import { network, resources, stack } from './given';
import { type ClusterProps, clusterIn, clusterL1, clusterOf, clusterResources, MEMCACHED_ID } from './memcached-given';

const PRODUCTION = {
  [MEMCACHED_ID.subnetGroup]: {
    Type: 'AWS::ElastiCache::SubnetGroup',
    Properties: {
      Description: 'Private subnets for Stack/Cache/SubnetGroup',
      SubnetIds: ['subnet-eu-west-1a', 'subnet-eu-west-1b'],
    },
  },
  [MEMCACHED_ID.securityGroup]: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: 'Who may connect to the cache Cache',
      SecurityGroupEgress: [
        {
          CidrIp: '255.255.255.255/32',
          Description: 'Disallow all traffic',
          FromPort: 252,
          IpProtocol: 'icmp',
          ToPort: 86,
        },
      ],
      VpcId: 'vpc-1',
    },
  },
  [MEMCACHED_ID.parameterGroup]: {
    Type: 'AWS::ElastiCache::ParameterGroup',
    Properties: {
      CacheParameterGroupFamily: 'memcached1.6',
      Description: 'Parameters of Stack/Cache/ParameterGroup',
      Properties: {},
    },
  },
  [MEMCACHED_ID.cluster]: {
    Type: 'AWS::ElastiCache::CacheCluster',
    Properties: {
      AZMode: 'cross-az',
      AutoMinorVersionUpgrade: false,
      CacheNodeType: 'cache.r7g.large',
      CacheParameterGroupName: { Ref: MEMCACHED_ID.parameterGroup },
      CacheSubnetGroupName: { Ref: MEMCACHED_ID.subnetGroup },
      Engine: 'memcached',
      EngineVersion: '1.6.22',
      NumCacheNodes: 2,
      Port: 11211,
      PreferredAvailabilityZones: ['eu-west-1a', 'eu-west-1b'],
      TransitEncryptionEnabled: true,
      VpcSecurityGroupIds: [{ 'Fn::GetAtt': [MEMCACHED_ID.securityGroup, 'GroupId'] }],
    },
    UpdateReplacePolicy: 'Delete',
    DeletionPolicy: 'Delete',
  },
};

describe('the template', () => {
  test('of a cluster that says nothing is this', () => {
    expect(clusterResources()).toEqual(PRODUCTION);
  });

  test('of the profile DEV has one small node, and says so in the description', () => {
    const scope = stack();
    clusterIn(scope, { profile: Profile.DEV });
    const template = Template.fromStack(scope).toJSON();
    const properties = { ...PRODUCTION[MEMCACHED_ID.cluster].Properties };
    delete (properties as { AZMode?: string }).AZMode;
    expect(template.Resources[MEMCACHED_ID.cluster].Properties).toEqual({
      ...properties,
      CacheNodeType: 'cache.t4g.micro',
      NumCacheNodes: 1,
      PreferredAvailabilityZones: ['eu-west-1a'],
    });
    expect(template.Description).toBe('Development profile, destroyed with the stack: Stack/Cache');
  });

  test('has an engine that stays what it is for the whole major release', () => {
    expect(DEFAULT_MEMCACHED_VERSION).toBe(EngineVersion.MEMCACHED_1_6_22);
  });

  test.each<[string, ClusterProps, object]>([
    ['nodes', { nodes: 1 }, { NumCacheNodes: 1, PreferredAvailabilityZones: ['eu-west-1a'] }],
    ['nodeType', { nodeType: NodeType.R6G_XLARGE }, { CacheNodeType: 'cache.r6g.xlarge' }],
    ['engine', { engine: EngineVersion.MEMCACHED_1_6_17 }, { EngineVersion: '1.6.17' }],
    ['transitEncryption', { transitEncryption: false }, { TransitEncryptionEnabled: false }],
    [
      'maintenanceWindow',
      { maintenanceWindow: MaintenanceWindow.weekly({ day: Weekday.MONDAY, hour: 3 }) },
      { PreferredMaintenanceWindow: 'mon:03:00-mon:04:00' },
    ],
    ['autoMinorVersionUpgrade', { autoMinorVersionUpgrade: true }, { AutoMinorVersionUpgrade: true }],
    [
      'networkType and ipDiscovery',
      { networkType: NetworkType.DUAL_STACK, ipDiscovery: IpDiscovery.IPV6 },
      { NetworkType: 'dual_stack', IpDiscovery: 'ipv6' },
    ],
    ['clusterName', { clusterName: 'Pages' }, { ClusterName: 'Pages' }],
  ])('has what %s says', (_, props, properties) => {
    expect(clusterOf(props)).toMatchObject(properties);
  });

  test('names the topic, and has tags', () => {
    const scope = stack();
    const cluster = clusterIn(scope, { notificationTopic: new Topic(scope, 'Topic') });
    Tags.of(cluster).add('team', 'shop');
    expect(resources(scope)[MEMCACHED_ID.cluster].Properties).toMatchObject({
      NotificationTopicArn: { Ref: 'TopicBFC7AF6E' },
      Tags: [{ Key: 'team', Value: 'shop' }],
    });
  });

  test('has no physical name, and the same logical ids in a stack of another name', () => {
    const scope = new Stack(undefined, 'Other', { stackName: 'shop-test' });
    clusterIn(scope);
    expect(Object.keys(resources(scope))).toEqual(Object.keys(PRODUCTION));
    expect(JSON.stringify(resources(scope))).not.toContain('ClusterName');
  });
});

describe('encryption in transit', () => {
  test.each<[string, ClusterProps, boolean]>([
    ['is on', {}, true],
    ['is on where AWS does not say whether the node type has it', { nodeType: NodeType.R8G_LARGE }, true],
    ['is off where the version does not have it', { engine: EngineVersion.MEMCACHED_1_6_6 }, false],
    ['is off where it was said', { transitEncryption: false }, false],
  ])('%s', (_, props, on) => {
    expect(clusterOf(props).TransitEncryptionEnabled).toBe(on);
    expect(clusterIn(stack(), props).link.tls).toBe(String(on));
  });
});

describe('parameters', () => {
  test('stand in a group of its own', () => {
    const parameters = MemcachedParameters.of({ maxItemSize: 4_194_304, idleTimeout: 600 });
    expect(clusterResources({ parameters })[MEMCACHED_ID.parameterGroup].Properties).toMatchObject({
      CacheParameterGroupFamily: 'memcached1.6',
      Properties: { max_item_size: '4194304', idle_timeout: '600' },
    });
  });

  test('may stand in a group that others use, too', () => {
    const scope = stack();
    const group = new ParameterGroup(scope, 'Shared', { engine: DEFAULT_MEMCACHED_VERSION });
    const cluster = clusterIn(scope, { parameterGroup: group });
    expect(cluster.parameterGroup).toBe(group);
    expect(resources(scope)[MEMCACHED_ID.cluster].Properties.CacheParameterGroupName).toEqual({
      Ref: 'SharedDACC02AA',
    });
    expect(resources(scope)[MEMCACHED_ID.parameterGroup]).toBeUndefined();
  });
});

describe('a node', () => {
  test.each([
    [NodeType.T4G_MICRO, 2, 512],
    [NodeType.R7G_LARGE, 2, 13384],
    [NodeType.M5_24XLARGE, 96, 321864],
  ])('of %s has %i threads and %i MiB', (nodeType, threads, memory) => {
    const cluster = clusterIn(stack(), { nodeType });
    expect([cluster.threads, cluster.memory]).toEqual([threads, memory]);
  });
});

describe('what stays when the cluster is deleted', () => {
  test('is nothing, unless it is said', () => {
    const policies = Object.values(clusterResources()).map(({ DeletionPolicy }) => DeletionPolicy);
    expect(policies.filter((policy) => policy !== undefined)).toEqual(['Delete']);
  });

  test('are with RETAIN its groups too', () => {
    const kept = Object.entries(clusterResources({ removalPolicy: RemovalPolicy.RETAIN }));
    expect(kept.filter(([, { DeletionPolicy }]) => DeletionPolicy === 'RetainExceptOnCreate')).toHaveLength(4);
  });
});

describe('the platform', () => {
  test('a property injector sets its defaults', () => {
    class Smaller implements IPropertyInjector {
      public readonly constructUniqueId = MemcachedCluster.PROPERTY_INJECTION_ID;
      public inject(props: MemcachedClusterProps): MemcachedClusterProps {
        return { nodeType: NodeType.R6G_LARGE, ...props };
      }
    }
    const scope = stack();
    PropertyInjectors.of(scope).add(new Smaller());
    expect(MemcachedCluster.PROPERTY_INJECTION_ID).toBe('cdk-cache-tier.MemcachedCluster');
    expect(clusterIn(scope).nodeType).toBe(NodeType.R6G_LARGE);
  });

  test('an escape hatch is judged at synthesis', () => {
    const scope = stack();
    clusterL1(clusterIn(scope)).numCacheNodes = 0;
    expect(() => Template.fromStack(scope)).toThrow(
      "'numCacheNodes' needs one node or more, got 0; set numCacheNodes: 1, or more",
    );
  });

  test('the L1 is the default child, and the cluster an ICacheClusterRef', () => {
    const cluster = new MemcachedCluster(stack(), 'Cache', { vpc: network(stack()) });
    expect(clusterL1(cluster).cfnResourceType).toBe('AWS::ElastiCache::CacheCluster');
    expect(cluster.cacheClusterRef.clusterName).toBe(cluster.clusterName);
  });
});
