import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import type { Clients } from './clients';

/** A network with a database that were there before: what examples and stacks name by their ids. */
export interface ExistingNetwork {
  readonly vpc: string;
  readonly subnets: readonly [string, string];
  readonly securityGroups: readonly [string, string];
  /** The secret of the user of the database. */
  readonly secretArn: string;
}

/** Makes it in an account. */
export async function existingNetwork({ ec2, secrets }: Clients): Promise<ExistingNetwork> {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.99.0.0/16' }));
  const VpcId = `${Vpc?.VpcId}`;
  const subnet = async (zone: string, CidrBlock: string) => {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone: zone }));
    return `${Subnet?.SubnetId}`;
  };
  const group = async (GroupName: string) => {
    const made = await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }));
    return `${made.GroupId}`;
  };
  const { ARN } = await secrets.send(
    new CreateSecretCommand({ Name: 'orders', SecretString: '{"username":"app","password":"secret"}' }),
  );
  return {
    vpc: VpcId,
    subnets: [await subnet('us-east-1a', '10.99.0.0/24'), await subnet('us-east-1b', '10.99.1.0/24')],
    securityGroups: [await group('database'), await group('application')],
    secretArn: `${ARN}`,
  };
}
