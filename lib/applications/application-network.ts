import {
  GatewayVpcEndpoint,
  GatewayVpcEndpointAwsService,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  type SelectedSubnets,
  type SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { CfnResource } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ec2Text, letIn } from '../connect/client-rules';
import type { ServiceName } from '../network/endpoint-search';
import { privateSubnets } from '../network/private-subnets';
import { ServiceEndpoints } from '../network/service-endpoints';
import { checkReach } from '../network/service-reach';

/** Where an application is in its network, and what it reaches. */
export interface ApplicationNetwork {
  readonly vpc: IVpc;
  readonly subnets: SelectedSubnets;
  /** Its own, with no way out but to what it was given one to. */
  readonly securityGroup: SecurityGroup;
  /** What was made for it to reach services of AWS: it cannot start before. */
  readonly ways: readonly Construct[];
  /** Gives it a way to services of AWS. */
  reach(services: readonly ServiceName[]): void;
  /** Gives it a way to the layers of its image, which S3 keeps. */
  reachImageLayers(): void;
}

/** What is said of that network. */
export interface NetworkChoice {
  readonly vpc: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly createEndpoints?: boolean;
}

/** The private subnets of an application; what is wrong with them instead. */
export function applicationSubnets({ vpc, vpcSubnets }: NetworkChoice) {
  return privateSubnets(vpc, vpcSubnets, 'the application has no public address, and reaches nothing from there');
}

/**
 * The network of an application, with a security group of its own.
 *
 * @param scope the application
 * @param title what it is called in the descriptions of groups and rules
 */
export function applicationNetwork(
  scope: Construct,
  title: string,
  subnets: SelectedSubnets,
  { vpc, createEndpoints = isClosed(vpc, subnets) }: NetworkChoice,
): ApplicationNetwork {
  const description = ec2Text(`The application ${title}: ${scope.node.id}`);
  const securityGroup = new SecurityGroup(scope, 'SecurityGroup', { vpc, description, allowAllOutbound: false });
  const ways = new Set<Construct>();
  const needed = new Set<ServiceName>();
  const everywhere = (what: string) => securityGroup.addEgressRule(Peer.anyIpv4(), Port.HTTPS, what);
  return {
    vpc,
    subnets,
    securityGroup,
    get ways() {
      return [...ways];
    },
    reach: (services) => {
      if (!createEndpoints) {
        // Where the network is closed, its endpoints are looked for when every one is made.
        if (needed.size === 0) checkReach(scope, vpc, subnets, needed);
        for (const service of services) needed.add(service);
        return void everywhere(TO_SERVICES);
      }
      const endpoints = ServiceEndpoints.of(vpc, subnets, services);
      ways.add(endpoints);
      const door = { construct: endpoints, connections: endpoints.connections, ports: [443], title: 'the endpoints' };
      letIn(door, [securityGroup], scope);
    },
    reachImageLayers: () => {
      // S3 answers at its public addresses, behind a gateway as well.
      everywhere(TO_SERVICES);
      if (createEndpoints) ways.add(layersGateway(vpc, subnets));
    },
  };
}

const TO_SERVICES = 'HTTPS to services of AWS';

/** A network of this app whose subnets have no way out. */
function isClosed(vpc: IVpc, { subnets }: SelectedSubnets): boolean {
  const isolated = new Set(vpc.isolatedSubnets.map(({ subnetId }) => subnetId));
  return CfnResource.isCfnResource(vpc.node.defaultChild) && subnets.every(({ subnetId }) => isolated.has(subnetId));
}

/** Fixed: another id would replace the endpoint. */
const GATEWAY = 'ImageLayers';

function layersGateway(vpc: IVpc, { subnets }: SelectedSubnets): Construct {
  const known = vpc.node.tryFindChild(GATEWAY) as GatewayVpcEndpoint | undefined;
  const service = GatewayVpcEndpointAwsService.S3;
  return known ?? new GatewayVpcEndpoint(vpc, GATEWAY, { vpc, service, subnets: [{ subnets }] });
}
