import type { CfnRoute, CfnVPNGatewayRoutePropagation, ISubnet, IVpc, SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnResource, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import { endpointsFor, resourceOf, type ServiceName, titleOf } from './endpoint-search';

const PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-network-rqmts.html';
const SERVICES: readonly ServiceName[] = ['secretsmanager', 'elasticache'];

/**
 * Holds at synthesis, when every route and endpoint of the app is known, that a function in these subnets reaches Secrets
 * Manager and ElastiCache, or those of them that it needs. In a VPC of the app it is an error if not; of an imported VPC the app knows less, and warns.
 *
 * @param construct which owns the function
 * @param services what it has to reach
 */
export function checkReach(
  construct: IConstruct,
  vpc: IVpc,
  subnets: SelectedSubnets,
  services: readonly ServiceName[] = SERVICES,
): void {
  construct.node.addValidation({
    validate: () => {
      if (subnets.isPendingLookup) return [];
      const closed = subnets.subnets.filter((subnet) => !hasWayOut(subnet, vpc));
      const missing = services.filter((service) => endpointsFor(vpc, service).length === 0);
      if (closed.length === 0 || missing.length === 0) return [];
      if (isOfApp(vpc)) return [unreachable(closed, missing)];
      Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}rotation-reach`, maybeUnreachable(missing));
      return [];
    },
  });
}

function unreachable(closed: readonly ISubnet[], missing: readonly ServiceName[]): string {
  const paths = closed.map(({ node }) => node.path).join(', ');
  const make = missing.length === SERVICES.length ? 'set createEndpoints: true' : 'give the VPC that endpoint';
  return (
    `'vpcSubnets' needs a way to ${names(missing)}, got subnets without one (${paths}) and no interface endpoint with ` +
    `private DNS in the VPC; ${make}, or choose subnets with a way out (${PAGE})`
  );
}

function maybeUnreachable(missing: readonly ServiceName[]): string {
  return (
    `'vpcSubnets' needs a way to ${names(missing)}, got isolated subnets of a VPC that is not of this app; make sure ` +
    `that it has interface endpoints with private DNS and acknowledge this, or choose subnets with a way out (${PAGE})`
  );
}

function names(services: readonly ServiceName[]): string {
  return services.map(titleOf).join(' and ');
}

/**
 * A subnet of the app has a way out if the app gives its route table a route to anything but an internet gateway, which
 * a function cannot use. An imported one has what its VPC says of it. What is neither is not known, and breaks no rule.
 */
function hasWayOut(subnet: ISubnet, vpc: IVpc): boolean {
  const among = (subnets: readonly ISubnet[]) => subnets.some(({ subnetId }) => subnetId === subnet.subnetId);
  const closed = among(vpc.isolatedSubnets) || (isOfApp(vpc) && among(vpc.privateSubnets));
  return !closed || isRouted(subnet, vpc);
}

function isOfApp(vpc: IVpc): boolean {
  return CfnResource.isCfnResource(vpc.node.defaultChild);
}

function isRouted(subnet: ISubnet, vpc: IVpc): boolean {
  const { routeTableId } = subnet.routeTable;
  return vpc.node.root.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .some((resource) => {
      if (resource.cfnResourceType === 'AWS::EC2::Route') {
        const route = resource as CfnRoute;
        return route.routeTableId === routeTableId && !leadsToTheInternet(route);
      }
      return (
        resource.cfnResourceType === 'AWS::EC2::VPNGatewayRoutePropagation' &&
        (resource as CfnVPNGatewayRoutePropagation).routeTableIds.includes(routeTableId)
      );
    });
}

function leadsToTheInternet({ gatewayId }: CfnRoute): boolean {
  if (gatewayId === undefined) return false;
  if (!Token.isUnresolved(gatewayId)) return gatewayId.startsWith('igw-');
  return resourceOf(gatewayId)?.cfnResourceType === 'AWS::EC2::InternetGateway';
}
