import { InterfaceVpcEndpointAwsService, type IVpc, SecurityGroup, Subnet, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Annotations, App, NestedStack, Stack, Stage } from 'aws-cdk-lib/core';
import { ServiceEndpoints } from '../../lib/network/service-endpoints';
import {
  all,
  groupId,
  ISOLATED,
  idOf,
  imported,
  messageOf,
  messagesIn,
  only,
  stackIn,
} from '../rotation/rotation-given';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';
const GROUP = 'AWS::EC2::SecurityGroup';
const INGRESS = 'AWS::EC2::SecurityGroupIngress';
const DNS_PAGE = 'https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html';

function isolatedIn(scope: Stack): Vpc {
  return new Vpc(scope, 'Vpc', ISOLATED);
}

function made(vpc: IVpc): ServiceEndpoints {
  return ServiceEndpoints.of(vpc, vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }));
}

function clientIn(scope: Stack, vpc: IVpc, id = 'Client'): SecurityGroup {
  const client = new SecurityGroup(scope, id, { vpc, allowAllOutbound: false });
  ServiceEndpoints.whenMade(vpc, (endpoints) => client.connections.allowToDefaultPort(endpoints));
  return client;
}

describe('the endpoints of a VPC', () => {
  test('are two, with private DNS, in its subnets, behind one security group', () => {
    const scope = stackIn();
    const vpc = isolatedIn(scope);
    const endpoints = made(vpc);
    const [group] = endpoints.connections.securityGroups;
    const endpoint = (service: string) => ({
      PrivateDnsEnabled: true,
      SecurityGroupIds: [groupId(group)],
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, `.${service}`]] },
      SubnetIds: vpc.isolatedSubnets.map(({ subnetId }) => scope.resolve(subnetId)),
      Tags: [{ Key: 'Name', Value: 'Stack/Vpc' }],
      VpcEndpointType: 'Interface',
      VpcId: scope.resolve(vpc.vpcId),
    });
    expect(all(scope, ENDPOINT)).toEqual([endpoint('secretsmanager'), endpoint('elasticache')]);
  });

  test('have the same logical ids for ever', () => {
    const { endpoints, connections } = made(isolatedIn(stackIn()));
    expect([...endpoints, ...connections.securityGroups].map(idOf)).toEqual([
      'VpcRotationEndpointsSecretsManager626DAC7A',
      'VpcRotationEndpointsElastiCacheE6D3BE60',
      'VpcRotationEndpointsSecurityGroup62A0C912',
    ]);
  });

  test('let nobody in and nothing out until a client is allowed', () => {
    const scope = stackIn();
    made(isolatedIn(scope));
    const { SecurityGroupIngress, SecurityGroupEgress, GroupDescription } = only(scope, GROUP);
    expect(SecurityGroupIngress).toBeUndefined();
    expect(SecurityGroupEgress).toEqual([expect.objectContaining({ CidrIp: '255.255.255.255/32' })]);
    expect(GroupDescription).toBe('Who may reach Secrets Manager and ElastiCache');
    expect(all(scope, INGRESS)).toEqual([]);
  });

  test('are made once, whoever asks and by whatever import', () => {
    const scope = stackIn();
    const [one, two] = ['One', 'Two'].map((id) => imported(scope, 'isolated', id));
    expect(made(two)).toBe(made(one));
    expect(made(one)).toBe(made(one));
    expect(all(scope, ENDPOINT)).toHaveLength(2);
  });

  test('are made for each VPC', () => {
    const scope = stackIn();
    made(imported(scope, 'isolated'));
    made(isolatedIn(scope));
    expect(all(scope, ENDPOINT)).toHaveLength(4);
  });

  test('are made in each stage, which is deployed by itself', () => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(new Stage(app, id), 'Stack'));
    for (const scope of stacks) made(isolatedIn(scope));
    expect(stacks.map((scope) => all(scope, ENDPOINT).length)).toEqual([2, 2]);
  });

  test('take one subnet of each zone, the first', () => {
    const scope = stackIn();
    const subnets = ['a', 'a', 'b'].map((availabilityZone, index) =>
      Subnet.fromSubnetAttributes(scope, `S${index}`, {
        subnetId: `subnet-${index}`,
        availabilityZone,
        routeTableId: 'rtb',
      }),
    );
    const vpc = imported(scope, 'isolated');
    ServiceEndpoints.of(vpc, vpc.selectSubnets({ subnets }));
    expect(all(scope, ENDPOINT)[0].SubnetIds).toEqual(['subnet-0', 'subnet-2']);
  });
});

describe('clients', () => {
  test.each(['before', 'after'])('are let in on 443, those that come %s the endpoints', (when) => {
    const scope = stackIn();
    const vpc = imported(scope, 'isolated');
    const early = when === 'before' ? clientIn(scope, vpc) : undefined;
    const endpoints = made(vpc);
    const client = early ?? clientIn(scope, vpc);
    const [group] = endpoints.connections.securityGroups;
    expect(all(scope, INGRESS)).toEqual([
      {
        Description: expect.any(String),
        FromPort: 443,
        GroupId: groupId(group),
        IpProtocol: 'tcp',
        SourceSecurityGroupId: groupId(client),
        ToPort: 443,
      },
    ]);
    expect(all(scope, 'AWS::EC2::SecurityGroupEgress')).toEqual([
      {
        Description: expect.any(String),
        DestinationSecurityGroupId: groupId(group),
        FromPort: 443,
        GroupId: groupId(client),
        IpProtocol: 'tcp',
        ToPort: 443,
      },
    ]);
  });

  test('of other stacks get the rules, by a weak reference, and no cycle', () => {
    const app = new App();
    const net = stackIn(app, 'Net');
    const vpc = isolatedIn(net);
    const scopes = ['One', 'Two'].map((id) => stackIn(app, id));
    const clients = scopes.map((scope) => clientIn(scope, vpc));
    const endpoints = made(vpc);
    app.synth();
    expect(all(net, INGRESS)).toEqual([]);
    expect(net.dependencies).toEqual([]);
    const [group] = endpoints.connections.securityGroups;
    scopes.forEach((scope, index) => {
      const { GroupId, SourceSecurityGroupId } = only(scope, INGRESS);
      expect(SourceSecurityGroupId).toEqual(groupId(clients[index]));
      expect(GroupId).toEqual({
        'Fn::GetStackOutput': expect.objectContaining({
          StackName: 'Net',
          OutputName: expect.stringContaining(idOf(group)),
        }),
      });
      expect(scope.dependencies).toEqual([net]);
    });
  });

  test('of nested stacks are let in', () => {
    const scope = stackIn();
    const vpc = isolatedIn(scope);
    const nested = new NestedStack(scope, 'Nested');
    clientIn(nested, vpc);
    made(vpc);
    expect(all(nested, INGRESS)).toHaveLength(1);
  });
});

describe('a VPC is refused', () => {
  const refusal = (problem: string) =>
    `Validation failed with the following errors:\n  [Stack/Vpc/RotationEndpoints] ${problem}`;

  test.each(['before', 'after'])('that has such an endpoint, made %s', (when) => {
    const scope = stackIn();
    const vpc = isolatedIn(scope);
    const { isolatedSubnets: subnets } = vpc;
    const add = () =>
      vpc.addInterfaceEndpoint('Own', { service: InterfaceVpcEndpointAwsService.ELASTICACHE, subnets: { subnets } });
    if (when === 'before') add();
    made(vpc);
    if (when === 'after') add();
    expect(messageOf(() => (scope.node.root as App).synth())).toBe(
      refusal(
        `'createEndpoints' needs a VPC without an endpoint for ElastiCache, got Stack/Vpc/Own/Resource; leave createEndpoints out, and give the VPC the endpoints that it has not (${DNS_PAGE})`,
      ),
    );
  });

  test('that has such an endpoint in another stage, by its id', () => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(new Stage(app, id), 'Stack'));
    for (const scope of stacks) made(imported(scope, 'isolated'));
    const text = messageOf(() => app.synth());
    expect(text).toContain(
      "'createEndpoints' needs a VPC without an endpoint for Secrets Manager, got Two/Stack/Network/RotationEndpoints/SecretsManager/Resource; leave",
    );
  });

  test('unless that has no private DNS', () => {
    const scope = stackIn();
    const vpc = isolatedIn(scope);
    const { isolatedSubnets: subnets } = vpc;
    const service = InterfaceVpcEndpointAwsService.ELASTICACHE;
    vpc.addInterfaceEndpoint('Own', { service, subnets: { subnets }, privateDnsEnabled: false });
    made(vpc);
    expect(messageOf(() => (scope.node.root as App).synth())).toBe('no error');
  });

  test.each([{ enableDnsHostnames: false }, { enableDnsSupport: false, enableDnsHostnames: false }])(
    'that has no names: %j',
    (props) => {
      const scope = stackIn();
      made(new Vpc(scope, 'Vpc', { ...ISOLATED, ...props }));
      expect(messageOf(() => (scope.node.root as App).synth())).toBe(
        refusal(
          `'createEndpoints' needs a VPC with DNS host names and DNS support, got one without; set enableDnsHostnames: true and enableDnsSupport: true (${DNS_PAGE})`,
        ),
      );
    },
  );
});

test('a VPC that is not looked up yet is not refused: the look-up would never be made', () => {
  const app = new App();
  const stacks = ['One', 'Two'].map((id) => {
    const env = { account: '111111111111', region: 'eu-west-1' };
    return new Stack(new Stage(app, id), 'Stack', { env });
  });
  for (const scope of stacks) {
    const vpc = Vpc.fromLookup(scope, 'Vpc', { tags: { stage: scope.node.path } });
    ServiceEndpoints.of(vpc, vpc.selectSubnets());
  }
  const assemblies = app.synth().nestedAssemblies.map(({ nestedAssembly }) => nestedAssembly);
  expect(assemblies.map(({ manifest }) => manifest.missing?.length)).toEqual([1, 1]);
});

describe('other clients in the VPC', () => {
  const WARNING =
    "'createEndpoints' needs the other clients of Secrets Manager and ElastiCache in the VPC to be let in, got subnets with a way out, whose clients are led to the new endpoints from now on; let them in with rotation.serviceEndpoints.connections, and acknowledge this (https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html) [ack: cdk-cache-tier:rotation-endpoints]";
  const mixed = (scope: Stack) =>
    new Vpc(scope, 'Vpc', {
      maxAzs: 2,
      subnetConfiguration: [
        { name: 'Web', subnetType: SubnetType.PUBLIC },
        { name: 'Data', subnetType: SubnetType.PRIVATE_ISOLATED },
      ],
    });

  test('are warned of where they have had a way out', () => {
    const scope = stackIn();
    made(mixed(scope));
    expect(messagesIn(scope)).toEqual([WARNING]);
  });

  test('can be acknowledged', () => {
    const scope = stackIn();
    made(mixed(scope));
    Annotations.of(scope).acknowledgeWarning('cdk-cache-tier:rotation-endpoints', 'nobody else calls them');
    expect(messagesIn(scope)).toEqual([]);
  });

  test('had no way before in isolated subnets', () => {
    const scope = stackIn();
    made(isolatedIn(scope));
    expect(messagesIn(scope)).toEqual([]);
  });
});
