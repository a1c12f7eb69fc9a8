import { type IConnectable, type IVpc, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { type PrivateSubnets, privateSubnets } from '../network/private-subnets';
import { selectionProblems } from './rotation-problems';

/** What is said of the network of a rotation. */
export interface RotationNetwork {
  readonly vpc?: IVpc;
  readonly vpcSubnets?: SubnetSelection;
  readonly cache?: IConnectable;
  readonly createEndpoints?: boolean;
}

/** The subnets of the function, and what is wrong with them; none and nothing outside of every VPC. */
export function rotationSubnets(network: RotationNetwork): PrivateSubnets {
  if (network.vpc === undefined) return { problems: withoutNetwork(network) };
  const found = privateSubnets(network.vpc, network.vpcSubnets, 'a function in a public subnet has no way out');
  const empty = found.subnets === undefined ? [] : selectionProblems(found.subnets);
  return { ...found, problems: [...found.problems, ...empty] };
}

/** What needs a network must not be said without one. */
function withoutNetwork(network: RotationNetwork): string[] {
  const named = (['cache', 'vpcSubnets', 'createEndpoints'] as const).filter((name) => network[name] !== undefined);
  if (named.length === 0) return [];
  const names = named.map((name) => `'${name}'`).join(' and ');
  return [`'vpc' needs to be given for ${names}, got none; set the vpc of the cache`];
}

/** The security group of the function, which reaches nothing yet. */
export function rotationSecurityGroup(scope: Construct, vpc: IVpc): SecurityGroup {
  return new SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    // Create-only: a path would replace the group when the stack moves into a stage.
    description: 'What the rotation of a secret may reach',
    allowAllOutbound: false,
  });
}
