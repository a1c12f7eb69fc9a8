import type { CfnRoute, CfnVPNGatewayRoutePropagation, ISubnet, IVpc, SelectedSubnets } from 'aws-cdk-lib/aws-ec2';
import { Annotations, CfnResource, Token } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { WARNING_PREFIX } from '../policy/enforce';
import { endpointsFor, resourceOf, type ServiceName, titleOf } from './endpoint-search';

const PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-network-rqmts.html';
/** About the endpoints of what containers need. */
const CONTAINERS_PAGE = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html';
const SERVICES: readonly ServiceName[] = ['secretsmanager', 'elasticache'];
/** What rotations call, of any kind. */
const OF_ROTATIONS: readonly ServiceName[] = [...SERVICES, 'ecs'];

/** What is held for these, and everything in them, is not to be said a second time. */
const HELD = new WeakSet<IConstruct>();

/**
 * Holds at synthesis, when every route and endpoint of the app is known, that a function in these subnets reaches Secrets
 * Manager and ElastiCache, or what else it needs. In a VPC of the app it is an error if not; of an imported VPC the app
 * knows less, and warns.
 *
 * @param construct which owns the function
 * @param services what it has to reach; read at synthesis
 * @param remedy what gives it endpoints, where that is not the rotation's own property
 */
export function checkReach(
  construct: IConstruct,
  vpc: IVpc,
  subnets: SelectedSubnets,
  services: Iterable<ServiceName> = SERVICES,
  remedy?: string,
): void {
  HELD.add(construct);
  construct.node.addValidation({
    validate: () => {
      if (subnets.isPendingLookup) return [];
      const { closed, missing } = unreached(vpc, subnets.subnets, [...services]);
      if (closed.length === 0 || missing.length === 0) return [];
      if (isOfApp(vpc)) return [unreachable(closed, missing, remedy)];
      Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}rotation-reach`, maybeUnreachable(missing));
      return [];
    },
  });
}

/**
 * Warns at synthesis of a client that is to read a secret, and has no way to Secrets Manager. It is no error: of a client
 * less is known than of what this library makes.
 *
 * @param construct the client
 * @param subnetsOf its subnets as far as they are known, asked for at synthesis
 * @param id of the warning
 * @param messageOf what is said, of what the client is in
 */
export function warnOfSecretReach(
  construct: IConstruct,
  vpc: IVpc,
  subnetsOf: () => readonly ISubnet[],
  id: string,
  messageOf: (place: string) => string,
): void {
  construct.node.addValidation({
    validate: () => {
      if (construct.node.scopes.some((scope) => HELD.has(scope))) return [];
      const { closed, missing } = unreached(vpc, subnetsOf(), ['secretsmanager']);
      if (closed.length === 0 || missing.length === 0) return [];
      const place = isOfApp(vpc) ? `subnets without one (${paths(closed)})` : GIVEN;
      Annotations.of(construct).addWarningV2(`${WARNING_PREFIX}${id}`, messageOf(place));
      return [];
    },
  });
}

/** The subnets without a way out, as far as the app says; it is known at synthesis, with every route. */
export function closedSubnets(vpc: IVpc, { subnets, isPendingLookup }: SelectedSubnets): ISubnet[] {
  return isPendingLookup ? [] : subnets.filter((subnet) => !hasWayOut(subnet, vpc));
}

const GIVEN = 'isolated subnets of a VPC that is not of this app';

/** The subnets without a way out, and the services without an endpoint. */
function unreached(vpc: IVpc, subnets: readonly ISubnet[], services: readonly ServiceName[]) {
  const closed = subnets.filter((subnet) => !hasWayOut(subnet, vpc));
  const missing = closed.length === 0 ? [] : services.filter((service) => endpointsFor(vpc, service).length === 0);
  return { closed, missing };
}

function unreachable(closed: readonly ISubnet[], missing: readonly ServiceName[], remedy?: string): string {
  const make = remedy ?? (missing.length > 1 ? 'set createEndpoints: true' : 'give the VPC that endpoint');
  return (
    `'vpcSubnets' needs a way to ${names(missing)}, got subnets without one (${paths(closed)}) and no interface endpoint with ` +
    `private DNS in the VPC; ${make}, or choose subnets with a way out (${pageOf(missing)})`
  );
}

function maybeUnreachable(missing: readonly ServiceName[]): string {
  return (
    `'vpcSubnets' needs a way to ${names(missing)}, got ${GIVEN}; make sure ` +
    `that it has interface endpoints with private DNS and acknowledge this, or choose subnets with a way out (${pageOf(missing)})`
  );
}

function paths(subnets: readonly ISubnet[]): string {
  return subnets.map(({ node }) => node.path).join(', ');
}

function pageOf(missing: readonly ServiceName[]): string {
  return missing.every((service) => OF_ROTATIONS.includes(service)) ? PAGE : CONTAINERS_PAGE;
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
