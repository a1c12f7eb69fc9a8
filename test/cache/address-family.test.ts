import { CfnSubnetCidrBlock, IpProtocol, type IVpc, Vpc, type VpcProps } from 'aws-cdk-lib/aws-ec2';
import { App, type CfnResource, Stack } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { MemcachedCluster } from '../../lib/cache/memcached-cluster';
import { NetworkType } from '../../lib/cache/network-type';
import { ReplicationGroup } from '../../lib/cache/replication-group';
import { SubnetGroup } from '../../lib/network/subnet-group';
import { network, stack } from './given';

type Options = { readonly vpc: IVpc; readonly networkType?: NetworkType; readonly subnetGroup?: SubnetGroup };

const said = (cache: IConstruct) => cache.node.validate();
const MESSAGE =
  "'networkType' needs subnets with IPv6 addresses, got subnets without (Stack/Vpc/PrivateSubnet1, Stack/Vpc/PrivateSubnet2); set ipProtocol: IpProtocol.DUAL_STACK of the VPC, or networkType: NetworkType.IPV4 (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html)";

describe.each<[string, (scope: Stack, options: Options) => IConstruct]>([
  ['a Memcached cluster', (scope, options) => new MemcachedCluster(scope, 'Cache', options)],
  ['a replication group', (scope, options) => new ReplicationGroup(scope, 'Cache', options)],
])('%s', (_, cacheIn) => {
  let scope: Stack;
  beforeEach(() => {
    scope = stack();
  });
  const vpcIn = (props: VpcProps = {}) => new Vpc(scope, 'Vpc', { maxAzs: 2, natGateways: 1, ...props });

  test.each([NetworkType.DUAL_STACK, NetworkType.IPV6])('with %j is refused in subnets without IPv6', (networkType) => {
    expect(said(cacheIn(scope, { vpc: vpcIn(), networkType }))).toEqual([MESSAGE]);
  });

  test('is refused in a subnet group of the app, whose subnets another stack makes', () => {
    const vpc = vpcIn();
    const other = new Stack(scope.node.root as App, 'Other');
    const subnetGroup = new SubnetGroup(other, 'Subnets', { vpc });
    expect(said(cacheIn(other, { vpc, subnetGroup, networkType: NetworkType.DUAL_STACK }))).toEqual([MESSAGE]);
  });

  test.each<[string, () => IVpc, NetworkType | undefined]>([
    ['nothing is said of the network', () => vpcIn(), undefined],
    ['IPv4 is said', () => vpcIn(), NetworkType.IPV4],
    ['the VPC has both', () => vpcIn({ ipProtocol: IpProtocol.DUAL_STACK }), NetworkType.DUAL_STACK],
    ['the VPC is imported', () => network(scope), NetworkType.DUAL_STACK],
    [
      'the VPC is looked up',
      () => Vpc.fromLookup(new Stack(new App(), 'Of', ENV), 'Vpc', { vpcId: 'vpc-1' }),
      NetworkType.DUAL_STACK,
    ],
    [
      'a subnet is given addresses later',
      () => {
        const vpc = vpcIn();
        const [{ subnetId }] = vpc.privateSubnets;
        new CfnSubnetCidrBlock(scope, 'Block', { subnetId, ipv6CidrBlock: '2001:db8::/64' });
        return vpc;
      },
      NetworkType.DUAL_STACK,
    ],
    [
      'an escape hatch gives the subnets addresses',
      () => {
        const vpc = vpcIn();
        for (const { node } of vpc.privateSubnets) {
          (node.defaultChild as CfnResource).addPropertyOverride('Ipv6CidrBlock', '2001:db8::/64');
        }
        return vpc;
      },
      NetworkType.DUAL_STACK,
    ],
  ])('is taken where %s', (_, vpc, networkType) => {
    expect(said(cacheIn(scope, { vpc: vpc(), networkType }))).toEqual([]);
  });
});

const ENV = { env: { account: '111122223333', region: 'eu-west-1' } };
