import type { CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import { CfnResource } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { resourceOf } from '../network/endpoint-search';
import { l1Shape } from '../policy/l1-shape';

const PAGE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/network-type.html';

/** Each of them gives a subnet addresses of IPv6. */
const IPV6_OF_SUBNET = ['Ipv6CidrBlock', 'Ipv6Native', 'Ipv6IpamPoolId', 'Ipv6NetmaskLength'];

/**
 * Holds at synthesis, when every subnet of the app is known, that a cache with IPv6 is in subnets that have it. Of subnets
 * that are imported or looked up nothing is known, and nothing said.
 */
export function checkAddressFamily(
  cache: IConstruct,
  resource: CfnResource & { readonly cacheSubnetGroupName?: string },
): void {
  cache.node.addValidation({
    validate: () => {
      const type = propertiesOf(resource).NetworkType;
      if (type !== 'dual_stack' && type !== 'ipv6') return [];
      const subnets = subnetsOf(resource.cacheSubnetGroupName);
      if (subnets.length === 0 || !subnets.every(isWithoutIpv6)) return [];
      const paths = subnets.map(({ node }) => node.scope?.node.path).join(', ');
      return [
        `'networkType' needs subnets with IPv6 addresses, got subnets without (${paths}); set ipProtocol: IpProtocol.DUAL_STACK of the VPC, or networkType: NetworkType.IPV4 (${PAGE})`,
      ];
    },
  });
}

/** The subnets of a group; none unless the app makes the group and all of them. */
function subnetsOf(groupName = ''): CfnResource[] {
  const group = resourceOf(groupName);
  if (group?.cfnResourceType !== 'AWS::ElastiCache::SubnetGroup') return [];
  const subnets = (group as CfnSubnetGroup).subnetIds.map(resourceOf);
  return subnets.every((subnet) => subnet?.cfnResourceType === 'AWS::EC2::Subnet') ? (subnets as CfnResource[]) : [];
}

/** A block of its own that the app gives to some subnet may be for this one. */
function isWithoutIpv6(subnet: CfnResource): boolean {
  const stated = propertiesOf(subnet);
  if (IPV6_OF_SUBNET.some((name) => name in stated)) return false;
  return !subnet.node.root.node
    .findAll()
    .some((other) => CfnResource.isCfnResource(other) && other.cfnResourceType === 'AWS::EC2::SubnetCidrBlock');
}

function propertiesOf(resource: CfnResource) {
  return l1Shape(resource).Properties as { readonly [name: string]: unknown };
}
