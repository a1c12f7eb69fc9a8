import { flag, listOf, objectOf, text } from './context-value';

/** A network that exists. */
export interface NetworkConfig {
  /**
   * The VPC to use.
   *
   * @default - a new VPC is made
   */
  readonly vpcId?: string;
  /**
   * Its private subnets, at least two in different zones.
   *
   * @default - none: `lookup` finds them
   */
  readonly subnetIds?: string[];
  /**
   * The zones of these subnets, in the same order.
   *
   * @default - each subnet counts as a zone of its own
   */
  readonly availabilityZones?: string[];
  /**
   * Find the subnets in the account instead of naming them; needs `account` and `region`.
   *
   * @default false
   */
  readonly lookup?: boolean;
}

/** Reads the name of an Availability Zone. */
export const zoneReader = text(/^[a-z]{2}(-[a-z]+)+-\d[a-z0-9-]*$/, "a zone, such as 'eu-west-1a'");

/** Reads a network. */
export const networkReader = objectOf<NetworkConfig>({
  vpcId: text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, "the id of a VPC, such as 'vpc-0123456789abcdef0'"),
  subnetIds: listOf(
    text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, "the id of a subnet, such as 'subnet-0123456789abcdef0'"),
  ),
  availabilityZones: listOf(zoneReader),
  lookup: flag,
});

/**
 * What contradicts itself in a network.
 *
 * @param at where it stands in the context
 * @param placed whether account and Region are stated
 */
export function networkProblems(network: NetworkConfig, at: string, placed: boolean): string[] {
  const { vpcId, subnetIds, lookup, availabilityZones } = network;
  return [
    ...(vpcId !== undefined && subnetIds === undefined && lookup !== true
      ? [`'${at}' needs subnetIds beside vpcId, got none; name them, or set lookup: true`]
      : []),
    ...(vpcId === undefined && (subnetIds !== undefined || lookup === true)
      ? [`'${at}' needs vpcId, got none; name the VPC, or leave network out for a new one`]
      : []),
    ...(lookup === true && !placed
      ? [`'${at}.lookup' needs account and region, got none; set both, or name subnetIds`]
      : []),
    ...(lookup === true && subnetIds !== undefined
      ? [`'${at}.lookup' needs to stand without subnetIds, got both; name the subnets, or look them up`]
      : []),
    ...(availabilityZones !== undefined && availabilityZones.length !== subnetIds?.length
      ? [
          `'${at}.availabilityZones' needs one zone for each of the subnetIds, got ${availabilityZones.length}; list them in the same order`,
        ]
      : []),
  ];
}
