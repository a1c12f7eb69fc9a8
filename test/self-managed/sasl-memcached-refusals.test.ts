import { App, CfnParameter, Size, Stack } from 'aws-cdk-lib';
import {
  CfnRoute,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  SubnetFilter,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { InvalidCacheError } from '../../lib/policy/invalid-cache-error';
import { FargateSize } from '../../lib/self-managed/fargate-size';
import { SaslMemcached } from '../../lib/self-managed/sasl-memcached';
import type { SaslMemcachedProps } from '../../lib/self-managed/sasl-memcached-props';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:Certificate-AbCdEf';
const CA = '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n';

let stack: Stack;
let vpc: Vpc;
beforeEach(() => {
  stack = new Stack(new App(), 'Stack');
  vpc = new Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
});

const cacheWith = (props: Partial<SaslMemcachedProps> = {}) => new SaslMemcached(stack, 'Cache', { vpc, ...props });
const certificate = () => Secret.fromSecretCompleteArn(stack, 'Certificate', ARN);

describe('refused', () => {
  const PULL = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html';
  test.each<[string, () => Partial<SaslMemcachedProps>, string]>([
    ['no node', () => ({ nodes: 0 }), "'nodes' needs a whole number from 1 to 20, got 0; choose one"],
    ['21 nodes', () => ({ nodes: 21 }), "'nodes' needs a whole number from 1 to 20, got 21; choose one"],
    ['half a node', () => ({ nodes: 1.5 }), "'nodes' needs a whole number from 1 to 20, got 1.5; choose one"],
    [
      'nodes by a parameter',
      () => ({ nodes: new CfnParameter(stack, 'Nodes', { type: 'Number' }).valueAsNumber }),
      "'nodes' needs a number, got a token; write the number",
    ],
    [
      'more connections than files',
      () => ({ maxConnections: 65_536 }),
      "'maxConnections' needs a whole number from 1 to 60000, got 65536; choose one",
    ],
    [
      'an item larger than half of the memory',
      () => ({ size: FargateSize.SMALLEST, maxItemSize: Size.mebibytes(512) }),
      "'maxItemSize' needs whole KiB from 1 to 196608, half of the memory for items, got 524288; set maxItemSize: Size.mebibytes(1), or a larger size (https://docs.memcached.org/serverguide/configuring/)",
    ],
    [
      'a user with a realm',
      () => ({ user: 'me@here' }),
      "'user' needs 1 to 64 letters, digits, '.', '_' and '-', the first a letter or digit, got 'me@here'; write it as 'cache-tier'",
    ],
    [
      'a certificate for no name',
      () => ({ certificate: certificate() }),
      "'domainName' needs to be said with 'certificate', got none: the certificate is for names in it; set it to the domain for which the certificate is, such as 'cache.example.internal'",
    ],
    [
      'a name of one label',
      () => ({ domainName: 'internal' }),
      "'domainName' needs at least two labels of lower-case letters, digits and hyphens, got 'internal'; write it as 'cache.example.internal'",
    ],
    [
      'an authority without a certificate',
      () => ({ caCertificate: CA }),
      "'caCertificate' needs 'certificate', got it alone; leave it out, or give the certificate that it signed",
    ],
    [
      'an authority that is no text of one',
      () => ({ domainName: 'a.internal', certificate: certificate(), caCertificate: 'ca.pem' }),
      "'caCertificate' needs the PEM text of one certificate, at most 2048 characters, got 6 characters; give the root alone",
    ],
    [
      'subnets that the VPC has not',
      () => ({ vpcSubnets: { subnetFilters: [SubnetFilter.byIds(['subnet-0'])] } }),
      "'vpcSubnets' needs at least one subnet, got none; select subnets that the VPC has",
    ],
    [
      'public subnets',
      () => ({ vpcSubnets: { subnetType: SubnetType.PUBLIC } }),
      "'vpcSubnets' needs private or isolated subnets, got public ones; a node has no public address, and reaches nothing from there",
    ],
  ])('%s', (_, props, message) => {
    expect(() => cacheWith(props())).toThrow(new InvalidCacheError('Stack/Cache', [message]));
  });

  test('isolated subnets, from which the public ECR cannot be reached; an image of a private repository can', () => {
    vpc = new Vpc(stack, 'Closed', {
      natGateways: 0,
      maxAzs: 1,
      subnetConfiguration: [{ name: 'a', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    expect(cacheWith().node.validate()).toContain(
      `'vpcSubnets' needs a way to the public ECR, which has no VPC endpoint, got subnets without one (Stack/Closed/aSubnet1); choose subnets with a way out, or set image to one of a private repository, such as of a pull through cache (${PULL})`,
    );
    const mirrored = new SaslMemcached(stack, 'Mirrored', {
      vpc,
      image: ContainerImage.fromRegistry('mirror/memcached'),
    });
    const endpoint = (name: string, service: InterfaceVpcEndpointAwsService) =>
      vpc.addInterfaceEndpoint(name, { service });
    endpoint('Logs', InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS);
    expect(mirrored.node.validate()).toEqual([
      `'vpcSubnets' needs a way to Secrets Manager, got subnets without one (Stack/Closed/aSubnet1) and no interface endpoint with private DNS in the VPC; give the VPC that, before the nodes, or choose subnets with a way out (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotation-network-rqmts.html)`,
    ]);
    endpoint('Secrets', InterfaceVpcEndpointAwsService.SECRETS_MANAGER);
    expect(mirrored.node.validate()).toEqual([]);
  });

  test('isolated subnets with a route of their own are a way out', () => {
    vpc = new Vpc(stack, 'Hub', {
      natGateways: 0,
      maxAzs: 1,
      subnetConfiguration: [{ name: 'a', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    const [{ routeTable }] = vpc.isolatedSubnets;
    const route = { routeTableId: routeTable.routeTableId, transitGatewayId: 'tgw-0123456789abcdef0' };
    new CfnRoute(stack, 'Route', { ...route, destinationCidrBlock: '0.0.0.0/0' });
    expect(cacheWith().node.validate()).toEqual([]);
  });

  test('a VPC without names, in which no client finds a node', () => {
    vpc = new Vpc(stack, 'Nameless', { natGateways: 1, maxAzs: 1, enableDnsHostnames: false });
    const cache = cacheWith();
    expect(cache.node.validate()).toEqual([
      "'vpc' needs a VPC with DNS host names and DNS support, got one without; set enableDnsHostnames: true and enableDnsSupport: true (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html)",
    ]);
    expect(
      new SaslMemcached(stack, 'Named', { vpc: new Vpc(stack, 'Names', { natGateways: 1 }) }).node.validate(),
    ).toEqual([]);
  });

  describe('a domain', () => {
    const domainName = 'cache.example.internal';
    const NAMESPACE = 'https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html';
    const taken = (path: string) =>
      `'domainName' needs a name that no other namespace in the VPC has, got '${domainName}', the name of ${path}/Namespace/Resource too; choose another one (${NAMESPACE})`;
    const given = (scope: Stack, vpcId: string) =>
      Vpc.fromVpcAttributes(scope, 'Given', {
        vpcId,
        availabilityZones: ['eu-west-1a'],
        privateSubnetIds: ['subnet-1'],
        privateSubnetRouteTableIds: ['rtb-1'],
      });
    const other = (named: string, network: (scope: Stack) => IVpc) => {
      const scope = new Stack(stack.node.root as App, 'Other');
      return new SaslMemcached(scope, 'Cache', { vpc: network(scope), domainName: named });
    };

    test('that another cache in the VPC has, in another stack too', () => {
      const both = [cacheWith({ domainName }), other(domainName, () => vpc)];
      expect(both.map(({ node }) => node.validate())).toEqual([[taken('Other/Cache')], [taken('Stack/Cache')]]);
    });

    test('that another cache has in a VPC with the same id', () => {
      const cache = new SaslMemcached(stack, 'Cache', { vpc: given(stack, 'vpc-1'), domainName });
      other(domainName, (scope) => given(scope, 'vpc-1'));
      expect(cache.node.validate()).toEqual([taken('Other/Cache')]);
    });

    test.each<[string, string, (scope: Stack) => IVpc]>([
      ['in another VPC of the app', domainName, (scope) => new Vpc(scope, 'Vpc', { natGateways: 1 })],
      ['in a VPC that is imported', domainName, (scope) => given(scope, 'vpc-1')],
      ['of another name', `other.${domainName}`, () => vpc],
    ])('is free beside a cache %s', (_, named, network) => {
      const cache = cacheWith({ domainName });
      other(named, network);
      expect(cache.node.validate()).toEqual([]);
    });

    test('is free in VPCs that are still to be looked up', () => {
      const lookedUp = [1, 2].map((index) => {
        const scope = new Stack(stack.node.root as App, `Of${index}`, {
          env: { account: '111122223333', region: `eu-west-${index}` },
        });
        const network = Vpc.fromLookup(scope, 'Vpc', { vpcId: `vpc-${index}` });
        return new SaslMemcached(scope, 'Cache', { vpc: network, domainName });
      });
      expect(lookedUp.map(({ node }) => node.validate())).toEqual([[], []]);
    });
  });

  test('everything at once, in one error', () => {
    expect(() => cacheWith({ nodes: 0, maxConnections: 0, domainName: '' })).toThrow(
      /'nodes'.*'maxConnections'.*'domainName'/s,
    );
  });
});
