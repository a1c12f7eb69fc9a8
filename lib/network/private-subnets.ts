import { type IVpc, type SelectedSubnets, type SubnetSelection, SubnetType } from 'aws-cdk-lib/aws-ec2';

/** What a selection came to. */
export interface PrivateSubnets {
  /** The subnets; undefined where the VPC has public ones only. */
  readonly subnets?: SelectedSubnets;
  /** What is wrong with them. */
  readonly problems: readonly string[];
}

/**
 * The subnets of a selection, or else the private ones with a way out, or else the isolated ones; never public ones.
 *
 * @param vpc the network
 * @param selection what the user chose
 * @param reason why public ones will not do
 */
export function privateSubnets(vpc: IVpc, selection: SubnetSelection | undefined, reason: string): PrivateSubnets {
  if (selection !== undefined) {
    const subnets = vpc.selectSubnets(selection);
    const open = new Set(vpc.publicSubnets.map(({ subnetId }) => subnetId));
    const problem = `'vpcSubnets' needs private or isolated subnets, got public ones; ${reason}`;
    return { subnets, problems: subnets.subnetIds.some((id) => open.has(id)) ? [problem] : [] };
  }
  if (vpc.privateSubnets.length > 0)
    return { subnets: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }), problems: [] };
  if (vpc.isolatedSubnets.length > 0)
    return { subnets: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }), problems: [] };
  return {
    problems: [
      "'vpc' needs private or isolated subnets, got public ones only; add a subnet group of type PRIVATE_ISOLATED",
    ],
  };
}
