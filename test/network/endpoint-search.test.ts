import {
  CfnVPCEndpoint,
  InterfaceVpcEndpoint,
  InterfaceVpcEndpointAwsService,
  type IVpc,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { App, CfnParameter, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib/core';
import { endpointsFor } from '../../lib/network/endpoint-search';
import { ISOLATED, stackIn } from '../rotation/rotation-given';

const NAME = 'com.amazonaws.eu-west-1.secretsmanager';

/** How many endpoints of Secrets Manager are found, and how many of them for certain. */
function found(vpc: IVpc): [number, number] {
  const endpoints = endpointsFor(vpc, 'secretsmanager');
  return [endpoints.length, endpoints.filter(({ certain }) => certain).length];
}

function l1(scope: Stack, vpcId: string, props: Partial<CfnVPCEndpoint> = {}): CfnVPCEndpoint {
  return new CfnVPCEndpoint(scope, 'Endpoint', { vpcId, serviceName: NAME, privateDnsEnabled: true, ...props });
}

function ofApp() {
  const scope = stackIn();
  return { scope, vpc: new Vpc(scope, 'Vpc', ISOLATED) };
}

describe('an endpoint is found', () => {
  test('that the CDK made, in a Region that is not known', () => {
    const { vpc } = ofApp();
    vpc.addInterfaceEndpoint('Endpoint', {
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    });
    expect(found(vpc)).toEqual([1, 1]);
  });

  test.each(['eu-west-1', 'cn-north-1'])('that the CDK made, in %s', (region) => {
    const scope = stackIn(new App(), 'Stack', { env: { region, account: '111111111111' } });
    const vpc = new Vpc(scope, 'Vpc', ISOLATED);
    vpc.addInterfaceEndpoint('Endpoint', {
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
    });
    expect(found(vpc)).toEqual([1, 1]);
  });

  test('that is an L1', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId);
    expect(found(vpc)).toEqual([1, 1]);
  });

  test('in another stack, before and after the references between the stacks are made', () => {
    const { scope, vpc } = ofApp();
    const app = scope.node.root as App;
    l1(new Stack(app, 'Other'), vpc.vpcId);
    expect(found(vpc)).toEqual([1, 1]);
    app.synth();
    expect(found(vpc)).toEqual([1, 1]);
  });

  test('in a nested stack', () => {
    const { scope, vpc } = ofApp();
    l1(new NestedStack(scope, 'Nested'), vpc.vpcId);
    expect(found(vpc)).toEqual([1, 1]);
  });

  test('of a VPC that is imported twice, by its id', () => {
    const scope = stackIn();
    const imports = ['One', 'Two'].map((id) =>
      Vpc.fromVpcAttributes(scope, id, { vpcId: 'vpc-1', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-1'] }),
    );
    l1(scope, imports[0].vpcId);
    expect(imports.map(found)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  test('of a VPC of the app that is imported again', () => {
    const { scope, vpc } = ofApp();
    const again = Vpc.fromVpcAttributes(scope, 'Again', {
      vpcId: vpc.vpcId,
      availabilityZones: ['a'],
      isolatedSubnetIds: ['subnet-1'],
    });
    l1(scope, again.vpcId);
    expect([vpc, again].map(found)).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });
});

describe('no endpoint is', () => {
  test('one without private DNS, which is what an L1 has', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId, { privateDnsEnabled: undefined });
    new InterfaceVpcEndpoint(scope, 'L2', {
      vpc,
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      subnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      privateDnsEnabled: false,
    });
    expect(found(vpc)).toEqual([0, 0]);
  });

  test('one whose private DNS an escape hatch turns off', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId).addPropertyOverride('PrivateDnsEnabled', false);
    expect(found(vpc)).toEqual([0, 0]);
  });

  test.each(['com.amazonaws.eu-west-1.elasticache', 'com.amazonaws.eu-west-1.secretsmanager-fips'])('%s', (name) => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId, { serviceName: name });
    expect(found(vpc)).toEqual([0, 0]);
  });

  test('one of a resource, which has no service', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId, { serviceName: undefined, resourceConfigurationArn: 'arn:aws:vpc-lattice:x' });
    expect(found(vpc)).toEqual([0, 0]);
  });

  test('one of another VPC, even if both have one logical id', () => {
    const { scope, vpc } = ofApp();
    const other = new Stack(scope.node.root as App, 'Other');
    const twin = new Vpc(other, 'Vpc', ISOLATED);
    l1(other, twin.vpcId);
    expect(other.resolve(twin.vpcId)).toEqual(scope.resolve(vpc.vpcId));
    expect(found(vpc)).toEqual([0, 0]);
  });

  test('one of a VPC by another id', () => {
    const { scope, vpc } = ofApp();
    l1(scope, 'vpc-other');
    expect(found(vpc)).toEqual([0, 0]);
  });
});

describe('an endpoint may be the one', () => {
  test('if its VPC is not known', () => {
    const { scope, vpc } = ofApp();
    l1(scope, Fn.importValue('vpc'));
    expect(found(vpc)).toEqual([1, 0]);
  });

  test('if its VPC is a parameter', () => {
    const { scope, vpc } = ofApp();
    l1(scope, new CfnParameter(scope, 'VpcId').valueAsString);
    expect(found(vpc)).toEqual([1, 0]);
  });

  test('if its service is not known', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId, { serviceName: new CfnParameter(scope, 'Service').valueAsString });
    expect(found(vpc)).toEqual([1, 0]);
  });

  test('if its name ends in what is not known', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId, { serviceName: `com.amazonaws.eu-west-1.${Fn.importValue('service')}` });
    expect(found(vpc)).toEqual([1, 0]);
  });

  test('if its private DNS is not known', () => {
    const { scope, vpc } = ofApp();
    l1(scope, vpc.vpcId, { privateDnsEnabled: Lazy.any({ produce: () => true }) as unknown as boolean });
    expect(found(vpc)).toEqual([1, 0]);
  });
});
