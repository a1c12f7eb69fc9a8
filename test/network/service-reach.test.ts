import {
  CfnRoute,
  CfnVPNGatewayRoutePropagation,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  NatProvider,
  RouterType,
  Subnet,
  type SubnetSelection,
  SubnetType,
  Vpc,
  type VpcProps,
} from 'aws-cdk-lib/aws-ec2';
import { Annotations, App, type Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { checkReach } from '../../lib/network/service-reach';
import { ISOLATED, imported, messageOf, messagesIn, stackIn } from '../rotation/rotation-given';

const PAGE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-network-rqmts.html';
const BOTH = "'vpcSubnets' needs a way to Secrets Manager and ElastiCache";
const NONE = 'no interface endpoint with private DNS in the VPC';
const SUBNETS = { isolated: { subnetType: SubnetType.PRIVATE_ISOLATED } };

const WITH_EGRESS: VpcProps = {
  maxAzs: 2,
  natGateways: 0,
  subnetConfiguration: [{ name: 'App', subnetType: SubnetType.PRIVATE_WITH_EGRESS }],
};

/** What the synthesis says of a function in these subnets. */
function said(scope: Stack, vpc: IVpc, selection?: SubnetSelection): string[] {
  const construct = new Construct(scope, 'Rotation');
  checkReach(construct, vpc, vpc.selectSubnets(selection ?? SUBNETS.isolated));
  const refusal = messageOf(() => (scope.node.root as App).synth());
  return refusal === 'no error' ? messagesIn(scope) : [refusal];
}

function refused(text: string): string[] {
  return [`Validation failed with the following errors:\n  [Stack/Rotation] ${text}`];
}

function addEndpoint(vpc: Vpc, service: InterfaceVpcEndpointAwsService, privateDnsEnabled = true): void {
  vpc.addInterfaceEndpoint(service.shortName.replace(/\W/g, ''), {
    service,
    privateDnsEnabled,
    open: false,
    subnets: { subnets: [...vpc.isolatedSubnets, ...vpc.privateSubnets] },
  });
}

describe('in a VPC of the app', () => {
  test('isolated subnets without endpoints are an error', () => {
    const scope = stackIn();
    expect(said(scope, new Vpc(scope, 'Vpc', ISOLATED))).toEqual(
      refused(
        `${BOTH}, got subnets without one (Stack/Vpc/DataSubnet1, Stack/Vpc/DataSubnet2) and ${NONE}; set createEndpoints: true, or choose subnets with a way out (${PAGE})`,
      ),
    );
  });

  test('one endpoint is not enough', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    addEndpoint(vpc, InterfaceVpcEndpointAwsService.SECRETS_MANAGER);
    expect(said(scope, vpc)).toEqual(
      refused(
        `'vpcSubnets' needs a way to ElastiCache, got subnets without one (Stack/Vpc/DataSubnet1, Stack/Vpc/DataSubnet2) and ${NONE}; give the VPC that endpoint, or choose subnets with a way out (${PAGE})`,
      ),
    );
  });

  test('an endpoint without private DNS is none', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    addEndpoint(vpc, InterfaceVpcEndpointAwsService.SECRETS_MANAGER, false);
    addEndpoint(vpc, InterfaceVpcEndpointAwsService.ELASTICACHE);
    expect(said(scope, vpc)[0]).toContain("'vpcSubnets' needs a way to Secrets Manager, got");
  });

  test('both endpoints are enough, also when they come later and from another stack', () => {
    const app = new App();
    const vpc = new Vpc(stackIn(app, 'Net'), 'Vpc', ISOLATED);
    const scope = stackIn(app);
    const construct = new Construct(scope, 'Rotation');
    checkReach(construct, vpc, vpc.selectSubnets(SUBNETS.isolated));
    addEndpoint(vpc, InterfaceVpcEndpointAwsService.SECRETS_MANAGER);
    addEndpoint(vpc, InterfaceVpcEndpointAwsService.ELASTICACHE);
    expect(messagesIn(scope)).toEqual([]);
  });

  test('private subnets behind NAT gateways are enough', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', { maxAzs: 2 });
    expect(said(scope, vpc, { subnetType: SubnetType.PRIVATE_WITH_EGRESS })).toEqual([]);
  });

  test('private subnets behind one NAT gateway, or behind NAT instances, are enough', () => {
    const one = stackIn();
    const egress = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
    expect(said(one, new Vpc(one, 'Vpc', { maxAzs: 2, natGateways: 1 }), egress)).toEqual([]);
    const instances = stackIn(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
    const instanceType = { toString: () => 't4g.micro' };
    const natGatewayProvider = NatProvider.instanceV2({ instanceType } as never);
    expect(said(instances, new Vpc(instances, 'Vpc', { maxAzs: 2, natGatewayProvider }), egress)).toEqual([]);
  });

  test('private subnets whose way out nobody has made are an error', () => {
    const scope = stackIn();
    const [text] = said(scope, new Vpc(scope, 'Vpc', WITH_EGRESS), { subnetType: SubnetType.PRIVATE_WITH_EGRESS });
    expect(text).toContain('got subnets without one (Stack/Vpc/AppSubnet1, Stack/Vpc/AppSubnet2)');
  });

  test.each([
    ['a transit gateway', { transitGatewayId: 'tgw-1', destinationCidrBlock: '10.0.0.0/8' }],
    ['a NAT gateway', { natGatewayId: 'nat-1', destinationCidrBlock: '0.0.0.0/0' }],
    ['a virtual private gateway', { gatewayId: 'vgw-1', destinationCidrBlock: '0.0.0.0/0' }],
  ])('a route to %s may be a way out', (_what, props) => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    vpc.isolatedSubnets.forEach(({ routeTable: { routeTableId } }, index) => {
      new CfnRoute(stackIn(scope.node.root as App, `Routes${index}`), 'Route', { routeTableId, ...props });
    });
    expect(said(scope, vpc)).toEqual([]);
  });

  test('one subnet without a way out is one too many', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    const [{ routeTable }] = vpc.isolatedSubnets;
    new CfnRoute(scope, 'Route', { ...routeTable, transitGatewayId: 'tgw-1', destinationCidrBlock: '10.0.0.0/8' });
    expect(said(scope, vpc)[0]).toContain('got subnets without one (Stack/Vpc/DataSubnet2) and');
  });

  test('routes that a VPN gateway propagates may be a way out', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    const routeTableIds = vpc.isolatedSubnets.map(({ routeTable }) => routeTable.routeTableId);
    new CfnVPNGatewayRoutePropagation(scope, 'Routes', { routeTableIds, vpnGatewayId: 'vgw-1' });
    expect(said(scope, vpc)).toEqual([]);
  });

  test.each([
    ['by its id', () => 'igw-1'],
    ['of the app', (vpc: Vpc) => vpc.internetGatewayId ?? ''],
  ])('a route to an internet gateway, %s, is none for a function', (_what, gateway) => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', {
      maxAzs: 1,
      natGateways: 0,
      subnetConfiguration: [
        { name: 'Web', subnetType: SubnetType.PUBLIC },
        { name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });
    const [subnet] = vpc.isolatedSubnets as Subnet[];
    subnet.addRoute('Out', { routerType: RouterType.GATEWAY, routerId: gateway(vpc) });
    expect(said(scope, vpc)[0]).toContain(`${BOTH}, got subnets without one (Stack/Vpc/DataSubnet1) and`);
  });

  test('subnets of which the VPC says nothing are left alone', () => {
    const scope = stackIn();
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    expect(said(scope, vpc, { subnets: [Subnet.fromSubnetId(scope, 'Other', 'subnet-1')] })).toEqual([]);
  });
});

describe('in an imported VPC', () => {
  const WARNING = `${BOTH}, got isolated subnets of a VPC that is not of this app; make sure that it has interface endpoints with private DNS and acknowledge this, or choose subnets with a way out (${PAGE}) [ack: cdk-cache-tier:rotation-reach]`;

  test('isolated subnets are warned of, once', () => {
    const scope = stackIn();
    expect(said(scope, imported(scope, 'isolated'))).toEqual([WARNING]);
  });

  test.each(['before', 'after'])('the warning can be acknowledged %s', (when) => {
    const scope = stackIn();
    const acknowledge = () => Annotations.of(scope).acknowledgeWarning('cdk-cache-tier:rotation-reach', 'it has both');
    if (when === 'before') acknowledge();
    const construct = new Construct(scope, 'Rotation');
    checkReach(
      construct,
      imported(scope, 'isolated'),
      imported(scope, 'isolated', 'Again').selectSubnets(SUBNETS.isolated),
    );
    if (when === 'after') acknowledge();
    expect(messagesIn(scope)).toEqual([]);
  });

  test('private subnets are believed', () => {
    const scope = stackIn();
    expect(said(scope, imported(scope, 'private'), { subnetType: SubnetType.PRIVATE_WITH_EGRESS })).toEqual([]);
  });

  test('endpoints that the app gives it are seen', () => {
    const scope = stackIn();
    const vpc = imported(scope, 'isolated');
    addEndpoint(vpc as Vpc, InterfaceVpcEndpointAwsService.SECRETS_MANAGER);
    addEndpoint(vpc as Vpc, InterfaceVpcEndpointAwsService.ELASTICACHE);
    expect(said(scope, vpc)).toEqual([]);
  });

  test('routes that the app gives it are seen', () => {
    const scope = stackIn();
    const vpc = imported(scope, 'isolated');
    ['rtb-1', 'rtb-2'].forEach((routeTableId) => {
      new CfnRoute(scope, routeTableId, { routeTableId, natGatewayId: 'nat-1', destinationCidrBlock: '0.0.0.0/0' });
    });
    expect(said(scope, vpc)).toEqual([]);
  });

  test('isolated subnets without known route tables are warned of all the same', () => {
    const scope = stackIn();
    const vpc = Vpc.fromVpcAttributes(scope, 'Network', {
      vpcId: 'vpc-1',
      availabilityZones: ['a'],
      isolatedSubnetIds: ['subnet-1'],
    });
    expect(said(scope, vpc)).toContain(WARNING);
  });

  test('a look-up without an answer says nothing', () => {
    const scope = stackIn(new App(), 'Stack', { env: { account: '111111111111', region: 'eu-west-1' } });
    const vpc = Vpc.fromLookup(scope, 'Vpc', { isDefault: false });
    expect(said(scope, vpc, { subnetType: SubnetType.PRIVATE_WITH_EGRESS })).toEqual([]);
  });
});
