import type { CfnVPC, IVpc } from 'aws-cdk-lib/aws-ec2';
import { CfnResource } from 'aws-cdk-lib/core';
import { l1Shape } from '../policy/l1-shape';

/**
 * What is wrong with a VPC in which private names shall be found: it has to have names at all. Of an imported one nothing is
 * known.
 *
 * @param property what the user said that needs names
 * @param page where the service says so
 */
export function namesOff(vpc: IVpc, property: string, page: string): string[] {
  const resource = vpc.node.defaultChild as CfnVPC | undefined;
  if (!CfnResource.isCfnResource(resource)) return [];
  const { EnableDnsHostnames: names, EnableDnsSupport: support } = l1Shape(resource).Properties as {
    [name: string]: unknown;
  };
  if (names !== false && support !== false) return [];
  return [
    `'${property}' needs a VPC with DNS host names and DNS support, got one without; set enableDnsHostnames: true and enableDnsSupport: true (${page})`,
  ];
}
