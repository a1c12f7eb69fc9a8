import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CfnSubnet, type CfnVPC, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { type App, RemovalPolicies, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { Backup, Profile, ReplicationGroup, type ReplicationGroupProps, Topology } from '../../lib';
import { cacheIn, ID, messageOf, network, resources, resourcesOf, stack, warningsIn } from './given';

describe('ids and paths', () => {
  test('two caches in one stack have their own parts', () => {
    const scope = stack();
    const vpc = network(scope);
    new ReplicationGroup(scope, 'Cache', { vpc });
    new ReplicationGroup(scope, 'Sessions', { vpc });
    expect(Object.keys(resources(scope))).toHaveLength(16);
    expect(resources(scope)[ID.group]).toEqual(resourcesOf()[ID.group]);
  });

  test('the same id twice is refused by the CDK', () => {
    const scope = stack();
    const vpc = network(scope);
    new ReplicationGroup(scope, 'Cache', { vpc });
    expect(messageOf(() => new ReplicationGroup(scope, 'Cache', { vpc }))).toContain(
      "There is already a Construct with name 'Cache' in",
    );
  });

  test('an id may have characters that EC2 does not take in a description', () => {
    const scope = stack();
    new ReplicationGroup(scope, `Prix "d'été" <1> & ü`, { vpc: network(scope) });
    const group = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::EC2::SecurityGroup');
    expect(group?.Properties.GroupDescription).toBe('Who may connect to the cache Prix -d--t-- -1- & -');
  });

  test('every character that EC2 takes stays', () => {
    const scope = stack();
    const id = 'aZ09 ._-:()#,@[]+=&;{}!$*';
    new ReplicationGroup(scope, id, { vpc: network(scope) });
    const group = Object.values(resources(scope)).find(({ Type }) => Type === 'AWS::EC2::SecurityGroup');
    expect(group?.Properties.GroupDescription).toBe(`Who may connect to the cache ${id}`);
  });

  test('a path of a thousand characters gives descriptions and logical ids that fit', () => {
    const scope = stack();
    let parent: Construct = scope;
    for (let depth = 0; depth < 20; depth++) parent = new Construct(parent, `Level${'x'.repeat(45)}`);
    new ReplicationGroup(parent, 'Cache', { vpc: network(scope) });
    for (const [id, { Properties }] of Object.entries(resources(scope))) {
      expect(id.length).toBeLessThanOrEqual(255);
      const { Description, GroupDescription, ReplicationGroupDescription } = Properties;
      const text = Description ?? GroupDescription ?? ReplicationGroupDescription ?? '';
      expect(text.length).toBeLessThanOrEqual(255);
    }
  });

  test('a construct of the caller may extend it', () => {
    class Prices extends ReplicationGroup {
      constructor(scope: Stack) {
        super(scope, 'Cache', { vpc: network(scope), description: 'Prices' });
      }
    }
    const scope = stack();
    new Prices(scope);
    expect(Object.keys(resources(scope)).sort()).toEqual(Object.values(ID).sort());
  });
});

describe('properties from JavaScript, without types', () => {
  const javaScript = (props: object) => resourcesOf(props as ReplicationGroupProps);

  test('undefined is as if it were not there', () => {
    expect(javaScript({ port: undefined, backup: undefined, multiAz: undefined })).toEqual(resourcesOf());
  });

  test('a property that does not exist is not emitted', () => {
    expect(javaScript({ numNodes: 3 })).toEqual(resourcesOf());
  });

  test('a number is refused where the text of a parameter belongs', () => {
    expect(messageOf(() => javaScript({ parameters: { timeout: 300 } }))).toContain(
      "'timeout': 300 should be a string",
    );
  });

  test('a text is refused where a number belongs', () => {
    expect(messageOf(() => javaScript({ port: 'high' }))).toMatch(/port/);
  });
});

describe('synthesis', () => {
  test('can be called twice', () => {
    const scope = stack();
    cacheIn(scope, { replicationGroupId: 'prices' });
    const app = scope.node.root as App;
    const first = app.synth().getStackArtifact(scope.artifactId).template;
    expect(app.synth({ force: true }).getStackArtifact(scope.artifactId).template).toEqual(first);
    expect(warningsIn(scope)).toEqual(['replication-group-named']);
  });

  test('works for a stack without an app, as in many tests', () => {
    const scope = new Stack();
    cacheIn(scope);
    expect(Stack.of(scope.node.findChild('Cache'))).toBe(scope);
    expect(resources(scope)[ID.group].Properties.ReplicationGroupDescription).toBe('Defined by Default/Cache');
  });

  test('goes on after a cache that was refused, under another id', () => {
    const scope = stack();
    const vpc = network(scope);
    expect(() => new ReplicationGroup(scope, 'Wrong', { vpc, description: '' })).toThrow();
    scope.node.tryRemoveChild('Wrong');
    new ReplicationGroup(scope, 'Cache', { vpc });
    expect(resources(scope)).toEqual(resourcesOf());
  });
});

describe('a network from elsewhere', () => {
  const VPC = {
    Resources: {
      Net: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      One: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Net' }, AvailabilityZone: 'eu-west-1a' } },
      Two: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Net' }, AvailabilityZone: 'eu-west-1b' } },
    },
  };

  test('may be a VPC of an included template', () => {
    const folder = mkdtempSync(join(tmpdir(), 'included-'));
    try {
      const templateFile = join(folder, 'template.json');
      writeFileSync(templateFile, JSON.stringify(VPC));
      const scope = stack();
      const included = new CfnInclude(scope, 'Included', { templateFile });
      const [net, one, two] = ['Net', 'One', 'Two'].map((id) => included.getResource(id));
      const vpc = Vpc.fromVpcAttributes(scope, 'Vpc', {
        vpcId: (net as CfnVPC).ref,
        availabilityZones: [one, two].map((subnet) => (subnet as CfnSubnet).attrAvailabilityZone),
        isolatedSubnetIds: [one, two].map((subnet) => (subnet as CfnSubnet).attrSubnetId),
        isolatedSubnetRouteTableIds: ['rtb-1', 'rtb-2'],
      });
      new ReplicationGroup(scope, 'Cache', { vpc });
      expect(resources(scope)[ID.subnetGroup].Properties.SubnetIds).toEqual([
        { 'Fn::GetAtt': ['One', 'SubnetId'] },
        { 'Fn::GetAtt': ['Two', 'SubnetId'] },
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('may be a VPC of another stack', () => {
    const scope = stack();
    const net = new Stack(scope.node.root as App, 'Net');
    const vpc = new Vpc(net, 'Vpc', { maxAzs: 2, natGateways: 0 });
    new ReplicationGroup(scope, 'Cache', { vpc });
    const { SubnetIds } = resources(scope)[ID.subnetGroup].Properties;
    expect(SubnetIds).toHaveLength(2);
    expect(JSON.stringify(SubnetIds)).toContain('Fn::ImportValue');
  });
});

describe('the development profile in the description of the template', () => {
  const descriptionOf = (make: (scope: Stack) => void) => {
    const scope = stack();
    make(scope);
    return scope.resolve(scope.templateOptions.description);
  };
  const NOTE = 'Development profile, no backups, destroyed with the stack: Stack/';

  test('follows a description that is there', () => {
    const description = descriptionOf((scope) => {
      scope.templateOptions.description = 'The shop';
      cacheIn(scope, { profile: Profile.DEV });
    });
    expect(description).toBe(`The shop. ${NOTE}Cache`);
  });

  test('is said of each of two caches', () => {
    const description = descriptionOf((scope) => {
      const vpc = network(scope);
      new ReplicationGroup(scope, 'Cache', { vpc, profile: Profile.DEV });
      new ReplicationGroup(scope, 'Sessions', { vpc, profile: Profile.DEV });
      new ReplicationGroup(scope, 'Orders', { vpc });
    });
    expect(description).toBe(`${NOTE}Cache. ${NOTE}Sessions`);
  });

  test('says what aspects and removal policies make of the profile', () => {
    const description = descriptionOf((scope) => {
      cacheIn(scope, { profile: Profile.DEV });
      RemovalPolicies.of(scope).retain();
      (scope.node.root as App).synth();
    });
    expect(description).toBe('Development profile, no backups: Stack/Cache');
  });

  test('fits into the 1,024 characters that CloudFormation takes', () => {
    const description = descriptionOf((scope) => {
      scope.templateOptions.description = 'x'.repeat(1000);
      cacheIn(scope, { profile: Profile.DEV });
    });
    expect(description).toHaveLength(1024);
  });

  test('says only what is true of a cache that departs from it', () => {
    const note = (props: Partial<ReplicationGroupProps>) =>
      descriptionOf((scope) => cacheIn(scope, { profile: Profile.DEV, ...props }));
    expect(note({ backup: Backup.daily() })).toBe('Development profile, destroyed with the stack: Stack/Cache');
    expect(note({ removalPolicy: RemovalPolicy.RETAIN })).toBe('Development profile, no backups: Stack/Cache');
    expect(note({ topology: Topology.clusterMode({ shards: 1 }) })).toBe(`${NOTE}Cache`);
  });

  test('is not said of a cache that is refused', () => {
    const description = descriptionOf((scope) => {
      expect(() => cacheIn(scope, { profile: Profile.DEV, description: '' })).toThrow();
    });
    expect(description).toBeUndefined();
  });
});
