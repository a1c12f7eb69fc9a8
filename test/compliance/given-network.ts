import type { Stack } from 'aws-cdk-lib';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';

/** Ids as the service makes them: the validators know their form. */
export const VPC_ID = 'vpc-0123456789abcdef0';
export const SUBNET_IDS = ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'];

/** A network that exists already, in two zones. */
export function givenNetwork(stack: Stack): IVpc {
  return Vpc.fromVpcAttributes(stack, 'Network', {
    vpcId: VPC_ID,
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: SUBNET_IDS,
  });
}
